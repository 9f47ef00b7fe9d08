"""A programme begins: keys, first body, first administrator."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.areas.rules import why_not_a_code
from fangxian.core.audit import services as audit
from fangxian.core.privacy.services import make_keys
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.services import create_programme
from fangxian.core.staff import rules

from .appointments import appoint


@transaction.atomic
def found_programme(
    *,
    name: str,
    city_name: str,
    disease_name: str,
    disease_code: str,
    area_codes: list[str],
    starts_on: date,
    review_on: date,
    administrator: rules.Appointment,
    by: Actor,
    at: datetime,
    timezone: str = "Asia/Shanghai",
    is_demonstration: bool = False,
) -> tuple[Programme, str | None]:
    """Create a programme with keys of its own and put its first administrator in post.

    Returns the programme and the administrator's one-time password, if she is new.
    Errors: Refused if the terms do not hold, a code is no area code, or `by` may not create one.
    """
    for code in area_codes:
        refuse(why_not_a_code(code))
    terms: dict[str, Any] = {
        "name": name, "city_name": city_name, "disease_name": disease_name, "disease_code": disease_code,
        "area_codes": area_codes, "timezone": timezone, "starts_on": starts_on, "review_on": review_on,
        "is_demonstration": is_demonstration,
    }  # fmt: skip
    programme = create_programme(**terms, by=by, at=at)
    make_keys(programme_id=programme.id, at=at)
    post, _, password = appoint(administrator, programme=programme, starts_at=at, ends_at=None)
    by_there = Actor(role=Role.ADMINISTRATOR, purpose=by.purpose, programme_id=programme.id, user_id=by.user_id)
    audit.record(
        "programmes.created", on=programme, by=by_there, at=at,
        detail={"area_codes": area_codes, "review_on": review_on.isoformat(), "administrator_post": str(post.id)},
    )  # fmt: skip
    return programme, password
