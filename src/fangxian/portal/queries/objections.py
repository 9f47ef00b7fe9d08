"""The objections to what is held, and whether somebody was involved."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import Person
from fangxian.core.people.queries import file_of_person
from fangxian.portal.models import Objection
from fangxian.tasks.queries import tasks_of_person


def objections_of(person: Person) -> QuerySet[Objection]:
    return Objection.objects.filter(programme_id=person.programme_id, person=person).order_by("-lodged_at")


def objections_in(by: Actor) -> QuerySet[Objection]:
    """The objections of the reader's area, unanswered and soonest due first."""
    return (
        Objection.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("answered_by__unit")
        .order_by("answered_at", "decide_by", "id")
    )


def objection_of(by: Actor, objection_id: UUID) -> Objection | None:
    return objections_in(by).select_related("person").filter(id=objection_id).first()


def is_involved(by: Actor, *, person: Person) -> bool:
    """Whether the reader answers for this person in the care team, or held one of her tasks."""
    file = file_of_person(person.id, programme_id=person.programme_id)
    if file is not None and file.care_team.filter(post_id=by.post_id).exists():
        return True
    tasks = tasks_of_person(person.id, programme_id=person.programme_id)
    return tasks.filter(events__post_id=by.post_id).exists()
