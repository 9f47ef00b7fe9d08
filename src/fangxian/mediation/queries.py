"""Incidents of the reader's area, and the calls in which a dispute was told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Actor
from fangxian.core.programmes.models import Programme
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.intake.sources.service_request.queries import catalogue
from fangxian.intake.sources.service_request.rules import stripping
from fangxian.letters.models import Letter
from fangxian.letters.queries import letters_begun_from

from .models import Incident, MediationStep


def incidents(by: Actor, *, ended: bool = False) -> QuerySet[Incident]:
    """Those that are not settled, the oldest first; or those that are, the newest first."""
    rows = Incident.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    if ended:
        over = rows.annotate(over_at=Coalesce("agreed_at", "referred_at")).filter(over_at__isnull=False)
        return over.order_by("-over_at", "-id")
    return rows.filter(agreed_at=None, referred_at=None).order_by(F("talked_at").asc(nulls_first=True), "recorded_at")


def incident_of(incident_id: UUID, *, by: Actor) -> Incident | None:
    rows = Incident.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.filter(id=incident_id).select_related("recorded_by__unit__body").first()


def steps_of(one: Incident) -> list[MediationStep]:
    return list(one.steps.select_related("post__unit__body").order_by("at", "id"))


def letters_of(one: Incident, *, by: Actor) -> list[Letter]:
    """Letters that were begun from it, as far as the reader reads letters."""
    return letters_begun_from(by, one.id) if by.can("letters.see") else []


def about_people(text: str, programme: Programme, *, at: datetime) -> tuple[str, ...]:
    """What a text tells of somebody's origin or health, by the hotline's edition."""
    left_out = stripping.strip(text, group="report", words=catalogue(programme, at=at).words).left_out
    return tuple(kind for kind in left_out if kind in (stripping.ORIGIN, stripping.HEALTH))


def dispute_told(request_id: UUID, programme: Programme, *, by: Actor, at: datetime) -> ServiceRequest | None:
    """A call of the reader's area in which a dispute was told."""
    told = ServiceRequest.objects.filter(programme=programme, area_code__startswith=by.area_code, id=request_id).first()
    return told if told is not None and catalogue(programme, at=at).mediates(told.service_code) else None
