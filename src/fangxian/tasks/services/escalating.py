"""Late tasks climb the ladder by themselves: township health post, county CDC, city (O9)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.staff import queries as staff
from fangxian.core.staff.models import Post
from fangxian.core.staff.services import tell_posts
from fangxian.tasks import queries, rules
from fangxian.tasks.models import Task, TaskEscalation

from .owning import Duty, duty_at

CHUNK = 500


def escalate_overdue(at: datetime) -> int:
    """Tell the next level of every task whose time has passed; returns how many tellings there were.

    Run every few seconds. Idempotent, and safe beside another worker: rows are taken with SKIP LOCKED and
    a level is told once while one area holds a task. Lateness itself never waits for this: it is computed
    wherever it is read.
    """
    told = 0
    for programme in live_programmes(at=at):
        while chunk := _escalate_chunk(programme, at=at):
            told += chunk
    return told


@transaction.atomic
def _escalate_chunk(programme: Programme, *, at: datetime) -> int:
    rows = queries.tasks_to_escalate(at=at, programme_ids=[programme.id]).select_for_update(skip_locked=True)[:CHUNK]
    tasks = list(rows)
    if not tasks:
        return 0
    duty = duty_at(programme, at=at)
    in_post: dict[str, list[Post]] = {}
    tellings: list[TaskEscalation] = []
    for task in tasks:
        tellings += _climb(task, duty, in_post, at=at)
    TaskEscalation.objects.bulk_create(tellings, ignore_conflicts=True)
    _save(tasks)
    _record(programme.id, tasks, tellings, at=at)
    _tell(programme.id, tellings, in_post, at=at)
    return len(tellings)


def _save(tasks: Sequence[Task]) -> None:
    """Write what climbing changed, in one statement however many tasks there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tasks_task AS task SET escalated_level = told.level, escalated_at = told.at, "
            "escalated_area_code = told.area_code, next_escalation_at = told.next_at "
            "FROM unnest(%s::uuid[], %s::smallint[], %s::timestamptz[], %s::text[], %s::timestamptz[]) "
            "AS told(id, level, at, area_code, next_at) WHERE task.id = told.id",
            [
                [task.id for task in tasks],
                [task.escalated_level for task in tasks],
                [task.escalated_at for task in tasks],
                [task.escalated_area_code for task in tasks],
                [task.next_escalation_at for task in tasks],
            ],
        )


def _climb(task: Task, duty: Duty, in_post: dict[str, list[Post]], *, at: datetime) -> list[TaskEscalation]:
    """Tell the next level; where nobody is in post, the one above it at once."""
    running = rules.running_clock(task)
    tellings: list[TaskEscalation] = []
    while running is not None:
        step = rules.next_step(task.area_code, desk_code=duty.desk_code, escalated_level=task.escalated_level)
        if step is None:
            break
        level, code = step
        if code not in in_post:
            in_post[code] = ladder_posts(code, duty, at=at)
        tellings.append(
            TaskEscalation(
                programme_id=task.programme_id,
                task=task,
                hand_over_count=task.hand_over_count,
                level=level,
                clock=running.clock,
                from_area_code=task.area_code,
                to_area_code=code,
                due_at=running.due_at,
                told_at=at,
                told_count=len(in_post[code]),
            )
        )
        task.escalated_level, task.escalated_at, task.escalated_area_code = level, at, code
        if in_post[code]:
            break
    duty.retime(task)
    return tellings


def ladder_posts(code: str, duty: Duty, *, at: datetime) -> list[Post]:
    """The people of health, community or command bodies who answer for exactly this area; never the police.

    At night only those of them who have the night there, if anybody has.
    """
    posts = list(
        staff.posts_held(at=at)
        .filter(
            programme_id=duty.programme.id,
            area_code__in=[code, ""] if code == duty.desk_code else [code],
            role__in=rules.LADDER_ROLES,
            unit__body__sector__in=rules.LADDER_SECTORS,
        )
        .order_by("id")
    )
    awake = {night.post_id for night in duty.nights if night.area_code == code}
    return [post for post in posts if post.id in awake] or posts


def _tell(
    programme_id: UUID, tellings: Sequence[TaskEscalation], in_post: Mapping[str, list[Post]], *, at: datetime
) -> None:
    """Queue one message per person and run, however many were late: ten thousand rows are not ten thousand alarms.

    Somebody with two posts is told once; what one run could not tell at once is not told twice. A task that is late
    again, after a hand-over or because it was opened again, is told of again.
    """
    counts = Counter(telling.to_area_code for telling in tellings)
    people: dict[int, Post] = {}
    of_each: Counter[int] = Counter()
    for code, count in counts.items():
        for post in {post.user_id: post for post in in_post[code]}.values():
            people.setdefault(post.user_id, post)
            of_each[post.user_id] += count
    more = "+" if len(tellings) >= CHUNK else ""  # the rest of this run is told with these
    for user_id, count in sorted(of_each.items()):
        # somebody without a duty phone sees it on her page, and told_count still counts her
        tell_posts(
            [people[user_id]],
            kind="tasks.late",
            text_zh=f"防线：您负责的区域新增 {count}{more} 项逾期任务，请登录查看。",
            text_en=f"Fangxian: {count}{more} more late tasks in your area. Please sign in.",
            once_key=f"tasks.late:{at.isoformat()}",
            programme_id=programme_id,
            at=at,
        )


def _record(programme_id: UUID, tasks: Sequence[Task], tellings: Sequence[TaskEscalation], *, at: datetime) -> None:
    audit.record(
        "tasks.escalated",
        on_kind="tasks.TaskEscalation",
        by=system(programme_id, Purpose.KEEP_TIME),
        at=at,
        count=len(tellings),
        digest=hashlib.sha256(b"".join(sorted(task.id.bytes for task in tasks))).digest(),
        detail={"tasks": [str(task.id) for task in tasks][:100]},
    )
