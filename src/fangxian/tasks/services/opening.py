"""Work is opened: by a verdict, by a measure, by hand. One open task per person and kind."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme, new_id
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.services import tell_posts
from fangxian.screening import queries as screening
from fangxian.tasks import queries, rules
from fangxian.tasks.models import Task, TaskEvent, TaskFact

from .owning import Duty, duty_at, raise_vacancies
from .working import move_to


@dataclass(frozen=True)
class Opening:
    """One piece of work to be opened.

    area_code    where the work is; the task goes to whoever answers for it, or to the city's desk if it
                 lies outside the programme
    received_at  when its cause was received: every clock counts from here
    finding_due_at  the time that its cause brings along, in place of the edition's; None: the edition's
    """

    kind: str
    area_code: str
    received_at: datetime
    severity: str = rules.NORMAL
    profile: str = rules.LEAD
    person_id: UUID | None = None
    fact_id: UUID | None = None
    verdict_id: UUID | None = None
    source: str = ""
    note: str = ""
    finding_due_at: datetime | None = None
    cause_id: UUID = field(default_factory=new_id)


@transaction.atomic
def open_task(
    *,
    kind: str,
    area_code: str,
    person: Any = None,
    severity: str = rules.NORMAL,
    profile: str = rules.LEAD,
    by: Actor,
    at: datetime,
    verdict_id: UUID | None = None,
    fact_id: UUID | None = None,
    source: str = "",
    note: str = "",
    received_at: datetime | None = None,
) -> Task:
    """Open one task, or return the open one of this kind that the person already has.

    received_at  when the cause was received, if that was before `at`: the clocks count from there
    Errors: Refused for an unknown kind, severity or profile.
    """
    opening = Opening(
        kind=kind,
        area_code=area_code,
        received_at=received_at or at,
        severity=severity,
        profile=profile,
        person_id=person.id if person else None,
        fact_id=fact_id,
        verdict_id=verdict_id,
        source=source,
        note=note,
    )
    programme = Programme.objects.get(id=by.programme_id)
    return open_tasks([opening], programme=programme, by=by, at=at)[0]


@transaction.atomic
def open_tasks(
    openings: Sequence[Opening], *, programme: Programme, by: Actor, at: datetime, batch_id: UUID | None = None
) -> list[Task]:
    """Open many tasks at once; returns the task of each opening, in order.

    A person who has an open task of the kind keeps it, and the new cause is linked to it. One audit event
    "tasks.opened" speaks of all that are new. Errors: Refused, and nothing is opened.
    """
    if not openings:
        return []
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    duty = duty_at(programme, at=at)
    openings = [_placed(opening, duty) for opening in openings]
    for opening in openings:
        refuse(rules.why_not_open(
            kind=opening.kind, severity=opening.severity, profile=opening.profile, area_code=opening.area_code
        ))  # fmt: skip
    tasks = {_key(opening): _new(opening, duty, at=at) for opening in reversed(openings)}
    known = queries.open_tasks_of_people([o.person_id for o in openings if o.person_id], {o.kind for o in openings})
    wanted = {key: task for key, task in tasks.items() if key not in known}
    fresh = _write(wanted, known)
    held = [known.get(_key(opening)) or fresh[_key(opening)] for opening in openings]
    link_facts(openings, held, at=at)
    _record(list(fresh.values()), batch_id=batch_id, by=by, at=at)
    raise_vacancies(fresh.values(), programme=programme, at=at)
    _wake(list(fresh.values()), duty, at=at)
    return held


def open_tasks_for_verdicts(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "screening.verdicts_reached": follow corrections, then open what a match asks for.

    A match whose destination lies outside the programme becomes a hand-over by the city's desk. A fact
    that matched nothing opens nothing. Running it again changes nothing.
    """
    batch_id = UUID(event.on_id)
    programme = Programme.objects.get(id=event.programme_id)
    close_overtaken(batch_id, programme=programme, by=by, at=at)
    matches = screening.follow_ups_of_batch(batch_id, programme_id=programme.id)
    openings = [_opening_of(verdict) for verdict in matches if verdict.person_id]
    done = queries.verdicts_with_tasks([o.verdict_id for o in openings if o.verdict_id])
    open_tasks([o for o in openings if o.verdict_id not in done], programme=programme, by=by, at=at, batch_id=batch_id)


@transaction.atomic
def close_overtaken(batch_id: UUID, *, programme: Programme, by: Actor, at: datetime) -> int:
    """Close the open tasks of verdicts that this batch superseded, or move them with the person; returns how many."""
    successor = screening.overtaken_by_batch(batch_id, programme_id=programme.id)
    if not successor:
        return 0
    duty = duty_at(programme, at=at)
    tasks = list(queries.open_tasks_of_verdicts(successor).select_for_update())
    for task in tasks:
        new = successor[cast("UUID", task.verdict_id)]  # they were found by it
        if new.result != "follow_up":
            close_corrected(task, by=by, at=at)
            continue
        task.verdict_id, task.fact_id = new.id, new.fact_id
        task.save(update_fields=["verdict_id", "fact_id"])
        if new.area_code and new.area_code != task.origin_area_code and task.reported_at is None:
            move_to(task, new.area_code, duty=duty, by=by, at=at)
    return len(tasks)


def _opening_of(verdict: Any) -> Opening:
    return Opening(
        kind=rules.VERIFY_STAY if verdict.in_programme else rules.HAND_OVER_OUT,
        area_code=verdict.area_code,
        received_at=verdict.received_at,
        severity=rules.SERIOUS if verdict.clock_profile == "serious" else rules.NORMAL,
        profile=rules.LIST if verdict.clock_profile == "list" else rules.LEAD,
        person_id=verdict.person_id,
        fact_id=verdict.fact_id,
        verdict_id=verdict.id,
        source=verdict.source,
    )


def _placed(opening: Opening, duty: Duty) -> Opening:
    """An opening outside the programme is a hand-over; one without a place is the desk's to find out."""
    if not opening.area_code:
        return replace(opening, area_code=duty.desk_code)
    if not duty.programme.covers(opening.area_code) and opening.kind != rules.HAND_OVER_OUT:
        return replace(opening, kind=rules.HAND_OVER_OUT)
    return opening


def _key(opening: Opening) -> tuple[UUID, str]:
    """Equal for openings that are one task: the same person and kind; without a person, only itself."""
    return (opening.person_id or opening.cause_id, opening.kind)


def _new(opening: Opening, duty: Duty, *, at: datetime) -> Task:
    owner = duty.owner_of(opening.area_code)
    clocks = duty.clocks(counted_from_at=opening.received_at, severity=opening.severity, profile=opening.profile)
    task = Task(
        id=new_id(),
        programme=duty.programme,
        area_code=owner.area_code,
        origin_area_code=opening.area_code,
        vacant_area_code=owner.vacant_area_code,
        kind=opening.kind,
        severity=opening.severity,
        profile=opening.profile,
        source=opening.source,
        person_id=opening.person_id,
        fact_id=opening.fact_id,
        verdict_id=opening.verdict_id,
        note=opening.note or None,
        clock_pack_id=clocks.pack_id,
        clock_pack_sha256=clocks.pack_sha256,
        received_at=opening.received_at,
        opened_at=at,
        came_at=at,
        counted_from_at=clocks.counted_from_at,
        accept_due_at=clocks.accept_due_at,
        first_report_due_at=clocks.first_report_due_at,
        finding_due_at=opening.finding_due_at or clocks.finding_due_at,
        total_first_report_due_at=clocks.first_report_due_at,
        total_finding_due_at=opening.finding_due_at or clocks.finding_due_at,
        due_flags=list(clocks.flags),
    )
    duty.give_at_night(task)
    duty.retime(task)
    return task


def _write(wanted: dict[tuple[UUID, str], Task], known: dict[tuple[UUID, str], Task]) -> dict[tuple[UUID, str], Task]:
    """Write the new tasks; one that another worker opened at this moment is taken into `known` instead."""
    Task.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=500)
    with_person = {key: task for key, task in wanted.items() if task.person_id}
    kept = set(Task.objects.filter(id__in=[t.id for t in with_person.values()]).values_list("id", flat=True))
    lost = {key for key, task in with_person.items() if task.id not in kept}
    if lost:
        known |= queries.open_tasks_of_people([person for person, _ in lost], {kind for _, kind in lost})
    return {key: task for key, task in wanted.items() if key not in lost}


def link_facts(openings: Sequence[Opening], held: Sequence[Task], *, at: datetime) -> None:
    """Remember every further fact that told the same as an open task."""
    further = [
        TaskFact(
            programme_id=task.programme_id,
            task=task,
            fact_id=opening.fact_id,
            verdict_id=opening.verdict_id,
            linked_at=at,
        )
        for opening, task in zip(openings, held, strict=True)
        if opening.fact_id and opening.fact_id != task.fact_id
    ]
    TaskFact.objects.bulk_create(further, ignore_conflicts=True)


def _wake(tasks: Sequence[Task], duty: Duty, *, at: datetime) -> None:
    """Tell whoever has the night that work came for her: one message, however much it is."""
    given = Counter(task.assigned_post_id for task in tasks if task.assigned_until_at is not None)
    for post in {night.post_id: night.post for night in duty.nights}.values() if given else ():
        if count := given.get(post.id):
            tell_posts(
                [post], kind="tasks.night", text_zh=f"防线：夜间新到 {count} 项任务由您办理，请登录查看。",
                text_en=f"Fangxian: {count} new tasks of the night are yours. Please sign in.",
                once_key=f"tasks.night:{min(task.id for task in tasks)}", programme_id=duty.programme.id, at=at,
            )  # fmt: skip


def _record(tasks: Sequence[Task], *, batch_id: UUID | None, by: Actor, at: datetime) -> None:
    if not tasks:
        return
    if len(tasks) == 1 and batch_id is None:
        audit.record(
            "tasks.opened", on=tasks[0], about=tasks[0].person_id, by=by, at=at, detail={"kind": tasks[0].kind}
        )
        return
    audit.record(
        "tasks.opened",
        on_kind="screening.Batch",
        on_id=batch_id or "",
        by=by,
        at=at,
        count=len(tasks),
        digest=hashlib.sha256(b"".join(sorted(task.id.bytes for task in tasks))).digest(),
    )


def close_corrected(task: Task, *, by: Actor, at: datetime) -> None:
    task.closed_at, task.conclusion = at, "corrected"
    task.due_at = task.next_escalation_at = None
    task.save(update_fields=["closed_at", "conclusion", "due_at", "next_escalation_at"])
    TaskEvent.objects.create(
        programme_id=task.programme_id,
        task=task,
        at=at,
        action="closed",
        role=by.role,
        detail={"conclusion": "corrected"},
    )
    audit.record("tasks.closed", on=task, about=task.person_id, by=by, at=at, detail={"conclusion": "corrected"})
