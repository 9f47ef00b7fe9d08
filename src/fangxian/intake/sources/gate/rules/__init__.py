"""Gates of estates, villages, units and firms: when one may exist, who passes there and which word is said (F18).

A keeper hears one of three words and never a reason (INV-13). None of them turns anybody back (INV-14):
whatever a keeper cannot decide, the duty officer of the gate does, by phone, and what she did is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.orders.rules import IN_FORCE
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.tokens.gate import Word

PASS, ASK_DUTY, EMERGENCY_PASS = Word.PASS.value, Word.ASK_DUTY.value, "EMERGENCY_PASS"
WORDS = (PASS, ASK_DUTY, EMERGENCY_PASS)
WORD_WORDS = {
    PASS: (said("Pass"), "good"),
    ASK_DUTY: (said("Ask the duty officer"), "wait"),
    EMERGENCY_PASS: (said("Emergency: pass at once"), "good"),
}

KINDS = (
    ("estate", said("Estate")),
    ("village", said("Village")),
    ("unit", said("Unit or office")),
    ("firm", said("Firm, with vehicles")),
)
DIRECTIONS = (("in", said("Going in")), ("out", said("Going out")))
RESIDENT, CHILD = "resident", "child"
CLASSES = (
    (RESIDENT, said("Lives or works here")),
    ("visitor", said("Visitor")),
    ("courier", said("Courier")),
    ("carer", said("Carer or helper")),
    ("medical", said("Medical staff")),
    ("repair", said("Repair and supply")),
    ("delivery", said("Delivery of goods")),
    (CHILD, said("Child")),
)
# How the keeper knew: a code that the phone read, paper in any form, a familiar face, or nothing.
CODE, PAPER, KNOWN, NOTHING = "code", "paper", "known", "none"
WAYS = (
    (CODE, said("Code on a phone or card")),
    (PAPER, said("Paper or badge")),
    (KNOWN, said("Known to the keeper")),
    (NOTHING, said("Nothing shown")),
)
EMERGENCIES = (
    ("fire", said("Fire or rescue")),
    ("medical", said("Illness, birth or treatment")),
    ("violence", said("Flight from violence")),
    ("other", said("Another emergency")),
)
# What the duty officer did when she was asked. Each lets somebody or something through, but for a free choice to go.
OUTCOMES = (
    ("let_in", (said("Let through after the call"), "good")),
    ("paper", (said("Let through on paper"), "good")),
    ("met", (said("Met at the gate by the host"), "good")),
    ("handed_over", (said("Goods handed over at the gate"), "good")),
    ("health_help", (said("Health help was called"), "live")),
    ("chose_to_go", (said("Went again by own choice"), "ended")),
)
# Who says that somebody was held up who should have passed.
REPORTERS = (
    ("resident", said("The person herself")),
    ("duty_officer", said("The duty officer")),
    ("keeper", said("The keeper")),
)
REPORTED_BY_RESIDENT = "resident"
# A report is answered once; under its number whoever made it reads what was done.
REPORTED, PUT_RIGHT = "reported", "put_right"
REPORT_STATES = {
    REPORTED: (said("Waits for an answer"), "wait"),
    PUT_RIGHT: (said("Put right"), "good"),
}
REPORT_MOVES = {REPORTED: {PUT_RIGHT}, PUT_RIGHT: set[str]()}
LONGEST_ANSWER = 500

APPROVED, OPEN, SUSPENDED, CLOSED = "approved", "open", "suspended", "closed"
STATE_WORDS = {
    APPROVED: (said("Approved, not open yet"), "draft"),
    OPEN: (said("In operation"), "live"),
    SUSPENDED: (said("Suspended"), "wait"),
    CLOSED: (said("Closed"), "ended"),
}
STATES = tuple(STATE_WORDS)
# The ways from state to state; CLOSED is also reached by itself, when the order or the review date has passed.
MOVES = {APPROVED: {OPEN, CLOSED}, OPEN: {SUSPENDED, CLOSED}, SUSPENDED: {OPEN, CLOSED}, CLOSED: set[str]()}

REVIEW_WITHIN = timedelta(days=14)  # domain.md F01: what an order allows is reviewed at least every 14 days
MOST_TOGETHER = 100


@dataclass(frozen=True)
class Seen:
    """What counts at a gate about whoever comes. Name, plate, origin and health are not here (INV-13, INV-14).

    visit_class   one of CLASSES
    way           one of WAYS: how the keeper knew
    word_of_code  what a code said; None if none was shown
    """

    visit_class: str = RESIDENT
    way: str = NOTHING
    word_of_code: Word | None = None
    is_emergency: bool = False


def word_for(seen: Seen) -> str:
    """The word for one passage. Emergency goes before everything, a child is not asked, paper is always valid.

    A code that asks for the duty officer is not overruled by a familiar face. Whoever shows nothing is not
    refused: the duty officer is asked. Source: domain.md F18. Cases: spec/word-at-a-gate.md
    """
    if seen.is_emergency:
        return EMERGENCY_PASS
    if seen.visit_class == CHILD:
        return PASS
    if seen.way == CODE and seen.word_of_code is not None:
        return seen.word_of_code.value
    return PASS if seen.way in (PAPER, KNOWN) else ASK_DUTY


def may_keep(visit_class: str, word: str) -> bool:
    """Whether what this person showed may be kept at all, an order given: never of a child, never in an emergency."""
    return visit_class != CHILD and word != EMERGENCY_PASS


def moment_kept(occurred_at: datetime, *, word: str, is_registered: bool) -> datetime:
    """The moment that is kept of a passage.

    Where nobody is registered a pass is a number of an hour: at a small gate the minute would tell who it was.
    An ask and an emergency keep their minute, because somebody answers for them.
    """
    if is_registered or word != PASS:
        return occurred_at
    return occurred_at.replace(minute=0, second=0, microsecond=0)


def state_at(
    *,
    order_is_live: bool,
    opens_at: datetime,
    review_at: datetime,
    suspended_from: datetime | None,
    closed_at: datetime | None,
    at: datetime,
) -> str:
    """The state of a gate at `at`, from its times. It ends by itself with its order, or unreviewed."""
    if (closed_at is not None and closed_at <= at) or review_at <= at or not order_is_live:
        return CLOSED
    if at < opens_at:
        return APPROVED
    return SUSPENDED if suspended_from is not None and suspended_from <= at else OPEN


def why_not_open_gate(
    *, order_state: str, order_enables: Sequence[str], order_covers: bool, name_is_taken: bool
) -> Problem | None:
    """Why nobody may be asked at a gate here: it needs a live order for gates in this area."""
    if order_state != IN_FORCE or "gate" not in order_enables:
        return Problem(
            "gate.no_order",
            said("A gate needs an order that is in force and allows gates. This one is not, or does not."),
            field="order",
        )
    if not order_covers:
        return Problem("gate.outside_order", said("The order does not cover this area."), field="area_code")
    return why_not_name(name_is_taken=name_is_taken)


def why_not_name(*, name_is_taken: bool) -> Problem | None:
    if name_is_taken:
        return Problem("gate.name_taken", said("There is already a gate of this name."), field="name")
    return None


def why_not_review_at(review_at: datetime, *, at: datetime, order_ends_at: datetime) -> Problem | None:
    """Why a review date will not do: ahead, soon enough, and not after the order's end."""
    if review_at <= at:
        return Problem("gate.review_past", said("The review date must lie ahead."), field="review_at")
    if review_at > at + REVIEW_WITHIN:
        return Problem(
            "gate.review_far",
            said("A gate is reviewed within %(days)s days."),
            {"days": REVIEW_WITHIN.days},
            "review_at",
        )
    if review_at > order_ends_at:
        return Problem(
            "gate.review_after_order", said("The review date is after the end of the order."), field="review_at"
        )
    return None


def why_not_change(*, state: str) -> Problem | None:
    """Why a gate can no longer be edited, suspended or reviewed: it is closed, and closed for good."""
    if state == CLOSED:
        return Problem("gate.closed", said("This gate is closed: nobody is asked here any more."))
    return None


def report_state(*, settled_at: datetime | None) -> str:
    return REPORTED if settled_at is None else PUT_RIGHT


def why_not_settle(*, settled_at: datetime | None, answer: str) -> Problem | None:
    """Why a report of somebody held up is not put right so; it need not be said in words."""
    if report_state(settled_at=settled_at) == PUT_RIGHT:
        return Problem("gate.put_right", said("This report is put right already."))
    if len(answer) > LONGEST_ANSWER:
        return Problem(
            "gate.answer", said("Please write at most %(most)s characters."), {"most": LONGEST_ANSWER}, "answer",
            status=422,
        )  # fmt: skip
    return None


def why_not_answer(*, word: str, outcome: str) -> Problem | None:
    """Why the answer of a duty officer cannot be recorded: only an ask is answered, with one of the known words."""
    if word != ASK_DUTY:
        return Problem("gate.nothing_asked", said("The duty officer was not asked about this passage."))
    if outcome not in dict(OUTCOMES):
        return Problem("gate.unknown_outcome", said("Please choose what was done."), field="outcome", status=422)
    return None
