"""The only reads of facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.queries import areas_on
from fangxian.core.programmes.models import Programme

from . import rules
from .models import Fact, Receipt
from .rules.destinations import Destinations

JOURNEYS_DECLARED_BEFORE = timedelta(days=30)  # nobody declares a journey earlier than that


def destinations_of(programme: Programme, *, today: date) -> Destinations:
    """The programme's areas as places that a text may mean."""
    areas = areas_on(today, programme_id=programme.id).values_list("code", "name")
    return Destinations(areas, covered=programme.area_codes)


def facts_of(by: Actor) -> QuerySet[Fact]:
    """The facts about the reader's area, newest first."""
    return Fact.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code).order_by(
        "-received_at", "-id"
    )


def facts_of_batch(batch_id: UUID, *, programme_id: UUID) -> QuerySet[Fact]:
    """The facts of one delivery, in the order in which they were recorded."""
    return Fact.objects.filter(programme_id=programme_id, batch_id=batch_id).order_by("id")


def facts_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[Fact]:
    """What was told about one person, oldest first. Reading it is audited by the caller."""
    return Fact.objects.filter(programme_id=programme_id, person_id=person_id).order_by("received_at", "id")


def facts_by_id(ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, Fact]:
    return {fact.id: fact for fact in Fact.objects.filter(programme_id=programme_id, id__in=list(ids))}


def counts_by_source(by: Actor, *, from_at: datetime, until_at: datetime) -> dict[str, int]:
    """How many facts each source told in [from_at, until_at) about the reader's area; silent sources are absent."""
    rows = facts_of(by).filter(
        received_at__gte=from_at,
        received_at__lt=until_at,
        received_on__gte=from_at.date(),
        received_on__lte=until_at.date(),
    )
    return dict(rows.order_by().values_list("source").annotate(Count("id")))


def journeys_declared(by: Actor, *, days: Iterable[date]) -> QuerySet[Fact]:
    """Facts of the reader's area that tell of a numbered journey on one of these days, and were not corrected."""
    wanted = sorted(days)
    if not wanted:
        return Fact.objects.none()
    later = Fact.objects.filter(
        programme_id=OuterRef("programme_id"), person_id=OuterRef("person_id"), supersedes=OuterRef("id")
    )
    return (
        facts_of(by)
        .filter(person__isnull=False, content__transport__date__in=[day.isoformat() for day in wanted])
        .exclude(content__transport__number="")
        .filter(received_on__gte=wanted[0] - JOURNEYS_DECLARED_BEFORE)
        .filter(~Exists(later))
    )


def receipt_numbered(number: str, *, programme_id: UUID) -> Receipt | None:
    """The receipt with this number; who may see what is behind it is the caller's question."""
    return Receipt.objects.filter(programme_id=programme_id, number=rules.normalise_number(number)).first()


def correction_of(fact: Fact) -> Fact | None:
    """The fact about the same person that took the place of this one, if there is one."""
    same = Fact.objects.filter(programme_id=fact.programme_id, person_id=fact.person_id, supersedes=fact.id)
    return same.first()


def corrected_facts(ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, Fact]:
    """Of these facts those that correct another one: the id of the corrected fact -> the fact that corrects it."""
    rows = Fact.objects.filter(programme_id=programme_id, id__in=list(ids), supersedes__isnull=False)
    return {fact.supersedes: fact for fact in rows if fact.supersedes}
