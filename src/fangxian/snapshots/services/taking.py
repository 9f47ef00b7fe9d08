"""One closed city day is taken: its records become stays under numbers, and lie in the lake whole or not at all."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import city_day
from fangxian.snapshots import queries, rules
from fangxian.snapshots.models import SnapshotDay
from fangxian.snapshots.queries.sources import SOURCES
from fangxian.snapshots.rules import Bounds, Tally, Told

from .numbering import Numbering
from .opening import Opened, opened

ROWS_AT_ONCE = 5000
Span = tuple[int, int, datetime, datetime]


@dataclass(frozen=True)
class Taken:
    """A day as it was taken. is_new: the lake holds other stays than before."""

    row: SnapshotDay
    is_new: bool


def why_not_take(programme: Programme, on: date, *, at: datetime) -> Problem | None:
    """Why a day cannot be taken: it is not over, or the programme is."""
    if programme.stood_down_at is not None and programme.stood_down_at <= at:
        return Problem("snapshots.over", said("This programme has stood down: nothing is collected any more."))
    if on >= city_day(at, programme.zone):
        return Problem(
            "snapshots.not_over", said("%(day)s is not over yet: a day is taken whole."), {"day": on.isoformat()}
        )
    return None


def take_day(*, programme: Programme, on: date, by: Actor, at: datetime) -> Taken:
    """Leave the stays of one closed day to the lake; taken again it is what the records say now.

    Numbers are given first, then the day is put into the lake in one step, then it is noted: a run that is killed
    leaves the old day, or the new one not yet noted, which the next run finds to be the very same.
    Errors: Refused; TableRefused while another process writes; then the day is as it was.
    """
    with opened(programme) as place:
        taken = take_into(place, programme=programme, on=on, by=by, at=at)
        refresh_index(place)
    return taken


def take_into(place: Opened, *, programme: Programme, on: date, by: Actor, at: datetime) -> Taken:
    """The same into a lake that is open already; the caller renews the index."""
    import ibis
    import pyarrow as pa

    refuse(why_not_take(programme, on, at=at))
    pack = queries.stays_pack(programme, at=at)
    bounds, numbering = Bounds.of(on, programme.zone), Numbering(programme.id, on=on)
    columns = {name: array("q") for name in ("person_id", "place_id", "t_in", "t_out")}
    became: dict[str, dict[str, int]] = {}
    marks: Counter[str] = Counter()
    for name, source in SOURCES.items():
        tally = Tally()
        told = source(programme, bounds, pack, tally)
        for person, where, from_at, until_at in _stays(told, numbering, bounds, tally):
            values = person, where, int(from_at.timestamp()), int(until_at.timestamp())
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
        became[name] = dict(sorted(tally.became.items()))
        marks += tally.marks
    table = pa.table({name: pa.array(column, pa.int64()) for name, column in columns.items()})
    done = place.lake.replace(place.connection, on, ibis.memtable(table))
    day = place.lake.day(on)
    found = {
        "pack_id": pack.id, "pack_sha256": pack.sha256, "rows_read": sum(sum(one.values()) for one in became.values()),
        "stay_count": done.rows, "became": became, "marks": dict(sorted(marks.items())),
        "digest": day.digest if day else "",
    }  # fmt: skip
    return Taken(_noted(programme, on, found, by=by, at=at), is_new=not done.was_there)


@transaction.atomic
def _noted(programme: Programme, on: date, found: dict[str, Any], *, by: Actor, at: datetime) -> SnapshotDay:
    """Note what lies in the lake; an event tells of it when that is not what it was."""
    before = SnapshotDay.objects.filter(programme=programme, on=on).first()
    row, _ = SnapshotDay.objects.update_or_create(
        programme=programme, on=on, defaults=found | {"taken_at": at, "taken_on": city_day(at, programme.zone)}
    )
    if before is None or (before.digest, before.became) != (row.digest, row.became):
        audit.record(
            "snapshots.day_taken", on=row, by=by, at=at, count=row.stay_count,
            digest=bytes.fromhex(row.digest) if row.digest else None,
            detail={"day": on.isoformat(), "rows_read": row.rows_read, "edition": row.pack_id},
        )  # fmt: skip
    return row


def _stays(told: Iterable[Told], numbering: Numbering, bounds: Bounds, tally: Tally) -> Iterator[Span]:
    """Rows as stays under numbers: ends are paired gate by gate, whole stays go through some at a time."""
    for is_end, rows in groupby(told, key=lambda one: (one.place.key, True) if one.direction else ("", False)):
        if is_end[1]:
            yield from _paired(list(rows), numbering, bounds, tally)
            continue
        while some := list(islice(rows, ROWS_AT_ONCE)):
            yield from _whole(some, numbering, tally)


def _whole(rows: list[Told], numbering: Numbering, tally: Tally) -> Iterator[Span]:
    people = numbering.people(one.who for one in rows)
    places = numbering.places(one.place for one in rows)
    for one in rows:
        tally.became[rules.STAY] += rules.SECOND_PIECE not in one.marks
        tally.marks.update(mark for mark in one.marks if mark in rules.MARKS)
        yield people[one.who], places[one.place.kind, one.place.key], one.from_at, one.until_at


def _paired(rows: list[Told], numbering: Numbering, bounds: Bounds, tally: Tally) -> Iterator[Span]:
    """The stays behind one gate. Who passed only the day before is not counted and has none."""
    today = {one.who for one in rows if one.from_at >= bounds.begins_at}
    numbers = numbering.people(today)
    place = rows[0].place
    where = numbering.places([place])[place.kind, place.key] if today else -1
    passages: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    before: dict[int, str] = {}
    for one in rows:
        if one.from_at >= bounds.begins_at:
            passages[numbers[one.who]].append((one.direction, one.from_at))
        elif one.who in numbers:
            before[numbers[one.who]] = one.direction
    for number, mine in passages.items():
        was_in = before.get(number) == rules.IN
        for from_at, until_at in rules.paired(mine, was_in=was_in, bounds=bounds, tally=tally):
            yield number, where, from_at, until_at


def refresh_index(place: Opened) -> int:
    """Build the days that the index lacks, forget those that were dropped; returns how many were built."""
    from fangxian.engine.index import refresh

    return len(refresh(place.connection, place.lake, place.index))
