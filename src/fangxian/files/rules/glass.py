"""Reading another area's file (break-glass, INV-03, INV-16): asked with a reason, granted by a second body, for hours.

waiting      asked; nobody has answered
unconfirmed  life is in danger: open at once, a second person answers afterwards
open         granted by the second person
refused      refused by the second person; whatever was open is closed
lapsed       nobody answered in time; what was open at once is closed
ended        the time is over, or it was given back
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fangxian.core.actors.rules import HEALTH_ROLES, Actor, Purpose, why_not_use
from fangxian.core.actors.rules import why_not_second as why_not_second_person
from fangxian.core.problems.rules import Problem, said

WAITING, UNCONFIRMED, OPEN, REFUSED, LAPSED, ENDED = "waiting", "unconfirmed", "open", "refused", "lapsed", "ended"
STATES = (WAITING, UNCONFIRMED, OPEN, REFUSED, LAPSED, ENDED)
LIVE = frozenset({UNCONFIRMED, OPEN})
UNANSWERED = frozenset({WAITING, UNCONFIRMED})

LIFE_DANGER = "life_danger"
REASONS = ("contact_elsewhere", "is_here_now", "needs_care", "moved", LIFE_DANGER)
PURPOSES = (Purpose.INVESTIGATE_CASE, Purpose.FOLLOW_UP, Purpose.DECIDE_MEASURE, Purpose.VERIFY_LEAD)
SHORTEST_WORDS, LONGEST_WORDS = 10, 1000

OUTCOMES = ("justified", "not_justified", "passed_on")

# What alarms the auditor.
CANARY, ELSEWHERE, UNSECONDED = "canary", "elsewhere", "unseconded"
ALARMS = (CANARY, ELSEWHERE, UNSECONDED)


@dataclass(frozen=True)
class GlassTimes:
    """What the state of a request follows from.

    second_by_at   until when a second person must have answered
    ends_at        when the reading ends; None for a request that was not (yet) granted
    """

    is_urgent: bool
    second_by_at: datetime
    is_granted: bool | None = None
    decided_at: datetime | None = None
    ends_at: datetime | None = None
    given_back_at: datetime | None = None


def state_at(times: GlassTimes, at: datetime) -> str:
    """The state at a moment; the end is the first moment without access."""
    if times.given_back_at is not None and times.given_back_at <= at:
        return ENDED
    if times.decided_at is not None and times.decided_at <= at:
        if not times.is_granted:
            return REFUSED
        return OPEN if times.ends_at is not None and at < times.ends_at else ENDED
    if at >= times.second_by_at:
        return LAPSED
    if times.is_urgent:
        return UNCONFIRMED if times.ends_at is not None and at < times.ends_at else ENDED
    return WAITING


def is_live(times: GlassTimes, at: datetime) -> bool:
    """Whether the file may be read under it at `at`."""
    return state_at(times, at) in LIVE


def has_held(times: GlassTimes) -> bool:
    """Whether anything was ever open under it: only that is reviewed."""
    return times.is_urgent or bool(times.is_granted)


def why_not_ask(
    *, is_in_own_area: bool, reason: str, words: str, purpose: str, is_urgent: bool, by: Actor
) -> Problem | None:
    """Why somebody may not ask to read a file of another area."""
    if problem := why_not_use("people.break_glass", by=by):
        return problem
    if is_in_own_area:
        return Problem("files.own_area", said("This person is in your own area: look her up."), field="sought")
    if reason not in REASONS or purpose not in PURPOSES:
        return Problem("files.no_reason", said("Choose a reason and a purpose from the list."), field="reason")
    if len(words.strip()) < SHORTEST_WORDS:
        text = said("Say in your own words why; at least %(count)s characters.")
        return Problem("files.no_words", text, {"count": SHORTEST_WORDS}, "words", status=422)
    if is_urgent and reason != LIFE_DANGER:
        return Problem(
            "files.not_urgent",
            said("Only where life is in danger does reading begin before a second person has agreed."),
            field="is_urgent",
        )
    return None


def why_not_second(
    *,
    state: str,
    asked_by_user_id: int | None,
    asked_by_body_id: object,
    area_codes: tuple[str, ...],
    by: Actor,
) -> Problem | None:
    """Why `by` may not answer a request: another person, of another body, who answers for one of the two areas."""
    if problem := why_not_use("people.second_glass", by=by):
        return problem
    if by.role not in HEALTH_ROLES or not any(by.covers(code) for code in area_codes):
        return Problem(
            "files.not_yours_to_second",
            said("A health post that answers for one of the two areas gives the second answer."),
            status=403,
        )
    if problem := why_not_second_person(first_user_id=asked_by_user_id, first_body_id=asked_by_body_id, second=by):
        return problem
    if state not in UNANSWERED:
        return Problem("files.answered", said("This request no longer waits for an answer."))
    return None


def why_not_grant(*, has_person: bool) -> Problem | None:
    """Why a request can only be refused: nobody is known by what was asked for."""
    if has_person:
        return None
    return Problem("files.nobody", said("Nobody is known by what was asked for: there is nothing to read."))


def why_not_give_back(*, state: str, asked_by_user_id: int | None, by: Actor) -> Problem | None:
    if by.user_id != asked_by_user_id:
        return Problem("files.not_yours", said("Only who asked gives it back."), status=403)
    if state not in LIVE | UNANSWERED:
        return Problem("files.over", said("This is over already."))
    return None


def why_not_review(*, is_over: bool, is_reviewed: bool, outcome: str, words: str, by: Actor) -> Problem | None:
    """Why a review or an alarm's outcome may not be recorded."""
    if problem := why_not_use("people.review_reads", by=by):
        return problem
    if is_reviewed:
        return Problem("files.reviewed", said("This has already been reviewed."))
    if not is_over:
        return Problem("files.still_open", said("It is reviewed once it is over."))
    if outcome not in OUTCOMES:
        return Problem("files.no_outcome", said("Choose an outcome."), field="outcome", status=422)
    if len(words.strip()) < SHORTEST_WORDS:
        text = said("Say in your own words why; at least %(count)s characters.")
        return Problem("files.no_words", text, {"count": SHORTEST_WORDS}, "words", status=422)
    return None
