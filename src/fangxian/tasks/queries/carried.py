"""What somebody carries on her phone, and whether anything newer came for her: asked every minute by each phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.staff.models import Post
from fangxian.tasks import rules
from fangxian.tasks.models import Task, TaskEvent

ON_PHONE = "on_phone"
# Each of the three is the last entry of an index, however much lies open: what is free in her area, what she was
# given, and what was told up to her.
NEWEST = """
SELECT
  (SELECT came_at FROM tasks_task WHERE programme_id = %s AND area_code = %s AND closed_at IS NULL
     AND accepted_at IS NULL AND came_at IS NOT NULL ORDER BY came_at DESC LIMIT 1),
  (SELECT max(came_at) FROM tasks_task WHERE assigned_post_id = %s AND closed_at IS NULL AND accepted_at IS NULL),
  (SELECT escalated_at FROM tasks_task WHERE programme_id = %s AND escalated_area_code = %s AND closed_at IS NULL
     AND reported_at IS NULL AND escalated_at IS NOT NULL ORDER BY escalated_at DESC LIMIT 1)
"""


def newest_for(by: Actor, *, own_area_code: str) -> str:
    """A text that is another one once something came for the reader or up to her; one question, of three indexes.

    It tells nothing: three moments as microseconds, "" where there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [by.programme_id, own_area_code, by.post_id, by.programme_id, own_area_code])
        moments: Iterable[datetime | None] = cursor.fetchone()
    return "-".join("" if moment is None else f"{int(moment.timestamp() * 1_000_000):x}" for moment in moments)


def is_on_ladder(by: Actor) -> bool:
    """Whether late work is told to her: people of health, community or command bodies, never the police (O9)."""
    if by.role not in rules.LADDER_ROLES:
        return False
    return Post.objects.filter(id=by.post_id, unit__body__sector__in=rules.LADDER_SECTORS).exists()


def handed_to_phone(tasks: Iterable[Task], *, post_id: UUID | None) -> set[UUID]:
    """Those of these tasks whose contact her phone was handed since she accepted them."""
    accepted = {task.id: task.accepted_at for task in tasks}
    rows = TaskEvent.objects.filter(task__in=accepted, action=ON_PHONE, post_id=post_id).values_list("task_id", "at")
    return {task_id for task_id, at in rows if (since := accepted[task_id]) is not None and at >= since}


def gone_from(by: Actor, task_ids: Iterable[UUID]) -> QuerySet[Task]:
    """Those of these tasks that were in the reader's area and went to another: she may have worked on them meanwhile.

    A task twice moved is there twice.
    """
    rows = Task.objects.filter(programme_id=by.programme_id, id__in=list(task_ids))
    return rows.filter(events__from_area_code__startswith=by.area_code).exclude(area_code__startswith=by.area_code)


def recorded_before(client_ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, TaskEvent]:
    """What is on record under these numbers of phones."""
    rows = TaskEvent.objects.filter(programme_id=programme_id, client_id__in=list(client_ids))
    return {event.client_id: event for event in rows if event.client_id is not None}
