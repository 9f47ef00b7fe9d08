"""Who was in an area while it was listed: the rule of `screen`, for any number of trips at once, in Ibis.

On each day the finest listing counts that contains the area; of equals the highest level, then the latest. A listing
holds from `listed_from` until before `listed_until`. Codes are never compared by their beginnings, row by row: which
areas contain which is a table, and each area's listings are laid end to end before the first trip is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import ibis
import pyarrow as pa
from ibis import _

from fangxian.engine.arearisk import LEVELS
from fangxian.engine.gazetteer import containing

OPEN = "9999-12-31"
WITHIN = pa.schema([("area_code", pa.string()), ("part_code", pa.string()), ("fineness", pa.int32())])


def within(codes: Iterable[str]) -> pa.Table:
    """Which areas contain each of these, itself among them: area_code, part_code, fineness (the larger the finer)."""
    rows = [
        {"area_code": code, "part_code": part, "fineness": len(part)}
        for code in sorted(set(codes))
        for part in containing(code)
    ]
    return pa.Table.from_pylist(rows, WITHIN)


def level_of_areas(listings: ibis.Table, containing_areas: ibis.Table) -> ibis.Table:
    """When each area was listed, and at which level.

    listings          one row per listing: area_code, level, listed_from, listed_until (days; null: still listed)
    containing_areas  as `within` makes it; codes of both tables are of one type, text or number
    returns  one row per area and span: area_code, begins_on, ends_on (not part of it), level, part_code (the area that
             was listed), listed_from; spans of one area do not overlap
    """
    ranked = listings.select(
        "level", "listed_from", part_code=_.area_code, until=_.listed_until.fill_null(ibis.literal(OPEN).cast("date")),
        rank=listings.level.cases(*((level, number) for number, level in enumerate(LEVELS)), else_=-1),
    )  # fmt: skip
    covering = containing_areas.join(ranked, "part_code")
    edges = covering.select("area_code", begins_on=_.listed_from).union(
        covering.select("area_code", begins_on=_.until), distinct=True
    )
    following = ibis.window(group_by="area_code", order_by="begins_on")
    pieces = edges.mutate(ends_on=_.begins_on.lead().over(following)).filter(_.ends_on.notnull())
    held = pieces.join(
        covering,
        [
            pieces.area_code == covering.area_code,
            covering.listed_from <= pieces.begins_on,
            covering.until >= pieces.ends_on,
        ],
    ).select(
        pieces.area_code, pieces.begins_on, pieces.ends_on,
        covering.level, covering.rank, covering.fineness, covering.part_code, covering.listed_from,
    )  # fmt: skip
    finest = ibis.window(
        group_by=["area_code", "begins_on"],
        order_by=[_.fineness.desc(), _.rank.desc(), _.listed_from.desc(), _.ends_on],
    )
    first = held.mutate(place=ibis.row_number().over(finest)).filter(_.place == 0)
    return first.select("area_code", "begins_on", "ends_on", "level", "part_code", "listed_from")


def calendar(first: date, last: date) -> pa.Table:
    """The days from the first to the last, both among them: on."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return pa.table({"on": pa.array(days, pa.date32())})


def listed_trips(trips: ibis.Table, levels: ibis.Table, days: ibis.Table) -> ibis.Table:
    """The trips whose area was listed on their day.

    trips    one row per trip and day: area_code, on (a day), and whatever else is known of it
    levels   as `level_of_areas` gives it
    days     the days that are asked about, as `calendar` gives them; a trip on another day is left out
    returns  the columns of `trips` with level, part_code and listed_from; a trip to an area that was not listed on
             that day is left out
    """
    # a row per area and day: two equal columns are met faster, a hundred million times, than the ends of a span
    daily = levels.join(days, [days.on >= levels.begins_on, days.on < levels.ends_on]).select(
        levels.area_code, days.on, levels.level, levels.part_code, levels.listed_from
    )
    met = trips.join(daily, [trips.area_code == daily.area_code, trips.on == daily.on])
    return met.select(*(trips[name] for name in trips.columns), daily.level, daily.part_code, daily.listed_from)
