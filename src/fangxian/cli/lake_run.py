"""What the commands on a lake of stays share: opening it, its index, and asking it for contacts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import ibis
import pyarrow as pa

from fangxian.cli.bulk_run import BulkRun
from fangxian.cli.terminal import CannotRead, say, warn
from fangxian.engine.cluster import Placing
from fangxian.engine.contacts import Window
from fangxian.engine.index import Answer, by_definition, contacts_in, refresh
from fangxian.engine.stays import Lake, Store, found, numbered, numbers_of, open_lake
from fangxian.engine.tables import TableRefused
from fangxian.engine.texts import Bilingual

_BY_DUCKDB = Bilingual("索引不可用，改由 DuckDB 计算", "the index cannot be used, DuckDB answers instead")


@contextmanager
def lake_told(language: str) -> Iterator[None]:
    """A lake's refusal inside becomes an error of the command line."""
    try:
        yield
    except TableRefused as refused:
        raise CannotRead(say(refused.finding.sentence(), language)) from None


def lake_at(url: str, language: str) -> Lake:
    """The lake at a folder or s3:// address. Errors: CannotRead if there is none."""
    with lake_told(language):
        return open_lake(Store.at(url))


def index_of(lake: Lake, folder: Path | None) -> Path | None:
    """Where a lake's index lies: beside it unless said; None for a lake in a bucket of which nobody said."""
    if folder is not None:
        return folder
    return lake.store.folder / "index" if lake.store.folder is not None else None


def own_lake(run: BulkRun, stays: ibis.Table) -> Lake:
    """A lake of one run's stays, with its index, gone with the run."""
    with lake_told(run.language):
        lake = found(Store.at(run.spill / "lake"), zone=run.zone)
        lake.append(run.connection, numbered(run.connection, lake, stays))
    refresh(run.connection, lake, run.spill / "lake" / "index")
    return lake


def contacts_from(
    run: BulkRun,
    lake: Lake,
    cases: ibis.Table,
    *,
    index: Path | None,
    place: Placing | None = None,
    min_minutes: float,
    window: Window,
    order: int,
) -> tuple[ibis.Table, int]:
    """(contacts under the ids of the file that filled the lake, cases without a stay).

    place   the cluster that is asked; None: the index, or DuckDB
    """
    with lake_told(run.language):
        numbers = numbers_of(run.connection, lake)
        asked, person, places = _under_numbers(cases, numbers)
        how: dict[str, Any] = {"min_minutes": min_minutes, "window": window, "order": order}
        if place is None:
            there = _with_stays(asked, lake.stays(run.connection, order="person")).to_pyarrow()
            answer = contacts_in(run.connection, lake, index, asked.to_pyarrow(), **how)
        else:
            there, answer = _on_cluster(run, place, lake, asked, **how)
        nowhere = int(cases.person_id.nunique().to_pyarrow().as_py()) - int(there["people"][0].as_py())
    run.parameters["engine_used"] = answer.engine
    if answer.why_not_index and index is not None:
        warn(f"{say(_BY_DUCKDB, run.language)}: {answer.why_not_index}")
    listed = run.connection.create_table("listed", answer.table, temp=True)
    if person is not None and places is not None:
        listed = _named(listed, person, ("case_id", "person_id", *(("via",) if order == 2 else ())))
        listed = _named(listed, places, ("strongest_place",))
    return listed, nowhere


def _on_cluster(
    run: BulkRun, place: Placing, lake: Lake, asked: ibis.Table, *, min_minutes: float, window: Window, order: int
) -> tuple[pa.Table, Answer]:
    """(how many of the cases have a stay, the contacts), both from where the lake is read."""
    cases = place.put(run.connection, asked)
    by_place, by_person = (place.lake(lake, one) for one in ("place", "person"))
    found = by_definition(by_place, by_person, cases, min_minutes=min_minutes, window=window, order=order)
    there = place.cluster.answer(_with_stays(cases, by_person))
    return there, Answer(place.cluster.answer(found), place.cluster.kind, None)


def _with_stays(cases: ibis.Table, stays: ibis.Table) -> ibis.Table:
    """One row: how many people among the cases have a stay."""
    known = stays.mutate(person_id=stays.person_id.cast("int64"))
    return cases.semi_join(known, "person_id").agg(people=lambda rows: rows.person_id.nunique())


def _under_numbers(cases: ibis.Table, numbers: Any) -> tuple[ibis.Table, ibis.Table | None, ibis.Table | None]:
    """(cases under the lake's numbers, register of people, of places); a case that the lake never met is left out."""
    if numbers is None:
        if cases.person_id.type().is_string():
            raise click.UsageError("病例编号须为数据湖中的号码 / cases must be the lake's own numbers")
        return cases, None, None
    person = numbers.person
    if person.id.type() != cases.person_id.type():
        person = person.mutate(id=person.id.cast("string"))
        cases = cases.mutate(person_id=cases.person_id.cast("string"))
    joined = cases.join(person, cases.person_id == person.id)
    return joined.select(person_id=person.number, t_from=cases.t_from, t_to=cases.t_to), person, numbers.place


def _named(listed: ibis.Table, register: ibis.Table, columns: tuple[str, ...]) -> ibis.Table:
    """Ids in place of numbers; a null stays null."""
    for column in columns:
        known = register.view()
        joined = listed.left_join(known, listed[column] == known.number)
        listed = joined.select(*(known.id.name(one) if one == column else listed[one] for one in listed.columns))
    return listed
