"""A finding, from the moment it is seen until somebody else has looked back (回头看).

    found        seen by the inspector, still in her hand
    assigned     its owner has it, with a time; a task stands where the place is
    claimed      the owner says that it is put right
    looked_back  somebody of another body looked and it holds; it closes by itself after some days
    closed

A false claim puts it back to its owner; the time that it has is counted from the finding and never begins anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said

from .words import LOOK_BACK_RESULTS, SEVERITIES, URGENT

FOUND, ASSIGNED, CLAIMED, LOOKED_BACK, CLOSED = "found", "assigned", "claimed", "looked_back", "closed"
STATES = {
    FOUND: (said("Just found"), "draft"),
    ASSIGNED: (said("With its owner"), "wait"),
    CLAIMED: (said("Said to be put right"), "live"),
    LOOKED_BACK: (said("Looked back: it holds"), "good"),
    CLOSED: (said("Finding closed"), "ended"),
}
MOVES = {
    FOUND: {ASSIGNED, CLOSED},  # what is put right before the inspector's eyes is closed at once
    ASSIGNED: {CLAIMED},
    CLAIMED: {LOOKED_BACK, ASSIGNED},
    LOOKED_BACK: {CLOSED, ASSIGNED},
    CLOSED: set[str](),
}
OPEN_STATES = (FOUND, ASSIGNED, CLAIMED)
LONGEST_WORDS = 500
SHORTEST_WORDS = 4
_LONG_NUMBER = re.compile(r"\d(?:[\s\-]?\d){6,}")
AGES = (timedelta(hours=2), timedelta(days=1), timedelta(days=3))  # the columns of the board


@dataclass(frozen=True)
class Times:
    """What the state of a finding follows from."""

    assigned_at: datetime | None = None
    settled_at: datetime | None = None
    claimed_at: datetime | None = None
    looked_back_at: datetime | None = None
    closes_at: datetime | None = None


def state_at(times: Times, at: datetime) -> str:
    """The state of a finding at a moment; a claim that was found false is wiped from its times."""
    if times.settled_at is not None or (times.closes_at is not None and times.closes_at <= at):
        return CLOSED
    if times.looked_back_at is not None:
        return LOOKED_BACK
    if times.claimed_at is not None:
        return CLAIMED
    return ASSIGNED if times.assigned_at is not None else FOUND


def is_overdue(*, state: str, due_at: datetime, at: datetime) -> bool:
    """Whether its owner is late; what is claimed is not late, what was claimed falsely is."""
    return state in (FOUND, ASSIGNED) and due_at < at


def severer(one: str, other: str) -> str:
    """The graver of two severities: an inspector may raise what the checklist says, not lower it."""
    order = list(SEVERITIES)
    return min(one, other, key=order.index)


def why_not_write(text: str, *, field: str) -> Problem | None:
    """Why these words may not stand in a finding: it speaks of a place, and others read it."""
    if len(text.strip()) < SHORTEST_WORDS:
        return Problem("supervision.no_words", said("Say in a few words what is the case."), field=field, status=422)
    if _LONG_NUMBER.search(text):
        return Problem(
            "supervision.long_number",
            said("No phone, document or other long number of anybody's stands in a finding."), field=field, status=422,
        )  # fmt: skip
    return None


def why_not_find(*, severity: str, least: str, text: str) -> Problem | None:
    """Why a finding is not written down like this."""
    if severity not in SEVERITIES:
        return Problem("supervision.no_severity", said("Choose how grave it is."), field="severity", status=422)
    if severer(severity, least) != severity:
        return Problem(
            "supervision.too_mild", said("The checklist holds this to be graver; it may be raised, not lowered."),
            field="severity", status=422,
        )  # fmt: skip
    return why_not_write(text, field="text")


def why_not_settle(*, state: str, severity: str) -> Problem | None:
    """Why something is not put right on the spot: what is urgent is always looked back at by others."""
    if severity == URGENT:
        return Problem(
            "supervision.urgent_is_looked_back", said("An urgent finding is looked back at by somebody else."),
            field="is_settled", status=422,
        )  # fmt: skip
    return None if CLOSED in MOVES[state] else _moved_on()


def why_not_assign(*, state: str) -> Problem | None:
    return None if state == FOUND else _moved_on()


def why_not_claim(*, state: str, owner_unit_id: UUID, words: str | None = None, by: Actor) -> Problem | None:
    """Why somebody may not say that it is put right: only the owner does."""
    if problem := why_not_use("supervision.answer", by=by):
        return problem
    if by.unit_id != owner_unit_id:
        return forbidden("supervision.other_unit", said("This finding belongs to another unit."))
    if state != ASSIGNED:
        return _moved_on()
    return None if words is None else why_not_write(words, field="words")


def why_not_look_back(
    *, state: str, area_code: str, claimed_by_user: int | None, claimed_by_body: UUID | None,
    looked_by_user: int | None, result: str | None = None, words: str = "", by: Actor,
) -> Problem | None:  # fmt: skip
    """Why somebody may not look back: it is done by another person, of another body, than who claimed."""
    if problem := why_not_use("supervision.inspect", by=by, area_code=area_code):
        return problem
    if state not in (CLAIMED, LOOKED_BACK):
        return Problem("supervision.not_claimed", said("Nobody says yet that this is put right."))
    if by.user_id == claimed_by_user or by.body_id == claimed_by_body:
        return forbidden("supervision.own_claim", said("Somebody of another body than who claims it looks back."))
    if state == LOOKED_BACK and by.user_id == looked_by_user:
        return forbidden("supervision.own_look", said("A second look is somebody else's."))
    if result is None:
        return None
    if result not in LOOK_BACK_RESULTS:
        return Problem("supervision.no_result", said("Say whether it is put right."), field="result", status=422)
    return why_not_write(words, field="words")


def _moved_on() -> Problem:
    return Problem("supervision.moved_on", said("This finding has moved on: somebody was quicker."))
