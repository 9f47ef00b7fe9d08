"""When a round may be opened and closed, who may be sent to a door, and how doors are dealt out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from fangxian.core.problems.rules import Problem, said
from fangxian.engine import coverage

from . import words

LONGEST_ROUND = timedelta(days=30)  # as long as survey data are kept

# Of a round, and of a door within it. A door is done once its round is closed and it was seen or explained.
ROUND_MOVES = {words.OPEN: {words.CLOSED}, words.CLOSED: set()}
_AFTER_A_VISIT = {coverage.VISITED, coverage.ABSENT, coverage.REFUSED, coverage.VACANT}
DOOR_MOVES = {
    coverage.TO_VISIT: {*_AFTER_A_VISIT, words.DONE},
    coverage.ABSENT: {*_AFTER_A_VISIT, words.DONE},
    coverage.VISITED: {*_AFTER_A_VISIT, words.DONE},
    coverage.REFUSED: {*_AFTER_A_VISIT, words.DONE},
    coverage.VACANT: {*_AFTER_A_VISIT, words.DONE},
    words.DONE: set(),
}

Item = TypeVar("Item")


def state_of_round(*, closed_at: datetime | None) -> str:
    return words.OPEN if closed_at is None else words.CLOSED


def why_not_open(
    *, purpose: str, plan: str, has_order: bool, ends_at: datetime, door_count: int, kinds: Sequence[str], at: datetime
) -> Problem | None:
    """Why a round may not begin: nobody is visited without a purpose, an end, and somebody who asked for it."""
    if not purpose.strip():
        return Problem("sweep.no_purpose", said("Say what the round is for."), field="purpose", status=422)
    if not has_order and not plan.strip():
        return Problem(
            "sweep.no_ground", said("Name the order or the plan that asks for this round."), field="plan", status=422
        )
    if ends_at <= at:
        return Problem("sweep.ends_past", said("The end of the round must lie ahead."), field="ends_at", status=422)
    if ends_at - at > LONGEST_ROUND:
        return Problem(
            "sweep.too_long",
            said("A round lasts at most %(days)s days, as long as what it finds is kept."),
            {"days": LONGEST_ROUND.days},
            "ends_at",
            status=422,
        )
    if not kinds or any(kind not in words.KINDS for kind in kinds):
        return Problem("sweep.no_kind", said("Choose at least one kind of list."), field="kinds", status=422)
    if door_count == 0:
        return Problem(
            "sweep.no_doors",
            said("There is no door of these kinds on the lists of this area. Import a list or enter a building first."),
            field="area",
            status=422,
        )
    return None


def why_not_write(*, closed_at: datetime | None) -> Problem | None:
    """Why nothing of a round may be changed any more."""
    if closed_at is not None:
        return Problem("sweep.closed", said("This round is closed."))
    return None


def why_not_close(*, closed_at: datetime | None, unexplained_count: int) -> Problem | None:
    """Why a round may not be closed: every door that was not seen needs an explanation."""
    if closed_at is not None:
        return Problem("sweep.closed", said("This round is closed."))
    if unexplained_count:
        return Problem(
            "sweep.doors_left",
            said("%(count)s doors were not seen and nobody has said why. Explain them first, by building if you like."),
            {"count": unexplained_count},
        )
    return None


def why_not_send(*, post_area: str, building_area: str) -> Problem | None:
    """Why a worker is not sent to a building: she works elsewhere."""
    if building_area.startswith(post_area) or post_area.startswith(building_area):
        return None
    return Problem("sweep.works_elsewhere", said("This worker's area is another one."), field="post", status=422)


def why_not_explain(reason: str) -> Problem | None:
    if reason not in words.REASONS:
        return Problem("sweep.no_reason", said("Choose one of the reasons."), field="reason", status=422)
    return None


def split_evenly(items: Sequence[Item], among: int) -> list[list[Item]]:
    """Deal out items in walking order, one stretch each; no two stretches differ by more than one.

    Errors: ValueError if there is nobody to deal to.
    """
    if among < 1:
        raise ValueError("there is nobody to deal doors to")
    size, more = divmod(len(items), among)
    dealt, start = [], 0
    for number in range(among):
        end = start + size + (1 if number < more else 0)
        dealt.append(list(items[start:end]))
        start = end
    return dealt


def counts_by_state(by_result: Mapping[str, int]) -> dict[str, int]:
    """Doors by state out of doors by result."""
    return {words.STATE_OF_RESULT[result]: count for result, count in by_result.items()}
