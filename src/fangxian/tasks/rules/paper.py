"""What a paper slip says when it comes back, and who may be on duty at night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said

from .checking import linked
from .moves import OVER
from .states import CLOSED, LOOKED_BACK, REPORTED, TaskLike, state_at
from .words import OUTCOMES

LONGEST_NIGHT = timedelta(hours=16)


@dataclass(frozen=True)
class Slip:
    """What stands on a slip. first_reported_at None: nobody called in before the finding."""

    accepted_at: datetime
    reported_at: datetime
    outcome: str
    first_reported_at: datetime | None = None


def why_not_enter_slip(
    task: TaskLike, *, slip: Slip | None = None, worker_area_code: str = "", worker_role: str = "", by: Actor,
    at: datetime,
) -> Problem | None:  # fmt: skip
    """Why a slip may not be entered; without it, whether the form may be shown.

    Its times are those of the work: in order, not before the task came and not in the future.
    """
    if problem := _why_not_take_paper(task, by=by, at=at):
        return problem
    if slip is None:
        return None
    if worker_role not in (Role.GRID_WORKER, Role.DUTY_OFFICER) or not task.area_code.startswith(worker_area_code):
        return Problem("tasks.slip_of_stranger", said("Whoever did it answers for this area and works on tasks."),
                       field="worker", status=422)  # fmt: skip
    if slip.outcome not in OUTCOMES[task.kind]:
        return Problem("tasks.unknown_outcome", said("“%(outcome)s” is not an outcome of this kind of task."),
                       {"outcome": slip.outcome}, "outcome", status=422)  # fmt: skip
    return _why_not_in_order(task, slip, at=at)


def _why_not_take_paper(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    if by.programme_id != task.programme_id:
        return forbidden("tasks.other_programme", said("This task belongs to another programme."))
    power = "tasks.dispatch" if by.can("tasks.dispatch") else "tasks.work"
    if problem := why_not_use(power, by=by, area_code=task.area_code):
        return problem
    if task.same_as_id is not None:
        return linked(task)
    state = state_at(task, at)
    if state in (CLOSED, LOOKED_BACK):
        return Problem("tasks.closed", OVER)
    if state == REPORTED:
        return Problem("tasks.already_reported", said("The finding of this task has already been reported."))
    return None


def _why_not_in_order(task: TaskLike, slip: Slip, *, at: datetime) -> Problem | None:
    told = slip.first_reported_at
    if slip.reported_at > at:
        return Problem("tasks.slip_in_future", said("What stands on a slip has happened already."),
                       field="reported_at", status=422)  # fmt: skip
    # forms know minutes; what came at 09:00:30 may have been taken on at 09:00
    if slip.accepted_at < task.opened_at.replace(second=0, microsecond=0):
        return Problem("tasks.slip_before_task", said("Nobody works on a task before it comes."),
                       field="accepted_at", status=422)  # fmt: skip
    if slip.reported_at < slip.accepted_at or (told and not slip.accepted_at <= told <= slip.reported_at):
        return Problem("tasks.slip_out_of_order", said("Accepted, first report, finding: each after the one before."),
                       field="reported_at", status=422)  # fmt: skip
    return None


def why_not_put_on_nights(
    *, area_code: str, post_area_code: str, post_role: str, starts_at: datetime, ends_at: datetime, by: Actor,
    at: datetime,
) -> Problem | None:  # fmt: skip
    """Why somebody may not be put on night duty for an area: she works on tasks and answers for it."""
    if problem := why_not_use("tasks.dispatch", by=by, area_code=area_code):
        return problem
    if not by.covers(post_area_code):
        return forbidden("tasks.post_out_of_area", said("This post is outside your area."))
    if post_role not in (Role.GRID_WORKER, Role.DUTY_OFFICER) or not area_code.startswith(post_area_code):
        said_so = said("Whoever is on night duty works on tasks and answers for the area.")
        return Problem("tasks.no_night_worker", said_so, field="post", status=422)
    if ends_at <= max(starts_at, at):
        return Problem("tasks.night_over", said("It ends after it begins, and not in the past."), field="ends_at")
    if ends_at - starts_at > LONGEST_NIGHT:
        return Problem("tasks.night_too_long", said("A night duty lasts at most 16 hours."), field="ends_at")
    return None
