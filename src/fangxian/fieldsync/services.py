"""What a phone sends comes in, each record to its room, each answered with a word; what it needs goes out."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import DataError, IntegrityError, transaction

from fangxian.core.actors.rules import Actor, Purpose, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.privacy.queries import open_from_field
from fangxian.core.privacy.rules import Unreadable
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.engine.merging import Answered, Landed, MergeWord, id_as_sent
from fangxian.engine.pulling import PAGE_MOST, Page
from fangxian.engine.tables.findings import Catalogue, Finding

from .rules import Batch, Duty, Kind, News, Question

log = logging.getLogger(__name__)
# What a value that nobody foresaw makes of the database, or of arithmetic with it; a fault of ours stays a fault.
UNFORESEEN = (DataError, IntegrityError, UnicodeError, OverflowError)
DOOR = Catalogue(
    {
        "unknown_kind": ("这种记录不能上传", "records of this kind are not taken"),
        "not_yours_to_send": (
            "您的岗位不能上传此类记录；记录保留在手机上，请由有权的同事登录后上传",
            "your post may not send records of this kind; it stays on the phone until a colleague who may signs in",
        ),
        "unreadable": (
            "密封的记录打不开：内容损坏，或密钥已不存在",
            "the sealed record does not open: it was damaged, or its key is gone",
        ),
        "unusable": (
            "此条记录无法保存，已跳过；请核对内容后重新填写",
            "this record cannot be kept and was left out; look at what it says and write it again",
        ),
        "other_id": ("密封内外的编号不一致", "the id inside the seal is another than outside"),
    }
)


def land(
    batch: Batch,
    *,
    kinds: Mapping[str, Kind],
    programme: Programme,
    actor_for: Callable[[Purpose], Actor],
    at: datetime,
) -> list[Landed]:
    """Take a batch in: all of it that can be used, in one transaction; one word per record, in their order.

    kinds      which room takes in which kind, and who may send it (registry.KINDS)
    actor_for  whoever sends, acting for a purpose

    A record that no room foresaw and the database refuses would stop its phone for ever. So the batch is taken in
    again, each record by itself, and that one is named.
    """
    given: dict[str, Any] = {"kinds": kinds, "programme": programme, "actor_for": actor_for, "at": at}
    try:
        return _land(batch, **given)
    except UNFORESEEN as error:
        log.error("a batch is taken in one by one: %s", type(error).__name__)  # its text may hold what was sent
    return [_land_alone(sent, batch, **given) for sent in batch.records]


def _land_alone(sent: object, batch: Batch, **given: Any) -> Landed:
    try:
        return _land(Batch([sent], batch.ahead_by), **given)[0]
    except UNFORESEEN:
        return Landed(id_as_sent(sent), MergeWord.INVALID, DOOR.finding("unusable"))


@transaction.atomic
def _land(
    batch: Batch,
    *,
    kinds: Mapping[str, Kind],
    programme: Programme,
    actor_for: Callable[[Purpose], Actor],
    at: datetime,
) -> list[Landed]:
    opened = [_opened(sent, programme_id=programme.id) if _is_sealed(sent) else sent for sent in batch.records]
    names = [_kind_of(record) for record in opened]
    told: list[Any] = [None] * len(opened)
    # In the order of the registry: what speaks of another record comes after it, and two senders of the same kinds
    # never wait for each other.
    found = {*names}
    for name in [*(known for known in kinds if known in found), *(found - kinds.keys())]:
        places = [number for number, own in enumerate(names) if own == name]
        kind, records = kinds.get(name), [opened[number] for number in places]
        if kind is None:
            landed = [_unknown(batch.records[number], opened[number]) for number in places]
        elif why_not_use(kind.power, by=(by := actor_for(kind.purpose))):
            landed = _none(records, "not_yours_to_send")
        else:
            landed = kind.land(records, programme=programme, ahead_by=batch.ahead_by, by=by, at=at)
        for number, one in zip(places, landed, strict=True):
            told[number] = one
    return told


@transaction.atomic
def answer(
    batch: Batch,
    *,
    questions: Mapping[str, Question],
    programme: Programme,
    actor_for: Callable[[Purpose], Actor],
    at: datetime,
) -> Answered:
    """Take one record in and say what its sender waits for, in one transaction.

    questions  which kinds are answered at once, by whom (registry.QUESTIONS)
    """
    (sent,) = batch.records
    record = _opened(sent, programme_id=programme.id) if _is_sealed(sent) else sent
    if isinstance(record, Finding):
        return Answered(Landed(id_as_sent(sent), MergeWord.INVALID, record), {})
    question = questions.get(_kind_of(record))
    if question is None:
        return Answered(_none([record], "unknown_kind")[0], {})
    by = actor_for(question.purpose)
    refuse(why_not_use(question.power, by=by))
    return question.answer(record, programme=programme, ahead_by=batch.ahead_by, by=by, at=at)


@transaction.atomic
def hand_out(name: str, duty: Duty, *, after: str, by: Actor, at: datetime) -> Page:
    """The next page of what a duty works with; rows of people are put on record with their number.

    Raises pulling.NoSuchPlace for a cursor that was never given.
    """
    refuse(why_not_use(duty.power, by=by))
    page = duty.rows_for(by=by, after=after, limit=PAGE_MOST, at=at)
    assert len(page.rows) <= PAGE_MOST, f"{name} hands out more than a page"
    if page.people_count:
        audit.record(
            "fieldsync.saw_rows", on_kind="fieldsync.Duty", on_id=name, area_code=by.area_code, by=by, at=at,
            count=page.people_count,
        )  # fmt: skip
    return page


def newest(lists: Mapping[str, News], *, programme: Programme, actor_for: Callable[[Purpose], Actor]) -> dict[str, str]:
    """Of each list that is open to whoever asks, the text by which she sees whether it has grown; {} if none is."""
    asked = {name: (news, actor_for(news.purpose)) for name, news in lists.items()}
    return {name: news.newest(by, programme) for name, (news, by) in asked.items() if by.can(news.power)}


def _is_sealed(sent: object) -> bool:
    return type(sent) is dict and "sealed" in sent  # out of JSON no other mapping comes


def _opened(sent: Any, *, programme_id: UUID) -> object:
    """The record out of its seal; a finding if the seal does not open."""
    try:
        sealed = base64.b64decode(sent["sealed"], validate=True)
        record = msgspec.json.decode(open_from_field(sealed, key_id=UUID(sent["key"]), programme_id=programme_id))
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error, RecursionError, Unreadable):
        return DOOR.finding("unreadable", field="sealed")
    if id_as_sent(record) != id_as_sent(sent):
        return DOOR.finding("other_id", field="client_id")
    return record


def _unknown(sent: object, record: object) -> Landed:
    """The word for a seal that did not open, or for a kind that nobody takes in."""
    finding = record if isinstance(record, Finding) else DOOR.finding("unknown_kind", field="kind")
    return Landed(id_as_sent(sent), MergeWord.INVALID, finding)


def _none(records: list[object], code: str) -> list[Landed]:
    finding = DOOR.finding(code, field="kind")
    return [Landed(id_as_sent(record), MergeWord.INVALID, finding) for record in records]


def _kind_of(record: object) -> str:
    """The kind that a record says it is of; "" for none, and for a seal that did not open."""
    kind = record.get("kind") if type(record) is dict else None
    return kind if type(kind) is str else ""
