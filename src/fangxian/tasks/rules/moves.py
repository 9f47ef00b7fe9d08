"""Who may do what to a task, and when: every refusal of this app."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said

from .states import ACCEPTED, CLOSED, HANDED_OVER, LOOKED_BACK, OPEN, REPORTED, TaskLike, state_at
from .words import (
    CONCLUSIONS,
    FIRST_WORDS,
    HAND_OVER_OUT,
    KINDS,
    OUTCOMES,
    PAUSE_REASONS,
    PROFILES,
    SEVERITIES,
    VERIFY_LEAD,
    VERIFY_STAY,
    WRONG_AREA,
)

OVER = said("This task is closed; nothing more can be done to it.")
LINKED = said("This task is answered together with another; work on that one.")
SEEN_AT_ONCE = 50  # rows of a page of the board: nobody deals out what she has not seen


def why_not_open(*, kind: str, severity: str, profile: str, area_code: str) -> Problem | None:
    """Why a task may not be opened with these terms."""
    for value, known, field in (
        (kind, KINDS, "kind"),
        (severity, SEVERITIES, "severity"),
        (profile, PROFILES, "profile"),
    ):
        if value not in known:
            return Problem("tasks.unknown_value", said("“%(value)s” is not one of the values of this field."),
                           {"value": value}, field, status=422)  # fmt: skip
    if not area_code:
        return Problem(
            "tasks.no_area", said("A task needs an area that answers for it."), field="area_code", status=422
        )
    return None


def _why_not_one_of(value: str | None, known: Iterable[str], field: str) -> Problem | None:
    if value is None or value in known:
        return None
    return Problem("tasks.unknown_value", said("“%(value)s” is not one of the values of this field."),
                   {"value": value}, field, status=422)  # fmt: skip


def why_not_work(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not work on this task at all: power, area, another task that answers it, or somebody else's name.

    What was given to whoever had the night is free again when her night is over.
    """
    if by.programme_id != task.programme_id:
        return forbidden("tasks.other_programme", said("This task belongs to another programme."))
    if problem := why_not_use("tasks.work", by=by, area_code=task.area_code):
        return problem
    if task.same_as_id is not None:
        return Problem("tasks.linked", LINKED)
    is_given = task.assigned_post_id and (task.assigned_until_at is None or at < task.assigned_until_at)
    if is_given and task.assigned_post_id != by.post_id and by.area_code == task.area_code:
        return forbidden("tasks.assigned_to_another", said("This task was given to somebody else of your area."))
    return None


def why_not_accept(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    if problem := why_not_work(task, by=by, at=at):
        return problem
    state = state_at(task, at)
    if state in (CLOSED, LOOKED_BACK):
        return Problem("tasks.closed", OVER)
    if state not in (OPEN, HANDED_OVER):
        return Problem("tasks.already_accepted", said("This task has already been accepted."))
    return None


def why_not_report(task: TaskLike, *, by: Actor, at: datetime, outcome: str | None = None) -> Problem | None:
    """Why no report may be given now; without `outcome`, whether the form may be shown at all."""
    if problem := why_not_work(task, by=by, at=at):
        return problem
    state = state_at(task, at)
    if state in (CLOSED, LOOKED_BACK):
        return Problem("tasks.closed", OVER)
    if state in (OPEN, HANDED_OVER):
        return Problem("tasks.accept_first", said("Accept the task before you report on it."))
    if state == REPORTED:
        return Problem("tasks.already_reported", said("The finding of this task has already been reported."))
    if task.accepted_post_id != by.post_id and by.area_code == task.area_code:
        return forbidden("tasks.accepted_by_another", said("Somebody else of your area accepted this task."))
    if outcome is not None and outcome not in OUTCOMES[task.kind]:
        return Problem("tasks.unknown_outcome", said("“%(outcome)s” is not an outcome of this kind of task."),
                       {"outcome": outcome}, "outcome", status=422)  # fmt: skip
    return None


def why_not_first_report(task: TaskLike, *, word: str | None = None, by: Actor, at: datetime) -> Problem | None:
    if problem := why_not_report(task, by=by, at=at):
        return problem
    if task.first_reported_at is not None:
        return Problem("tasks.first_report_given", said("The first report has already been given."))
    return _why_not_one_of(word, FIRST_WORDS, "word")


def why_not_hand_over(task: TaskLike, *, to: str | None = None, by: Actor, at: datetime) -> Problem | None:
    """Why the task may not go to the area `to`; without it, whether the form may be shown."""
    may_dispatch = by.can("tasks.dispatch") and by.covers(task.area_code) and by.programme_id == task.programme_id
    if not may_dispatch and (problem := why_not_work(task, by=by, at=at)):
        return problem
    if task.same_as_id is not None:
        return Problem("tasks.linked", LINKED)
    state = state_at(task, at)
    if state in (CLOSED, LOOKED_BACK):
        return Problem("tasks.closed", OVER)
    if state == REPORTED and task.outcome != WRONG_AREA:
        return Problem("tasks.already_reported", said("The finding of this task has already been reported."))
    if task.kind == HAND_OVER_OUT and not may_dispatch:
        return forbidden("tasks.desk_only", said("Only the city's intake desk hands a task to another city."))
    if to is not None and to == task.area_code:
        return Problem("tasks.same_area", said("The task is already in this area."), field="to_area")
    return None


def why_not_pause(
    task: TaskLike, *, reason: str | None = None, reasons: Collection[str] = PAUSE_REASONS, by: Actor, at: datetime
) -> Problem | None:
    """Why the clock may not stop now. reasons: those of the edition in force."""
    if problem := why_not_report(task, by=by, at=at):
        return problem
    if task.paused_at is not None:
        return Problem("tasks.already_paused", said("The clock of this task is already stopped."))
    if reason is not None and reason not in reasons:
        return Problem("tasks.no_pause_reason", said("A clock stops only for one of the listed reasons."),
                       field="reason", status=422)  # fmt: skip
    return None


def why_not_resume(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    if task.paused_at is None:
        return Problem("tasks.not_paused", said("The clock of this task is running."))
    return why_not_work(task, by=by, at=at)


def why_not_close(task: TaskLike, *, conclusion: str | None = None, by: Actor, at: datetime) -> Problem | None:
    """Why a dispatcher may not close it: a finding comes first, and only what it leaves open is decided."""
    if by.role != Role.SYSTEM and (problem := why_not_use("tasks.dispatch", by=by, area_code=task.area_code)):
        return problem
    state = state_at(task, at)
    if state in (CLOSED, LOOKED_BACK):
        return Problem("tasks.closed", OVER)
    if state != REPORTED:
        return Problem("tasks.not_reported", said("A task is closed after its finding is reported, not before."))
    if conclusion is not None and conclusion not in CONCLUSIONS:
        return Problem("tasks.unknown_value", said("“%(value)s” is not one of the values of this field."),
                       {"value": conclusion}, "conclusion", status=422)  # fmt: skip
    return None


def why_not_send_back(task: TaskLike, *, note: str | None = None, by: Actor, at: datetime) -> Problem | None:
    """Why a reported task may not go back to the field; whoever sends it back says why."""
    if problem := why_not_close(task, by=by, at=at):
        return problem
    if note is not None and not note.strip():
        return Problem("tasks.no_reason", said("Say why the task goes back to the field."), field="note", status=422)
    return None


def why_not_assign(
    tasks: Sequence[TaskLike], *, post_area_code: str, post_role: str, by: Actor, at: datetime
) -> Problem | None:
    """Why these tasks may not be given to a post: only open work, only inside the dispatcher's area."""
    if not tasks:
        return Problem("tasks.none_chosen", said("Choose at least one task."), field="task", status=422)
    if len(tasks) > SEEN_AT_ONCE:
        said_so = said("At most %(most)s tasks are given at once: those that one page shows.")
        return Problem("tasks.more_than_seen", said_so, {"most": SEEN_AT_ONCE}, "task", status=422)
    if post_role != Role.GRID_WORKER:
        return Problem("tasks.not_a_worker", said("Tasks are given to people whose post works on tasks."), field="post")
    if not by.covers(post_area_code):
        return forbidden("tasks.post_out_of_area", said("This post is outside your area."))
    for task in tasks:
        if by.programme_id != task.programme_id:
            return forbidden("tasks.other_programme", said("This task belongs to another programme."))
        if problem := why_not_use("tasks.dispatch", by=by, area_code=task.area_code):
            return problem
        if task.same_as_id is not None:
            return Problem("tasks.linked", LINKED)
        if state_at(task, at) not in (OPEN, HANDED_OVER, ACCEPTED):
            return Problem("tasks.not_open", said("At least one of these tasks has already been reported or closed."))
    return None


def why_not_ask_again(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    """Why nobody is asked again about what was told: only whoever works on the checking of it does that (F50)."""
    if task.kind not in (VERIFY_STAY, VERIFY_LEAD) or task.person_id is None:
        return Problem("tasks.nothing_told", said("Nothing that somebody told is checked by this task."))
    return why_not_see_person(task, by=by, at=at)


def why_not_see_person(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    """Why address and phone stay hidden: whoever works on the task sees them, while she works on it."""
    if problem := why_not_use("people.see_task_subject", by=by, area_code=task.area_code):
        return problem
    if problem := why_not_work(task, by=by, at=at):
        return problem
    state = state_at(task, at)
    if state in (OPEN, HANDED_OVER):
        return Problem("tasks.accept_to_see", said("Accept the task to see whom to contact."), status=403)
    if state != ACCEPTED:
        return Problem(
            "tasks.person_hidden", said("The task is reported; the contact data are hidden again."), status=403
        )
    if task.accepted_post_id != by.post_id:
        return forbidden(
            "tasks.accepted_by_another", said("Only the person who accepted the task sees whom it is about.")
        )
    return None
