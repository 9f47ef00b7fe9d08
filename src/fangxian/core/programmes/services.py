"""Programmes are created and end; nothing else happens to them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import refuse

from . import rules
from .models import Programme


@transaction.atomic
def create_programme(
    *,
    name: str,
    city_name: str,
    disease_name: str,
    disease_code: str,
    area_codes: list[str],
    timezone: str,
    starts_on: date,
    review_on: date,
    is_demonstration: bool,
    by: Actor,
    at: datetime,
) -> Programme:
    """Create a programme. The caller records it in the audit, which stands above this app."""
    refuse(why_not_use("programmes.create", by=by))
    refuse(rules.why_not_create(starts_on=starts_on, review_on=review_on, timezone=timezone, area_codes=area_codes))
    return Programme.objects.create(
        name=name,
        city_name=city_name,
        disease_name=disease_name,
        disease_code=disease_code,
        area_codes=area_codes,
        timezone=timezone,
        starts_on=starts_on,
        review_on=review_on,
        is_demonstration=is_demonstration,
    )
