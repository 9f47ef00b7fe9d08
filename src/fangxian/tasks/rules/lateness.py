"""Which clocks of a task were missed, and what its own record says about why. Pure.

The reason is read from times and places alone; it blames nobody and guesses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.core.problems.rules import said

from .states import ACCEPT, FINDING, FIRST_REPORT

VACANT, HANDED, PAUSED, NIGHT, UNTAKEN, TAKEN_LATE, OPEN_WORK, LONG = (
    "vacant", "handed_over", "paused", "night", "untaken", "taken_late", "open_work", "long",
)  # fmt: skip
REASONS = {
    VACANT: said("The grid has nobody in post; the level above had it"),
    HANDED: said("Handed over from one area to another on the way"),
    PAUSED: said("Paused for a recorded reason"),
    NIGHT: said("Received between 21:00 and 8:00"),
    UNTAKEN: said("Nobody has taken it on"),
    TAKEN_LATE: said("Taken on late, so that everything after it was late"),
    OPEN_WORK: said("Taken on, and not finished yet"),
    LONG: said("The work took longer than the clock allows"),
}
DAY_BEGINS, DAY_ENDS = 8, 21  # hours of the city in which somebody is asked to ring at a door [D]


@dataclass(frozen=True)
class Miss:
    """One clock that was missed. `done_at`: None while it still is. `late_seconds`: until done, or until now."""

    clock: str
    due_at: datetime
    done_at: datetime | None
    late_seconds: int
    reason: str


def misses_of(task: Any, *, zone: ZoneInfo, at: datetime) -> list[Miss]:
    """The clocks from first receipt that were missed by `at`: a hand-over does not excuse them (domain.md 6.5)."""
    ended = task.closed_at if task.reported_at is None else None  # closed before it was reported: nothing is missed
    clocks = (
        (ACCEPT, task.accept_due_at, task.accepted_at),
        (FIRST_REPORT, task.total_first_report_due_at, task.first_reported_at or task.reported_at),
        (FINDING, task.total_finding_due_at, task.reported_at),
    )
    found = []
    for clock, due_at, done_at in clocks:
        over_at = done_at or ended or at
        if over_at > due_at and (done_at is not None or ended is None):
            late = int((over_at - due_at).total_seconds())
            found.append(Miss(clock, due_at, done_at, late, _reason(task, clock, zone)))
    return found


def _reason(task: Any, clock: str, zone: ZoneInfo) -> str:
    hour = task.received_at.astimezone(zone).hour
    told = (
        (VACANT, bool(task.vacant_area_code)),
        (HANDED, clock != ACCEPT and task.hand_over_count > 0),
        (PAUSED, bool(task.pause_reason)),
        (UNTAKEN, task.accepted_at is None),
        (NIGHT, not DAY_BEGINS <= hour < DAY_ENDS),
        (TAKEN_LATE, task.accepted_at is not None and task.accepted_at > task.accept_due_at),
        (OPEN_WORK, clock == FINDING and task.reported_at is None),
    )
    return next((reason for reason, holds in told if holds), LONG)
