"""Contacts are reached by the areas in which they are: called, asked how they are, told in writing (F09)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.cases.models import BatchEntry
from fangxian.cases.queries.contacts import entries_put, notices_of_person, people_still_to_reach
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.tasks import rules
from fangxian.tasks.models import Task

from .opening import Opening, close_corrected, open_tasks

SOURCE = "cases"


def reach_contacts(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "cases.contacts_put_up": a task in the area of each contact. Running it again changes nothing."""
    batch_id = UUID(event.on_id)
    programme = Programme.objects.get(id=event.programme_id)
    entries = [
        entry for entry in entries_put(batch_id, programme_id=programme.id) if entry.told_at is None
    ]  # fmt: skip
    wanted = people_still_to_reach(entry.classification.exposure.person_id for entry in entries)
    openings = [
        Opening(
            kind=rules.REACH_CONTACT,
            area_code=entry.area_code,
            received_at=event.at,
            severity=rules.SERIOUS,
            person_id=entry.classification.exposure.person_id,
            source=SOURCE,
        )
        for entry in entries
        if entry.classification.exposure.person_id in wanted
    ]
    done = _reached_since([o.person_id for o in openings if o.person_id], event.at)
    fresh = [opening for opening in openings if opening.person_id not in done]
    open_tasks(fresh, programme=programme, by=by, at=at, batch_id=batch_id)


def close_needless(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "cases.contacts_decided" and "cases.ruled_out": nobody is sought who is no contact any more."""
    open_now = Task.objects.filter(
        programme_id=event.programme_id, kind=rules.REACH_CONTACT, closed_at=None, reported_at=None
    )
    sought = people_still_to_reach(open_now.values_list("person_id", flat=True))
    with transaction.atomic():
        for task in open_now.exclude(person_id__in=sought).select_for_update():
            close_corrected(task, by=by, at=at)


def _reached_since(person_ids: Iterable[UUID], at: datetime) -> set[UUID | None]:
    """People for whom this work was already opened since then, finished or not."""
    rows = Task.objects.filter(person_id__in=list(person_ids), kind=rules.REACH_CONTACT, received_at__gte=at)
    return set(rows.values_list("person_id", flat=True))


@transaction.atomic
def read_notices(*, task: Task, by: Actor, at: datetime) -> list[BatchEntry]:
    """What the person of a task is told in writing, for whoever tells her; the reading is audited. Errors: Refused."""
    refuse(rules.why_not_see_person(task, by=by, at=at))
    found = list(notices_of_person(task.person_id)) if task.person_id else []
    audit.record("people.saw_notice", on=task, about=task.person_id, area_code=task.area_code, by=by, at=at)
    return found
