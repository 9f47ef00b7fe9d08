"""Requests to the hotline: from the call to the answer that the caller hears (F28). Pure.

A request speaks of a place, a service or the help that somebody needs. It never opens a file on a person (O9).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from fangxian.core.problems.rules import Problem, said

POWER, DESKS_POWER = "requests.take", "requests.run_desks"
PACK_FAMILY, CLOCK_FAMILY = "cn.requests", "cn.clock"
PHONE, DESK, PORTAL, OPEN311, IMPORTED = "phone", "desk", "portal", "open311", "import"
CHANNELS = {
    PHONE: said("By phone"),
    DESK: said("At a desk"),
    PORTAL: said("On the public page"),
    OPEN311: said("Through the open interface"),
    IMPORTED: said("From another desk"),
}
SPOKEN = (PHONE, DESK)  # what an operator writes down

RECEIVED, CLASSIFIED, DISPATCHED, ON_SITE, ANSWERED, CALLED_BACK, CLOSED, REOPENED = (
    "received", "classified", "dispatched", "on_site", "answered", "called_back", "closed", "reopened",
)  # fmt: skip
STATES = {
    RECEIVED: (said("Received, not sorted yet"), "wait"),
    CLASSIFIED: (said("Sorted"), "wait"),
    DISPATCHED: (said("Sent to those who act"), "live"),
    ON_SITE: (said("Somebody is at it"), "live"),
    ANSWERED: (said("Answered"), "good"),
    CALLED_BACK: (said("Called back"), "good"),
    CLOSED: (said("Closed"), "ended"),
    REOPENED: (said("Opened again"), "late"),
}
MOVES = {
    RECEIVED: {CLASSIFIED},
    CLASSIFIED: {DISPATCHED, ANSWERED},
    DISPATCHED: {ON_SITE, ANSWERED},
    ON_SITE: {ANSWERED},
    ANSWERED: {CALLED_BACK, CLOSED, REOPENED},
    CALLED_BACK: {CLOSED, REOPENED},
    CLOSED: {REOPENED},
    REOPENED: {DISPATCHED, ANSWERED},
}
WAITING = (RECEIVED, CLASSIFIED, DISPATCHED, ON_SITE, REOPENED)
STEPS = {
    "received": said("Request received"),
    "classified": said("Request sorted"),
    "dispatched": said("Sent out"),
    "on_site": said("Somebody took it on"),
    "proposed": said("Result from the field"),
    "replied": said("Reply of a department"),
    "answered": said("Answer given"),
    "called_back": said("Caller called back"),
    "not_reached": said("Caller not reached"),
    "rated": said("Caller rated the answer"),
    "closed": said("Request closed"),
    "reopened": said("Opened again by wish of the caller"),
    "linked": said("Linked to the same request"),
    "separated": said("Separated from another request"),
}
SATISFACTION = {
    "5": said("Very satisfied"),
    "4": said("Satisfied"),
    "3": said("So-so"),
    "2": said("Not satisfied"),
    "1": said("Not satisfied at all"),
}
FIELD, DEPARTMENT = "field", "department"
PROPOSED_FROM = {FIELD: said("Result from the field"), DEPARTMENT: said("Reply of a department")}
GROUPS = {"help": said("Needs help"), "report": said("Reports a place or service"), "ask": said("Asks something")}
HELP = "help"
LONGEST_TEXT, LONGEST_PLACE, LONGEST_ANSWER, LONGEST_REASON = 2000, 200, 1000, 300
LONGEST_CONTACT, LONGEST_DESK, MOST_DESKS = 60, 60, 100


class Times(Protocol):
    """What the state of a request is computed from."""

    classified_at: datetime | None
    dispatched_at: datetime | None
    on_site_at: datetime | None
    answered_at: datetime | None
    called_back_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    reopened_at: datetime | None


def state_at(request: Times, at: datetime) -> str:
    """The state at `at`; an answered request closes by itself at `closes_at`."""
    if request.closed_at is not None or (request.closes_at is not None and request.closes_at <= at):
        return CLOSED
    reached = (
        (CALLED_BACK, request.called_back_at), (ANSWERED, request.answered_at), (ON_SITE, request.on_site_at),
        (DISPATCHED, request.dispatched_at), (REOPENED, request.reopened_at), (CLASSIFIED, request.classified_at),
    )  # fmt: skip
    return next((state for state, moment in reached if moment is not None), RECEIVED)


def why_not_move(request: Times, to: str, *, at: datetime) -> Problem | None:
    state = state_at(request, at)
    if to in MOVES[state]:
        return None
    told = {
        CLASSIFIED: said("This request is already sorted."),
        DISPATCHED: said("This request cannot be sent out now: sort it first, or it is already on its way."),
        ON_SITE: said("Nobody was sent for this request."),
        ANSWERED: said("This request is already answered, or not sorted yet."),
        CALLED_BACK: said("Only an answered request is called back on."),
        CLOSED: said("Only an answered request is closed."),
        REOPENED: said("Only an answered request is opened again."),
    }
    return Problem("requests.not_now", told[to])


def why_not_receive(
    *, text: str, place: str, contact: str, service: str, services: Mapping[str, Any], is_outside: bool,
    wants_callback: bool,
) -> Problem | None:  # fmt: skip
    """Why a request cannot be taken down so. Four words before somebody hangs up are enough."""
    if not text.strip() or len(text) > LONGEST_TEXT:
        return Problem("requests.text", said("Write down what is asked for, in 1 to %(most)s characters."),
                       {"most": LONGEST_TEXT}, "text", status=422)  # fmt: skip
    if service and service not in services:
        return Problem("requests.service", said("Choose one of the kinds of request."), field="service", status=422)
    if len(place) > LONGEST_PLACE:
        return Problem("requests.place", said("Tell the place in at most %(most)s characters."),
                       {"most": LONGEST_PLACE}, "place", status=422)  # fmt: skip
    if is_outside:
        return Problem("requests.outside", said("This place is outside the programme. Name the area that the caller is "
                       "in, or leave it empty."), field="area_code", status=422)  # fmt: skip
    if len(contact) > LONGEST_CONTACT:
        return Problem("requests.contact", said("A way to reach the caller has at most %(most)s characters."),
                       {"most": LONGEST_CONTACT}, "contact", status=422)  # fmt: skip
    if wants_callback and not contact.strip():
        return Problem("requests.no_contact", said("Without a number nobody can call back. The caller may use the code "
                       "instead."), field="contact", status=422)  # fmt: skip
    return None


def why_not_issue_key(name: str, *, known: Collection[str]) -> Problem | None:
    """`known`: names of the desks whose keys are in force."""
    if not 1 <= len(name.strip()) <= LONGEST_DESK:
        return Problem("requests.desk_name", said("Name the desk in 1 to %(most)s characters."), {"most": LONGEST_DESK},
                       "name", status=422)  # fmt: skip
    if name.strip() in known:
        return Problem(
            "requests.desk_known", said("This desk is in the list already. End that one first."), field="name"
        )
    if len(known) >= MOST_DESKS:
        return Problem("requests.desk_many", said("There are %(most)s keys already. End one first."),
                       {"most": MOST_DESKS}, "name")  # fmt: skip
    return None


def why_not_dispatch(request: Any, *, is_placed: bool, at: datetime) -> Problem | None:
    """Why nobody can be sent: the same request is on its way already, or nobody knows where to."""
    if request.duplicate_of_id is not None:
        return Problem("requests.linked", said("This request is linked to another; that one is sent out for all."))
    if problem := why_not_move(request, DISPATCHED, at=at):
        return problem
    if not is_placed:
        return Problem("requests.no_place", said("Say at least in which county or district it is."), field="area_code",
                       status=422)  # fmt: skip
    return None


def why_not_answer(request: Any, *, answer: str | None = None, at: datetime) -> Problem | None:
    if request.duplicate_of_id is not None:
        return Problem("requests.linked", said("This request is linked to another; that one is answered for all."))
    if problem := why_not_move(request, ANSWERED, at=at):
        return problem
    if answer is not None and (not answer.strip() or len(answer) > LONGEST_ANSWER):
        return Problem("requests.answer", said("Write 1 to %(most)s characters."), {"most": LONGEST_ANSWER}, "answer",
                       status=422)  # fmt: skip
    return None


def why_not_rate(request: Any, *, satisfaction: int | None = None) -> Problem | None:
    if request.answered_at is None:
        return Problem("requests.not_answered", said("It can be rated once it is answered."))
    if request.rated_at is not None:
        return Problem("requests.rated", said("This answer is already rated."))
    if satisfaction is not None and str(satisfaction) not in SATISFACTION:
        return Problem("requests.satisfaction", said("Choose how satisfied the caller is."), field="satisfaction",
                       status=422)  # fmt: skip
    return None


def why_not_call_back(request: Any, *, at: datetime) -> Problem | None:
    if problem := why_not_move(request, CALLED_BACK, at=at):
        return problem
    if not request.contact:
        return Problem("requests.anonymous", said("The caller left no number; the answer is read under the code."))
    return None


def why_not_reopen(request: Any, *, reason: str | None = None, at: datetime) -> Problem | None:
    if problem := why_not_move(request, REOPENED, at=at):
        return problem
    if request.text is None:
        return Problem("requests.nothing_left", said("Nothing of this request was kept; a new one can be made."))
    if reason is not None and (not reason.strip() or len(reason) > LONGEST_REASON):
        return Problem("requests.reason", said("Say in 1 to %(most)s characters what is still open."),
                       {"most": LONGEST_REASON}, "reason", status=422)  # fmt: skip
    return None


def why_not_link(request: Any, to: Any, *, at: datetime) -> Problem | None:
    """Why two requests are not one: both must wait, and what was sent out already is not called back by this."""
    if request.id == to.id or to.duplicate_of_id is not None:
        return Problem("requests.no_lead", said("Link it to a request that is not linked itself."))
    if request.duplicate_of_id is not None:
        return Problem("requests.linked_before", said("This request is already linked."))
    if state_at(request, at) not in (RECEIVED, CLASSIFIED, REOPENED) or state_at(to, at) not in WAITING:
        return Problem("requests.too_late", said("Only what still waits is linked; somebody was already sent."))
    return None
