"""An area is abolished while work in it is open: the work goes up the ladder, with an alarm."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.areas.rules import parent_of
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.programmes.rules import city_day
from fangxian.core.staff.services import tell_posts
from fangxian.tasks.models import Task, VacancyAlarm
from fangxian.tasks.rules import HAND_OVER_OUT

from .escalating import ladder_posts
from .owning import Duty, duty_at
from .working import _moved, begin_anew, move_to

CHUNK = 200


def leave_abolished_areas(at: datetime) -> int:
    """Give the open work of areas that are no more to whoever answers above them; returns how many tasks went up."""
    return sum(_leave(programme, at=at) for programme in live_programmes(at=at))


@transaction.atomic
def _leave(programme: Programme, *, at: datetime) -> int:
    duty = duty_at(programme, at=at)
    if not duty.abolished:
        return 0
    tasks = Task.objects.filter(
        programme=programme, closed_at=None, reported_at=None, area_code__in=duty.abolished
    ).order_by("id")[:CHUNK]
    gone: dict[tuple[str, str], int] = defaultdict(int)
    for task in tasks.select_for_update(skip_locked=True):
        gone[_go_up(task, duty, at=at)] += 1
    for (code, taken_by), count in sorted(gone.items()):
        _alarm(code, taken_by, count, duty=duty, at=at)
    return sum(gone.values())


def _go_up(task: Task, duty: Duty, *, at: datetime) -> tuple[str, str]:
    """The next area above that is there and staffed gets it, with clocks of its own; the total runs on."""
    gone = task.area_code
    task.area_code = duty.owner_of(parent_of(gone)).area_code
    task.vacant_area_code = gone
    begin_anew(task, duty=duty, at=at)
    _moved(task, "area_abolished", duty=duty, from_area=gone, to_area=task.area_code,
           by=system(task.programme_id, Purpose.KEEP_TIME), at=at)  # fmt: skip
    return gone, task.area_code


@transaction.atomic
def follow_person(*, person_id: UUID, to_area_code: str, by: Actor, at: datetime) -> int:
    """Her open work goes where she went: the new area's own clocks start, the total from first receipt runs on.

    Returns how many tasks went along. Called by whoever may move her.
    """
    held = Task.objects.filter(person_id=person_id, closed_at=None, reported_at=None, same_as=None)
    tasks = list(held.filter(programme_id=by.programme_id).exclude(kind=HAND_OVER_OUT).select_for_update())
    if tasks:
        duty = duty_at(Programme.objects.get(id=by.programme_id), at=at)
        for task in tasks:
            move_to(task, to_area_code, duty=duty, by=by, at=at)
    return len(tasks)


def _alarm(code: str, taken_by: str, count: int, *, duty: Duty, at: datetime) -> None:
    VacancyAlarm.objects.bulk_create(
        [
            VacancyAlarm(
                programme=duty.programme, area_code=code, taken_by_area_code=taken_by,
                raised_on=city_day(at, duty.programme.timezone), raised_at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    tell_posts(
        ladder_posts(taken_by, duty, at=at),
        kind="tasks.area_gone",
        text_zh=f"防线：一个已撤销区域的 {count} 项任务转由您处办理，请登录查看。",
        text_en=f"Fangxian: {count} tasks of an abolished area came to you. Please sign in.",
        once_key=f"tasks.area_gone:{code}:{taken_by}:{int(at.timestamp())}",
        programme_id=duty.programme.id,
        at=at,
    )
