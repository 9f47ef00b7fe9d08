"""Visits come in, from phones and from forms alike: each counted once, the newest shown, every one kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme, new_id
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.engine import records
from fangxian.engine.coverage import try_again_from
from fangxian.engine.merging import Landed, MergeWord, id_as_sent
from fangxian.engine.rules.packs import Pack
from fangxian.intake.sources.sweep import queries
from fangxian.intake.sources.sweep.models import Building, Round, RoundDoor, Visit
from fangxian.intake.sources.sweep.rules import visits, words
from fangxian.intake.sources.sweep.rules.visits import VISITS, OfflineVisit

from .lists import put_found_door
from .telling import record_told

# What a visit changes of its door, with the type of each.
_SHOWN = {
    "result": "text", "absent_count": "smallint", "next_try_at": "timestamptz", "seen_at": "timestamptz",
    "last_visit_id": "uuid", "changed_at": "timestamptz",
}  # fmt: skip
_SHOW = f"""
UPDATE intake_rounddoor AS door SET {", ".join(f"{name} = told.{name}" for name in _SHOWN)}
  FROM unnest(%s::uuid[], {", ".join(f"%s::{kind}[]" for kind in _SHOWN.values())}) AS told(id, {", ".join(_SHOWN)})
 WHERE door.id = told.id
"""  # noqa: S608 - names of our own columns


@dataclass
class _Batch:
    """What the visits of one delivery have in common, and what became of them so far."""

    programme: Programme
    ahead_by: timedelta
    by: Actor
    at: datetime
    pack: Pack
    rounds: Mapping[UUID, Round] = field(default_factory=dict)
    doors: dict[UUID, RoundDoor] = field(default_factory=dict)  # by round door
    by_door: dict[tuple[UUID, UUID], RoundDoor] = field(default_factory=dict)  # by round and door
    results: dict[int, Landed] = field(default_factory=dict)


@dataclass(frozen=True)
class _Arrived:
    number: int
    sent: OfflineVisit
    door: RoundDoor


@transaction.atomic
def land_door_visits(
    sent: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Take in visits as a phone or a form made them; one word for each, in their order.

    sent      see rules.visits.read_visit
    ahead_by  how far the device's clock was ahead of the server's when it sent
    The newest visit of a door by corrected time is what the door shows: it is told `new`, or `updated` where an
    earlier one stood there; an older one is told `old` and kept beside it. Sent again it is `identical`.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(None if by.can("intake.run_sweeps") else why_not_use("intake.sweep", by=by))
    batch = _Batch(programme, ahead_by, by, at, queries.pack_of_tries(at))
    read = _read(sent, batch)
    batch.rounds = {
        r.id: r for r in queries.rounds_of(by).filter(id__in={visit.round_id for _, visit in read})
    }  # fmt: skip
    _lock_doors([visit for _, visit in read], batch)
    arrived = [one for number, visit in read if (one := _placed(number, visit, batch)) is not None]
    new = _those_that_are_new(arrived, batch)
    made = _write(new, batch)
    record_told(
        [(one.sent, one.door, visit) for one, visit in made], programme=programme, by=by, at=at
    )  # fmt: skip
    _write_down([visit for _, visit in made], batch)
    return [batch.results[number] for number in range(len(sent))]


def _read(sent: Sequence[object], batch: _Batch) -> list[tuple[int, OfflineVisit]]:
    """Those that are visits; the others are answered with what is wrong with them."""
    today = city_day(batch.at, batch.programme.timezone)
    read = []
    for number, record in enumerate(sent):
        try:
            read.append((number, visits.read_visit(record, today=today)))
        except records.NotARecord as wrong:
            batch.results[number] = Landed(id_as_sent(record), MergeWord.INVALID, wrong.finding)
    return read


def _lock_doors(sent: Sequence[OfflineVisit], batch: _Batch) -> None:
    """The doors that are visited, locked in one order, so that two phones wait for each other and never in a ring."""
    wanted = {(visit.round_id, visit.door_id) for visit in sent if visit.door_id}
    doors = _doors(batch).filter(
        round_id__in={round_id for round_id, _ in wanted}, door_id__in={door_id for _, door_id in wanted}
    )
    for door in doors.select_for_update(of=("self",)).order_by("id"):
        _remember(door, batch)


def _doors(batch: _Batch) -> QuerySet[RoundDoor]:
    doors = RoundDoor.objects.filter(queries.may_visit(batch.by), programme=batch.programme)
    return doors.select_related("door", "building", "round")


def _remember(door: RoundDoor, batch: _Batch) -> None:
    batch.doors[door.id] = door
    batch.by_door[(door.round_id, door.door_id)] = door


def _placed(number: int, sent: OfflineVisit, batch: _Batch) -> _Arrived | None:
    """A visit with its door; one to a round or door that is not this worker's is given back."""
    round_ = batch.rounds.get(sent.round_id)
    door = None
    if round_ is not None:
        door = _found_door(sent, round_, batch) if sent.found else batch.by_door.get((round_.id, sent.door_id))  # type: ignore[arg-type]
    if door is not None:
        return _Arrived(number, sent, door)
    code, name = ("unknown_round", "round") if round_ is None else ("unknown_door", "door")
    batch.results[number] = Landed(str(sent.client_id), MergeWord.INVALID, VISITS.finding(code, field=name))
    return None


def _found_door(sent: OfflineVisit, round_: Round, batch: _Batch) -> RoundDoor | None:
    """The door that a worker found, put on the list and into the round; None if its building is not hers."""
    assert sent.found is not None
    building = Building.objects.filter(programme=batch.programme, id=sent.found.building_id).first()
    is_hers = building is not None and (
        batch.by.covers(building.area_code)
        or RoundDoor.objects.filter(round=round_, building=building, assigned_post_id=batch.by.post_id).exists()
    )
    if building is None or not is_hers or not building.area_code.startswith(round_.area_code):
        return None
    door = put_found_door(
        building=building, address=sent.found.address, programme=batch.programme, by=batch.by, at=batch.at
    )
    found, _ = RoundDoor.objects.get_or_create(
        round=round_, door=door,
        defaults={
            "programme": batch.programme, "building": building, "area_code": building.area_code, "is_found": True,
            "assigned_post_id": batch.by.post_id, "changed_at": batch.at,
        },
    )  # fmt: skip
    if found.id not in batch.doors:
        _remember(RoundDoor.objects.select_related("door", "building", "round").get(id=found.id), batch)
    return batch.doors[found.id]


def _those_that_are_new(arrived: Sequence[_Arrived], batch: _Batch) -> list[_Arrived]:
    """Leave out what is on record or twice in the batch: the same is identical, another under its id discarded."""
    ids = [one.sent.client_id for one in arrived]
    digests = {v.id: bytes(v.digest) for v in Visit.objects.filter(id__in=ids, programme=batch.programme)}
    elsewhere = set(Visit.objects.filter(id__in=ids).exclude(programme=batch.programme).values_list("id", flat=True))
    new = []
    for one in arrived:
        held = digests.get(one.sent.client_id)
        if one.sent.client_id in elsewhere or (held is not None and held != one.sent.digest):
            batch.results[one.number] = Landed(str(one.sent.client_id), MergeWord.DISCARDED)
        elif held is not None:
            batch.results[one.number] = Landed(str(one.sent.client_id), MergeWord.IDENTICAL)
        else:
            digests[one.sent.client_id] = one.sent.digest
            new.append(one)
    return new


def _write(new: Sequence[_Arrived], batch: _Batch) -> list[tuple[_Arrived, Visit]]:
    """Record the visits in the order in which they were made, and let each door show its newest."""
    made = [(one, _visit(one, batch)) for one in new]
    made.sort(key=lambda pair: (pair[1].occurred_at, pair[1].id))
    touched: dict[UUID, RoundDoor] = {}
    for one, visit in made:
        word = _show(one.door, visit, batch)
        touched[one.door.id] = one.door
        batch.results[one.number] = Landed(str(visit.id), word, marks=tuple(visit.marks))
    Visit.objects.bulk_create([visit for _, visit in made], batch_size=500)
    _save(list(touched.values()))
    return made


def _save(doors: Sequence[RoundDoor]) -> None:
    """Write what the doors show now, in one statement; the ORM's, a case for each door and column, costs ten times."""
    if doors:
        with connection.cursor() as cursor:
            shown = [[getattr(door, name) for door in doors] for name in _SHOWN]
            cursor.execute(_SHOW, [[door.id for door in doors], *shown])


def _visit(one: _Arrived, batch: _Batch) -> Visit:
    sent, door = one.sent, one.door
    by_clock = records.put_right(sent.device_at, ahead_by=batch.ahead_by)
    occurred_at = records.happened_at(by_clock, at=batch.at)
    closed_at = door.round.closed_at
    marks = visits.marks_of(
        occurred_at=by_clock, ahead_by=batch.ahead_by, at=batch.at,
        round_is_closed=closed_at is not None and closed_at <= batch.at,
        is_others=door.assigned_post_id not in (None, batch.by.post_id),
    )  # fmt: skip
    return Visit(
        id=sent.client_id, programme=batch.programme, round_door=door, area_code=door.area_code,
        post_id=batch.by.post_id, result=sent.result, household_size=sent.household_size,
        worker_count=sent.worker_count, needs=list(sent.needs), has_symptoms=bool(sent.symptoms),
        has_stays=any(one.stays for one in sent.people), device_at=sent.device_at, occurred_at=occurred_at,
        recorded_at=batch.at, city_day=city_day(occurred_at, batch.programme.timezone), marks=list(marks),
        digest=sent.digest,
    )  # fmt: skip


def _show(door: RoundDoor, visit: Visit, batch: _Batch) -> MergeWord:
    """Let a door show this visit unless a newer one stands there; every absence counts as a try."""
    if visit.result == words.ABSENT:
        door.absent_count += 1
    door.changed_at = batch.at
    if not visits.is_newer((visit.occurred_at, visit.id), (door.seen_at, door.last_visit_id)):
        return MergeWord.OLD
    word = MergeWord.NEW if door.seen_at is None else MergeWord.UPDATED
    door.result, door.seen_at, door.last_visit_id = visit.result, visit.occurred_at, visit.id
    door.next_try_at = None
    if visit.result == words.ABSENT and door.round.closed_at is None:
        door.next_try_at = try_again_from(
            batch.pack, absent_count=door.absent_count, at=visit.occurred_at, zone=batch.programme.zone
        )
    return word


def _write_down(made: Sequence[Visit], batch: _Batch) -> None:
    """One event for the batch, if anything was recorded."""
    if not made:
        return
    ids = sorted(str(visit.id) for visit in made)
    audit.record(
        "intake.visits_landed", on_kind="intake.Visit", on_id=new_id(), by=batch.by, at=batch.at, count=len(ids),
        area_code=batch.by.area_code, digest=hashlib.sha256("\n".join(ids).encode()).digest(),
        detail={"marked": sum(bool(visit.marks) for visit in made)},
    )  # fmt: skip
