"""What a worker's phone carries: her tasks with their clocks, what was told up to her, words and areas to work with.

The same person sees on it what the task's page shows her: whom to contact only on what she accepted and works on, and
each such hand-out is on record once, for the person to read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, override

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.queries import areas_on, labels_of
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.rules import masked
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.rules import label_of
from fangxian.engine.pulling import NoSuchPlace, Page
from fangxian.screening.queries import verdicts_in_words
from fangxian.tasks import queries, rules
from fangxian.tasks.models import Task, TaskEvent
from fangxian.tasks.queries import carried

from .owning import Duty, desk_of, duty_at

BELOW_MOST = 40  # late work below her that a phone holds; the page of the day shows all of it
REST = 3  # rows beside tasks on the last page: words, areas, how she is told
WORKS, BELOW = "mine", "below"


def newest(by: Actor, programme: Programme) -> str:
    """Another text once something came for the reader; see queries.carried.newest_for."""
    return carried.newest_for(by, own_area_code=by.area_code or desk_of(programme))


def rows_for_tasks(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """A page of what a phone carries: tasks to accept and in hand by id, then the rest. Cursor: the last task's id."""
    duty = duty_at(Programme.objects.get(id=by.programme_id), at=at)
    own = by.area_code or duty.desk_code
    room = limit - BELOW_MOST - REST
    tasks = _mine(by, own, after=after, most=room + 1, at=at) if by.can("tasks.work") else []
    rows = _task_rows(tasks[:room], WORKS, duty, by=by, at=at)
    people_count = sum("contact" in row for row in rows)
    if len(tasks) > room:
        return Page(rows, str(tasks[room - 1].id), people_count)
    below, below_count = _below(by, own, at=at) if carried.is_on_ladder(by) else ([], 0)
    rest = [_words(), _areas(by, duty), _telling(by, own, duty, below_count=below_count)]
    return Page([*rows, *_task_rows(below, BELOW, duty, by=by, at=at), *rest], None, people_count)


def _mine(by: Actor, own: str, *, after: str, most: int, at: datetime) -> list[Task]:
    rows = queries.carried_tasks(by, own_area_code=own, at=at)
    if after:
        try:
            rows = rows.filter(id__gt=UUID(after))
        except ValueError as error:
            raise NoSuchPlace(after) from error
    return list(rows[:most])


def _below(by: Actor, own: str, *, at: datetime) -> tuple[list[Task], int]:
    """Late work that was told up to her, the latest first, and how much there is of it."""
    rows = queries.told_up_to(by, own_area_code=own)
    return list(rows[:BELOW_MOST]), rows.count()


def _task_rows(tasks: Sequence[Task], part: str, duty: Duty, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    if not tasks:
        return []
    programme_id, city = duty.programme.id, duty.desk_code
    labels = labels_of([city, *(task.origin_area_code for task in tasks)], programme_id=programme_id)
    places = {code: label.removeprefix(labels.get(city, "")) or label for code, label in labels.items()}
    reasons = verdicts_in_words([task.verdict_id for task in tasks if task.verdict_id], programme_id=programme_id)
    people = _contacts(tasks, by=by, at=at)
    return [_task_row(task, part, places, reasons, people) for task in tasks]


def _task_row(
    task: Task, part: str, places: Mapping[str, str], reasons: Mapping[UUID, tuple[str, str]],
    people: Mapping[UUID, Person],
) -> dict[str, Any]:  # fmt: skip
    row: dict[str, Any] = {
        "kind": "task", "id": str(task.id), "gone": False, "part": part, "number": task.number,
        "work": task.kind, "severity": task.severity, "held": task.hand_over_count,
        "came_at": _text(task.came_at or task.opened_at), "level": task.escalated_level,
        "place": places.get(task.origin_area_code, task.origin_area_code), "area_code": task.area_code,
        "accept_due_at": _text(task.accept_due_at), "first_report_due_at": _text(task.first_report_due_at),
        "finding_due_at": _text(task.finding_due_at), "received_at": _text(task.received_at),
        "handed_over_at": _text(task.handed_over_at), "accepted_at": _text(task.accepted_at),
        "first_reported_at": _text(task.first_reported_at), "paused_at": _text(task.paused_at),
    }  # fmt: skip
    if part == WORKS:
        zh, en = reasons.get(task.verdict_id, ("", "")) if task.verdict_id else ("", "")
        row |= {"why_zh": zh, "why_en": en, "note": task.note or "", "is_about_somebody": task.person_id is not None}
    person = people.get(task.person_id) if task.person_id else None
    if person is not None:
        row["contact"] = {"name": masked(person.name), "phone": person.phone or "", "address": person.address or ""}
    return row


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _contacts(tasks: Sequence[Task], *, by: Actor, at: datetime) -> dict[UUID, Person]:
    """Whom to contact of the tasks that she accepted and works on; the first hand-out of each is on record."""
    shown = [task for task in tasks if task.person_id and rules.why_not_see_person(task, by=by, at=at) is None]
    if not shown:
        return {}
    people = Person.objects.filter(programme_id=by.programme_id).in_bulk([task.person_id for task in shown])
    known = carried.handed_to_phone(shown, post_id=by.post_id)
    for task in shown:
        if task.id in known or task.person_id not in people:
            continue
        TaskEvent.objects.create(
            programme_id=task.programme_id, task=task, at=at, action=carried.ON_PHONE, post_id=by.post_id, role=by.role
        )
        audit.record("people.saw_contact", on=task, about=task.person_id, area_code=task.area_code, by=by, at=at,
                     detail={"on_phone": True})  # fmt: skip
    return people


def _areas(by: Actor, duty: Duty) -> dict[str, Any]:
    """Where a task can go: all counties and townships of the programme, villages and grids of her own township."""
    near = Q(level__in=("county", "town"))
    if len(by.area_code) >= LENGTHS["town"]:
        near |= Q(code__startswith=by.area_code[: LENGTHS["town"]])
    day = city_day(duty.at, duty.programme.timezone)
    places = areas_on(day, programme_id=duty.programme.id).filter(near).order_by("code")
    names = dict(places.values_list("code", "name"))
    listed = [[code, name, names.get(_above(code), "")] for code, name in names.items() if duty.programme.covers(code)]
    return {"kind": "areas", "id": "areas", "gone": False, "areas": listed}


def _above(code: str) -> str:
    """The code of the level above; "" for the coarsest."""
    return max((code[:size] for size in LENGTHS.values() if size < len(code)), key=len, default="")


def _telling(by: Actor, own: str, duty: Duty, *, below_count: int) -> dict[str, Any]:
    """How long before a clock runs out she is reminded, and until when somebody else has the night, so that she sleeps.

    quiet_until        of work that comes: whoever has the finest night that her area lies in takes it
    below_quiet_until  of what is told up to her: only those are told who have the night of exactly this area
    """
    is_awake = any(night.post_id == by.post_id for night in duty.nights)
    takes, told = duty.night_of(own), next((night for night in duty.nights if night.area_code == own), None)
    return {
        "kind": "telling", "id": "telling", "gone": False, "minutes_before": rules.due_soon_minutes(duty.task_pack),
        "quiet_until": _text(takes.ends_at) if takes and not is_awake else None,
        "below_quiet_until": _text(told.ends_at) if told and not is_awake else None,
        "below_count": below_count, "works": by.can("tasks.work"),
    }  # fmt: skip


@cache
def _words() -> dict[str, Any]:
    """The words of kinds, outcomes and first reports in both languages, as the pages say them."""
    return {
        "kind": "words", "id": "words", "gone": False,
        "kinds": _both("tasks.kind", rules.KINDS), "outcomes": _both("tasks.outcome", rules.OUTCOME_LABELS),
        "first_words": _both("tasks.first_word", rules.FIRST_WORDS),
        "outcomes_of": {kind: list(outcomes) for kind, outcomes in rules.OUTCOMES.items()},
    }  # fmt: skip


def _both(kind: str, codes: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {code: {} for code in codes}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            for code in codes:
                found[code][name] = gettext(label_of(kind, code).text)
    return found
