"""Closed work is looked back at by somebody else, and opened again if it does not hold (回头看)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.engine.clocks.days import city_day, day_end, day_start
from fangxian.tasks import queries, rules
from fangxian.tasks.models import LookBack, Task

from .owning import duty_at, raise_vacancies
from .working import _locked, _moved, begin_anew, digest_of

RANK = "tasks.look_back"


def draw_look_backs(at: datetime) -> int:
    """Draw what is looked back at of the city's last whole day, in each programme; returns how many are new.

    Idempotent: the same tasks are drawn again, because their order follows from the programme's key alone.
    """
    return sum(_draw_day(programme, at=at) for programme in live_programmes(at=at))


@transaction.atomic
def _draw_day(programme: Programme, *, at: datetime) -> int:
    day = city_day(at, programme.zone) - timedelta(days=1)
    closed = list(
        queries.closed_between(
            programme.id, from_at=day_start(day, programme.zone), until_at=day_end(day, programme.zone)
        )
    )
    if not closed:
        return 0
    terms = rules.sampling(pack_in_force(programme, rules.FAMILY, at))
    by_id = {task.id: task for task in closed}
    chosen = [by_id[task_id] for task_id in rules.drawn(_ranked(closed, day), terms)]
    known = set(LookBack.objects.filter(task__in=chosen).values_list("task_id", "closed_at"))
    fresh = [task for task in chosen if (task.id, task.closed_at) not in known]
    LookBack.objects.bulk_create(
        [
            LookBack(
                programme=programme, task=task, post_id=task.accepted_post_id, closed_at=task.closed_at, drawn_on=day,
                drawn_at=at, due_at=at + terms.within,
            )
            for task in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if fresh:
        audit.record(
            "tasks.look_backs_drawn", on_kind="tasks.LookBack", on_id=day.isoformat(), at=at, count=len(fresh),
            digest=digest_of(fresh), by=system(programme.id, Purpose.SUPERVISE),
        )  # fmt: skip
    return len(fresh)


def _ranked(closed: list[Task], day: date) -> dict[UUID, list[tuple[bytes, UUID]]]:
    """Each worker's closed tasks with their ranks of that day."""
    ranked: dict[UUID, list[tuple[bytes, UUID]]] = defaultdict(list)
    for task in closed:
        assert task.accepted_post_id is not None
        rank = blind_index(f"{day.isoformat()}:{task.id}", programme_id=task.programme_id, label=RANK)
        ranked[task.accepted_post_id].append((rank, task.id))
    return ranked


@transaction.atomic
def look_back_task(*, task: Task, result: str, note: str = "", by: Actor, at: datetime) -> Task:
    """Check afterwards whether a closed task was really done. What does not hold is opened again, and is counted."""
    task = _locked(task)
    refuse(rules.why_not_look_back(task, result=result, by=by, at=at))
    assert task.closed_at is not None
    kept, _ = LookBack.objects.get_or_create(
        task=task, closed_at=task.closed_at,
        defaults={"programme_id": task.programme_id, "post_id": task.accepted_post_id, "drawn_at": at},
    )  # fmt: skip
    kept.result, kept.done_at, kept.done_by_id = result, at, by.post_id
    kept.save(update_fields=["result", "done_at", "done_by"])
    task.looked_back_at, task.look_back_result = at, result
    task = _moved(task, "looked_back", note=note, detail={"result": result}, by=by, at=at)
    if result == rules.FALSE and not queries.is_open_anew(task):
        return _reopen(task, note="", by=by, at=at)
    return task


@transaction.atomic
def reopen_task(*, task: Task, note: str, by: Actor, at: datetime) -> Task:
    """Open closed work again, with a reason; somebody who has such a task open already keeps that one."""
    task = _locked(task)
    refuse(rules.why_not_reopen(task, reason=note, by=by, at=at))
    refuse(rules.why_not_twice() if queries.is_open_anew(task) else None)
    return _reopen(task, note=note, by=by, at=at)


def _reopen(task: Task, *, note: str, by: Actor, at: datetime) -> Task:
    """New clocks for whoever answers for the place now; the total runs on from first receipt. Who is linked follows."""
    duty = duty_at(Programme.objects.get(id=task.programme_id), at=at)
    owner = duty.owner_of(duty.desk_code if task.kind == rules.HAND_OVER_OUT else task.origin_area_code)
    linked = list(Task.objects.select_for_update().filter(same_as=task, closed_at__isnull=False).order_by("id"))
    for one in [*linked, task]:
        from_area = one.area_code
        one.area_code, one.vacant_area_code = owner.area_code, owner.vacant_area_code
        one.closed_at = one.looked_back_at = one.handed_over_at = None
        one.conclusion = one.look_back_result = ""
        begin_anew(one, duty=duty, at=at)
        detail = {} if one is task else {"with": task.number}
        _moved(one, "reopened", duty=duty, from_area=from_area, to_area=one.area_code, note=note, detail=detail,
               by=by, at=at)  # fmt: skip
    raise_vacancies([task], programme=duty.programme, at=at)
    return task
