"""Around a post: heads and deputies, queues, complaints, help, transits (F48). Pure; none of it is a verdict."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.problems.rules import Problem, said

from . import FUNCTIONS

WAITED, RUDE, CHARGED, TURNED_BACK, ASKED_ORIGIN, OTHER_COMPLAINT = (
    "waited", "rude", "charged", "turned_back", "asked_origin", "other",
)  # fmt: skip
COMPLAINTS = {
    TURNED_BACK: said("I was turned back, or told to go back"),
    WAITED: said("I waited too long"),
    ASKED_ORIGIN: said("I was treated by my origin or my number plate"),
    RUDE: said("I was treated badly"),
    CHARGED: said("I was asked for money"),
    OTHER_COMPLAINT: said("Something else"),
}
CHANNELS = {
    "page": said("On the public page"),
    "phone": said("By phone"),
    "paper": said("On paper"),
    "post": said("At the post"),
}
HELP = {
    "information": said("Information and way"),
    "water": said("Water, tea, food"),
    "rest": said("Rest, warmth, toilet"),
    "mask": said("Mask"),
    "first_aid": said("First aid"),
    "charging": said("Phone charged, form filled in together"),
}
# A vehicle that only passes through. A slip that ran out leads to one call and nothing else.
INSIDE, RUN_OUT, GONE = "inside", "run_out", "left"
TRANSIT_STATES = {
    INSIDE: (said("Passing through"), "live"),
    RUN_OUT: (said("Slip has run out: a call"), "late"),
    GONE: (said("Has driven on"), "ended"),
}
TRANSIT_MOVES = {INSIDE: {RUN_OUT, GONE}, RUN_OUT: {GONE}, GONE: set[str]()}
# A complaint waits until whoever answers for the post has answered it, once.
MADE, ANSWERED = "made", "answered"
COMPLAINT_STATES = {
    MADE: (said("Waits for an answer"), "wait"),
    ANSWERED: (said("Answered"), "good"),
}
COMPLAINT_MOVES = {MADE: {ANSWERED}, ANSWERED: set[str]()}
LONGEST_WAIT = 24 * 60  # minutes
MOST_LANES = 20
LONGEST_WORDS = 500
MOST_HELPED = 60


def transit_state(*, leave_by: datetime, left_at: datetime | None, at: datetime) -> str:
    """The state of a slip at `at`, computed from its times."""
    if left_at is not None and left_at <= at:
        return GONE
    return RUN_OUT if leave_by < at else INSIDE


def complaint_state(*, answered_at: datetime | None) -> str:
    return MADE if answered_at is None else ANSWERED


def why_not_lane(lane: int) -> Problem | None:
    if not 1 <= lane <= MOST_LANES:
        return Problem(
            "checkpoint.lane", said("A post has lanes 1 to %(most)s."), {"most": MOST_LANES}, "lane", status=422
        )
    return None


def why_not_duty(*, function: str, starts_at: datetime, ends_at: datetime, at: datetime) -> Problem | None:
    """Why nobody is named so: a known function, an end after the start, and not for the past."""
    if function not in FUNCTIONS:
        return Problem("checkpoint.function", said("A post has a head and deputies."), field="function", status=422)
    if ends_at <= starts_at or ends_at <= at:
        return Problem("checkpoint.duty_over", said("The shift must end after it begins, and not in the past."),
                       field="ends_at", status=422)  # fmt: skip
    return None


def why_not_wait(wait_minutes: int) -> Problem | None:
    if not 0 <= wait_minutes <= LONGEST_WAIT:
        return Problem("checkpoint.wait", said("A wait is 0 to %(most)s minutes."), {"most": LONGEST_WAIT},
                       "wait_minutes", status=422)  # fmt: skip
    return None


def why_not_complain(*, kind: str, channel: str, words: str) -> Problem | None:
    if kind not in COMPLAINTS or channel not in CHANNELS:
        return Problem("checkpoint.complaint", said("Say in a word of the list what it is about."), field="kind",
                       status=422)  # fmt: skip
    if len(words) > LONGEST_WORDS:
        return Problem("checkpoint.words", said("Please write at most %(most)s characters."), {"most": LONGEST_WORDS},
                       "words", status=422)  # fmt: skip
    return None


def why_not_answer(*, answered_at: datetime | None, answer: str) -> Problem | None:
    if complaint_state(answered_at=answered_at) == ANSWERED:
        return Problem("checkpoint.answered", said("This complaint is already answered."))
    if not answer.strip() or len(answer) > LONGEST_WORDS:
        return Problem("checkpoint.answer", said("Write 1 to %(most)s characters."), {"most": LONGEST_WORDS}, "answer",
                       status=422)  # fmt: skip
    return None


def why_not_help(*, kind: str, person_count: int) -> Problem | None:
    if kind not in HELP or not 1 <= person_count <= MOST_HELPED:
        return Problem("checkpoint.help", said("Say what was given, and to how many."), field="kind", status=422)
    return None


def why_not_phone(phone: str, *, is_read: bool) -> Problem | None:
    """Why a phone cannot be kept for the call; none at all is fine."""
    if phone.strip() and not is_read:
        return Problem("checkpoint.phone", said("This is no phone number. Correct it, or leave it out."),
                       field="phone", status=422)  # fmt: skip
    return None


def why_not_leave(*, is_known: bool, left_at: datetime | None) -> Problem | None:
    """Why a slip cannot be taken back. It never holds anybody: who leaves, leaves."""
    if not is_known:
        return Problem("checkpoint.no_transit", said("This slip is not known here. Let them leave all the same."),
                       field="number")  # fmt: skip
    if left_at is not None:
        return Problem("checkpoint.left", said("This vehicle has left already."), field="number")
    return None
