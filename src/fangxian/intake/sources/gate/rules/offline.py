"""A passage or a shift that a keeper's phone recorded with no network: read when it arrives, marked where odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fangxian.engine.identity import check_id_number, normalise_phone, normalise_plate
from fangxian.engine.records import clock_marks, count_in, id_in, list_in, moment_in, record_in, text_in, word_in, wrong
from fangxian.engine.tables.findings import Catalogue

from . import ASK_DUTY, CLASSES, DIRECTIONS, EMERGENCIES, EMERGENCY_PASS, MOST_TOGETHER, NOTHING, OPEN, OUTCOMES, WAYS
from . import WORDS as VERDICTS

# Marks beside those of every record (engine.records).
GATE_CLOSED = "gate_closed"  # nobody should have been asked there and then; counted all the same
NOT_KEPT = "not_kept"  # something about a person was sent without a registration order, and was not kept
TOKEN, PHONE, DOCUMENT, PLATE = "token", "phone", "document", "plate"
SHOWN = (TOKEN, PHONE, DOCUMENT, PLATE)
LONGEST_SHOWN = 60
BEGIN, END = "begin", "end"

GATES = Catalogue(
    {
        "unknown_gate": ("没有这个门岗，或不在您的区域内", "there is no such gate in your area"),
        "not_shown": ("第 {number} 项出示内容无法识别", "what was shown as number {number} cannot be read"),
    }
)


@dataclass(frozen=True)
class ShownOne:
    """What one person or vehicle showed, in the form under which a trace finds it again."""

    kind: str
    value: str


@dataclass(frozen=True)
class OfflinePassage:
    """One tap of a keeper. `device_at` by her phone's clock; `undone` if she took it back."""

    client_id: UUID
    gate_id: UUID
    device_at: datetime
    verdict: str
    direction: str
    visit_class: str
    way: str
    person_count: int
    vehicle_count: int
    shown: tuple[ShownOne, ...] = ()
    emergency_kind: str = ""
    outcome: str = ""
    undone: bool = False


@dataclass(frozen=True)
class OfflineShift:
    """That a keeper came or left: two records about one shift; the end carries the moment of the beginning too."""

    client_id: UUID
    shift_id: UUID
    gate_id: UUID
    device_at: datetime
    act: str
    began_at: datetime


@dataclass(frozen=True)
class OfflineNote:
    """What was noted afterwards of a passage. `of` is the passage's own client id."""

    client_id: UUID
    gate_id: UUID
    of: UUID
    outcome: str = ""
    emergency_kind: str = ""


def read_passage(sent: object) -> OfflinePassage:
    """A passage out of what a phone sent. Raises `NotARecord` for the first thing that is wrong with it.

    Of an emergency nothing is needed but the gate and the time (INV-12).
    """
    record = record_in(sent)
    verdict = word_in(record, "verdict", VERDICTS)
    is_emergency = verdict == EMERGENCY_PASS
    return OfflinePassage(
        client_id=id_in(record, "client_id"),
        gate_id=id_in(record, "gate"),
        device_at=moment_in(record, "at"),
        verdict=verdict,
        direction=word_in(record, "direction", dict(DIRECTIONS), default="out" if is_emergency else None),
        visit_class="" if is_emergency else word_in(record, "class", dict(CLASSES)),
        way=word_in(record, "way", dict(WAYS), default=NOTHING),
        person_count=count_in(record, "persons", 1, MOST_TOGETHER, default=1),
        vehicle_count=count_in(record, "vehicles", 0, 1, default=0),
        shown=tuple(_shown(one, number) for number, one in enumerate(list_in(record, "shown", most=MOST_TOGETHER), 1)),
        emergency_kind=word_in(record, "emergency", {**dict(EMERGENCIES), "": ""}, default=""),
        outcome=word_in(record, "outcome", {**dict(OUTCOMES), "": ""}, default="") if verdict == ASK_DUTY else "",
        undone=record.get("undone") is True,
    )


def read_shift(sent: object) -> OfflineShift:
    """A shift's beginning or end. Raises `NotARecord`."""
    record = record_in(sent)
    act = word_in(record, "act", (BEGIN, END))
    began = "since" if act == END else "at"
    return OfflineShift(
        id_in(record, "client_id"), id_in(record, "shift"), id_in(record, "gate"), moment_in(record, "at"), act,
        moment_in(record, began),
    )  # fmt: skip


def read_note(sent: object) -> OfflineNote:
    """A note of an earlier passage: what the duty officer did, or which emergency it was. Raises `NotARecord`."""
    record = record_in(sent)
    return OfflineNote(
        client_id=id_in(record, "client_id"),
        gate_id=id_in(record, "gate"),
        of=id_in(record, "of"),
        outcome=word_in(record, "outcome", {**dict(OUTCOMES), "": ""}, default=""),
        emergency_kind=word_in(record, "emergency", {**dict(EMERGENCIES), "": ""}, default=""),
    )


def marks_of(
    passage: OfflinePassage,
    *,
    occurred_at: datetime,
    gate_state: str,
    is_registered: bool,
    ahead_by: timedelta,
    at: datetime,
) -> tuple[str, ...]:
    """What was odd about a passage that is counted all the same.

    gate_state     the state of the gate when the passage was
    is_registered  whether a registration order held there and then
    """
    closed = gate_state != OPEN and passage.verdict != EMERGENCY_PASS
    return (
        *clock_marks(occurred_at, ahead_by=ahead_by, at=at),
        *([GATE_CLOSED] if closed else []),
        *([NOT_KEPT] if passage.shown and not is_registered else []),
    )


def _shown(sent: object, number: int) -> ShownOne:
    if not isinstance(sent, Mapping):
        raise wrong("not_shown", "shown", texts=GATES, number=number)
    kind = word_in(sent, "kind", SHOWN)
    value = _value(kind, text_in(sent, "value", most=LONGEST_SHOWN))
    if value is None:
        raise wrong("not_shown", "shown", texts=GATES, number=number)
    return ShownOne(kind, value)


def _value(kind: str, text: str) -> str | None:
    """What was shown in the one form that people and tokens are kept under; None if it is no such thing."""
    if kind == PHONE:
        phone = normalise_phone(text)
        return phone.e164 if phone is not None else None
    if kind == DOCUMENT:
        number = check_id_number(text).normalised
        return f"id_card:{number}" if number else None
    if kind == PLATE:
        return normalise_plate(text) or None
    return _token_id(text)


def _token_id(text: str) -> str | None:
    try:
        return bytes.fromhex(text).hex() or None
    except ValueError:
        return None


def as_sent(passage: OfflinePassage) -> tuple[Any, ...]:
    """What two sendings of one passage must agree on."""
    return (passage.gate_id, passage.verdict, passage.direction, passage.person_count, passage.vehicle_count)
