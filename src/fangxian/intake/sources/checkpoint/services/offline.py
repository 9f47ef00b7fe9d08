"""Checks that were made with no network come in: many at once, each counted once, none lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Answered, Landed, MergeWord, id_as_sent
from fangxian.engine.records import NotARecord, happened_at, put_right, wrong
from fangxian.engine.rules.packs import Pack
from fangxian.intake.queries import receipt_numbered
from fangxian.intake.services import insert_new, land
from fangxian.intake.sources.checkpoint import queries, rules
from fangxian.intake.sources.checkpoint.models import Check, Passage
from fangxian.intake.sources.checkpoint.rules import offline

from .lane import as_content
from .named import keep_named

COLUMNS = (
    "id", "programme_id", "client_id", "checkpoint_id", "shift_id", "area_code", "occurred_at", "recorded_at",
    "device_at", "marks", "city_day", "city_hour", "verdict", "vehicle_count", "person_count", "is_raised",
    "has_symptoms", "readings", "declaration", "recheck_from", "continues", "emergency_kind", "undone_at",
)  # fmt: skip

HELD = """
SELECT client_id::text, checkpoint_id::text, verdict, person_count, vehicle_count, undone_at,
       handed_over_fact_id IS NOT NULL
  FROM intake_check WHERE programme_id = %s AND client_id = ANY(%s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class _Held:
    """A check that is on record already, as far as two sendings of it must agree."""

    client_id: str
    checkpoint_id: str
    verdict: str
    person_count: int
    vehicle_count: int
    undone_at: datetime | None
    is_handed_over: bool


@dataclass(frozen=True)
class _Circumstances:
    """What every check of one request shares; as text what goes into every row."""

    programme: Programme
    pack: Pack
    posts: Mapping[str, queries.StandingPost]
    ahead_by: timedelta
    at: datetime
    recheck_from: datetime | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.programme.zone

    @cached_property
    def programme_id(self) -> str:
        return str(self.programme.id)

    @cached_property
    def recorded_at(self) -> str:
        return self.at.isoformat()


@transaction.atomic(savepoint=False)
def land_checks(
    records: Sequence[object], *, programme: Programme, pack: Pack, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Count what a phone sends of what it did with no network; one word per record, in their order.

    records   see rules.offline.SentCheck; at most as many as one batch holds
    ahead_by  how far the phone's clock was ahead of the server's when it sent

    Idempotent: the same records give `identical`, whoever sends them and however often at once.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use("intake.check", by=by))
    posts = queries.standing_posts(by)
    circumstances = _Circumstances(programme, pack, posts, ahead_by, at)
    return land(
        records, read=partial(_read, pack=pack, posts=posts),
        keep=partial(_keep_all, circumstances=circumstances, by=by),
        action="intake.offline_checks_landed", on_kind="intake.Check", by=by, at=at,
    )  # fmt: skip


@transaction.atomic(savepoint=False)
def check_now(
    record: object, *, programme: Programme, pack: Pack, ahead_by: timedelta, by: Actor, at: datetime
) -> Answered:
    """Count one look of a phone that has a signal, and say the word: verdict and record in one round trip.

    record  see rules.offline.AskedCheck. Sent again, however often at once, it is counted once and answered with
            the word that was said first, even if its receipt says something else by now.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use("intake.check", by=by))
    try:
        asked = offline.read_check(record, pack=pack, shape=offline.AskedCheck)
        posts = queries.standing_posts(by, only=asked.checkpoint_id)
        if not posts:
            raise wrong("unknown_post", "checkpoint", texts=offline.OFFLINE)
    except NotARecord as problem:
        return Answered(Landed(id_as_sent(record), MergeWord.INVALID, problem.finding), {})
    receipt = receipt_numbered(asked.receipt, programme_id=programme.id) if asked.receipt else None
    said = rules.declaration_of(receipt.result, is_known=True) if receipt else rules.NOT_DECLARED
    check, found = asked.judged(pack=pack, declaration=said)
    circumstances = _Circumstances(programme, pack, posts, ahead_by, at, recheck_from=found.recheck_from)
    landed = _keep_all([check], circumstances=circumstances, by=by)[check.client_id]
    verdict = check.verdict
    if landed.word == MergeWord.NEW:
        audit.record(
            "intake.passage_counted", on_kind="intake.Check", on_id=check.client_id, by=by, at=at,
            about=receipt.person_id if receipt else None, area_code=posts[check.checkpoint_id].area_code,
            count=max(1, check.persons), detail={"verdict": verdict, "checkpoint": check.checkpoint_id},
        )  # fmt: skip
    elif held := _held([check.client_id], programme=programme).get(check.client_id):
        is_same = (held.checkpoint_id, held.person_count) == (check.checkpoint_id, check.persons)
        verdict = held.verdict if is_same else verdict
        landed = Landed(landed.client_id, MergeWord.IDENTICAL, marks=landed.marks) if is_same else landed
    told = {"verdict": verdict, "declaration": check.declaration, "receipt_is_known": receipt is not None}
    if found.recheck_from is not None and verdict == found.verdict:
        told["recheck_from"] = found.recheck_from
    return Answered(landed, told)


def _read(record: object, *, pack: Pack, posts: Mapping[str, queries.StandingPost]) -> offline.SentCheck:
    check: offline.SentCheck = offline.read_check(record, pack=pack)
    if check.checkpoint_id not in posts:
        raise wrong("unknown_post", "checkpoint", texts=offline.OFFLINE)
    return check


def _keep_all(sent: Sequence[offline.SentCheck], *, circumstances: _Circumstances, by: Actor) -> dict[str, Landed]:
    """Count those that are new, and keep what they name as far as it may be."""
    words = _keep(sent, circumstances=circumstances)
    new = [check for check in sent if words[check.client_id].word == MergeWord.NEW]
    more = keep_named(new, programme=circumstances.programme, by=by, at=circumstances.at)
    for client_id, marks in more.items():
        landed = words[client_id]
        words[client_id] = Landed(client_id, landed.word, None, (*landed.marks, *marks))
    return words


def _keep(sent: Sequence[offline.SentCheck], *, circumstances: _Circumstances) -> dict[str, Landed]:
    """Count those that are new; the word for each."""
    rows, marks = {}, {}
    for check in sent:
        rows[check.client_id], marks[check.client_id] = _row(check, circumstances)
    programme, at = circumstances.programme, circumstances.at
    new = insert_new(Check, COLUMNS, rows, programme_id=programme.id)
    words = {client_id: Landed(client_id, MergeWord.NEW, None, marks[client_id]) for client_id in new}
    if len(new) == len(rows):
        return words
    held = _held([client_id for client_id in rows if client_id not in new], programme=programme)
    for check in sent:
        if check.client_id not in new:
            word = _compare(held.get(check.client_id), check, programme=programme, at=at)
            words[check.client_id] = Landed(check.client_id, word, None, marks[check.client_id])
    return words


def _row(check: offline.SentCheck, of: _Circumstances) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """A check as the table takes it (COLUMNS), and its marks."""
    post, device_at = of.posts[check.checkpoint_id], check.device_at.isoformat()
    by_clock = put_right(check.device_at, ahead_by=of.ahead_by)
    occurred_at = happened_at(by_clock, at=of.at)
    occurred = device_at if occurred_at is check.device_at else occurred_at.isoformat()
    marks = offline.marks_of(
        check, pack=of.pack, occurred_at=by_clock, post_was_open=post.stood_at(occurred_at), ahead_by=of.ahead_by,
        at=of.at,
    )  # fmt: skip
    local = occurred_at.astimezone(of.zone).isoformat()  # 2020-03-10T09:00:00+08:00
    verdict, client_id = check.verdict, check.client_id
    is_raised, kept, has_symptoms = False, "[]", False
    if check.readings:
        is_raised = rules.is_raised(of.pack, check.looks())
    if verdict != rules.PASS:  # a count is enough for whoever simply passes
        has_symptoms = check.has_symptoms
        kept = json.dumps([as_content(reading) for reading in check.looks()]) if check.readings else kept
    return (
        client_id, of.programme_id, client_id, post.id, post.shift_id, post.area_code, occurred, of.recorded_at,
        device_at, _as_json(marks), local[:10], local[11:13], verdict, check.vehicle_count,
        check.persons, is_raised, has_symptoms, kept, check.declaration, of.recheck_from, check.continues,
        check.emergency_kind, occurred if check.undone else None,
    ), marks  # fmt: skip


@lru_cache
def _as_json(marks: tuple[str, ...]) -> str:
    return json.dumps(marks)


def _held(client_ids: Sequence[str], *, programme: Programme) -> dict[str, _Held]:
    """Those that are on record, in one question; a list of hundreds in an `IN` costs more than the answer."""
    if not client_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HELD, [programme.id, list(client_ids)])
        return {row[0]: _Held(*row) for row in cursor.fetchall()}


def _compare(held: _Held | None, sent: offline.SentCheck, *, programme: Programme, at: datetime) -> MergeWord:
    """A tap never changes but by being taken back; a tap of another programme's or post's is not this one."""
    if held is None or (held.checkpoint_id, held.verdict, held.person_count, held.vehicle_count) != (
        sent.checkpoint_id, sent.verdict, sent.persons, sent.vehicle_count,
    ):  # fmt: skip
        return MergeWord.DISCARDED
    if sent.undone and held.undone_at is None:
        if held.is_handed_over:  # the destination is told: that is not taken back
            return MergeWord.OLD
        standing = Check.objects.filter(programme=programme, client_id=held.client_id, undone_at=None)
        if not standing.update(undone_at=at, token_id=None):
            return MergeWord.IDENTICAL  # two take it back at once
        Passage.objects.filter(programme=programme, check_record__client_id=held.client_id).delete()
        return MergeWord.UPDATED
    return MergeWord.OLD if held.undone_at is not None and not sent.undone else MergeWord.IDENTICAL
