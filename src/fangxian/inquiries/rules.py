"""Questions between counties and cities about somebody in the hands of one of them (县域协调、协查, F38).

    open        asked; the other side sees whom and what is asked, until the moment of expiry
    answered    each field has its answer, or "not known"
    taken_over  she is there: ownership, and her open work, moved with her; the total clock runs on
    declined    the other side says why not
    withdrawn   taken back
    expired     nobody answered in time

An inquiry asks for named fields, each with its reason; what nobody may be asked for is refused. Once it has expired
the other side reads nothing of it, answered or not. A city outside the programme is asked by a hand-over package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.clocks.deadlines import deadline
from fangxian.engine.rules.denylist import is_denied
from fangxian.engine.rules.packs import Pack

OPEN, ANSWERED, TAKEN_OVER, DECLINED, WITHDRAWN, EXPIRED = (
    "open", "answered", "taken_over", "declined", "withdrawn", "expired",
)  # fmt: skip
STATES = {
    OPEN: (said("Waits for an answer"), "wait"),
    ANSWERED: (said("Answered"), "good"),
    TAKEN_OVER: (said("Taken over by the other area"), "good"),
    DECLINED: (said("Not answered"), "ended"),
    WITHDRAWN: (said("Withdrawn"), "ended"),
    EXPIRED: (said("Expired without an answer"), "late"),
}
MOVES: dict[str, set[str]] = {
    OPEN: {ANSWERED, TAKEN_OVER, DECLINED, WITHDRAWN, EXPIRED},
    ANSWERED: {TAKEN_OVER},
    TAKEN_OVER: set(),
    DECLINED: set(),
    WITHDRAWN: set(),
    EXPIRED: set(),
}
LOCATE, CONFIRM, HAND_ON = "locate", "confirm", "hand_on"
PURPOSES = {
    LOCATE: said("Find out where somebody is"),
    CONFIRM: said("Confirm what somebody told of a stay or an arrival"),
    HAND_ON: said("Hand somebody on who moves there"),
}
CLOCK_OF = {LOCATE: "inquiry/locate", CONFIRM: "inquiry/other", HAND_ON: "inquiry/other"}
MOST_FIELDS = 6
SHORTEST_REASON = 4
LONGEST_ANSWER = 300


@dataclass(frozen=True)
class Asked:
    """One field that is asked for, and why it is needed."""

    label: str
    reason: str


@dataclass(frozen=True)
class Times:
    """What the state of an inquiry follows from."""

    expires_at: datetime
    answered_at: datetime | None = None
    taken_over_at: datetime | None = None
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None


def state_at(times: Times, at: datetime) -> str:
    """The state at a moment; the very moment of expiry is expired."""
    happened = (
        (WITHDRAWN, times.withdrawn_at), (TAKEN_OVER, times.taken_over_at), (DECLINED, times.declined_at),
        (ANSWERED, times.answered_at),
    )  # fmt: skip
    for state, moment in happened:
        if moment is not None and moment <= at:
            return state
    return EXPIRED if at >= times.expires_at else OPEN


def due_at(pack: Pack, purpose: str, asked_at: datetime, zone: object) -> datetime:
    """By when it is to be answered."""
    return deadline(pack.rule(CLOCK_OF[purpose]), asked_at, zone).due_at  # type: ignore[arg-type]


def longest(pack: Pack) -> timedelta:
    """How long an inquiry may be read by the other side at most."""
    return timedelta(minutes=pack.rule("inquiry/expires").params["minutes"])


def why_not_field(asked: Asked) -> Problem | None:
    """Why a field may not be asked for: nobody may be asked for it, or nobody says what it is needed for."""
    if denied := is_denied(asked.label):
        return Problem("inquiries.denied_field", said("“%(field)s” may not be asked for: %(why)s"),
                       {"field": asked.label[:40], "why": denied.reason.zh + " " + denied.reason.en}, "fields",
                       status=422)  # fmt: skip
    if len(asked.reason.strip()) < SHORTEST_REASON:
        return Problem("inquiries.no_reason", said("Say for each field why it is needed: “%(field)s”."),
                       {"field": asked.label[:40]}, "fields", status=422)  # fmt: skip
    return None


def why_not_ask(
    *, area_code: str, to_area_code: str, purpose: str, fields: Sequence[Asked], open_for: timedelta,
    longest_for: timedelta, person_area_code: str, by: Actor,
) -> Problem | None:  # fmt: skip
    """Why another area may not be asked."""
    if problem := why_not_use("inquiries.work", by=by, area_code=area_code):
        return problem
    if purpose not in PURPOSES:
        return Problem(
            "inquiries.unknown_purpose", said("Choose what the inquiry is for."), field="purpose", status=422
        )
    if not by.covers(person_area_code):
        return forbidden("inquiries.not_yours", said("You ask only about people in your own area."))
    if not to_area_code or (to_area_code.startswith(area_code) and area_code):
        return Problem("inquiries.own_area", said("This is your own area; ask whoever answers for it there."),
                       field="to_area", status=422)  # fmt: skip
    if not fields or len(fields) > MOST_FIELDS:
        return Problem("inquiries.fields", said("Ask for at least one field and at most %(most)s."),
                       {"most": MOST_FIELDS}, "fields", status=422)  # fmt: skip
    if not timedelta(0) < open_for <= longest_for:
        return Problem("inquiries.too_long", said("An inquiry stays open for at most %(hours)s hours."),
                       {"hours": int(longest_for.total_seconds() // 3600)}, "hours", status=422)  # fmt: skip
    return next(filter(None, map(why_not_field, fields)), None)


def why_not_answer(
    *, state: str, to_area_code: str, is_outside: bool, area_code: str, expires_at: datetime, asked_by_post_id: object,
    by: Actor, at: datetime,
) -> Problem | None:  # fmt: skip
    """Why `by` may not answer: it is asked of another area, it is over, or she asked it herself."""
    # what another city sent back is entered by whoever asked
    if problem := why_not_use("inquiries.work", by=by, area_code=area_code if is_outside else to_area_code):
        return problem
    if state != OPEN:
        return Problem("inquiries.moved_on", said("This inquiry is no longer open."))
    if not is_outside and by.post_id == asked_by_post_id:
        return forbidden("inquiries.own_question", said("Somebody of the other area answers."))
    return None


def why_not_take_over(
    *, state: str, to_area_code: str, is_outside: bool, expires_at: datetime, new_area_code: str | None = None,
    by: Actor, at: datetime,
) -> Problem | None:  # fmt: skip
    """Why ownership may not move: only the area that was asked takes somebody over, while it may read who she is."""
    if problem := why_not_use("inquiries.work", by=by, area_code=to_area_code):
        return problem
    if is_outside:
        return Problem("inquiries.outside", said("Another city takes over by its own hand-over package."))
    if TAKEN_OVER not in MOVES[state] or at >= expires_at:
        return Problem("inquiries.moved_on", said("This inquiry is no longer open."))
    if new_area_code is not None and not (new_area_code.startswith(to_area_code) and by.covers(new_area_code)):
        return Problem("inquiries.not_there", said("Take her over into the area that was asked."),
                       field="area", status=422)  # fmt: skip
    return None


def why_not_withdraw(*, state: str, area_code: str, by: Actor) -> Problem | None:
    if problem := why_not_use("inquiries.work", by=by, area_code=area_code):
        return problem
    if WITHDRAWN not in MOVES[state]:
        return Problem("inquiries.moved_on", said("This inquiry is no longer open."))
    return None
