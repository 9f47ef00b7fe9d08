"""Areas as they are on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from .models import Area
from .rules import ancestors_of


def areas_on(day: date, *, programme_id: UUID, under: str = "") -> QuerySet[Area]:
    """Areas valid on `day` inside the area `under`, by code."""
    return Area.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=day),
        programme_id=programme_id,
        code__startswith=under,
        valid_from__lte=day,
    )


def area_named(code: str, *, programme_id: UUID, day: date) -> Area | None:
    return areas_on(day, programme_id=programme_id).filter(code=code).first()


def names_of(codes: Iterable[str], *, programme_id: UUID) -> dict[str, str]:
    """The latest name of each code."""
    rows = Area.objects.filter(programme_id=programme_id, code__in=set(codes)).order_by("valid_from")
    return dict(rows.values_list("code", "name"))


def path_of(code: str, *, programme_id: UUID) -> list[Area]:
    """The area and all above it, coarsest first, as far as the programme knows them."""
    found = {area.code: area for area in Area.objects.filter(programme_id=programme_id, code__in=ancestors_of(code))}
    return [found[c] for c in reversed(ancestors_of(code)) if c in found]
