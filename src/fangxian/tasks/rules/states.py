"""The state of a task and the clock that runs, computed from its times alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fangxian.core.problems.rules import said
from fangxian.engine.clocks.deadlines import is_overdue

OPEN, HANDED_OVER, ACCEPTED, REPORTED, CLOSED, LOOKED_BACK = (
    "open", "handed_over", "accepted", "reported", "closed", "looked_back",
)  # fmt: skip
STATES = {
    OPEN: said("Waiting to be accepted"),
    HANDED_OVER: said("Handed over, waiting to be accepted"),
    ACCEPTED: said("Accepted for work"),
    REPORTED: said("Reported back"),
    CLOSED: said("Task closed"),
    LOOKED_BACK: said("Looked back"),
}
MOVES = {
    OPEN: {ACCEPTED, HANDED_OVER, CLOSED},
    HANDED_OVER: {ACCEPTED, HANDED_OVER, CLOSED},
    ACCEPTED: {REPORTED, HANDED_OVER, CLOSED},
    REPORTED: {HANDED_OVER, CLOSED},
    CLOSED: {LOOKED_BACK, OPEN},
    LOOKED_BACK: {OPEN},
}

ACCEPT, FIRST_REPORT, FINDING = "accept", "first_report", "finding"
CLOCKS = {ACCEPT: said("Accept"), FIRST_REPORT: said("First report"), FINDING: said("Finding")}


class TaskTimes(Protocol):
    """The moments of a task that its state follows from. None: has not happened."""

    opened_at: datetime
    handed_over_at: datetime | None
    accepted_at: datetime | None
    first_reported_at: datetime | None
    reported_at: datetime | None
    closed_at: datetime | None
    looked_back_at: datetime | None
    paused_at: datetime | None
    accept_due_at: datetime
    first_report_due_at: datetime
    finding_due_at: datetime


class TaskLike(TaskTimes, Protocol):
    """A task as far as the rules look at it."""

    id: UUID
    kind: str
    severity: str
    area_code: str
    programme_id: UUID
    same_as_id: UUID | None
    assigned_post_id: UUID | None
    assigned_until_at: datetime | None
    accepted_post_id: UUID | None
    outcome: str
    person_id: UUID | None


def state_at(task: TaskTimes, at: datetime) -> str:
    """The state of a task at `at`, from its times alone."""

    def happened(moment: datetime | None) -> bool:
        return moment is not None and moment <= at

    if happened(task.looked_back_at):
        return LOOKED_BACK
    if happened(task.closed_at):
        return CLOSED
    if happened(task.reported_at):
        return REPORTED
    if happened(task.accepted_at):
        return ACCEPTED
    return HANDED_OVER if happened(task.handed_over_at) else OPEN


@dataclass(frozen=True)
class Running:
    """The clock that runs now: what must happen, and by when."""

    clock: str
    due_at: datetime

    def is_late(self, *, at: datetime, paused_at: datetime | None = None) -> bool:
        """Whether it has passed; a pause that began in time stops it. Due this very moment is not late."""
        return is_overdue(self.due_at, closed_at=paused_at, at=at)


def running_clock(task: TaskTimes) -> Running | None:
    """Which clock runs; None once the finding is reported or the task is closed."""
    if task.closed_at is not None or task.reported_at is not None:
        return None
    if task.accepted_at is None:
        return Running(ACCEPT, task.accept_due_at)
    if task.first_reported_at is None:
        return Running(FIRST_REPORT, task.first_report_due_at)
    return Running(FINDING, task.finding_due_at)


def is_late(task: TaskTimes, at: datetime) -> bool:
    running = running_clock(task)
    return running is not None and running.is_late(at=at, paused_at=task.paused_at)


def kept(task: TaskTimes) -> dict[str, bool | None]:
    """Each clock: kept (True), missed (False), or not run out yet and not answered (None)."""
    answered = {ACCEPT: task.accepted_at, FIRST_REPORT: task.first_reported_at, FINDING: task.reported_at}
    dues = {ACCEPT: task.accept_due_at, FIRST_REPORT: task.first_report_due_at, FINDING: task.finding_due_at}
    return {clock: None if done is None else done <= dues[clock] for clock, done in answered.items()}
