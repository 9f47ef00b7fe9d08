"""The log of disinfection as its readers ask for it: what stands, of which days, of which places."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor

from .models import Disinfection

PLACES_REMEMBERED = 200


def logged(by: Actor) -> QuerySet[Disinfection]:
    """Every entry of the reader's area, the corrected ones too; the newest first."""
    rows = Disinfection.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.select_related("recorded_by__unit", "corrects").order_by("-started_at", "-id")


def standing(by: Actor) -> QuerySet[Disinfection]:
    """Entries that no other has taken the place of."""
    return logged(by).filter(correction=None)


def entry_of(by: Actor, entry_id: UUID) -> Disinfection | None:
    return logged(by).filter(id=entry_id).first()


def is_corrected(entry: Disinfection) -> bool:
    return Disinfection.objects.filter(corrects=entry).exists()


def of_days(
    rows: QuerySet[Disinfection], *, first_on: date, last_on: date, place_kind: str = "", text: str = ""
) -> QuerySet[Disinfection]:
    """Those that began on these city days, of a kind of place and a part of its name if they are asked for."""
    rows = rows.filter(city_day__gte=first_on, city_day__lte=last_on)
    rows = rows.filter(place_kind=place_kind) if place_kind else rows
    return rows.filter(place_name__icontains=text) if text else rows


def done_between(by: Actor, *, from_at: datetime, until_at: datetime) -> QuerySet[Disinfection]:
    """Entries that stand and began in [from_at, until_at)."""
    return standing(by).filter(started_at__gte=from_at, started_at__lt=until_at)


def places_logged(by: Actor) -> list[tuple[str, str]]:
    """Kind and name of the places that were disinfected before, so that nobody types them again."""
    rows = standing(by).order_by("place_kind", "place_name").values_list("place_kind", "place_name").distinct()
    return list(rows[:PLACES_REMEMBERED])
