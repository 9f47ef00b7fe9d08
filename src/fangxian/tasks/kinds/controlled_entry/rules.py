"""Who is on the way to whom, who has said so, and what may follow (F16). Pure; every moment is passed in.

The first post asks the place that somebody goes to, and she goes on at once: nobody waits at the roadside for
an answer. Silence counts as acceptance and is told to the receiver's superior. A receiver has no word for "no"
to a resident: it may say why it cannot, and then the command decides while the person is lodged.

Source: domain.md F16; the card of Chun'an (R16): checked with the destination within the driving time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.clocks.deadlines import deadline
from fangxian.engine.rules.packs import Pack

PROPOSED, RECEIVER_ASKED, ACCEPTED, NO_ANSWER, DISPUTED, IN_TRANSIT, OVERDUE, ARRIVED, CLOSED = (
    "proposed", "receiver_asked", "accepted", "no_answer", "disputed", "in_transit", "overdue", "arrived", "closed",
)  # fmt: skip
STATES = {
    PROPOSED: (said("Proposed at the post"), "draft"),
    RECEIVER_ASKED: (said("The destination is asked"), "wait"),
    ACCEPTED: (said("Expected there, has not left yet"), "live"),
    NO_ANSWER: (said("No answer: counts as accepted"), "late"),
    DISPUTED: (said("The command decides; she is lodged"), "late"),
    IN_TRANSIT: (said("On the way, expected"), "live"),
    OVERDUE: (said("Has not arrived: to be called"), "late"),
    ARRIVED: (said("Arrived"), "good"),
    CLOSED: (said("Ended"), "ended"),
}
MOVES: dict[str, set[str]] = {
    PROPOSED: {RECEIVER_ASKED},
    RECEIVER_ASKED: {ACCEPTED, IN_TRANSIT, NO_ANSWER, DISPUTED, OVERDUE, ARRIVED, CLOSED},
    ACCEPTED: {IN_TRANSIT, ARRIVED, CLOSED},
    NO_ANSWER: {IN_TRANSIT, DISPUTED, OVERDUE, ARRIVED, CLOSED},
    DISPUTED: {RECEIVER_ASKED, IN_TRANSIT, OVERDUE, ARRIVED, CLOSED},
    IN_TRANSIT: {OVERDUE, ARRIVED, CLOSED},
    OVERDUE: {IN_TRANSIT, ARRIVED, CLOSED},
    ARRIVED: {CLOSED},
    CLOSED: set(),
}
UNACCEPTED = (PROPOSED, RECEIVER_ASKED, NO_ANSWER, DISPUTED)
UNDER_WAY = (*UNACCEPTED, ACCEPTED, IN_TRANSIT, OVERDUE)

# Why a receiver cannot, each of which is the command's to solve. None of them is a refusal.
NOT_HERE, NOBODY_KNOWN, NO_ROOM, NO_HELP, OTHER_REASON = "not_here", "nobody_known", "no_room", "no_help", "other"
DISPUTES = {
    NOT_HERE: said("The address is not in our area"),
    NOBODY_KNOWN: said("Nobody is known at the address"),
    NO_ROOM: said("There is no room to stay in"),
    NO_HELP: said("Nobody can look after her here"),
    OTHER_REASON: said("Another difficulty"),
}
STAYS, MOVES_ON = "stays", "moves_on"
SETTLEMENTS = {
    STAYS: said("The destination receives her; the command helps"),
    MOVES_ON: said("Another place receives her"),
}
RECEIVED, WENT_ELSEWHERE, TURNED_BACK_HERSELF, NOT_FOUND = "received", "elsewhere", "gave_up", "not_found"
CONCLUSIONS = {
    RECEIVED: said("Received at the destination"),
    WENT_ELSEWHERE: said("Went somewhere else of her own choice"),
    TURNED_BACK_HERSELF: said("Gave the journey up of her own choice"),
    NOT_FOUND: said("Not found; the task of the call goes on"),
}
HOW_ACCEPTED = {"page": said("On the page"), "phone": said("By phone"), "superior": said("By the level above")}
QUESTION, ANSWER = "question", "answer"
NOTES = {QUESTION: said("Question"), ANSWER: said("Answer")}
LONGEST_NOTE = 200


class Entry(Protocol):
    """The times of one controlled entry, from which its state follows."""

    owner_area_code: str
    asked_at: datetime | None
    answer_due_at: datetime | None
    departed_at: datetime | None
    overdue_at: datetime
    accepted_at: datetime | None
    disputed_at: datetime | None
    settled_at: datetime | None
    arrived_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Clocks:
    """By when a receiver answers, and when somebody who has not arrived is called."""

    answer_due_at: datetime
    overdue_at: datetime


def clocks_of(pack: Pack, *, asked_at: datetime, eta_at: datetime, zone: ZoneInfo) -> Clocks:
    """The clocks of one entry from an edition of cn.clock."""
    return Clocks(
        deadline(pack.rule("entry/receiver-answers"), asked_at, zone).due_at,
        deadline(pack.rule("entry/overdue"), eta_at, zone).due_at,
    )


def closes_at(pack: Pack, *, arrived_at: datetime, zone: ZoneInfo) -> datetime:
    """When an entry ends by itself after the arrival, from an edition of cn.entry."""
    return deadline(pack.rule("entry/closes"), arrived_at, zone).due_at


def ends_at(pack: Pack, *, eta_at: datetime, zone: ZoneInfo) -> datetime:
    """When an entry ends by itself if nobody ever says that she arrived."""
    return deadline(pack.rule("entry/ends"), eta_at, zone).due_at


def state_at(entry: Entry, at: datetime) -> str:
    """The state at `at`, computed from times: nobody has to end anything, and silence is a state of its own."""
    if _is_past(entry.closed_at, at) or _is_past(entry.closes_at, at):
        return CLOSED
    if _is_past(entry.arrived_at, at):
        return ARRIVED
    if is_disputed(entry, at):
        return DISPUTED
    if entry.overdue_at < at:
        return OVERDUE
    if _is_past(entry.accepted_at, at):
        return IN_TRANSIT if _is_past(entry.departed_at, at) else ACCEPTED
    if not _is_past(entry.asked_at, at):
        return PROPOSED
    return NO_ANSWER if entry.answer_due_at is not None and entry.answer_due_at < at else RECEIVER_ASKED


def is_disputed(entry: Entry, at: datetime) -> bool:
    """Whether the command has to decide who receives her."""
    return _is_past(entry.disputed_at, at) and not _is_past(entry.settled_at, at)


def is_accepted(entry: Entry, at: datetime) -> bool:
    """Whether the destination is bound: it said so, the command said so, or it was silent for too long."""
    silent = entry.answer_due_at is not None and entry.answer_due_at < at
    return not is_disputed(entry, at) and (_is_past(entry.accepted_at, at) or silent)


def _is_past(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def why_not_receive(entry: Entry, *, by: Actor) -> Problem | None:
    """Why `by` does not speak for the destination: only its own workers and the levels above do."""
    return why_not_use("tasks.work", by=by, area_code=entry.owner_area_code)


def why_not_accept(entry: Entry, *, by: Actor, at: datetime) -> Problem | None:
    """Why an arrival cannot be accepted now. Accepting late is better than never."""
    if problem := why_not_receive(entry, by=by):
        return problem
    if state_at(entry, at) in (ARRIVED, CLOSED):
        return _over()
    if _is_past(entry.accepted_at, at):
        return Problem("entries.accepted", said("This arrival is already accepted."))
    if is_disputed(entry, at):
        return Problem("entries.disputed", said("The command decides on this arrival now."))
    return None


def why_not_dispute(entry: Entry, *, reason: str, by: Actor, at: datetime) -> Problem | None:
    """Why a difficulty cannot be told now. It is told before anybody accepted, and it is no refusal."""
    if problem := why_not_accept(entry, by=by, at=at):
        return problem
    if reason not in DISPUTES:
        return Problem(
            "entries.no_refusal",
            said("A resident is never refused. Name the difficulty, and the command solves it."),
            field="reason",
            status=422,
        )
    return None


def why_not_lodge(entry: Entry, *, by: Actor, at: datetime) -> Problem | None:
    """Why nobody is lodged now: only while the command decides, and by the command."""
    if problem := why_not_use("tasks.dispatch", by=by, area_code=entry.owner_area_code):
        return problem
    if state_at(entry, at) != DISPUTED:
        return Problem("entries.not_disputed", said("Nothing is to be decided on this arrival."))
    return None


def why_not_settle(
    entry: Entry, *, settlement: str, area_code: str, is_covered: bool, by: Actor, at: datetime
) -> Problem | None:
    """Why the command's decision will not do. There are two: this destination, or another one that is named."""
    if problem := why_not_lodge(entry, by=by, at=at):
        return problem
    if settlement not in SETTLEMENTS:
        return Problem(
            "entries.no_such_settlement",
            said("Somebody receives her: this destination, or another one."),
            field="settlement",
            status=422,
        )
    if settlement == MOVES_ON and (not area_code or not is_covered):
        return Problem(
            "entries.no_other_place", said("Name the area that receives her instead."), field="area_code", status=422
        )
    return None


def why_not_expect_later(entry: Entry, *, eta_at: datetime, by: Actor, at: datetime) -> Problem | None:
    """Why another time of arrival cannot be noted."""
    if problem := why_not_receive(entry, by=by):
        return problem
    if state_at(entry, at) in (ARRIVED, CLOSED):
        return _over()
    return why_not_eta(eta_at, at=at)


def why_not_eta(eta_at: datetime, *, at: datetime) -> Problem | None:
    if eta_at <= at:
        return Problem("entries.eta_past", said("The new time must lie ahead."), field="minutes", status=422)
    return None


def why_not_arrive(entry: Entry, *, by: Actor, at: datetime) -> Problem | None:
    if problem := why_not_receive(entry, by=by):
        return problem
    if state_at(entry, at) in (ARRIVED, CLOSED):
        return _over()
    return None


def why_not_close(entry: Entry, *, conclusion: str, by: Actor, at: datetime) -> Problem | None:
    """Why an entry cannot be ended with these words: without an arrival only a dispatcher ends one."""
    arrived = state_at(entry, at) == ARRIVED
    power = "tasks.work" if arrived else "tasks.dispatch"
    if problem := why_not_use(power, by=by, area_code=entry.owner_area_code):
        return problem
    if state_at(entry, at) == CLOSED:
        return _over()
    if conclusion not in CONCLUSIONS or (conclusion == RECEIVED) != arrived:
        return Problem(
            "entries.wrong_conclusion",
            said("Say what became of her: received after an arrival, otherwise where she went."),
            field="conclusion",
            status=422,
        )
    return None


def why_not_note(entry: Entry, *, words: str, at: datetime) -> Problem | None:
    """Why a question or its answer cannot be put on the entry."""
    if state_at(entry, at) == CLOSED:
        return _over()
    if not words.strip() or len(words) > LONGEST_NOTE:
        return Problem(
            "entries.words",
            said("Write 1 to %(most)s characters."),
            {"most": LONGEST_NOTE},
            "words",
            status=422,
        )
    return None


def why_not_stub(entry: Entry, *, at: datetime) -> Problem | None:
    """Why no stub is given: the journey is over."""
    return _over() if state_at(entry, at) in (ARRIVED, CLOSED) else None


def why_not_see_person(entry: Entry, *, by: Actor, at: datetime) -> Problem | None:
    """Why name and phone stay hidden: whoever receives her sees them while she is on the way and a day after."""
    if problem := why_not_receive(entry, by=by):
        return problem
    if problem := why_not_use("people.see_task_subject", by=by, area_code=entry.owner_area_code):
        return problem
    return _over() if state_at(entry, at) == CLOSED else None


def _over() -> Problem:
    return Problem("entries.over", said("This entry is over."))
