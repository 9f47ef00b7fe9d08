"""A check that was made with no network: read when it arrives, and marked where its circumstances were odd.

What happened at a post has happened: a late record, one of a phone with a wrong clock, or one of a post
whose order ended meanwhile is counted and marked, never thrown away (INV-23). Only what cannot be a check
at all is given back, with its field and reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fangxian.engine.rules.packs import Pack
from fangxian.engine.tables.findings import Catalogue, Finding
from fangxian.engine.temperature import METHODS, Reading, why_not_a_reading

from . import DECLARATIONS, EMERGENCIES, EMERGENCY_PASS, MOST_IN_ONE_VEHICLE, OPEN, VERDICTS, Look, first_look

# The marks of a record, each with what it means.
LATE, CLOCK, POST_CLOSED, OTHER_WORD = "late", "clock", "post_closed", "other_word"
MARKS = (LATE, CLOCK, POST_CLOSED, OTHER_WORD)
LATE_AFTER = timedelta(minutes=2)  # domain.md L08
CLOCK_DIFFERENCE = timedelta(minutes=2)
MOST_READINGS = 5

OFFLINE = Catalogue(
    {
        "not_a_record": ("不是一条记录", "this is not a record"),
        "missing": ("缺少“{name}”", "{name!r} is missing"),
        "not_an_id": ("“{name}”不是有效编号", "{name!r} is not an id"),
        "unknown_post": ("没有这个卡点，或不在您的区域内", "there is no such post in your area"),
        "not_a_moment": ("“{name}”不是带时区的时间", "{name!r} is not a moment with its zone"),
        "unknown_word": ("“{name}”不是规定的词", "{name!r} is none of the words"),
        "not_a_count": ("“{name}”应为 {low} 至 {high} 的整数", "{name!r} must be a whole number from {low} to {high}"),
        "bad_reading": ("体温记录不完整", "a reading is incomplete"),
        "too_many_readings": ("体温记录超过 {most} 条", "there are more than {most} readings"),
        "not_a_temperature": ("{zh}", "{en}"),
    }
)


@dataclass(frozen=True)
class OfflineCheck:
    """One tap as a phone sent it. `device_at` by its clock; `undone` if it was taken back there."""

    client_id: UUID
    checkpoint_id: UUID
    device_at: datetime
    verdict: str
    person_count: int
    vehicle_count: int
    readings: tuple[Reading, ...] = ()
    has_symptoms: bool = False
    declaration: str = ""
    emergency_kind: str = ""
    continues: UUID | None = None
    undone: bool = False
    marks: tuple[str, ...] = field(default=(), compare=False)


class NotACheck(Exception):
    """A record that cannot be a check; `finding` names field and reason."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def read_check(record: object, *, pack: Pack) -> OfflineCheck:
    """A check out of what a phone sent. Raises `NotACheck` for the first thing that is wrong with it.

    record  client_id, checkpoint, at (ISO with zone), verdict; persons, vehicles, readings [{celsius, method, at}],
            symptoms, declaration, emergency, continues, undone where they apply
    """
    if not isinstance(record, Mapping):
        raise _no("not_a_record")
    verdict = _word(record, "verdict", VERDICTS)
    continues = _id(record, "continues") if record.get("continues") is not None else None
    persons = 0 if continues else 1  # a second look counts its person once only
    return OfflineCheck(
        client_id=_id(record, "client_id"),
        checkpoint_id=_id(record, "checkpoint"),
        device_at=_moment(record, "at"),
        verdict=verdict,
        person_count=_count(record, "persons", persons, MOST_IN_ONE_VEHICLE, default=persons),
        vehicle_count=_count(record, "vehicles", 0, 1, default=0),
        readings=_readings(record, pack=pack),
        has_symptoms=record.get("symptoms") is True,
        declaration=_word(record, "declaration", DECLARATIONS, default=""),
        emergency_kind=_word(record, "emergency", [code for code, _ in EMERGENCIES] + [""], default=""),
        continues=continues,
        undone=record.get("undone") is True,
    )


def marks_of(
    check: OfflineCheck, *, pack: Pack, occurred_at: datetime, post_state: str, ahead_by: timedelta, at: datetime
) -> tuple[str, ...]:
    """What was odd about a check that is counted all the same, in the order of MARKS.

    ahead_by    how far the phone's clock was ahead of the server's when it sent
    post_state  the state of the post when the check was made
    """
    look = Look(check.readings, check.has_symptoms, check.verdict == EMERGENCY_PASS, check.declaration)
    found = {
        LATE: at - occurred_at > LATE_AFTER,
        CLOCK: abs(ahead_by) > CLOCK_DIFFERENCE,
        POST_CLOSED: post_state != OPEN and check.verdict != EMERGENCY_PASS,
        OTHER_WORD: check.readings != () and first_look(pack, look).verdict != check.verdict,
    }
    return tuple(mark for mark in MARKS if found[mark])


def put_right(device_at: datetime, *, ahead_by: timedelta) -> datetime:
    """When it was by the server's clock; a difference that means nothing is left as it is."""
    return device_at - ahead_by if abs(ahead_by) > CLOCK_DIFFERENCE else device_at


def _no(code: str, name: str | None = None, **detail: str | int) -> NotACheck:
    told: dict[str, Any] = {"name": name or "", **detail}
    return NotACheck(OFFLINE.finding(code, field=name, **told))


def _id(record: Mapping[str, Any], name: str) -> UUID:
    value = record.get(name)
    if value is None or value == "":
        raise _no("missing", name)
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise _no("not_an_id", name) from error


def _moment(record: Mapping[str, Any], name: str) -> datetime:
    value = record.get(name)
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
        moment.timestamp()
    except (ValueError, TypeError, OverflowError) as error:
        raise _no("missing" if value is None else "not_a_moment", name) from error
    if moment.tzinfo is None:
        raise _no("not_a_moment", name)
    return moment


def _word(record: Mapping[str, Any], name: str, words: Sequence[str], default: str | None = None) -> str:
    value = record.get(name, default)
    if value is None:
        raise _no("missing", name)
    if not isinstance(value, str) or value not in words:
        raise _no("unknown_word", name)
    return value


def _count(record: Mapping[str, Any], name: str, low: int, high: int, *, default: int) -> int:
    value = record.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _no("not_a_count", name, low=low, high=high)
    return value


def _readings(record: Mapping[str, Any], *, pack: Pack) -> tuple[Reading, ...]:
    told = record.get("readings", [])
    if not isinstance(told, list):
        raise _no("bad_reading", "readings")
    if len(told) > MOST_READINGS:
        raise _no("too_many_readings", "readings", most=MOST_READINGS)
    return tuple(_reading(one, pack=pack) for one in told)


def _reading(told: object, *, pack: Pack) -> Reading:
    if not isinstance(told, Mapping):
        raise _no("bad_reading", "readings")
    celsius, method = told.get("celsius"), told.get("method")
    if isinstance(celsius, bool) or not isinstance(celsius, int | float) or method not in METHODS:
        raise _no("bad_reading", "readings")
    if wrong := why_not_a_reading(pack, celsius):
        raise _no("not_a_temperature", "readings", zh=wrong.zh, en=wrong.en)
    return Reading(float(celsius), str(method), _moment(told, "at"))
