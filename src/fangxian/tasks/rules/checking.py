"""Who may look back at closed work, open it again, make it serious, or join two tasks about the same."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said

from .moves import LINKED, OVER
from .states import CLOSED, LOOKED_BACK, REPORTED, TaskLike, state_at
from .words import LOOK_BACK_RESULTS, SERIOUS

LONGEST_REASON = 500


def why_not_look_back(task: TaskLike, *, result: str | None = None, by: Actor, at: datetime) -> Problem | None:
    """A look-back (回头看) checks a closed task, and never by whoever did it."""
    if problem := why_not_use("tasks.look_back", by=by, area_code=task.area_code):
        return problem
    state = state_at(task, at)
    if state == LOOKED_BACK:
        return Problem("tasks.looked_back", said("This task has already been looked back at."))
    if state != CLOSED:
        return Problem("tasks.not_closed", said("Only a closed task is looked back at."))
    if task.accepted_post_id is not None and task.accepted_post_id == by.post_id:
        return forbidden("tasks.own_work", said("Somebody other than the worker looks back."))
    if result is not None and result not in LOOK_BACK_RESULTS:
        return Problem("tasks.unknown_value", said("“%(value)s” is not one of the values of this field."),
                       {"value": result}, "result", status=422)  # fmt: skip
    return None


def why_not_reopen(task: TaskLike, *, reason: str | None = None, by: Actor, at: datetime) -> Problem | None:
    """Why closed work may not be opened again: whoever deals work out does it, and says why."""
    if problem := why_not_use("tasks.dispatch", by=by, area_code=task.area_code):
        return problem
    if by.programme_id != task.programme_id:
        return forbidden("tasks.other_programme", said("This task belongs to another programme."))
    if task.same_as_id is not None:
        return linked(task)
    if state_at(task, at) not in (CLOSED, LOOKED_BACK):
        return Problem("tasks.not_closed_yet", said("Only a closed task is opened again."))
    if reason is not None and not reason.strip():
        return Problem("tasks.no_reason", said("Say why the task is opened again."), field="note", status=422)
    return None


def why_not_raise(task: TaskLike, *, reason: str | None = None, by: Actor, at: datetime) -> Problem | None:
    """Why a task may not be made serious: it is already, it is over, or nobody says why."""
    if problem := _why_not_touch(task, by=by):
        return problem
    if task.severity == SERIOUS:
        return Problem("tasks.serious_already", said("This task is serious already."))
    if problem := _why_not_open(task, at=at):
        return problem
    if reason is not None and not reason.strip():
        return Problem("tasks.no_reason", said("Say why it is serious."), field="note", status=422)
    return None


def why_not_join(task: TaskLike, *, to: TaskLike | None = None, by: Actor, at: datetime) -> Problem | None:
    """Why `task` may not be answered together with `to`; without it, whether the form may be shown.

    Two people are never made one by this: each has her own task.
    """
    if problem := why_not_use("tasks.dispatch", by=by, area_code=task.area_code):
        return problem
    if task.same_as_id is not None:
        return linked(task)
    if problem := _why_not_open(task, at=at):
        return problem
    if to is None:
        return None
    if to.programme_id != task.programme_id or not by.covers(to.area_code):
        return Problem("tasks.no_such_number", said("No open task of your area has this number."), field="number")
    if to.id == task.id or to.same_as_id is not None:
        return Problem("tasks.not_to_itself", said("Give the number of another task, one that stands by itself."),
                       field="number", status=422)  # fmt: skip
    if to.kind != task.kind:
        return Problem("tasks.other_kind", said("Only tasks of one kind are answered together."), field="number")
    if task.person_id and to.person_id and task.person_id != to.person_id:
        return Problem("tasks.other_person", said("These tasks are about two people; each is answered by itself."),
                       field="number")  # fmt: skip
    return _why_not_open(to, at=at)


def why_not_part(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    """Why a task that is answered with another may not stand by itself again."""
    if problem := why_not_use("tasks.dispatch", by=by, area_code=task.area_code):
        return problem
    if task.same_as_id is None:
        return Problem("tasks.not_linked", said("This task stands by itself."))
    return _why_not_open(task, at=at)


def why_not_twice() -> Problem:
    return Problem("tasks.open_anew", said("This person has such a task open already; work on that one."))


def linked(task: TaskLike) -> Problem:
    return Problem("tasks.linked", LINKED)


def _why_not_touch(task: TaskLike, *, by: Actor) -> Problem | None:
    if by.programme_id != task.programme_id:
        return forbidden("tasks.other_programme", said("This task belongs to another programme."))
    if by.can("tasks.dispatch"):
        return why_not_use("tasks.dispatch", by=by, area_code=task.area_code)
    return why_not_use("tasks.work", by=by, area_code=task.area_code)


def _why_not_open(task: TaskLike, *, at: datetime) -> Problem | None:
    state = state_at(task, at)
    if state in (CLOSED, LOOKED_BACK):
        return Problem("tasks.closed", OVER)
    if state == REPORTED:
        return Problem("tasks.already_reported", said("The finding of this task has already been reported."))
    return None
