"""Letters of co-governance (协同共治提示函, F24): from a draft to what somebody else found on looking back. Pure.

A letter tells a department of a problem at a place and asks it to act. It speaks of places and services, never of a
person (naming.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said

PACK_FAMILY = "cn.letters"
READ, SEE, WRITE, APPROVE, ANSWER, LOOK_BACK, RUN = (
    "letters.read", "letters.see", "letters.write", "letters.approve", "letters.answer",
    "letters.look_back", "letters.run",
)  # fmt: skip

DRAFT, APPROVED, ISSUED, RECEIVED, REPLIED, VERIFIED, CLOSED, REOPENED, ESCALATED, WITHDRAWN = (
    "draft", "approved", "issued", "received", "replied", "verified", "closed", "reopened", "escalated", "withdrawn",
)  # fmt: skip
STATES = {
    DRAFT: (said("Draft"), "draft"),
    APPROVED: (said("Approved, not issued yet"), "wait"),
    ISSUED: (said("Sent to the addressee"), "wait"),
    RECEIVED: (said("Received by the addressee"), "live"),
    REPLIED: (said("Replied, to be looked back at"), "live"),
    VERIFIED: (said("Looked back at: settled"), "good"),
    CLOSED: (said("Closed"), "ended"),
    REOPENED: (said("Opened again"), "late"),
    ESCALATED: (said("No reply in time, told upwards"), "late"),
    WITHDRAWN: (said("Withdrawn"), "ended"),
}
MOVES = {
    DRAFT: {APPROVED, WITHDRAWN},
    APPROVED: {ISSUED, DRAFT, WITHDRAWN},
    ISSUED: {RECEIVED, ESCALATED},
    RECEIVED: {REPLIED, ESCALATED},
    REPLIED: {VERIFIED, REOPENED},
    VERIFIED: {CLOSED, REOPENED},
    CLOSED: set[str](),
    REOPENED: {REPLIED, ESCALATED},
    ESCALATED: {REPLIED},
    WITHDRAWN: set[str](),
}
AT_ADDRESSEE = (ISSUED, RECEIVED, REOPENED, ESCALATED)

DONE, PLAN, DISPUTE = "done", "plan", "dispute"
REPLIES = {
    DONE: said("It is done"),
    PLAN: said("There is a plan with a date"),
    DISPUTE: said("It is not ours, or not so"),
}
SETTLED, NOT_SETTLED, NOT_THEIRS = "settled", "not_settled", "not_theirs"
FINDINGS = {
    SETTLED: said("Settled on the spot"),
    NOT_THEIRS: said("The addressee is right: it is not theirs, or not so"),
    NOT_SETTLED: said("Not settled: open it again"),
}
REQUEST, TASK, INCIDENT = "request", "task", "incident"
ORIGINS = {
    "": said("Written anew"),
    REQUEST: said("A request"),
    TASK: said("A task"),
    INCIDENT: said("An incident"),
}
STEPS = {
    "drafted": said("Letter drafted"),
    "changed": said("Draft changed"),
    "approved": said("Letter approved"),
    "sent_back": said("Sent back to the writer"),
    "issued": said("Letter issued"),
    "received": said("Letter received"),
    "replied": said("Reply given"),
    "verified": said("Looked back: settled"),
    "reopened": said("Looked back: opened again"),
    "closed": said("Letter closed"),
    "escalated": said("Late reply told upwards"),
    "withdrawn": said("Letter withdrawn"),
}
OTHER, GOODS, LATE_REPLIES = "other", "goods", "late_replies"
LONGEST_TEXT, LONGEST_PLACE, LONGEST_LINE, MOST_EVIDENCE, MOST_COPIES = 2000, 200, 200, 20, 20
AGES = (3, 7, 14)  # days since a letter was issued, for the ageing of what waits for a reply


class Times(Protocol):
    """What the state of a letter is computed from; the times after the issue are those of the present round."""

    approved_at: datetime | None
    issued_at: datetime | None
    received_at: datetime | None
    replied_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    reopened_at: datetime | None
    escalated_at: datetime | None
    withdrawn_at: datetime | None


def state_of(letter: Times) -> str:
    reached = (
        (WITHDRAWN, letter.withdrawn_at), (CLOSED, letter.closed_at), (VERIFIED, letter.verified_at),
        (REPLIED, letter.replied_at), (ESCALATED, letter.escalated_at), (REOPENED, letter.reopened_at),
        (RECEIVED, letter.received_at), (ISSUED, letter.issued_at), (APPROVED, letter.approved_at),
    )  # fmt: skip
    return next((state for state, moment in reached if moment is not None), DRAFT)


def why_not_move(letter: Times, to: str) -> Problem | None:
    if to in MOVES[state_of(letter)]:
        return None
    told = {
        DRAFT: said("Only an approved letter that is not issued yet is sent back."),
        APPROVED: said("Only a draft is approved."),
        ISSUED: said("Only an approved letter is issued."),
        RECEIVED: said("This letter is already received, or not issued yet."),
        REPLIED: said("Receive the letter first; a letter is replied to once until it is opened again."),
        VERIFIED: said("Only a letter that was replied to is looked back at."),
        CLOSED: said("Only a letter that somebody looked back at is closed."),
        REOPENED: said("Only a letter that was replied to is opened again."),
        ESCALATED: said("This letter does not wait for a reply."),
        WITHDRAWN: said("What was issued is not withdrawn; write to the addressee again."),
    }
    return Problem("letters.not_now", told[to])


def is_late(letter: Times, due_at: datetime | None, *, at: datetime) -> bool:
    """Whether the addressee's time is over without a reply."""
    return due_at is not None and state_of(letter) in AT_ADDRESSEE and due_at <= at


def why_not_write(*, area_code: str, is_outside: bool, by: Actor) -> Problem | None:
    if problem := why_not_use(WRITE, by=by):
        return problem
    if is_outside or not by.covers(area_code):
        return Problem("letters.area", said("Choose an area of the programme that you answer for."), field="area_code",
                       status=422)  # fmt: skip
    return None


def why_not_change(letter: Times, *, from_unit_id: UUID, by: Actor) -> Problem | None:
    """A draft is changed by the unit that writes it."""
    if problem := why_not_use(WRITE, by=by):
        return problem
    if by.unit_id != from_unit_id:
        return forbidden("letters.other_unit", said("Only the unit that wrote this letter changes it."))
    if state_of(letter) != DRAFT:
        return Problem("letters.no_draft", said("Only a draft is changed; have it sent back first."))
    return None


def why_not_approve(letter: Times, *, area_code: str, drafted_by_user_id: int, by: Actor) -> Problem | None:
    """Somebody else than who wrote it, or last changed it, approves a letter."""
    if problem := why_not_use(APPROVE, by=by, area_code=area_code):
        return problem
    if by.user_id is None or by.user_id == drafted_by_user_id:
        return forbidden("letters.own_letter", said("Who wrote a letter does not approve it."))
    return why_not_move(letter, APPROVED)


def why_not_issue(letter: Times, *, area_code: str, by: Actor) -> Problem | None:
    """The writer's side or whoever may approve letters puts the number on it and sends it."""
    power = APPROVE if by.can(APPROVE) else WRITE
    return why_not_use(power, by=by, area_code=area_code) or why_not_move(letter, ISSUED)


def why_not_send_back(letter: Times, *, area_code: str, by: Actor) -> Problem | None:
    if problem := why_not_use(APPROVE, by=by, area_code=area_code):
        return problem
    return why_not_move(letter, DRAFT)


def why_not_withdraw(letter: Times, *, from_unit_id: UUID, by: Actor) -> Problem | None:
    if problem := why_not_use(WRITE, by=by):
        return problem
    if by.unit_id != from_unit_id:
        return forbidden("letters.other_unit", said("Only the unit that wrote this letter changes it."))
    return why_not_move(letter, WITHDRAWN)


def why_not_answer_for(*, to_unit_id: UUID, area_code: str, has_liaison: bool, by: Actor) -> Problem | None:
    """The addressee's unit answers. Where nobody of it can sign in, the writer's side records what came on paper."""
    if by.can(ANSWER) and by.unit_id == to_unit_id:
        return None
    if has_liaison:
        return forbidden("letters.not_addressee", said("Only somebody of the unit that it is addressed to answers."))
    return why_not_use(WRITE, by=by, area_code=area_code)


def why_not_receive(letter: Times) -> Problem | None:
    """A letter that was told upwards before anybody received it is received too."""
    if state_of(letter) == ESCALATED and letter.received_at is None:
        return None
    return why_not_move(letter, RECEIVED)


def why_not_reply(letter: Times, *, kind: str, words: str, done_on: date | None, today: date) -> Problem | None:
    if problem := why_not_move(letter, REPLIED):
        return problem
    if kind not in REPLIES:
        return Problem("letters.reply", said("Choose what the reply is."), field="reply", status=422)
    if not words.strip() or len(words) > LONGEST_TEXT:
        return Problem("letters.words", said("Write 1 to %(most)s characters."), {"most": LONGEST_TEXT}, "words",
                       status=422)  # fmt: skip
    if kind == PLAN and (done_on is None or done_on < today):
        return Problem("letters.plan_day", said("A plan says by which day, and not a day that is over."),
                       field="done_on", status=422)  # fmt: skip
    return None


def why_not_look_back(
    letter: Times, *, area_code: str, to_unit_id: UUID, replied_by_user_id: int | None, by: Actor
) -> Problem | None:
    """Never by who replied, nor by anybody of the unit that replied."""
    if problem := why_not_use(LOOK_BACK, by=by, area_code=area_code):
        return problem
    if by.user_id is None or by.user_id == replied_by_user_id or by.unit_id == to_unit_id:
        return forbidden("letters.own_reply", said("Somebody else than who replied looks back, of another unit."))
    if state_of(letter) not in (REPLIED, VERIFIED):
        return why_not_move(letter, VERIFIED)
    return None


def why_not_find(letter: Times, *, finding: str, words: str) -> Problem | None:
    """Why this cannot be what the look-back found."""
    if finding not in FINDINGS:
        return Problem("letters.finding", said("Choose what was found."), field="finding", status=422)
    if not words.strip() or len(words) > LONGEST_TEXT:
        return Problem("letters.words", said("Write 1 to %(most)s characters."), {"most": LONGEST_TEXT}, "words",
                       status=422)  # fmt: skip
    return why_not_move(letter, REOPENED if finding == NOT_SETTLED else VERIFIED)


def why_not_close(letter: Times, *, area_code: str, by: Actor) -> Problem | None:
    return why_not_use(WRITE, by=by, area_code=area_code) or why_not_move(letter, CLOSED)


def why_not_name_unit(
    *, topic: str, topics: Iterable[str], area_code: str, unit_area_code: str, has_order: bool, by: Actor
) -> Problem | None:
    """Why this unit cannot be named as the one that answers for a kind; who hears of late replies, an order says."""
    if problem := why_not_use(RUN, by=by, area_code=area_code):
        return problem
    if topic != LATE_REPLIES and topic not in topics:
        return Problem("letters.topic", said("Choose one of the kinds."), field="topic", status=422)
    if topic == LATE_REPLIES and not has_order:
        return Problem("letters.no_order", said("Who hears of late replies is said by an order in force; choose it."),
                       field="order", status=422)  # fmt: skip
    if not (area_code.startswith(unit_area_code) or unit_area_code.startswith(area_code)):
        return Problem("letters.unit_elsewhere", said("This unit does not work in that area."), field="unit",
                       status=422)  # fmt: skip
    return None
