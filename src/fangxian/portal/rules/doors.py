"""How long a door stays open, how often it may be tried, by which ways it is asked for."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.problems.rules import Problem, said

RECEIPT_STAYS_OPEN_WITHIN = timedelta(minutes=30)
FILE_STAYS_OPEN_WITHIN = timedelta(minutes=30)
WARNED_WITHIN = timedelta(minutes=3)  # before a file closes by itself, the page says so and offers to stay


@dataclass(frozen=True)
class Limit:
    """How often one address, or one phone, may do something before it has to wait."""

    times: int
    within: timedelta


# One address may stand for a whole dormitory or a help desk, so these are wide; a guesser still gets nowhere.
LIMITS = {
    "declare": Limit(60, timedelta(minutes=10)),
    "declare_phone": Limit(6, timedelta(hours=1)),
    "receipt": Limit(30, timedelta(minutes=15)),
    "code": Limit(15, timedelta(minutes=15)),
    "text": Limit(10, timedelta(minutes=15)),
    "text_phone": Limit(3, timedelta(hours=1)),
    "text_code": Limit(30, timedelta(minutes=15)),
    "places": Limit(300, timedelta(minutes=1)),
    "check_in": Limit(60, timedelta(minutes=10)),  # a market behind one address
    "held_up": Limit(5, timedelta(hours=1)),
    "complaint": Limit(5, timedelta(hours=1)),
    "ask": Limit(20, timedelta(hours=1)),  # a family, or an estate behind one address
    "voice": Limit(20, timedelta(hours=1)),
    "question": Limit(20, timedelta(hours=1)),
    "request_code": Limit(30, timedelta(hours=1)),
    "complaint_number": Limit(20, timedelta(hours=1)),
}


def why_not_try(*, tried: int, kind: str) -> Problem | None:
    """Why something cannot be tried again now; `tried` counts this time too."""
    limit = LIMITS[kind]
    if tried <= limit.times:
        return None
    return Problem(
        "portal.too_often",
        said("That was tried very often just now. Please wait %(minutes)s minutes; what you entered is kept below."),
        {"minutes": max(1, limit.within // timedelta(minutes=1))},
        status=429,
    )


def is_open(until: datetime | None, *, at: datetime) -> bool:
    """Whether a door that was opened earlier still stands open."""
    return until is not None and at < until


def why_not_issue(*, is_followed: bool, has_task: bool, sees_files: bool) -> Problem | None:
    """Why no letter is made: it goes to people with a file, from those who work on it or keep the files (INV-16)."""
    if not is_followed:
        return Problem("portal.no_file", said("No file is kept on this person, so there is nothing to open."))
    if not (has_task or sees_files):
        return Problem(
            "portal.no_task", said("You have no task with this person; ask the duty officer for a letter."), status=403
        )
    return None


# --- a code by text message
TEXT_CODE_DIGITS = 8
TEXT_CODE_HOLDS_WITHIN = timedelta(minutes=10)
TEXT_CODE_TRIES = 5


def new_text_code() -> str:
    """Eight digits, drawn by the system's own randomness."""
    return "".join(secrets.choice("0123456789") for _ in range(TEXT_CODE_DIGITS))


def typed_digits(text: str) -> str:
    """A code as typed, without width, spaces and dashes."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdigit())


def why_not_a_text_code(text: str) -> Problem | None:
    count = len(typed_digits(text))
    if count != TEXT_CODE_DIGITS:
        return Problem(
            "portal.text_code_length",
            said("The code in the message has eight digits; this one has %(count)s."),
            {"count": count},
            "code",
            status=422,
        )
    return None


def is_text_code_open(*, expires_at: datetime, used_at: datetime | None, failed_count: int, at: datetime) -> bool:
    """Whether a code by text may still be typed: once, soon, and not after too many wrong ones."""
    return used_at is None and at < expires_at and failed_count < TEXT_CODE_TRIES


# --- how something was asked for, so that no way is slower than another (INV-15)
TEXT, LETTER, HELPER, PHONE, COUNTER = "text", "letter", "helper", "phone", "counter"
CHANNELS = (
    (TEXT, said("Code by text message")),
    (LETTER, said("Letter with a code")),
    (HELPER, said("Through a helper")),
    (PHONE, said("On the phone")),
    (COUNTER, said("At the counter")),
    ("own_page", said("On one's own page")),
    ("paper", said("On paper")),
)
DESK_CHANNELS = (PHONE, COUNTER)
MEASURED_WITHIN = timedelta(days=14)  # what a supervisor sees of how long each way took
TO_READ, TO_NAME_HELPER, TO_OBJECT, TO_APPEAL, TO_DELETE = "read", "name_helper", "object", "appeal", "delete"
TO_HAVE_CARD = "card"
WISHES = (
    (TO_READ, said("Read one's own file")),
    (TO_NAME_HELPER, said("Name a helper")),
    (TO_OBJECT, said("Object")),
    (TO_APPEAL, said("Appeal")),
    (TO_DELETE, said("Delete something optional")),
    (TO_HAVE_CARD, said("Get a card for the gate")),
)


def why_not_at_desk(*, channel: str, is_sure: bool) -> Problem | None:
    """Why a file is not read to somebody: the worker does not know the way, or not who it is."""
    if channel not in DESK_CHANNELS or not is_sure:
        return Problem(
            "portal.who_is_it",
            said("Make sure first that it is the person herself: call the number on record, or look at a document."),
            field="is_sure",
            status=422,
        )
    return None


def why_not_asked_at(asked_at: datetime, *, at: datetime) -> Problem | None:
    """Why a wish cannot have come at this time."""
    if not at - timedelta(days=7) <= asked_at <= at:
        return Problem(
            "portal.asked_when", said("This is in the future, or more than a week ago."), field="asked_at", status=422
        )
    return None
