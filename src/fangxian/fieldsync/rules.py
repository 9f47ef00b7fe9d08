"""What a phone may send and be handed at once, how its clock is held against the server's, what it must delete."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fangxian.core.actors.rules import Actor, Purpose, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.merging import Answered, Landed
from fangxian.engine.pulling import Page
from fangxian.engine.records import is_plausible

BATCH_MOST = 500
LARGEST_BODY = 1024 * 1024  # bytes; a batch of 500 checks with readings is about 200,000, sealed about 350,000

WAITS_FOR_TURN_SECONDS = 1.0  # a request keeps its thread that long; then its phone is told to come back
COME_BACK_SECONDS = (5, 20)  # not all phones at the same moment

NOT_SIGNED_IN = Problem("fieldsync.not_signed_in", said("Sign in first; what you recorded stays here."), status=401)
NO_POST = Problem(
    "fieldsync.no_post", said("Choose first from which post you work; what you recorded stays here."), status=403
)
NOTHING_TO_SEND = Problem("fieldsync.nothing_to_send", said("Your post sends no records from the field."), status=403)
NO_BATCH = Problem("fieldsync.no_batch", said("This is not a batch of records."), field="records", status=422)
NO_MOMENT = Problem(
    "fieldsync.no_moment",
    said("The moment of sending by the phone's own clock is missing."),
    field="sent_at",
    status=422,
)
TOO_LARGE = Problem(
    "fieldsync.too_large",
    said("A batch holds at most %(most)s records; send the rest in the next one."),
    {"most": BATCH_MOST},
    "records",
    status=413,
)
NO_DUTY = Problem("fieldsync.no_duty", said("There is no such duty."), field="duty", status=422)
NO_PLACE = Problem(
    "fieldsync.no_place", said("This place in the list is not known; begin at the start."), field="after", status=422
)
BUSY = Problem(
    "fieldsync.busy",
    said("Many phones are sending at this moment. What you recorded stays here and is sent by itself in a while."),
    status=503,
)
NO_KEY = Problem(
    "fieldsync.no_key",
    said("There is no key to seal records to. Tell the administrator: a new one is made with the keys command."),
    status=409,
)
# What a phone deletes when it is told so: rows it was handed, the keys it reads them with, records it has not sent.
ROWS, READING_KEYS, OUTBOX = "rows", "reading_keys", "outbox"
WITHDRAWN = Problem(
    "fieldsync.withdrawn",
    said("This phone was withdrawn. What it could read is deleted; what you recorded stays sealed until it is sent."),
    status=401,
)
ENDED = Problem(
    "fieldsync.ended",
    said("This programme has ended. Nothing is collected any more, and this phone forgets all of it."),
    status=410,
)
WIPES: Mapping[str, tuple[str, ...]] = {
    WITHDRAWN.code: (ROWS, READING_KEYS),  # nobody but the server opens the outbox, and nothing recorded is lost
    ENDED.code: (ROWS, READING_KEYS, OUTBOX),
}


@dataclass(frozen=True)
class Kind:
    """One kind of record that a phone sends.

    power, purpose  what its sender needs, and acts for
    land            the room that takes it in: land(records, *, programme, ahead_by, by, at) -> one word each, in order
    """

    power: str
    purpose: Purpose
    land: Callable[..., list[Landed]]


@dataclass(frozen=True)
class Question:
    """One kind of record whose sender waits for a word about the person before her.

    answer  answer(record, *, programme, ahead_by, by, at) -> engine.merging.Answered
    """

    power: str
    purpose: Purpose
    answer: Callable[..., Answered]


@dataclass(frozen=True)
class Duty:
    """What somebody does with a phone all shift, and what she is handed for it.

    power, purpose  who has this duty, and why she reads what it hands out
    kinds           the kinds of record that it sends
    rows_for        rows_for(*, by, after, limit, at) -> Page; `after` is "" at the start, else a page's `next`.
                    Raises pulling.NoSuchPlace for a cursor that it never gave
    """

    power: str
    purpose: Purpose
    kinds: tuple[str, ...]
    rows_for: Callable[..., Page]


@dataclass(frozen=True)
class News:
    """A list of which a phone asks every minute whether it has grown: it must cost next to nothing.

    power, purpose  who asks, and why
    newest          newest(by, programme) -> a text that tells nothing, and another one once something came
    """

    power: str
    purpose: Purpose
    newest: Callable[..., str]


@dataclass(frozen=True)
class Batch:
    """What one request brought. `ahead_by`: how far the phone's clock was ahead of the server's."""

    records: list[Any]
    ahead_by: timedelta


def come_back_in() -> int:
    """Seconds after which a phone that was told to wait may come back; another number for each."""
    first, last = COME_BACK_SECONDS
    return first + secrets.randbelow(last - first + 1)


def read_alone(body: object, *, at: datetime) -> Batch | Problem:
    """One record out of a request's JSON: {"sent_at": moment by the phone's clock, "record": {...}}."""
    if not isinstance(body, Mapping) or not isinstance(body.get("record"), Mapping):
        return NO_BATCH
    return read_batch({"sent_at": body.get("sent_at"), "records": [body["record"]]}, at=at)


def read_batch(body: object, *, at: datetime) -> Batch | Problem:
    """A batch out of a request's JSON: {"sent_at": moment by the phone's clock, "records": [...]}."""
    if not isinstance(body, Mapping) or not isinstance(body.get("records"), list):
        return NO_BATCH
    if len(body["records"]) > BATCH_MOST:
        return TOO_LARGE
    try:
        sent_at = datetime.fromisoformat(body["sent_at"])
        ahead_by = sent_at - at
    except (KeyError, TypeError, ValueError, OverflowError):
        return NO_MOMENT
    if not is_plausible(sent_at):
        return NO_MOMENT
    return Batch(body["records"], ahead_by)


def why_not_send(kinds: Mapping[str, Kind], *, by: Actor) -> Problem | None:
    """Why somebody sends nothing at all; which kinds she may send is asked record by record."""
    refused = [why_not_use(kind.power, by=by) for kind in kinds.values()]
    if any(problem is None for problem in refused):
        return None
    ended = next((problem for problem in refused if problem and problem.code == "actors.stood_down"), None)
    return ended or NOTHING_TO_SEND
