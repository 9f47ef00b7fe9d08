"""Who is sought, and the open work that a search serves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast, Right

from fangxian.cases.models import Case
from fangxian.cases.queries import cases_of
from fangxian.core.actors.rules import Actor
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people import queries as people
from fangxian.core.people.models import Person
from fangxian.engine.identity import normalise_phone
from fangxian.files import rules
from fangxian.measures.models import Measure
from fangxian.measures.queries import measures_of
from fangxian.tasks.models import Task
from fangxian.tasks.queries import tasks_open

OFFERED = 20


@dataclass(frozen=True)
class Work:
    """Open work of the reader's own area that a reading may serve: a task, a case or a measure."""

    kind: str
    id: UUID
    number: str
    area_code: str
    record: Model


def work_named(kind: str, number: str, *, by: Actor, at: datetime) -> Work | None:
    """The open work of this kind and number in the reader's area, if her role sees such work."""
    number = number.strip()
    if kind not in rules.WORK_KINDS or not by.can(rules.SEES[kind]) or not number:
        return None
    if kind == rules.TASK:
        tail = Right(Cast("id", CharField()), 8)
        task = tasks_open(by).alias(tail=tail).filter(tail=number.lower()).first()
        return _task(task) if task else None
    if kind == rules.CASE:
        case = _open_cases(by).filter(serial=int(number)).first() if number.isdecimal() and len(number) < 10 else None
        return _case(case) if case else None
    measure = _open_measures(by, at=at).filter(number__iexact=number).first()
    return _measure(measure) if measure else None


def work_open(by: Actor, *, at: datetime) -> list[Work]:
    """The reader's most pressing open work, at most `OFFERED` of each kind, to choose from."""
    found: list[Work] = []
    if by.can(rules.SEES[rules.CASE]):
        found += [_case(case) for case in islice(_open_cases(by), OFFERED)]
    if by.can(rules.SEES[rules.MEASURE]):
        found += [_measure(measure) for measure in islice(_open_measures(by, at=at), OFFERED)]
    if by.can(rules.SEES[rules.TASK]):
        found += [_task(task) for task in tasks_open(by)[:OFFERED]]
    return found


def _open_cases(by: Actor) -> QuerySet[Case]:
    return cases_of(by).filter(ruled_out_at=None)


def _open_measures(by: Actor, *, at: datetime) -> QuerySet[Measure]:
    rows = measures_of(by).filter(withdrawn_at=None, declined_at=None, effective_end_at__gt=at)
    return rows.order_by("effective_end_at", "id")


def _task(task: Task) -> Work:
    return Work(rules.TASK, task.id, task.number, task.area_code, task)


def _case(case: Case) -> Work:
    return Work(rules.CASE, case.id, str(case.serial), case.area_code, case)


def _measure(measure: Measure) -> Work:
    return Work(rules.MEASURE, measure.id, measure.number, measure.area_code, measure)


def people_sought(sought_by: str, text: str, *, programme_id: UUID) -> list[Person]:
    """Whoever is known by exactly this, wherever she is. The caller shows those of the reader's area only."""
    text = text.strip()
    if sought_by == rules.BY_DOCUMENT:
        return people.people_with_document(text, programme_id=programme_id)
    if sought_by == rules.BY_PHONE:
        phone = normalise_phone(text)
        return people.people_with_phone(phone.e164, programme_id=programme_id) if phone else []
    return people.people_with_file_number(text, programme_id=programme_id)


def lookup_count(by: Actor, *, at: datetime) -> int:
    """How often the reader looked somebody up within the time that counts, whoever was found."""
    return AuditEvent.objects.filter(
        programme_id=by.programme_id,
        action__in=rules.COUNTED,
        at__gt=at - rules.COUNTED_WITHIN,
        at__lte=at,
        user_id=by.user_id,
    ).count()
