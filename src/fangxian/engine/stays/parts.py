"""Making the two files of a day's part: which days stays touch, what of them lies in each, sorted in both orders."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from fangxian.engine.stays.findings import refuse
from fangxian.engine.stays.manifest import File, Part

NUMBERS_BELOW = 1 << 30
DAYS_AT_MOST = 1000
DAY_SECONDS = 86_400
SCHEMA = pa.schema([("person_id", pa.int32()), ("place_id", pa.int32()), ("t_in", pa.int64()), ("seconds", pa.int32())])
HELD = "stays_to_append"
_COLUMNS = "person_id, place_id, t_in, seconds"
_ORDER = {"place": "place_id, t_in, person_id, seconds", "person": "person_id, t_in, place_id, seconds"}
# version 2 of the format stores differences, which is half of the bytes of sorted times; a dictionary of many numbers,
# which DuckDB would prefer, takes a byte and a half a stay more
_FORM = (
    "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880,"
    " DICTIONARY_SIZE_LIMIT 1000"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A civil day: its bounds in epoch seconds; the end is not part of it."""

    on: date
    begins_at: int
    ends_at: int


def held(connection: Any, stays: ibis.Table) -> str:
    """The stays to append as a relation, checked. Errors: TableRefused."""
    wanted = stays.select("person_id", "place_id", "t_in", "t_out")
    connection.create_view(HELD, wanted, overwrite=True)
    small, large, wrong = connection.raw_sql(
        "SELECT least(min(person_id), min(place_id)), greatest(max(person_id), max(place_id)),"
        f" count(*) FILTER (t_out < t_in) FROM {HELD}"
    ).fetchone()
    if small is not None and (small < 0 or large >= NUMBERS_BELOW):
        raise refuse("number_too_large", largest=NUMBERS_BELOW - 1, smallest_found=small, largest_found=large)
    if wrong:
        raise refuse("ends_before_it_begins", count=wrong)
    return HELD


def days_of(connection: Any, relation: str, zone: ZoneInfo) -> list[Span]:
    """The civil days that stays touch, oldest first. Errors: TableRefused for more than DAYS_AT_MOST."""
    touched = connection.raw_sql(
        f"SELECT DISTINCT t_in // {DAY_SECONDS}, greatest(t_in, t_out - 1) // {DAY_SECONDS} FROM {relation}"
    ).fetchall()
    # a civil day and the 24 hours of UTC that its stays lie in are never more than one day apart
    counts = {number for first, last in touched for number in (first - 1, *range(first, last + 1), last + 1)}
    if len(counts) > DAYS_AT_MOST:
        raise refuse("too_many_days", count=len(counts), allowed=DAYS_AT_MOST)
    spans = [span_of(date(1970, 1, 1) + timedelta(days=number), zone) for number in sorted(counts)]
    return [span for span in spans if _is_touched(connection, relation, span)]


def _is_touched(connection: Any, relation: str, span: Span) -> bool:
    found = connection.raw_sql(f"SELECT 1 FROM ({within(relation, span)}) LIMIT 1").fetchone()
    return found is not None


def span_of(on: date, zone: ZoneInfo) -> Span:
    """A civil day between its midnights; 23 or 25 hours where clocks change."""
    begins, ends = (datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in (on, on + timedelta(days=1)))
    return Span(on, int(begins.timestamp()), int(ends.timestamp()))


def within(relation: str, span: Span) -> str:
    """What lies of the stays in one day. A stay without length belongs to the day in which it is."""
    return (
        "SELECT CAST(person_id AS INTEGER) AS person_id, CAST(place_id AS INTEGER) AS place_id,"
        f" CAST(greatest(t_in, {span.begins_at}) AS BIGINT) AS t_in,"
        f" CAST(least(t_out, {span.ends_at}) - greatest(t_in, {span.begins_at}) AS INTEGER) AS seconds"
        f" FROM {relation} WHERE t_in < {span.ends_at} AND (t_out > {span.begins_at} OR t_in >= {span.begins_at})"
    )


def written(connection: Any, rows: str, draft: Path) -> Part:
    """Write `rows` (a query of the lake's four columns) to `draft` in both orders."""
    for order, source in (("place", f"({rows})"), ("person", f"read_parquet({_quoted(draft / 'place.parquet')})")):
        target = _quoted(draft / f"{order}.parquet")
        connection.raw_sql(f"COPY (SELECT {_COLUMNS} FROM {source} ORDER BY {_ORDER[order]}) TO {target} ({_FORM})")
    count, person, place = connection.raw_sql(
        "SELECT count(*), coalesce(max(person_id), -1) + 1, coalesce(max(place_id), -1) + 1"
        f" FROM read_parquet({_quoted(draft / 'place.parquet')})"
    ).fetchone()
    return Part(count, person, place, place=_file(draft, "place"), person=_file(draft, "person"))


def _file(draft: Path, order: str) -> File:
    path = draft / f"{order}.parquet"
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return File(f"{order}-{digest[:16]}.parquet", path.stat().st_size, digest)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
