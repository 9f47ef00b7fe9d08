"""What was issued, and the shape of the city for the map. Figures read other apps' queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.queries import areas_on
from fangxian.core.areas.rules import LENGTHS

from .models import Bulletin


def bulletins(by: Actor) -> QuerySet[Bulletin]:
    """Every issue, newest first."""
    return Bulletin.objects.filter(programme_id=by.programme_id).select_related("issued_by__unit")


def latest_bulletin(by: Actor, *, first_on: date, last_on: date) -> Bulletin | None:
    return bulletins(by).filter(first_on=first_on, last_on=last_on).order_by("-version").first()


def counts_by_county(rows: QuerySet[Any]) -> dict[str, int]:
    """Records per county (6-digit code); records placed coarser than a county are under ""."""
    grouped = rows.order_by().annotate(county=Substr("area_code", 1, LENGTHS["county"])).values("county")
    counts: dict[str, int] = {}
    for row in grouped.annotate(n=Count("pk")):
        code = row["county"] if len(row["county"]) == LENGTHS["county"] else ""
        counts[code] = counts.get(code, 0) + row["n"]
    return counts


def counties(by: Actor, *, programme_id: UUID, day: date, city_codes: Iterable[str]) -> list[tuple[str, str]]:
    """Code and name of each county of the programme's cities that the reader may see."""
    found = []
    for city in city_codes:
        rows = areas_on(day, programme_id=programme_id, under=city).filter(level="county")
        found += [(code, name) for code, name in rows.values_list("code", "name") if by.covers(code)]
    return found
