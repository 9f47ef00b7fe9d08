"""How a programme ends: its states from its times, who may declare it, what may be held (domain.md 4.6).

Source: Emergency Response Law 2024 articles 85 and 86: data of the response are destroyed after it
ends, exceptions are assessed; the end is declared and measures stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor, why_not_second
from fangxian.core.orders.rules import IN_FORCE, STAND_DOWN
from fangxian.core.problems.rules import Problem, said
from fangxian.core.programmes.rules import ERASE_AFTER, PHASES, READ_ONLY_AFTER

DECLARED, ERASING = "declared", "erasing"  # beside the phases of a programme: T0 lies ahead; erasure has begun

# What each state turns into, by time alone but for the last, which needs the erasure to be finished.
MOVES = {
    "running": {DECLARED, "ended"},
    DECLARED: {"ended"},
    "ended": {"read_only"},
    "read_only": {"to_erase"},
    "to_erase": {ERASING},
    ERASING: {"erased"},
    "erased": set(),
}
STATES = (*PHASES[:1], DECLARED, *PHASES[1:-1], ERASING, PHASES[-1])

# What may be held, and the model of the record that a hold names.
SCOPES = {
    "measure": "measures.Measure",
    "objection": "portal.Objection",
    "case": "cases.Case",
}
# What a held record is nothing without: rows that point to it.
KEPT_WITH = {
    "measures.Measure": (("measures.Ground", "measure"), ("measures.Told", "measure"), ("measures.Appeal", "measure")),
    "cases.Case": (),
    "portal.Objection": (),
}
SCOPE_WORDS = {
    "measure": said("A measure with its grounds, tellings and appeals"),
    "objection": said("An objection of a person"),
    "case": said("A case"),
}
NO_RECORD = said("There is no such record in this programme.")
LONGEST_HOLD = timedelta(days=365 * 3)


@dataclass(frozen=True)
class Step:
    """One line of the plan: what happens at a moment."""

    key: str
    at: datetime
    is_past: bool


def steps(*, begins_at: datetime, at: datetime) -> list[Step]:
    """The plan of a stand-down with its dates."""
    dates = (("ended", begins_at), ("read_only", begins_at + READ_ONLY_AFTER), ("to_erase", begins_at + ERASE_AFTER))
    return [Step(key, when, when <= at) for key, when in dates]


STEP_WORDS = {
    "ended": said(
        "Every measure, post and closure ends. Whoever comes to a gate passes. Nothing is collected any more."
    ),
    "read_only": said("Nobody of the staff sees people any more. Everybody still reads the own file."),
    "to_erase": said("Everything about people is erased but the holds listed here; then the keys are destroyed."),
}


def why_not_declare(
    *, is_declared: bool, order_state: str, order_enables: Sequence[str], order_is_of_programme: bool
) -> Problem | None:
    """Why a programme may not be stood down: once, and only by a signed order in force that says so."""
    if is_declared:
        return Problem("erasure.already", said("This programme is being stood down already. It cannot be done twice."))
    if not order_is_of_programme or order_state != IN_FORCE or STAND_DOWN not in order_enables:
        return Problem(
            "erasure.no_order",
            said("A stand-down needs an order in force, signed by two people, that stands the programme down."),
            field="order",
        )
    return None


def why_not_undo() -> Problem:
    """Why a stand-down is never taken back, whoever asks."""
    return Problem("erasure.not_undone", said("A stand-down is never undone. Another outbreak is another programme."))


def why_not_erase(*, begins_at: datetime | None, erased_at: datetime | None, at: datetime) -> Problem | None:
    """Why nothing is erased yet, or any more."""
    if begins_at is None:
        return Problem("erasure.not_declared", said("This programme has not been stood down."))
    if erased_at is not None:
        return Problem("erasure.done", said("This programme is erased and certified."))
    if at < begins_at + ERASE_AFTER:
        return Problem("erasure.too_early", said("It is erased thirty days after its end, not before."))
    return None


def why_not_hold(
    *, scope: str, record_is_there: bool, expires_at: datetime, erase_at: datetime | None, at: datetime
) -> Problem | None:
    """Why a record may not be held: it is known, the hold ends, and it is made before the erasure."""
    if scope not in SCOPES or not record_is_there:
        return Problem("erasure.no_record", NO_RECORD, field="record")
    if expires_at <= at:
        return Problem("erasure.hold_over", said("The hold must end in the future."), field="expires_at")
    if expires_at - at > LONGEST_HOLD:
        return Problem(
            "erasure.hold_too_long",
            said("A hold lasts at most %(days)s days."),
            {"days": LONGEST_HOLD.days},
            "expires_at",
        )
    return _why_not_in_time(erase_at=erase_at, at=at)


def why_not_approve_hold(
    *,
    approved_at: datetime | None,
    lifted_at: datetime | None,
    proposer_user_id: int,
    proposer_body_id: object,
    erase_at: datetime | None,
    by: Actor,
    at: datetime,
) -> Problem | None:
    """Why `by` may not approve a hold: a second person of another body does, before the erasure."""
    if approved_at is not None or lifted_at is not None:
        return Problem("erasure.hold_not_open", said("This hold does not wait for an approval."))
    return why_not_second(
        first_user_id=proposer_user_id, first_body_id=proposer_body_id, second=by
    ) or _why_not_in_time(erase_at=erase_at, at=at)


def why_not_lift(*, lifted_at: datetime | None) -> Problem | None:
    if lifted_at is not None:
        return Problem("erasure.hold_lifted", said("This hold is lifted already."))
    return None


def _why_not_in_time(*, erase_at: datetime | None, at: datetime) -> Problem | None:
    if erase_at is not None and at >= erase_at:
        return Problem("erasure.too_late_to_hold", said("The erasure has begun; nothing can be held any more."))
    return None


def state_of(
    *, phase: str, is_declared: bool, erasure_began_at: datetime | None, erased_at: datetime | None, at: datetime
) -> str:
    """The state of a stand-down from the programme's phase and the erasure's times."""
    if erased_at is not None and erased_at <= at:
        return "erased"
    if erasure_began_at is not None and erasure_began_at <= at:
        return ERASING
    return DECLARED if is_declared and phase == "running" else phase


def is_holding(*, approved_at: datetime | None, lifted_at: datetime | None, expires_at: datetime, at: datetime) -> bool:
    """Whether a hold keeps its record at `at`."""
    return approved_at is not None and approved_at <= at and lifted_at is None and at < expires_at
