"""How long a door stays open, how often it may be tried, and when a letter or an answer is in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.problems.rules import Problem, said

RECEIPT_STAYS_OPEN_WITHIN = timedelta(minutes=30)
FILE_STAYS_OPEN_WITHIN = timedelta(minutes=30)
ABOUTS = (
    ("follow_up", said("That I am followed up")),
    ("record", said("Something that is recorded about me")),
    ("looks", said("Who looked at my file")),
    ("other", said("Something else")),
)
LODGED, ACKNOWLEDGED, ANSWERED = "lodged", "acknowledged", "answered"
CHANGED, KEPT = "changed", "kept"
DECISIONS = (
    (CHANGED, said("You are right; it was changed")),
    (KEPT, said("It stays as it is, for the reason given")),
)
LONGEST_TEXT = 2000


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
    "places": Limit(300, timedelta(minutes=1)),
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


def state_of(*, acknowledged_at: datetime | None, answered_at: datetime | None) -> str:
    """Where an objection stands."""
    if answered_at is not None:
        return ANSWERED
    return ACKNOWLEDGED if acknowledged_at is not None else LODGED


def why_not_object(text: str) -> Problem | None:
    """Why an objection cannot be lodged. There is no deadline and no wrong form."""
    if not text.strip():
        return Problem(
            "portal.objection_empty", said("Please say in a few words what is wrong."), field="text", status=422
        )
    if len(text) > LONGEST_TEXT:
        return Problem(
            "portal.objection_long",
            said("Please use at most %(limit)s characters; you can tell more on the phone."),
            {"limit": LONGEST_TEXT},
            "text",
            status=422,
        )
    return None


def why_not_answer(*, state: str, is_involved: bool, answer: str) -> Problem | None:
    """Why somebody may not answer: it is answered, she works on this person herself, or she gives no reason."""
    if state == ANSWERED:
        return Problem("portal.answered", said("This objection was already answered."))
    if is_involved:
        return Problem(
            "portal.involved",
            said("You work on this person's file. Somebody who was not involved must answer."),
            status=403,
        )
    if not answer.strip():
        return Problem(
            "portal.no_reason", said("Give the reason in words the person understands."), field="answer", status=422
        )
    return None
