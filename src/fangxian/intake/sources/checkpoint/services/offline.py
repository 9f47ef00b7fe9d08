"""Checks that were made with no network come in: many at once, each counted once, none lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from operator import attrgetter

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Answered, Landed, MergeWord, id_as_sent
from fangxian.engine.records import NotARecord, all_happened_at, clock_marks_of, put_all_right, wrong
from fangxian.engine.rules.packs import Pack
from fangxian.engine.shapes import hour_texts, moment_texts
from fangxian.intake.queries import receipt_numbered
from fangxian.intake.services import Column, insert_new, land
from fangxian.intake.sources.checkpoint import queries, rules
from fangxian.intake.sources.checkpoint.models import Check, Passage
from fangxian.intake.sources.checkpoint.rules import offline

from .lane import as_content
from .named import keep_named

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
    """What every check of one request shares."""

    programme: Programme
    pack: Pack
    posts: Mapping[str, queries.StandingPost]
    ahead_by: timedelta
    at: datetime
    recheck_from: datetime | None = None


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
        records, shape=offline.SentCheck, read=partial(_judged, pack=pack, posts=posts),
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


def _judged(check: offline.SentCheck, *, pack: Pack, posts: Mapping[str, queries.StandingPost]) -> offline.SentCheck:
    if check.checkpoint_id not in posts:
        raise wrong("unknown_post", "checkpoint", texts=offline.OFFLINE)
    return offline.judged(check, pack=pack)


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
    sent = sorted(sent, key=attrgetter("client_id"))
    device = [check.device_at for check in sent]
    by_clock = put_all_right(device, ahead_by=circumstances.ahead_by)
    occurred = all_happened_at(by_clock, at=circumstances.at)
    marks = _marks(sent, by_clock, occurred, circumstances)
    ids = [check.client_id for check in sent]
    columns = _columns(sent, device, occurred, marks, circumstances)
    programme, at = circumstances.programme, circumstances.at
    new = insert_new(Check, ids, columns, programme_id=programme.id)
    words = {one: Landed(one, MergeWord.NEW, None, odd) for one, odd in zip(ids, marks, strict=True) if one in new}
    if len(new) == len(ids):
        return words
    held = _held([client_id for client_id in ids if client_id not in new], programme=programme)
    for check, odd in zip(sent, marks, strict=True):
        if check.client_id not in new:
            word = _compare(held.get(check.client_id), check, programme=programme, at=at)
            words[check.client_id] = Landed(check.client_id, word, None, odd)
    return words


def _marks(
    sent: Sequence[offline.SentCheck], by_clock: Sequence[datetime], occurred: Sequence[datetime], of: _Circumstances
) -> list[tuple[str, ...]]:
    of_times = clock_marks_of(by_clock, ahead_by=of.ahead_by, at=of.at)
    stood = [of.posts[check.checkpoint_id].stood_at(moment) for check, moment in zip(sent, occurred, strict=True)]
    return [
        # nearly every check: no reading, at a post that stood, is odd by its times alone
        marks
        if was_open and not check.readings
        else offline.marks_of(check, marks, pack=of.pack, post_was_open=was_open)
        for check, marks, was_open in zip(sent, of_times, stood, strict=True)
    ]


def _columns(
    sent: Sequence[offline.SentCheck],
    device: Sequence[datetime],
    occurred: Sequence[datetime],
    marks: Sequence[tuple[str, ...]],
    of: _Circumstances,
) -> dict[str, Column]:
    """Checks as the table takes them: what each says of itself, and what all of one request share."""
    posts = [of.posts[check.checkpoint_id] for check in sent]
    device_at = moment_texts(device)
    occurred_at = device_at if occurred is device else moment_texts(occurred)
    in_city = hour_texts(occurred, zone=of.programme.zone)
    return {
        "id": [check.client_id for check in sent],
        "programme_id": str(of.programme.id),
        "checkpoint_id": [post.id for post in posts],
        "shift_id": [post.shift_id for post in posts],
        "area_code": [post.area_code for post in posts],
        "occurred_at": occurred_at,
        "recorded_at": of.at.isoformat(),
        "device_at": device_at,
        "marks": [_as_json(odd) for odd in marks],
        "city_day": [moment[:10] for moment in in_city],
        "city_hour": [moment[11:13] for moment in in_city],
        "verdict": [check.verdict for check in sent],
        "vehicle_count": [check.vehicle_count for check in sent],
        "person_count": [check.persons for check in sent],
        "is_raised": [bool(check.readings) and rules.is_raised(of.pack, check.looks()) for check in sent],
        # a count is enough for whoever simply passes
        "has_symptoms": [check.verdict != rules.PASS and check.has_symptoms for check in sent],
        "readings": [_readings(check) if check.verdict != rules.PASS else "[]" for check in sent],
        "declaration": [check.declaration for check in sent],
        "recheck_from": of.recheck_from.isoformat() if of.recheck_from else None,
        "continues": [check.continues for check in sent],
        "emergency_kind": [check.emergency_kind for check in sent],
        "undone_at": [moment if check.undone else None for check, moment in zip(sent, occurred_at, strict=True)],
    }


def _readings(check: offline.SentCheck) -> str:
    return json.dumps([as_content(reading) for reading in check.looks()]) if check.readings else "[]"


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
