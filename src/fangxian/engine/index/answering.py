"""A list of contacts from a lake: by the index where it is of these very days, by DuckDB where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from fangxian.engine.contacts import Window, close_contacts, second_order
from fangxian.engine.index.index import Index, open_index
from fangxian.engine.index.layout import CannotUse
from fangxian.engine.index.spans import Spans
from fangxian.engine.stays import Lake


@dataclass(frozen=True, slots=True)
class Answer:
    """The list as the definition writes it; the engine that made it, and why the index did not (None if it did)."""

    table: pa.Table
    engine: str
    why_not_index: str | None


def contacts_in(
    connection: Any,
    lake: Lake,
    index: Path | None,
    cases: pa.Table,
    *,
    min_minutes: float,
    window: Window = Window(),
    order: int = 1,
) -> Answer:
    """Contacts of cases, and with `order` 2 theirs.

    index   the folder of the index; None asks DuckDB
    cases   one row per case and span: person_id, t_from, t_to (numbers; null: open)
    """
    opened, why_not = _usable(lake, index)
    if opened is None:
        asked = connection.create_table("cases_asked", cases, temp=True, overwrite=True)
        by_place, by_person = (lake.stays(connection, order=one) for one in ("place", "person"))
        found = by_definition(by_place, by_person, asked, min_minutes=min_minutes, window=window, order=order)
        return Answer(found.to_pyarrow(), "duckdb", why_not)
    listing_of = opened.close_contacts if order == 1 else opened.second_order
    listed = listing_of(Spans.of_table(cases), min_minutes=min_minutes, window=window)
    return Answer(listed.table(orders=order), "index", None)


def by_definition(
    by_place: ibis.Table, by_person: ibis.Table, cases: ibis.Table, *, min_minutes: float, window: Window, order: int
) -> ibis.Table:
    """The list as the definition writes it, over a lake's two orders, with wide numbers."""
    # the lake's numbers are narrow: to widen theirs would hide from an engine which of its files to skip
    asked = cases.mutate(
        person_id=cases.person_id.try_cast("int32"), t_from=cases.t_from.cast("int64"), t_to=cases.t_to.cast("int64")
    )
    listing = close_contacts if order == 1 else second_order
    found = listing(by_place, asked, min_minutes=min_minutes, window=window, by_person=by_person)
    return found.mutate(**{name: found[name].cast("int64") for name, kind in found.schema().items() if kind.is_int32()})


def _usable(lake: Lake, folder: Path | None) -> tuple[Index | None, str | None]:
    if folder is None:
        return None, "none was asked for"
    try:
        index = open_index(folder)
    except CannotUse as error:
        return None, str(error)
    why_not = index.why_not_for(lake.days())
    return (index, None) if why_not is None else (None, why_not)
