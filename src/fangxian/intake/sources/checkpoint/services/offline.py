"""Checks that were made with no network come in: many at once, each counted once, none lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Landed, MergeWord, id_as_sent
from fangxian.engine.rules.packs import Pack
from fangxian.intake.sources.checkpoint import queries, rules
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint
from fangxian.intake.sources.checkpoint.rules import offline

from .lane import as_content

# A row per check in one statement; whoever sent it before, or sends it now elsewhere, has it once.
INSERT = """
INSERT INTO intake_check (
  id, programme_id, client_id, checkpoint_id, shift_id, area_code, occurred_at, recorded_at, device_at, marks,
  city_day, city_hour, verdict, vehicle_count, person_count, is_raised, has_symptoms, readings, declaration,
  continues, emergency_kind, undone_at)
SELECT client_id, %(programme)s, client_id, checkpoint_id, shift_id, area_code, occurred_at, %(at)s, device_at, marks,
  city_day, city_hour, verdict, vehicle_count, person_count, is_raised, has_symptoms, readings, declaration,
  continues, emergency_kind, undone_at
FROM jsonb_to_recordset(%(rows)s::jsonb) AS sent(
  client_id uuid, checkpoint_id uuid, shift_id uuid, area_code text, occurred_at timestamptz, device_at timestamptz,
  marks jsonb, city_day date, city_hour smallint, verdict text, vehicle_count smallint, person_count smallint,
  is_raised boolean, has_symptoms boolean, readings jsonb, declaration text, continues uuid, emergency_kind text,
  undone_at timestamptz)
ON CONFLICT DO NOTHING
RETURNING client_id
"""

HELD = """
SELECT client_id, checkpoint_id, verdict, person_count, vehicle_count, undone_at
  FROM intake_check WHERE programme_id = %(programme)s AND client_id = ANY(%(ids)s)
"""


@dataclass(frozen=True)
class _Held:
    """A check that is on record already, as far as two sendings of it must agree."""

    client_id: UUID
    checkpoint_id: UUID
    verdict: str
    person_count: int
    vehicle_count: int
    undone_at: datetime | None


@dataclass(frozen=True)
class _Arrived:
    """A check that can be counted, as a row of the table and as what two sendings of it must agree on."""

    check: offline.OfflineCheck
    row: Mapping[str, Any]


@transaction.atomic
def land_checks(
    records: Sequence[object], *, programme: Programme, pack: Pack, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Count what a phone sends of what it did with no network; one word per record, in their order.

    records   see rules.offline.read_check; at most as many as one batch holds
    ahead_by  how far the phone's clock was ahead of the server's when it sent

    Idempotent: the same records give `identical`, whoever sends them and however often at once.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use("intake.check", by=by))
    posts = {post.id: post for post in queries.checkpoints_of(by)}
    shifts = queries.open_shifts_of(by)
    results: dict[int, Landed] = {}
    arrived: dict[UUID, _Arrived] = {}
    first_at: dict[UUID, int] = {}
    for number, record in enumerate(records):
        try:
            check = offline.read_check(record, pack=pack)
            post = posts.get(check.checkpoint_id)
            if post is None:
                raise offline.NotACheck(offline.OFFLINE.finding("unknown_post", field="checkpoint"))
        except offline.NotACheck as wrong:
            results[number] = Landed(id_as_sent(record), MergeWord.INVALID, wrong.finding)
            continue
        if check.client_id in arrived:
            results[number] = _again(arrived[check.client_id].check, check)
            continue
        row = _row(check, post, programme, pack, shifts.get(post.id), ahead_by=ahead_by, at=at)
        arrived[check.client_id], first_at[check.client_id] = _Arrived(check, row), number
    new = _insert([one.row for one in arrived.values()], programme=programme, at=at)
    for client_id, landed in _words(arrived, new, programme=programme, at=at).items():
        results[first_at[client_id]] = landed
    _write_down(results.values(), programme=programme, by=by, at=at)
    return [results[number] for number in range(len(records))]


def _row(
    check: offline.OfflineCheck,
    post: Checkpoint,
    programme: Programme,
    pack: Pack,
    shift_id: UUID | None,
    *,
    ahead_by: timedelta,
    at: datetime,
) -> dict[str, Any]:
    occurred_at = offline.put_right(check.device_at, ahead_by=ahead_by)
    state = queries.state_when(post, at=occurred_at)
    marks = offline.marks_of(check, pack=pack, occurred_at=occurred_at, post_state=state, ahead_by=ahead_by, at=at)
    local = occurred_at.astimezone(programme.zone)
    plainly = check.verdict == rules.PASS  # a count is enough for whoever simply passes
    return {
        "client_id": str(check.client_id), "checkpoint_id": str(post.id),
        "shift_id": str(shift_id) if shift_id else None, "area_code": post.area_code,
        "occurred_at": occurred_at.isoformat(), "device_at": check.device_at.isoformat(), "marks": list(marks),
        "city_day": local.date().isoformat(), "city_hour": local.hour, "verdict": check.verdict,
        "vehicle_count": check.vehicle_count, "person_count": check.person_count,
        "is_raised": rules.is_raised(pack, check.readings), "has_symptoms": check.has_symptoms and not plainly,
        "readings": [] if plainly else [as_content(reading) for reading in check.readings],
        "declaration": check.declaration, "continues": str(check.continues) if check.continues else None,
        "emergency_kind": check.emergency_kind, "undone_at": occurred_at.isoformat() if check.undone else None,
    }  # fmt: skip


def _insert(rows: Sequence[Mapping[str, Any]], *, programme: Programme, at: datetime) -> set[UUID]:
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, {"programme": programme.id, "at": at, "rows": json.dumps(rows)})
        return {client_id for (client_id,) in cursor.fetchall()}


def _words(
    arrived: Mapping[UUID, _Arrived], new: set[UUID], *, programme: Programme, at: datetime
) -> dict[UUID, Landed]:
    """The word for each record that can be counted; those on record already are compared with what is sent."""
    rest = [client_id for client_id in arrived if client_id not in new]
    held = _held(rest, programme=programme)
    words = {}
    for client_id, one in arrived.items():
        word = (
            MergeWord.NEW if client_id in new else _compare(held.get(client_id), one.check, programme=programme, at=at)
        )
        words[client_id] = Landed(str(client_id), word, marks=tuple(one.row["marks"]))
    return words


def _held(client_ids: Sequence[UUID], *, programme: Programme) -> dict[UUID, _Held]:
    """Those that are on record, in one question; a list of hundreds in an `IN` costs more than the answer."""
    if not client_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"programme": programme.id, "ids": list(client_ids)})
        return {row[0]: _Held(*row) for row in cursor.fetchall()}


def _compare(held: _Held | None, sent: offline.OfflineCheck, *, programme: Programme, at: datetime) -> MergeWord:
    """A tap never changes but by being taken back; a tap of another programme's or post's is not this one."""
    if held is None or (held.checkpoint_id, held.verdict, held.person_count, held.vehicle_count) != (
        sent.checkpoint_id, sent.verdict, sent.person_count, sent.vehicle_count,
    ):  # fmt: skip
        return MergeWord.DISCARDED
    if sent.undone and held.undone_at is None:
        Check.objects.filter(programme=programme, client_id=held.client_id).update(undone_at=at)
        return MergeWord.UPDATED
    return MergeWord.OLD if held.undone_at is not None and not sent.undone else MergeWord.IDENTICAL


def _again(first: offline.OfflineCheck, second: offline.OfflineCheck) -> Landed:
    """The same id twice in one batch: the first is the one."""
    word = MergeWord.IDENTICAL if first == second else MergeWord.DISCARDED
    return Landed(str(second.client_id), word)


def _write_down(results: Any, *, programme: Programme, by: Actor, at: datetime) -> None:
    """One event for the batch, if it changed anything."""
    changed = [one for one in results if one.word in (MergeWord.NEW, MergeWord.UPDATED)]
    if not changed:
        return
    ids = sorted(one.client_id for one in changed)
    audit.record(
        "intake.offline_checks_landed", on_kind="intake.Check", by=by, at=at, count=len(ids), area_code=by.area_code,
        digest=hashlib.sha256("\n".join(ids).encode()).digest(),
        detail={"marked": sum(bool(one.marks) for one in changed)},
    )  # fmt: skip
