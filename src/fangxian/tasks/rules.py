"""What is allowed on a task: its kinds, outcomes, states and moves, and who may make them.

Source: domain.md F05 (push, respond, handle, feed back), O5 (clocks), O9 (ladder), S1b (5 and 10 minutes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.clocks.deadlines import is_overdue

# --- kinds of work, and what each may come to
VERIFY_STAY, VERIFY_LEAD, HAND_OVER_OUT, SERVE_NOTICE, VISIT = (
    "verify_stay", "verify_lead", "hand_over_out", "serve_notice", "visit",
)  # fmt: skip
CONFIRMED, NOT_FOUND, WRONG_AREA, UNTRUE, DUPLICATE = (
    "confirmed", "not_found", "wrong_area", "untrue", "duplicate",
)  # fmt: skip
HANDED_OUT, SERVED, REFUSED_TO_SIGN, VISITED, ABSENT = (
    "handed_out", "served", "refused_to_sign", "visited", "absent",
)  # fmt: skip
KINDS = {
    VERIFY_STAY: said("Verify a stay"),
    VERIFY_LEAD: said("Verify a lead"),
    HAND_OVER_OUT: said("Hand over to another city"),
    SERVE_NOTICE: said("Serve a notice"),
    VISIT: said("Visit"),
}
FIELD_CHECK = (CONFIRMED, NOT_FOUND, WRONG_AREA, UNTRUE, DUPLICATE)
OUTCOMES = {
    VERIFY_STAY: FIELD_CHECK,
    VERIFY_LEAD: FIELD_CHECK,
    HAND_OVER_OUT: (HANDED_OUT, WRONG_AREA, DUPLICATE),
    SERVE_NOTICE: (SERVED, REFUSED_TO_SIGN, NOT_FOUND, WRONG_AREA),
    VISIT: (VISITED, ABSENT, WRONG_AREA),
}
OUTCOME_LABELS = {
    CONFIRMED: said("Confirmed"),
    NOT_FOUND: said("Not found"),
    WRONG_AREA: said("Wrong area"),
    UNTRUE: said("Not true"),
    DUPLICATE: said("Duplicate"),
    HANDED_OUT: said("Handed to the other city"),
    SERVED: said("Served"),
    REFUSED_TO_SIGN: said("Served, refused to sign"),
    VISITED: said("Visited"),
    ABSENT: said("Nobody at home"),
}
# These are finished with the report; the others wait for a dispatcher to decide what follows.
CLOSE_THEMSELVES = {
    CONFIRMED: "follow_up_opened", DUPLICATE: "no_action", HANDED_OUT: "handed_over",
    SERVED: "done", REFUSED_TO_SIGN: "done", VISITED: "done",
}  # fmt: skip
CONCLUSIONS = {
    "follow_up_opened": said("Followed up"),
    "no_action": said("No action"),
    "handed_over": said("Handed over"),
    "corrected": said("Closed by a correction"),
    "done": said("Done"),
}
DISPATCHER_CONCLUSIONS = ("no_action", "follow_up_opened")

NORMAL, SERIOUS = "normal", "serious"
SEVERITIES = {NORMAL: said("Ordinary"), SERIOUS: said("Serious")}
LEAD, LIST = "lead", "list"
PROFILES = {LEAD: said("Single lead"), LIST: said("From a list")}

FIRST_WORDS = {
    "on_the_way": said("On the way"),
    "reached": said("Reached by phone"),
    "not_reached": said("Not reached yet"),
}
PAUSE_REASONS = {
    "in_hospital": said("The person is in hospital"),
    "asked_for_later": said("The person asked for a later time"),
    "road_or_weather": said("Road or weather makes it unsafe"),
    "waiting_for_answer": said("Waiting for another area's answer"),
}

# --- states, computed from times
OPEN, HANDED_OVER, ACCEPTED, REPORTED, CLOSED, LOOKED_BACK = (
    "open", "handed_over", "accepted", "reported", "closed", "looked_back",
)  # fmt: skip
STATES = {
    OPEN: said("Waiting to be accepted"),
    HANDED_OVER: said("Handed over, waiting to be accepted"),
    ACCEPTED: said("Accepted"),
    REPORTED: said("Reported"),
    CLOSED: said("Closed"),
    LOOKED_BACK: said("Looked back"),
}
MOVES = {
    OPEN: {ACCEPTED, HANDED_OVER, CLOSED},
    HANDED_OVER: {ACCEPTED, HANDED_OVER, CLOSED},
    ACCEPTED: {REPORTED, HANDED_OVER, CLOSED},
    REPORTED: {HANDED_OVER, CLOSED},
    CLOSED: {LOOKED_BACK},
    LOOKED_BACK: set(),
}
LOOK_BACK_RESULTS = {"holds": said("Holds"), "does_not_hold": said("Does not hold")}

# --- the clock that runs
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

    kind: str
    area_code: str
    programme_id: UUID
    assigned_post_id: UUID | None
    accepted_post_id: UUID | None
    outcome: str


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


# --- who may do what, when
OVER = said("This task is closed; nothing more can be done to it.")


def why_not_open(*, kind: str, severity: str, profile: str, area_code: str) -> Problem | None:
    """Why a task may not be opened with these terms."""
    for value, known, field in ((kind, KINDS, "kind"), (severity, SEVERITIES, "severity"), (profile, PROFILES, "profile")):
        if value not in known:
            return Problem("tasks.unknown_value", said("“%(value)s” is not one of the values of this field."),
                           {"value": value}, field, status=422)  # fmt: skip
    if not area_code:
        return Problem("tasks.no_area", said("A task needs an area that answers for it."), field="area_code", status=422)
    return None


def why_not_work(task: TaskLike, *, by: Actor) -> Problem | None:
    """Why `by` may not work on this task at all: power, area, or somebody else's name on it."""
    if by.programme_id != task.programme_id:
        return forbidden("tasks.other_programme", said("This task belongs to another programme."))
    if problem := why_not_use("tasks.work", by=by, area_code=task.area_code):
        return problem
    if task.assigned_post_id and task.assigned_post_id != by.post_id and by.area_code == task.area_code:
        return forbidden("tasks.assigned_to_another", said("This task was given to somebody else of your area."))
    return None


def why_not_accept(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    if problem := why_not_work(task, by=by):
        return problem
    state = state_at(task, at)
    if state in (CLOSED, LOOKED_BACK):
        return Problem("tasks.closed", OVER)
    if state not in (OPEN, HANDED_OVER):
        return Problem("tasks.already_accepted", said("This task has already been accepted."))
    return None


def why_not_report(task: TaskLike, *, by: Actor, at: datetime, outcome: str | None = None) -> Problem | None:
    """Why no report may be given now; without `outcome`, whether the form may be shown at all."""
    if problem := why_not_work(task, by=by):
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


def why_not_first_report(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    if problem := why_not_report(task, by=by, at=at):
        return problem
    if task.first_reported_at is not None:
        return Problem("tasks.first_report_given", said("The first report has already been given."))
    return None


def why_not_hand_over(task: TaskLike, *, to: str | None = None, by: Actor, at: datetime) -> Problem | None:
    """Why the task may not go to the area `to`; without it, whether the form may be shown."""
    may_dispatch = by.can("tasks.dispatch") and by.covers(task.area_code) and by.programme_id == task.programme_id
    if not may_dispatch and (problem := why_not_work(task, by=by)):
        return problem
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


def why_not_pause(task: TaskLike, *, reason: str | None = None, by: Actor, at: datetime) -> Problem | None:
    if problem := why_not_report(task, by=by, at=at):
        return problem
    if task.paused_at is not None:
        return Problem("tasks.already_paused", said("The clock of this task is already stopped."))
    if reason is not None and reason not in PAUSE_REASONS:
        return Problem("tasks.no_pause_reason", said("A clock stops only for one of the listed reasons."),
                       field="reason", status=422)  # fmt: skip
    return None


def why_not_resume(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    if task.paused_at is None:
        return Problem("tasks.not_paused", said("The clock of this task is running."))
    return why_not_work(task, by=by)


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


def why_not_reopen(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    """Why a reported task may not be sent back to the field."""
    return why_not_close(task, by=by, at=at)


def why_not_look_back(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
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
    return None


def why_not_assign(tasks: Sequence[TaskLike], *, post_area_code: str, by: Actor, at: datetime) -> Problem | None:
    """Why these tasks may not be given to a post: only open work, only inside the dispatcher's area."""
    if not tasks:
        return Problem("tasks.none_chosen", said("Choose at least one task."), field="task", status=422)
    if not by.covers(post_area_code):
        return forbidden("tasks.post_out_of_area", said("This post is outside your area."))
    for task in tasks:
        if by.programme_id != task.programme_id:
            return forbidden("tasks.other_programme", said("This task belongs to another programme."))
        if problem := why_not_use("tasks.dispatch", by=by, area_code=task.area_code):
            return problem
        if state_at(task, at) not in (OPEN, HANDED_OVER, ACCEPTED):
            return Problem("tasks.not_open", said("At least one of these tasks has already been reported or closed."))
    return None


def why_not_see_person(task: TaskLike, *, by: Actor, at: datetime) -> Problem | None:
    """Why address and phone stay hidden: whoever works on the task sees them, while she works on it."""
    if problem := why_not_use("people.see_task_subject", by=by, area_code=task.area_code):
        return problem
    if problem := why_not_work(task, by=by):
        return problem
    state = state_at(task, at)
    if state in (OPEN, HANDED_OVER):
        return Problem("tasks.accept_to_see", said("Accept the task to see whom to contact."), status=403)
    if state != ACCEPTED:
        return Problem("tasks.person_hidden", said("The task is reported; the contact data are hidden again."), status=403)
    return None
