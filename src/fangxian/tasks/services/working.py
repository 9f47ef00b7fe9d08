"""A task is accepted, reported on, handed over, closed and looked back at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.cases import services as cases
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.services import move_person
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.screening.services import note_field_finding
from fangxian.tasks import rules
from fangxian.tasks.models import Task, TaskEvent

from .owning import Duty, duty_at, raise_vacancies


@dataclass(frozen=True)
class OnPhone:
    """That a step was written down on a phone, perhaps with no signal.

    device_at    the phone's own moment; happened_at: the one that counts for the clocks
    detail       what the task's history says beside the step: marks of odd circumstances, how it was sent
    """

    client_id: UUID
    device_at: datetime
    happened_at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def accept_task(*, task: Task, by: Actor, at: datetime, phone: OnPhone | None = None) -> Task:
    """Take a task on: from now on her name stands on it and the clock of the first report runs."""
    task = _locked(task)
    refuse(rules.why_not_accept(task, by=by, at=at))
    task.accepted_at, task.accepted_post_id, task.assigned_until_at = _done_at(phone, at), by.post_id, None
    return _moved(task, "accepted", by=by, at=at, phone=phone)


@transaction.atomic
def first_report_task(
    *, task: Task, word: str, note: str = "", by: Actor, at: datetime, phone: OnPhone | None = None
) -> Task:
    """Report for the first time, in one word: on the way, reached by phone, not reached yet."""
    task = _locked(task)
    refuse(rules.why_not_first_report(task, word=word, by=by, at=at))
    task.first_reported_at = _done_at(phone, at)
    return _moved(task, "first_report", note=note, detail={"word": word}, by=by, at=at, phone=phone)


@transaction.atomic
def report_task(
    *, task: Task, outcome: str, note: str = "", by: Actor, at: datetime, phone: OnPhone | None = None
) -> Task:
    """Report the finding. Most findings close the task; the others wait for a dispatcher's decision.

    Nothing but work follows from it: a finding creates no measure and changes no gate (F05).
    """
    task = _locked(task)
    refuse(rules.why_not_report(task, outcome=outcome, by=by, at=at))
    found_at = _done_at(phone, at)
    task = _found_out(
        task, outcome, note=note, detail={"outcome": outcome}, by=by, at=found_at, event_at=at, phone=phone
    )
    for one in followers_of(task):
        one.accepted_post_id, one.accepted_at = task.accepted_post_id, max(found_at, one.opened_at)
        detail = {"outcome": outcome, "with": task.number}
        _found_out(one, outcome, note=note, detail=detail, by=by, at=max(found_at, one.opened_at), event_at=at)
    return task


def _done_at(phone: OnPhone | None, at: datetime) -> datetime:
    """When a step was taken: by the phone that wrote it down, else now."""
    return phone.happened_at if phone else at


def followers_of(task: Task) -> list[Task]:
    """The unfinished tasks that are answered with this one, held until the transaction ends."""
    return list(Task.objects.select_for_update().filter(same_as=task, closed_at=None).order_by("id"))


def _found_out(
    task: Task,
    outcome: str,
    *,
    note: str,
    detail: dict[str, Any],
    by: Actor,
    at: datetime,
    event_at: datetime | None = None,
    phone: OnPhone | None = None,
) -> Task:
    """Write a finding and what follows from it; event_at: when it was written down, if that was later than `at`."""
    if task.kind == rules.REACH_CONTACT and outcome == rules.TOLD and task.person_id:
        cases.record_told(person_id=task.person_id, by=by, at=at)
    _end_pause(task, at=at)
    task.reported_at, task.outcome = at, outcome
    task.first_reported_at = task.first_reported_at or at
    if outcome in rules.CLOSE_THEMSELVES:
        task.closed_at, task.conclusion = at, rules.CLOSE_THEMSELVES[outcome]
    if task.verdict_id:
        note_field_finding(verdict_id=task.verdict_id, outcome=outcome, by=by, at=at)
    if outcome == rules.CONFIRMED and task.person_id and task.hand_over_count:
        move_person(person=Person.objects.get(id=task.person_id), to_area_code=task.origin_area_code, by=by, at=at)
    return _moved(task, "reported", note=note, detail=detail, by=by, at=event_at or at, phone=phone)


@transaction.atomic
def hand_over_task(
    *, task: Task, to_area_code: str, note: str = "", by: Actor, at: datetime, phone: OnPhone | None = None
) -> Task:
    """Hand a task to another area: the receiver's own clocks start now, the total runs on (L05).

    An area outside the programme makes it a hand-over by the city's desk.
    """
    task = _locked(task)
    refuse(rules.why_not_hand_over(task, to=to_area_code, by=by, at=at))
    duty = duty_at(Programme.objects.get(id=task.programme_id), at=at)
    return move_to(task, to_area_code, duty=duty, note=note, by=by, at=at, phone=phone)


def move_to(
    task: Task, to_area_code: str, *, duty: Duty, note: str = "", by: Actor, at: datetime, phone: OnPhone | None = None
) -> Task:
    """Give a locked task to the owner of a place, with new clocks; what the last holder did stays in its history.

    The receiver's clocks count from when it came to her, whenever a phone wrote it down.
    """
    owner = duty.owner_of(to_area_code)
    before = {
        "accept_due_at": task.accept_due_at.isoformat(),
        "accepted_at": task.accepted_at.isoformat() if task.accepted_at else None,
        "finding_due_at": task.finding_due_at.isoformat(),
        "outcome": task.outcome,
    }
    from_area_code = task.area_code
    task.area_code, task.vacant_area_code = owner.area_code, owner.vacant_area_code
    task.origin_area_code = to_area_code
    task.kind = rules.HAND_OVER_OUT if owner.is_outside else task.kind
    task.handed_over_at = at
    begin_anew(task, duty=duty, at=at)
    raise_vacancies([task], programme=duty.programme, at=at)
    return _moved(
        task, "handed_over", duty=duty, from_area=from_area_code, to_area=to_area_code, note=note, detail=before,
        by=by, at=at, phone=phone,
    )  # fmt: skip


def begin_anew(task: Task, *, duty: Duty, at: datetime) -> None:
    """New clocks for whoever holds the task now, as if nobody had touched it; the total from first receipt stays."""
    clocks = duty.clocks(counted_from_at=at, severity=task.severity, profile=task.profile)
    task.counted_from_at, task.came_at, task.due_flags = at, at, list(clocks.flags)
    task.accept_due_at, task.first_report_due_at = clocks.accept_due_at, clocks.first_report_due_at
    task.finding_due_at = clocks.finding_due_at
    task.accepted_at = task.accepted_post = task.first_reported_at = task.reported_at = task.paused_at = None
    task.assigned_post = task.assigned_until_at = None
    task.outcome = task.pause_reason = ""
    task.hand_over_count += 1
    task.escalated_level, task.escalated_at, task.escalated_area_code = 0, None, ""
    duty.give_at_night(task)


@transaction.atomic
def pause_task(*, task: Task, reason: str, note: str = "", by: Actor, at: datetime) -> Task:
    """Stop the clock for a recorded reason; the total clock runs on."""
    task = _locked(task)
    duty = duty_at(Programme.objects.get(id=task.programme_id), at=at)
    refuse(rules.why_not_pause(task, reason=reason, reasons=rules.pause_reasons(duty.task_pack), by=by, at=at))
    task.paused_at, task.pause_reason = at, reason
    return _moved(task, "paused", note=note, detail={"reason": reason}, by=by, at=at)


@transaction.atomic
def resume_task(*, task: Task, by: Actor, at: datetime) -> Task:
    """Let the clock run again; what was due later is due later by the pause."""
    task = _locked(task)
    refuse(rules.why_not_resume(task, by=by, at=at))
    _end_pause(task, at=at)
    return _moved(task, "resumed", by=by, at=at)


@transaction.atomic
def assign_tasks(*, tasks: Sequence[Task], post: Post, by: Actor, at: datetime) -> list[Task]:
    """Give open tasks to a person in post. The clocks do not start again: only the owner changes (L12)."""
    ids = [task.id for task in tasks]
    locked = list(Task.objects.select_for_update().filter(id__in=ids).order_by("id"))
    refuse(rules.why_not_assign(locked, post_area_code=post.area_code, post_role=post.role, by=by, at=at))
    duty = duty_at(Programme.objects.get(id=by.programme_id), at=at)
    for task in locked:
        from_area = task.area_code
        task.assigned_post, task.assigned_until_at, task.came_at = post, None, at
        task.accepted_at = task.accepted_post = None
        task.area_code = max(post.area_code, duty.desk_code, key=len)
        _end_pause(task, at=at)
        _moved(task, "assigned", duty=duty, from_area=from_area, to_area=task.area_code,
               detail={"post": str(post.id)}, by=by, at=at, is_audited=False)  # fmt: skip
    audit.record("tasks.assigned", on_kind="staff.Post", on_id=post.id, area_code=post.area_code, by=by, at=at,
                 count=len(locked), digest=digest_of(locked),
                 detail={"tasks": [str(task.id) for task in locked][:100]})  # fmt: skip
    return locked


def digest_of(tasks: Sequence[Task]) -> bytes:
    """What a batch was about, for its one audit event."""
    return hashlib.sha256(b"".join(sorted(task.id.bytes for task in tasks))).digest()


@transaction.atomic
def close_task(*, task: Task, conclusion: str, note: str = "", by: Actor, at: datetime) -> Task:
    """Decide what a finding that left something open comes to."""
    task = _locked(task)
    refuse(rules.why_not_close(task, conclusion=conclusion, by=by, at=at))
    for one in [task, *followers_of(task)]:
        one.closed_at, one.conclusion = at, conclusion
        _moved(one, "closed", note=note, detail={"conclusion": conclusion}, by=by, at=at)
    return task


@transaction.atomic
def send_back_task(*, task: Task, note: str, by: Actor, at: datetime) -> Task:
    """Send a reported task back to the field with new clocks; why is said in the note."""
    task = _locked(task)
    refuse(rules.why_not_send_back(task, note=note, by=by, at=at))
    duty = duty_at(Programme.objects.get(id=task.programme_id), at=at)
    for one in followers_of(task):
        begin_anew(one, duty=duty, at=at)
        _moved(one, "reopened", duty=duty, note=note, detail={"with": task.number}, by=by, at=at)
    place = task.origin_area_code if task.kind != rules.HAND_OVER_OUT else duty.desk_code
    return move_to(task, place, duty=duty, note=note, by=by, at=at)


def read_contact(*, task: Task, by: Actor, at: datetime) -> Person | None:
    """The person of a task, for whoever works on it; None if it is about nobody. Every reading is audited."""
    refuse(rules.why_not_see_person(task, by=by, at=at))
    person = Person.objects.filter(id=task.person_id, programme_id=task.programme_id).first()
    if person is not None:
        audit.record("people.saw_contact", on=task, about=person.id, area_code=task.area_code, by=by, at=at)
    return person


def _locked(task: Task) -> Task:
    """The task as it stands, held until this transaction ends: two people cannot both take it."""
    return Task.objects.select_for_update().get(id=task.id, programme_id=task.programme_id)


def _end_pause(task: Task, *, at: datetime) -> None:
    """Move on what is still due by the pause that ends now."""
    if task.paused_at is None:
        return
    for name, done in (("first_report_due_at", task.first_reported_at), ("finding_due_at", task.reported_at)):
        if done is None:
            due = getattr(task, name)
            setattr(task, name, rules.due_after_pause(due, paused_at=task.paused_at, at=at))
    task.paused_at, task.pause_reason = None, ""


def _moved(
    task: Task,
    action: str,
    *,
    by: Actor,
    at: datetime,
    duty: Duty | None = None,
    from_area: str = "",
    to_area: str = "",
    note: str = "",
    detail: dict[str, Any] | None = None,
    is_audited: bool = True,
    phone: OnPhone | None = None,
) -> Task:
    """Save a move with its history and its audit event, and set the clock that runs from here."""
    detail = {**(detail or {}), **(phone.detail if phone else {})}
    duty = duty or duty_at(Programme.objects.get(id=task.programme_id), at=at)
    duty.retime(task)
    task.save()
    TaskEvent.objects.create(
        programme_id=task.programme_id,
        task=task,
        at=at,
        action=action,
        post_id=by.post_id,
        role=by.role,
        from_area_code=from_area,
        to_area_code=to_area,
        note=note.strip() or None,
        detail=detail,
        client_id=phone.client_id if phone else None,
        device_at=phone.device_at if phone else None,
    )
    if is_audited:
        audit.record(f"tasks.{action}", on=task, about=task.person_id, by=by, at=at, detail=detail)
    return task
