"""Tasks about the same are answered together; an ordinary one becomes serious."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.tasks import rules
from fangxian.tasks.models import Task

from .owning import Duty, duty_at
from .working import _end_pause, _locked, _moved


@transaction.atomic
def raise_severity(*, task: Task, note: str, by: Actor, at: datetime) -> Task:
    """Make an ordinary task serious, with a reason: the finding is due no later than a serious one counted from now."""
    task = _locked(task)
    refuse(rules.why_not_raise(task, reason=note, by=by, at=at))
    duty = duty_at(Programme.objects.get(id=task.programme_id), at=at)
    hurry(task, at, duty=duty)
    task.came_at = at
    return _moved(task, "raised", duty=duty, note=note, by=by, at=at)


def hurry(task: Task, counted_from_at: datetime, *, duty: Duty) -> None:
    """From then on it is serious: the clock of the finding is never later than that of a serious task."""
    task.severity = rules.SERIOUS
    clocks = duty.clocks(counted_from_at=counted_from_at, severity=rules.SERIOUS, profile=task.profile)
    task.finding_due_at = min(task.finding_due_at, clocks.finding_due_at)
    task.total_finding_due_at = min(task.total_finding_due_at, clocks.finding_due_at)
    duty.retime(task)


@transaction.atomic
def join_task(*, task: Task, to: Task, note: str = "", by: Actor, at: datetime) -> Task:
    """Have a task answered with another about the same; those that were answered with it go along.

    Both stay on record with their own receipt and clocks: whoever told the second is answered as well.
    """
    held = {one.id: one for one in Task.objects.select_for_update().filter(id__in=[task.id, to.id]).order_by("id")}
    task, to = held[task.id], held.get(to.id, to)
    refuse(rules.why_not_join(task, to=to, by=by, at=at))
    moved = [task, *Task.objects.select_for_update().filter(same_as=task, closed_at=None).order_by("id")]
    for one in moved:
        _end_pause(one, at=at)
        one.same_as, one.assigned_post, one.assigned_until_at = to, None, None
        _moved(one, "joined", note=note, detail={"with": to.number}, by=by, at=at)
    if task.severity == rules.SERIOUS and to.severity != rules.SERIOUS:
        duty = duty_at(Programme.objects.get(id=to.programme_id), at=at)
        hurry(to, at, duty=duty)
        _moved(to, "raised", duty=duty, detail={"with": task.number}, by=by, at=at)
    return task


@transaction.atomic
def part_task(*, task: Task, by: Actor, at: datetime) -> Task:
    """Let it stand by itself again; its clocks were never stopped."""
    task = _locked(task)
    refuse(rules.why_not_part(task, by=by, at=at))
    task.same_as = None
    return _moved(task, "parted", by=by, at=at)
