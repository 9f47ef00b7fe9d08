"""What a resident declares of herself, or of someone she helps (F08, F50, INV-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.identity import check_id_number
from fangxian.engine.lines import Line
from fangxian.intake.rules import SYMPTOMS as SYMPTOMS
from fangxian.intake.rules import Source

SOURCE = Source(
    key="declaration",
    label=said("Declaration"),
    line=Line.BEFORE_ARRIVAL,
    legal_basis=said("Infectious Diseases Law 2013, article 12"),
)

SELF, HELPED = "self", "helped"

# Every document is as good as another, and so is none: nobody is refused for lacking a card (INV-15).
DOCUMENT_KINDS = (
    ("id_card", said("Resident identity card")),
    ("passport", said("Passport")),
    ("hk_macau_permit", said("Travel or residence permit of Hong Kong or Macao residents")),
    ("taiwan_permit", said("Travel or residence permit of Taiwan residents")),
    ("residence_permit", said("Foreign permanent residence card")),
    ("other", said("Another document")),
    ("none", said("No document")),
)
TRANSPORT_MODES = (
    ("train", said("Train")),
    ("plane", said("Plane")),
    ("coach", said("Coach or bus")),
    ("ship", said("Ship or ferry")),
    ("car", said("Car")),
    ("other", said("Another way")),
)
NUMBERED_MODES = ("train", "plane", "coach", "ship")  # a car has a plate, which is not asked for (INV-14)
RECEIVER_KINDS = (
    ("family", said("Family or friends")),
    ("employer", said("Employer")),
    ("school", said("School")),
    ("lodging", said("Hotel or rented room")),
    ("own_home", said("My own home")),
    ("other", said("Somebody else")),
)
MOST_STAYS = 30
EARLIEST_STAY_WITHIN = timedelta(days=60)  # a stay before that is most likely a wrong year
LATEST_ARRIVAL_WITHIN = timedelta(days=60)
TRIES_BEFORE_PAUSE = 5
PAUSE_WITHIN = timedelta(minutes=15)

# What of a declaration its owner may erase, and where it stands.
CONTACTS = {
    "phone": ("phone", "phone_index"),
    "document": ("document_tail_index",),
    "declared_helper": ("helper_name", "helper_phone", "helper_phone_index"),
}
DECLARED, CORRECTED, CONFIRMED = "declared", "corrected", "confirmed"
VERSION_WORDS = {DECLARED: said("Declared"), CORRECTED: said("Corrected")}


@dataclass(frozen=True)
class Stay:
    """One place of a journey: from and until are city days, both included.

    area_code   canonical code, "" where the place is not known to the gazetteer
    area_text   the place as it was written
    """

    area_code: str
    area_text: str
    from_on: date
    until_on: date
    transit_only: bool = False

    def as_content(self) -> dict[str, Any]:
        return {
            "area_code": self.area_code,
            "area_text": self.area_text,
            "from_on": self.from_on.isoformat(),
            "until_on": self.until_on.isoformat(),
            "transit_only": self.transit_only,
        }


@dataclass(frozen=True)
class Transport:
    """How somebody comes. number, carriage and seat are as printed on the ticket; never a plate."""

    mode: str
    number: str = ""
    on: date | None = None
    carriage: str = ""
    seat: str = ""

    def as_content(self) -> dict[str, Any]:
        return {
            "mode": self.mode,
            "number": self.number,
            "date": self.on.isoformat() if self.on else "",
            "carriage": self.carriage,
            "seat": self.seat,
        }


@dataclass(frozen=True)
class Declared:
    """Everything that one form says. Identifiers go to the person's record, the rest into the fact.

    phone, helper_phone  E.164 or ""
    celsius              null if no temperature was taken
    """

    name: str
    document_kind: str
    document_number: str
    phone: str
    arrives_on: date
    destination_code: str
    destination_in_programme: bool
    stays: Sequence[Stay]
    transport: Transport
    address: str = ""
    receiver_kind: str = ""
    symptoms: Sequence[str] = ()
    celsius: float | None = None
    temperature_method: str = ""
    language: str = "zh-hans"
    is_helped: bool = False
    helper_name: str = ""
    helper_phone: str = ""


def content_of(declared: Declared, *, at: datetime) -> dict[str, Any]:
    """The content of the fact: places, dates, transport, symptoms. No identifier is in it."""
    temperatures = []
    if declared.celsius is not None:
        temperatures = [
            {"celsius": declared.celsius, "method": declared.temperature_method, "at": at.isoformat()},
        ]
    return {
        "stays": [stay.as_content() for stay in declared.stays],
        "transport": declared.transport.as_content(),
        "destination": {
            "area_code": declared.destination_code,
            "in_programme": declared.destination_in_programme,
        },
        "arrives_on": declared.arrives_on.isoformat(),
        "symptoms": list(declared.symptoms),
        "temperatures": temperatures,
        "receiver_kind": declared.receiver_kind,
        # what a person says of her own journey needs no confirmation by her (O8)
        "confirmed_by_person": True,
    }


def why_not_document(kind: str, number: str) -> Problem | None:
    """Why a document number cannot be right as written. The area part of a number is never looked at."""
    if kind == "none":
        return None
    if not number.strip():
        return Problem(
            "declaration.no_document_number",
            said("Please enter the number of the document, or choose “No document”."),
            field="document_number",
            status=422,
        )
    if kind == "id_card":
        return _why_not_id_card(number)
    if len(number.strip()) < 4:
        return Problem(
            "declaration.document_too_short",
            said("This document number is too short. Please check it."),
            field="document_number",
            status=422,
        )
    return None


_ID_FINDINGS = {
    "checksum": said("The check digit does not fit: one of the digits is probably mistyped. Please check the number."),
    "date": said("The date of birth inside this number does not exist. Please check the number."),
    "damaged": said("This number was damaged by a spreadsheet. Please type it from the card."),
    "format": said("An identity number has eighteen characters: digits, and at the end a digit or X."),
}


def _why_not_id_card(number: str) -> Problem | None:
    found = check_id_number(number).status
    if found == "valid":
        return None
    return Problem(f"declaration.id_{found}", _ID_FINDINGS[found], field="document_number", status=422)


def why_not_reachable(declared: Declared) -> Problem | None:
    """Why nobody could reach this person, and she could not correct what she said."""
    if declared.phone or declared.helper_phone or declared.document_kind != "none":
        return None
    return Problem(
        "declaration.not_reachable",
        said("Please give a phone number, your own or a helper's, or a document number: with it you can correct this."),
        field="phone",
        status=422,
    )


def why_not_stay(stay: Stay, *, arrives_on: date, today: date, row: int) -> Problem | None:
    """Why the dates of one stay cannot be right. `row` is the place's number on the form, from 1."""
    if stay.until_on < stay.from_on:
        return _stay_problem("reversed", said("The last day is before the first day."), "until_on", row)
    if stay.from_on > arrives_on or stay.until_on > arrives_on:
        return _stay_problem(
            "after_arrival", said("This stay is after the day of arrival. Please check the dates."), "until_on", row
        )
    if stay.until_on < min(today, arrives_on) - EARLIEST_STAY_WITHIN:
        return _stay_problem(
            "long_ago", said("This was more than 60 days ago. Please check the year."), "until_on", row
        )
    return None


def _stay_problem(code: str, text: str, field_name: str, row: int) -> Problem:
    return Problem(f"declaration.stay_{code}", text, field=field_name, row=row, status=422)


def why_not_arrive(arrives_on: date, *, today: date) -> Problem | None:
    """Why a day of arrival cannot be right."""
    if not today - EARLIEST_STAY_WITHIN <= arrives_on <= today + LATEST_ARRIVAL_WITHIN:
        return Problem(
            "declaration.arrival_far",
            said("The day of arrival is more than 60 days away. Please check the date."),
            field="arrives_on",
            status=422,
        )
    return None


def why_not_open_receipt(*, paused_until: datetime | None, at: datetime) -> Problem | None:
    """Why a receipt cannot be opened now: too many wrong answers close it for a while."""
    if paused_until is not None and at < paused_until:
        minutes = -(-(paused_until - at) // timedelta(minutes=1))
        return Problem(
            "declaration.paused",
            said("Too many wrong answers. Try again in %(minutes)s minutes, or call the community on your receipt."),
            {"minutes": minutes},
            status=429,
        )
    return None


def why_not_correct(*, superseded_by: UUID | None) -> Problem | None:
    """Why a fact cannot be corrected: a later one has taken its place. Correcting never costs anything (F50)."""
    if superseded_by is not None:
        return Problem(
            "declaration.already_corrected",
            said("This was corrected in the meantime. Please look at the latest version."),
        )
    return None
