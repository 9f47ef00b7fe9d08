"""What went out is written down, and a wrong line struck."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.clarification.models import Campaign, Clarification
from fangxian.clarification.rules import spreading
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect


@transaction.atomic
def log_campaign(
    *, programme: Programme, material: str, channel: str, language: str, title: str, area_code: str, item_count: int,
    starts_at: datetime, by: Actor, at: datetime, ends_at: datetime | None = None, reach_count: int | None = None,
    reach_how: str = "", clarification: Clarification | None = None,
) -> Campaign:  # fmt: skip
    """Write down what went out, where, when, in which language, and how many it reached if that is known."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(
        spreading.why_not_log(
            material=material, channel=channel, language=language, title=title, area_code=area_code,
            item_count=item_count, reach_count=reach_count, reach_how=reach_how, starts_at=starts_at, ends_at=ends_at,
            by=by, at=at,
        )
    )  # fmt: skip
    made = Campaign.objects.create(
        programme=programme, material=material, channel=channel, language=language, title=title.strip(),
        area_code=area_code, item_count=item_count, reach_count=reach_count, reach_how=reach_how, starts_at=starts_at,
        ends_at=ends_at, clarification=clarification, recorded_at=at, recorded_by_id=by.post_id,
    )  # fmt: skip
    detail = {"channel": channel, "material": material}
    audit.record("clarification.publicity_logged", on=made, area_code=area_code, by=by, at=at, detail=detail)
    return made


@transaction.atomic
def strike_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """A wrong line stays readable and counts no more."""
    one = Campaign.objects.select_for_update().get(id=campaign.id)
    refuse(spreading.why_not_strike(is_struck=one.struck_at is not None, area_code=one.area_code, by=by))
    one.struck_at = at
    one.save(update_fields=["struck_at"])
    audit.record("clarification.publicity_struck", on=one, area_code=one.area_code, by=by, at=at)
    return one
