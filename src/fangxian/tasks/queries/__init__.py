"""The only reads of tasks, limited to the reader's area. Nothing here holds a name, phone or address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, DateTimeField, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Least, Right, Substr

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.engine.texts import Bilingual
from fangxian.tasks import rules
from fangxian.tasks.models import LookBack, NightDuty, Task, TaskEscalation, TaskEvent, TaskFact, VacancyAlarm

LATE = "late"
STEPS = (rules.OPEN, rules.ACCEPTED, rules.REPORTED, rules.CLOSED)


def tasks_of(by: Actor) -> QuerySet[Task]:
    """Every task of the reader's area."""
    return Task.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)


def task_of(by: Actor, task_id: UUID) -> Task | None:
    """One task, or None if it is not there or outside the reader's area: a stranger cannot tell which."""
    return (
        tasks_of(by)
        .filter(id=task_id)
        .select_related(
            "person", "accepted_post__user", "accepted_post__unit", "assigned_post__user", "same_as", "programme"
        )
        .first()
    )


def tasks_open(by: Actor) -> QuerySet[Task]:
    """Tasks not yet closed, the earliest due first; reported ones, which wait for a decision, last."""
    return tasks_of(by).filter(closed_at=None).order_by(F("due_at").asc(nulls_last=True), "received_at", "id")


def late(tasks: QuerySet[Task], *, at: datetime) -> QuerySet[Task]:
    """Those whose running clock is past at `at`; a pause that began in time stops it."""
    stopped = Coalesce(Least("paused_at", Value(at)), Value(at), output_field=DateTimeField())
    return tasks.filter(closed_at=None, due_at__lt=stopped)


def late_tasks(by: Actor, *, at: datetime) -> QuerySet[Task]:
    """Late tasks of the reader's area, the latest first."""
    return late(tasks_of(by), at=at).order_by("due_at", "id")


def _free(by: Actor, own_area_code: str, at: datetime) -> Q:
    given_to_nobody = Q(assigned_post=None) | Q(assigned_until_at__lte=at)
    hers = Q(area_code=own_area_code) & given_to_nobody | Q(assigned_post_id=by.post_id)
    return hers & Q(accepted_at=None, same_as=None)


def _taken(by: Actor) -> Q:
    return Q(accepted_at__isnull=False, reported_at=None, accepted_post_id=by.post_id)


def carried_tasks(by: Actor, *, own_area_code: str, at: datetime) -> QuerySet[Task]:
    """What a worker's phone holds of her day, by id: what she may accept, and what she has in hand."""
    return tasks_of(by).filter(_free(by, own_area_code, at) | _taken(by), closed_at=None).order_by("id")


def told_up_to(by: Actor, *, own_area_code: str) -> QuerySet[Task]:
    """Unfinished work below her that was told up to her area, the latest first; none of what she took on herself."""
    rows = tasks_open(by).filter(escalated_area_code=own_area_code, escalated_at__isnull=False, reported_at=None)
    return rows.exclude(accepted_post_id=by.post_id).exclude(assigned_post_id=by.post_id)


def mine_today(by: Actor, *, own_area_code: str, at: datetime, day_starts_at: datetime) -> dict[str, QuerySet[Task]]:
    """A worker's day: what to accept, what to finish, what came up from below, what is done since midnight.

    Her own are the tasks of exactly her area (for the city's desk: the city) that nobody else was given
    or has accepted, and what she was given elsewhere, as at night.
    """
    free = tasks_open(by).filter(_free(by, own_area_code, at))
    taken = tasks_open(by).filter(_taken(by))
    from_below = (
        tasks_open(by).filter(escalated_area_code=own_area_code, reported_at=None).exclude(accepted_post_id=by.post_id)
    )
    done = tasks_of(by).filter(accepted_post_id=by.post_id, reported_at__gte=day_starts_at, reported_at__lte=at)
    return {"free": free, "taken": taken, "from_below": from_below, "done": done.order_by("-reported_at")}


def in_step(tasks: QuerySet[Task], step: str, *, at: datetime) -> QuerySet[Task]:
    """Those in one step of the work: open (also handed over), accepted, reported, closed, or late."""
    if step == LATE:
        return late(tasks, at=at)
    return {
        rules.OPEN: tasks.filter(closed_at=None, accepted_at=None),
        rules.ACCEPTED: tasks.filter(closed_at=None, accepted_at__isnull=False, reported_at=None),
        rules.REPORTED: tasks.filter(closed_at=None, reported_at__isnull=False),
        rules.CLOSED: tasks.filter(closed_at__isnull=False),
    }[step]


def counts_by_step(tasks: QuerySet[Task], *, at: datetime) -> dict[str, int]:
    """How many are in each step, late ones counted within their step and once more by themselves."""
    stopped = Coalesce(Least("paused_at", Value(at)), Value(at), output_field=DateTimeField())
    is_open = Q(closed_at=None)
    return tasks.order_by().aggregate(
        open=Count("id", filter=is_open & Q(accepted_at=None)),
        accepted=Count("id", filter=is_open & Q(accepted_at__isnull=False, reported_at=None)),
        reported=Count("id", filter=is_open & Q(reported_at__isnull=False)),
        closed=Count("id", filter=~is_open),
        late=Count("id", filter=is_open & Q(due_at__lt=stopped)),
    )


HOLDER = Coalesce("accepted_post_id", "assigned_post_id")


def _part(under: str) -> Case:
    """The area one level below `under` in which a task lies; `under` for what it holds itself."""
    length = next((size for size in sorted(LENGTHS.values()) if size > len(under)), LENGTHS["grid"])
    return Case(When(area_code=under, then=Value(under)), default=Substr("area_code", 1, length))


def counts_by_area(tasks: QuerySet[Task], *, under: str, at: datetime) -> list[dict]:
    """Open work by the areas one level below `under`: area_code, open_count, late_count, oldest_due_at.

    Work held by `under` itself is a row of its own. Latest areas first.
    """
    stopped = Coalesce(Least("paused_at", Value(at)), Value(at), output_field=DateTimeField())
    rows = (
        tasks.filter(closed_at=None, area_code__startswith=under)
        .order_by()
        .annotate(part=_part(under))
        .values("part")
        .annotate(
            open_count=Count("id"), late_count=Count("id", filter=Q(due_at__lt=stopped)), oldest_due_at=Min("due_at")
        )
        .order_by("-late_count", "-open_count", "part")
    )
    return [{"area_code": row.pop("part"), **row} for row in rows]


def counts_by_post(tasks: QuerySet[Task]) -> Mapping[UUID | None, int]:
    """Open tasks of each worker who accepted or was given them; None: nobody's yet."""
    rows = tasks.filter(closed_at=None, reported_at=None).order_by().values(holder=HOLDER).annotate(n=Count("id"))
    return {row["holder"]: row["n"] for row in rows}


AGES = ((2, "under_2h"), (12, "under_12h"), (24, "under_day"), (72, "under_3days"))


def _ages(at: datetime) -> dict[str, Count]:
    """How many are open, late, and of which age: whole hours since receipt, each counted in one column."""
    stopped = Coalesce(Least("paused_at", Value(at)), Value(at), output_field=DateTimeField())
    counts = {"open_count": Count("id"), "late_count": Count("id", filter=Q(due_at__lt=stopped))}
    younger = Q()
    for hours, name in AGES:
        since = Q(received_at__gt=at - timedelta(hours=hours))
        counts[name] = Count("id", filter=since & younger)
        younger = Q(received_at__lte=at - timedelta(hours=hours))
    return counts | {"older": Count("id", filter=younger)}


def _undone(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Work still to be done; what is answered with another task is counted there."""
    return tasks.filter(closed_at=None, reported_at=None, same_as=None).order_by()


def ages_of(tasks: QuerySet[Task], *, at: datetime) -> dict[str, int]:
    """All of it in one row."""
    return _undone(tasks).aggregate(**_ages(at))


def ages_by_area(tasks: QuerySet[Task], *, under: str, at: datetime) -> QuerySet[Any]:
    """By the areas one level below `under`, and what `under` itself holds; those with most late work first."""
    rows = _undone(tasks).filter(area_code__startswith=under).annotate(part=_part(under)).values("part")
    return rows.annotate(**_ages(at), oldest_at=Min("received_at")).order_by("-late_count", "-open_count", "part")


def ages_by_worker(tasks: QuerySet[Task], *, at: datetime) -> QuerySet[Any]:
    """By who has it; holder None: nobody yet."""
    rows = _undone(tasks).values(holder=HOLDER)
    return rows.annotate(**_ages(at), oldest_at=Min("received_at")).order_by("-late_count", "-open_count", "holder")


def workers(post_ids: Iterable[UUID]) -> dict[UUID, Post]:
    """The posts of those who have work, with their names and units."""
    return Post.objects.select_related("user", "unit").in_bulk(list(post_ids))


def held_by(tasks: QuerySet[Task], post_id: UUID) -> QuerySet[Task]:
    """What a worker accepted or was given."""
    return tasks.alias(holder=HOLDER).filter(holder=post_id)


def history_of(task: Task) -> QuerySet[TaskEvent]:
    return task.events.select_related("post__user", "post__unit", "task__programme").order_by("at", "id")


def escalations_of(task: Task) -> QuerySet[TaskEscalation]:
    return task.escalations.order_by("told_at", "level")


def escalations_between(by: Actor, *, from_at: datetime, until_at: datetime) -> QuerySet[TaskEscalation]:
    """Escalations told in [from_at, until_at) about tasks of the reader's area."""
    return TaskEscalation.objects.filter(
        programme_id=by.programme_id,
        from_area_code__startswith=by.area_code,
        told_at__gte=from_at,
        told_at__lt=until_at,
    )


def asked_again_between(by: Actor, *, from_at: datetime, until_at: datetime) -> QuerySet[TaskEvent]:
    """How often somebody was asked once more about what was told, in [from_at, until_at); what she said stays there."""
    rows = TaskEvent.objects.filter(action="asked_again", at__gte=from_at, at__lt=until_at)
    mine = rows.filter(programme_id=by.programme_id, task__area_code__startswith=by.area_code)
    return mine.select_related("task").defer("note", "detail")


def closed_between(programme_id: UUID, *, from_at: datetime, until_at: datetime) -> QuerySet[Task]:
    """Work that somebody closed in [from_at, until_at); what was closed with another task is counted once, there."""
    rows = Task.objects.filter(programme_id=programme_id, closed_at__gte=from_at, closed_at__lt=until_at)
    return rows.filter(accepted_post__isnull=False, same_as=None).order_by("id")


def look_backs_to_do(by: Actor) -> QuerySet[LookBack]:
    """Closed work of the reader's area that was drawn and that nobody has looked at, the earliest due first.

    Never her own. What was opened again meanwhile is out of it: it is not closed.
    """
    rows = LookBack.objects.filter(
        programme_id=by.programme_id, done_at=None, task__area_code__startswith=by.area_code,
        task__closed_at=F("closed_at"),
    ).exclude(post_id=by.post_id)  # fmt: skip
    return rows.select_related("task", "post__user", "post__unit").order_by("due_at", "id")


def look_backs_done(by: Actor) -> QuerySet[LookBack]:
    """Look-backs that were done in the reader's area, the newest first."""
    rows = LookBack.objects.filter(
        programme_id=by.programme_id, done_at__isnull=False, task__area_code__startswith=by.area_code
    )
    return rows.select_related("task", "post__user", "post__unit").order_by("-done_at", "id")


def is_open_anew(task: Task) -> bool:
    """Whether the person of a closed task has another open one of its kind."""
    return task.person_id is not None and bool(open_tasks_of_people([task.person_id], [task.kind]))


def on_night_duty(programme_id: UUID, *, at: datetime) -> QuerySet[NightDuty]:
    """Who has a night duty at `at` and is still in post."""
    held = posts_held(at=at).filter(programme_id=programme_id)
    rows = NightDuty.objects.filter(programme_id=programme_id, starts_at__lte=at, ends_at__gt=at, withdrawn_at=None)
    return rows.filter(post__in=held).select_related("post__user").order_by("area_code", "entered_at")


def nights_of(by: Actor, *, at: datetime) -> QuerySet[NightDuty]:
    """Nights of the reader's area that are not over, the next first."""
    rows = NightDuty.objects.filter(
        programme_id=by.programme_id, area_code__startswith=by.area_code, ends_at__gt=at, withdrawn_at=None
    )
    return rows.select_related("post__user", "post__unit").order_by("starts_at", "area_code", "id")


def numbered(number: str, *, by: Actor) -> QuerySet[Task]:
    """The task of the reader's area that has this number on its slip."""
    return with_number(tasks_of(by), number)


def with_number(tasks: QuerySet[Task], number: str) -> QuerySet[Task]:
    """Those of `tasks` whose number ends with what was typed, which may be a part of it."""
    typed = "".join(char for char in number.lower() if char in "0123456789abcdef")[:32]
    return (
        tasks.alias(tail=Right(Cast("id", CharField()), 8)).filter(tail__endswith=typed[-8:]) if typed else tasks.none()
    )


def pause_reasons_at(programme: Programme, *, at: datetime) -> Mapping[str, Bilingual]:
    """The reasons for which a clock may stop, by the edition in force."""
    return rules.pause_reasons(pack_in_force(programme, rules.FAMILY, at))


def pause_words(task: Task, *, at: datetime) -> Bilingual | None:
    """Why the clock of a task stands still, in words; None if it runs."""
    if task.paused_at is None:
        return None
    known = pause_reasons_at(task.programme, at=at).get(task.pause_reason)
    return known or Bilingual(task.pause_reason, task.pause_reason)


def linked_to(task: Task) -> QuerySet[Task]:
    """Tasks that are answered with this one."""
    return Task.objects.filter(programme_id=task.programme_id, same_as=task).order_by("received_at", "id")


def received_between(by: Actor, *, from_at: datetime, until_at: datetime) -> QuerySet[Task]:
    """Tasks received in [from_at, until_at)."""
    return tasks_of(by).filter(received_at__gte=from_at, received_at__lt=until_at)


def kept_share(tasks: QuerySet[Task], *, at: datetime) -> dict[str, tuple[int, int]]:
    """For each clock: how many kept it, of how many whose clock was answered or has run out by `at`."""
    pairs = {
        rules.ACCEPT: ("accepted_at", "accept_due_at"),
        rules.FIRST_REPORT: ("first_reported_at", "first_report_due_at"),
        rules.FINDING: ("reported_at", "finding_due_at"),
    }
    wanted = {}
    for clock, (done, due) in pairs.items():
        wanted[f"{clock}_kept"] = Count("id", filter=Q(**{f"{done}__lte": F(due)}))
        wanted[f"{clock}_of"] = Count("id", filter=Q(**{f"{done}__isnull": False}) | Q(**{f"{due}__lt": at}))
    row = tasks.order_by().aggregate(**wanted)
    return {clock: (row[f"{clock}_kept"], row[f"{clock}_of"]) for clock in pairs}


def open_tasks_of_people(person_ids: Iterable[UUID], kinds: Iterable[str]) -> dict[tuple[UUID, str], Task]:
    """The one open task of each person and kind."""
    rows = Task.objects.filter(person_id__in=set(person_ids), kind__in=set(kinds), closed_at=None)
    return {(task.person_id, task.kind): task for task in rows}


def open_tasks_of_verdicts(verdict_ids: Iterable[UUID]) -> QuerySet[Task]:
    return Task.objects.filter(verdict_id__in=list(verdict_ids), closed_at=None)


def verdicts_with_tasks(verdict_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these verdicts for which a task was opened, or which were linked to one."""
    ids = list(verdict_ids)
    own = Task.objects.filter(verdict_id__in=ids).values_list("verdict_id", flat=True)
    linked = TaskFact.objects.filter(verdict_id__in=ids).values_list("verdict_id", flat=True)
    return {verdict_id for verdict_id in [*own, *linked] if verdict_id is not None}


def tasks_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[Task]:
    """Everything done for one person, newest first. Reading it is audited by the caller."""
    return Task.objects.filter(programme_id=programme_id, person_id=person_id).order_by("-opened_at")


def tasks_to_escalate(*, at: datetime, programme_ids: Iterable[UUID]) -> QuerySet[Task]:
    """Tasks whose next level is to be told at `at`: past their moment, running, unfinished."""
    return Task.objects.filter(
        programme_id__in=list(programme_ids),
        closed_at=None,
        reported_at=None,
        paused_at=None,
        next_escalation_at__lt=at,
    ).order_by("next_escalation_at")


def vacancy_alarms(by: Actor, *, since: date) -> QuerySet[VacancyAlarm]:
    """Grids for which work came while nobody was in post, newest first; the reader checks who is there now."""
    return VacancyAlarm.objects.filter(
        programme_id=by.programme_id, area_code__startswith=by.area_code, raised_on__gte=since
    ).order_by("-raised_on", "area_code")


def fact_has_task(fact_id: UUID) -> bool:
    """Whether a task was opened for this fact, or linked to it."""
    return Task.objects.filter(fact_id=fact_id).exists() or TaskFact.objects.filter(fact_id=fact_id).exists()
