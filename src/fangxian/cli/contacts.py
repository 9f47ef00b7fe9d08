"""`fangxian contacts`: who shared a place with these cases, for how long. No database, no names."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
import ibis

from fangxian.cli.bulk_run import BulkRun, bulk_options, bulk_run, moment_of
from fangxian.cli.cluster_run import Engine, answered, cluster_options, on_cluster
from fangxian.cli.lake_run import contacts_from, index_of, lake_at, own_lake
from fangxian.engine.cluster import KINDS
from fangxian.engine.contacts import CASE_COLUMNS, STAY_COLUMNS, Window, close_contacts, second_order


@click.command()
@click.argument("stays", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lake", "lake_url", help="以数据湖代替 STAYS：文件夹或 s3:// / A lake of stays in place of STAYS.")
@click.option(
    "--index",
    "index_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="数据湖索引的文件夹，默认在湖内 / Folder of the lake's index; inside the lake unless said.",
)
@click.option(
    "--cases",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="病例：person_id[, t_from, t_to] / Cases, with the time in which each may pass it on.",
)
@click.option(
    "--min-minutes",
    type=click.FloatRange(min=0),
    default=15,
    show_default=True,
    help="同处一地的最短分钟数 / Minutes together that make a contact.",
)
@click.option("--from", "begins", help="自何时起计算 / Count time together from this moment.")
@click.option("--to", "ends", help="至何时止（不含） / Count time together before this moment.")
@click.option(
    "--order",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="2 即含密接的密接 / 2 adds contacts of contacts.",
)
@cluster_options
@bulk_options("duckdb", "index", *KINDS)
def contacts(
    stays: Path | None,
    lake_url: str | None,
    index_folder: Path | None,
    cases: Path,
    min_minutes: float,
    begins: str | None,
    ends: str | None,
    order: int,
    address: str | None,
    shared: str | None,
    out: Path,
    purpose: str | None,
    zone: str,
    engine: str,
    language: str,
    as_json: bool,
) -> None:
    """由停留记录推算密切接触者 / List who shared a place with CASES, from STAYS of pseudonymous people.

    STAYS（CSV 或 Parquet）：person_id, place_id, t_in, t_out；同一人在同一处首尾相接或重叠的停留合为一次。
    STAYS is CSV or Parquet; stays of one person at one place that touch or overlap are one stay.
    Exit code: 0 done; 2 wrong usage or an unreadable file.
    """
    if (stays is None) == (lake_url is None):
        raise click.UsageError("请给出 STAYS 或 --lake 之一 / give either STAYS or --lake")
    asked = {"min_minutes": min_minutes, "from": begins, "to": ends, "order": order, "engine": engine}
    inputs = (cases,) if stays is None else (stays, cases)
    with bulk_run("contacts", out=out, inputs=inputs, zone=zone, language=language, purpose=purpose, **asked) as run:
        window = Window(moment_of(begins, run.zone, option="--from"), moment_of(ends, run.zone, option="--to"))
        if window.begins_at is not None and window.ends_at is not None and window.begins_at >= window.ends_at:
            raise click.BadParameter("必须晚于 --from / must lie after --from", param_hint="--to")
        question = {"min_minutes": min_minutes, "window": window, "order": order}
        asked_of = Engine(engine, address, shared)
        if lake_url is not None:
            found, nowhere = _of_lake(run, lake_url, index_folder, cases, asked_of, question)
        elif stays is not None:
            found, nowhere = _of_file(run, stays, cases, asked_of, question)
        counted = {
            "contacts": int(found.person_id.nunique().to_pyarrow().as_py()),
            "cases_with_contacts": int(found.case_id.nunique().to_pyarrow().as_py()),
            "cases_without_stays": nowhere,
        }
        ordered = ("case_id", "person_id") if order == 1 else ("case_id", "order", "person_id")
        run.finish(found.order_by(*ordered), counted, as_json=as_json)


def _of_file(
    run: BulkRun, stays: Path, cases: Path, engine: Engine, question: dict[str, Any]
) -> tuple[ibis.Table, int]:
    """(contacts, cases without stays), from a file of stays."""
    of_people = run.read(stays, name="stays", columns=STAY_COLUMNS).table
    of_cases = run.read(cases, name="cases", columns=CASE_COLUMNS).table
    if of_people.person_id.type() != of_cases.person_id.type():
        of_people = of_people.mutate(person_id=of_people.person_id.cast("string"))
        of_cases = of_cases.mutate(person_id=of_cases.person_id.cast("string"))
    if engine.name == "index":
        lake = own_lake(run, of_people)
        return contacts_from(run, lake, of_cases, index=index_of(lake, None), **question)
    listing = partial(
        close_contacts if question["order"] == 1 else second_order,
        min_minutes=question["min_minutes"],
        window=question["window"],
    )
    nowhere = of_cases.anti_join(of_people, "person_id").person_id.nunique()
    if engine.is_cluster:
        with on_cluster(run, engine) as place:
            there = [place.put(run.connection, table) for table in (of_people, of_cases)]
            found = answered(run, place, listing(*there), name="found")
    else:
        found = run.connection.create_table("found", listing(of_people, of_cases), temp=True)
    return found, int(nowhere.to_pyarrow().as_py())


def _of_lake(
    run: BulkRun, url: str, index: Path | None, cases: Path, engine: Engine, question: dict[str, Any]
) -> tuple[ibis.Table, int]:
    """(contacts, cases without stays), from a lake."""
    lake = lake_at(url, run.language)
    of_cases = run.read(cases, name="cases", columns=CASE_COLUMNS).table
    run.parameters["lake"] = {day.on.isoformat(): {"rows": day.rows, "sha256": day.digest} for day in lake.days()}
    if engine.is_cluster:
        with on_cluster(run, engine) as place:
            return contacts_from(run, lake, of_cases, index=None, place=place, **question)
    folder = index_of(lake, index) if engine.name == "index" else None
    return contacts_from(run, lake, of_cases, index=folder, **question)
