"""A visit as it was recorded at the door: read when it arrives, marked where its circumstances were odd.

Only what is named here may be told: a field that is not, and above all one on the list of denied questions, makes
the record invalid. Nothing on origin, belief, politics, registration or suspicion can be stored by it (PIPL art. 6).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fangxian.engine import records
from fangxian.engine.identity import normalise_phone
from fangxian.engine.rules.denylist import is_denied
from fangxian.engine.tables.findings import Catalogue
from fangxian.intake.rules import SYMPTOMS

from . import words
from .doors import LONGEST_PART, Address, address

ROUND_CLOSED, OTHER_WORKER = "round_closed", "other_worker"
MARKS = (records.LATE, records.CLOCK, ROUND_CLOSED, OTHER_WORKER)
MOST_PEOPLE, MOST_STAYS, MOST_IN_HOUSEHOLD, MOST_IN_FIRM = 20, 30, 60, 100_000
EARLIEST_STAY_WITHIN = timedelta(days=60)

_RECORD = frozenset(
    {"kind", "client_id", "device_at", "round", "door", "found", "result", "told_why", "household_size", "worker_count",
     "needs", "symptoms", "contact", "people", "recorded_by"}
)  # fmt: skip
_FOUND = frozenset({"building", "unit", "floor", "number"})
_CONTACT = frozenset({"name", "phone"})
_PERSON = frozenset({"name", "phone", "stays"})
_STAY = frozenset({"place", "from", "until", "transit_only"})

VISITS = Catalogue(
    {
        "unknown_round": ("没有这一轮走访，或不在您的区域内", "there is no such round in your area"),
        "unknown_door": ("没有这户，或未分给您、也不在您的区域内", "there is no such door of yours or in your area"),
        "forbidden_question": ("“{name}”不得询问或保存：{zh}", "“{name}” may not be asked or stored: {en}"),
        "unknown_field": ("“{name}”不是走访记录的内容", "“{name}” is no part of a visit"),
        "not_told_why": (
            "须先说明为什么询问、可以不回答，再记录",
            "say first why you ask and that nobody needs to answer; then record",
        ),
        "nothing_was_told": ("未应答的住户不能有其他内容", "a door that did not answer has told nothing"),
        "bad_phone": ("电话号码不对，请核对，或不填", "this is no phone number; check it, or leave it out"),
        "no_name": ("请填写姓名，以便联系和更正", "a name is needed, so that the person can be found and correct it"),
        "bad_day": ("“{name}”不是日期", "“{name}” is not a day"),
        "days_contradict": ("离开日期早于到达日期", "the last day is before the first"),
        "day_ahead": ("日期在将来，请核对", "the day lies ahead; check it"),
        "day_long_ago": (
            "60天以前的停留不需要；请核对年份",
            "a stay of more than 60 days ago is not asked for; check the year",
        ),
        "no_place": ("没有填写地点", "no place is given"),
        "no_door_number": ("没有填写门牌", "the number of the door is missing"),
    }
)


@dataclass(frozen=True)
class Stay:
    """Where somebody was, as told: days of the city, both included; the place as it was written."""

    place: str
    from_on: date
    until_on: date
    transit_only: bool


@dataclass(frozen=True)
class Teller:
    """One person who told something at the door. `phone` in E.164, "" if none; without stays she is the contact."""

    name: str
    phone: str
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True)
class Found:
    """A door that is not on the list, in a building that is."""

    building_id: UUID
    address: Address


@dataclass(frozen=True)
class OfflineVisit:
    """One visit as a phone or a form sent it; `device_at` by its clock."""

    client_id: UUID
    round_id: UUID
    door_id: UUID | None
    found: Found | None
    device_at: datetime
    result: str
    household_size: int | None = None
    worker_count: int | None = None
    needs: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    contact: Teller | None = None
    people: tuple[Teller, ...] = ()

    @property
    def digest(self) -> bytes:
        """Over what it says; the same id with another digest is another visit."""
        told = [self.round_id, self.door_id, self.found, self.result, self.household_size, self.worker_count,
                self.needs, self.symptoms, self.contact, self.people, self.device_at.isoformat()]  # fmt: skip
        return hashlib.sha256(json.dumps(told, default=repr, ensure_ascii=False).encode()).digest()


def read_visit(sent: object, *, today: date) -> OfflineVisit:
    """A visit out of what a phone sent. Raises `records.NotARecord` for the first thing that is wrong with it.

    sent   client_id, device_at (ISO with zone), round, door or found {building, unit, floor, number}, result; where
           somebody answered: told_why, household_size, worker_count, needs, symptoms, contact {name, phone},
           people [{name, phone, stays [{place, from, until, transit_only}]}]
    today  the city's day, against which days ahead are found
    """
    record = _only(records.record_in(sent), _RECORD)
    found = _found(record) if record.get("found") is not None else None
    visit = OfflineVisit(
        client_id=records.id_in(record, "client_id"),
        round_id=records.id_in(record, "round"),
        door_id=None if found else records.id_in(record, "door"),
        found=found,
        device_at=records.moment_in(record, "device_at"),
        result=records.word_in(record, "result", tuple(words.RESULTS)),
        household_size=_count(record, "household_size", MOST_IN_HOUSEHOLD),
        worker_count=_count(record, "worker_count", MOST_IN_FIRM),
        needs=_words(record, "needs", tuple(words.NEEDS)),
        symptoms=_words(record, "symptoms", tuple(code for code, _ in SYMPTOMS)),
        contact=_teller(record["contact"], _CONTACT, today=today) if record.get("contact") else None,
        people=tuple(_teller(one, _PERSON, today=today) for one in records.list_in(record, "people", most=MOST_PEOPLE)),
    )
    told = visit.needs or visit.symptoms or visit.people or visit.contact
    if visit.result != words.ANSWERED and (told or visit.household_size is not None or visit.worker_count is not None):
        raise records.wrong("nothing_was_told", "result", texts=VISITS)
    if told and record.get("told_why") is not True:
        raise records.wrong("not_told_why", "told_why", texts=VISITS)
    return visit


def marks_of(
    *, occurred_at: datetime, ahead_by: timedelta, round_is_closed: bool, is_others: bool, at: datetime
) -> tuple[str, ...]:
    """What was odd about a visit that counts all the same, in the order of MARKS."""
    by_clock = records.clock_marks(occurred_at, ahead_by=ahead_by, at=at)
    found = {ROUND_CLOSED: round_is_closed, OTHER_WORKER: is_others}
    return tuple(mark for mark in MARKS if mark in by_clock or found.get(mark))


def is_newer(one: tuple[datetime, UUID], than: tuple[datetime | None, UUID | None]) -> bool:
    """Whether a visit takes the place of the one that a door shows: the newest by corrected time, then by id."""
    shown_at, shown_id = than
    return shown_at is None or shown_id is None or one > (shown_at, shown_id)


def _only(record: Mapping[str, Any], allowed: frozenset[str]) -> Mapping[str, Any]:
    for name in record:
        if name in allowed:
            continue
        if denied := is_denied(str(name)):
            texts = {"zh": denied.reason.zh, "en": denied.reason.en}
            raise records.wrong("forbidden_question", str(name)[:40], texts=VISITS, **texts)
        raise records.wrong("unknown_field", str(name)[:40], texts=VISITS)
    return record


_ASKED_AS_ORIGIN = frozenset({"household_registration", "place_of_birth"})


def _place(record: Mapping[str, Any]) -> str:
    """Where somebody was. Place names may hold 民族; what says origin in place of a place is refused."""
    text = records.text_in(record, "place", most=100)
    denied = is_denied(text)
    if denied is not None and denied.code in _ASKED_AS_ORIGIN:
        texts = {"zh": denied.reason.zh, "en": denied.reason.en}
        raise records.wrong("forbidden_question", "place", texts=VISITS, **texts)
    if not text:
        raise records.wrong("no_place", "place", texts=VISITS)
    return text


def _found(record: Mapping[str, Any]) -> Found:
    told = _only(records.record_in(record["found"]), _FOUND)
    number = records.text_in(told, "number", most=LONGEST_PART)
    if not number:
        raise records.wrong("no_door_number", "number", texts=VISITS)
    floor = records.count_in(told, "floor", -5, 200) if told.get("floor") is not None else None
    unit = records.text_in(told, "unit", most=LONGEST_PART)
    return Found(records.id_in(told, "building"), address("", unit, number, floor=floor))


def _count(record: Mapping[str, Any], name: str, most: int) -> int | None:
    return records.count_in(record, name, 0, most) if record.get(name) is not None else None


def _words(record: Mapping[str, Any], name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    told = records.list_in(record, name, most=len(known))
    if any(not isinstance(word, str) or word not in known for word in told):
        raise records.wrong("unknown_word", name)
    return tuple(word for word in known if word in told)


def _teller(sent: object, allowed: frozenset[str], *, today: date) -> Teller:
    told = _only(records.record_in(sent), allowed)
    name = records.text_in(told, "name", most=100)
    if not name:
        raise records.wrong("no_name", "name", texts=VISITS)
    text = records.text_in(told, "phone", most=40)
    phone = normalise_phone(text) if text else None
    if text and phone is None:
        raise records.wrong("bad_phone", "phone", texts=VISITS)
    stays = tuple(_stay(one, today=today) for one in records.list_in(told, "stays", most=MOST_STAYS))
    return Teller(name, phone.e164 if phone else "", stays)


def _stay(sent: object, *, today: date) -> Stay:
    told = _only(records.record_in(sent), _STAY)
    place = _place(told)
    from_on = _day(told, "from")
    until_on = _day(told, "until")
    if until_on < from_on:
        raise records.wrong("days_contradict", "until", texts=VISITS)
    if until_on > today:
        raise records.wrong("day_ahead", "until", texts=VISITS)
    if until_on < today - EARLIEST_STAY_WITHIN:
        raise records.wrong("day_long_ago", "until", texts=VISITS)
    return Stay(place, from_on, until_on, told.get("transit_only") is True)


def _day(told: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(told.get(name))  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise records.wrong("bad_day", name, texts=VISITS) from error
