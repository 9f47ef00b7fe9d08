"""Vehicles that only pass through: a slip with a number on the way in, the number on the way out (F48)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.clocks.deadlines import deadline
from fangxian.engine.identity import normalise_phone
from fangxian.intake.rules import new_number, normalise_number
from fangxian.intake.sources.checkpoint import queries, rules
from fangxian.intake.sources.checkpoint.models import Shift, Transit
from fangxian.intake.sources.checkpoint.rules import around


@transaction.atomic
def begin_transit(*, shift: Shift, person_count: int, phone: str, by: Actor, at: datetime) -> Transit:
    """Give a slip that runs out. The phone is for the one call that a late exit means; it may be left out."""
    checkpoint = shift.checkpoint
    refuse(why_not_use("intake.check", by=by, area_code=checkpoint.area_code))
    refuse(why_not_collect(stood_down_at=shift.programme.stood_down_at, at=at))
    refuse(rules.why_not_check(state=queries.post_now(checkpoint, at=at).state, emergency=False))
    refuse(rules.why_not_group(person_count=person_count, vehicle_count=1))
    read = normalise_phone(phone) if phone.strip() else None
    refuse(around.why_not_phone(phone, is_read=read is not None))
    pack = pack_in_force(shift.programme, "cn.entry", at)
    transit = Transit.objects.create(
        programme_id=shift.programme_id, number=new_number(), checkpoint=checkpoint, area_code=checkpoint.area_code,
        person_count=person_count, phone=read.e164 if read else None, entered_at=at,
        leave_by=deadline(pack.rule("transit/leaves"), at, shift.programme.zone).due_at,
    )  # fmt: skip
    audit.record("intake.transit_began", on=transit, by=by, at=at, count=person_count)
    return transit


@transaction.atomic
def end_transit(*, shift: Shift, number: str, by: Actor, at: datetime) -> Transit:
    """It leaves by this post. A slip that ran out lets it leave all the same: nobody is held at the exit."""
    refuse(why_not_use("intake.check", by=by, area_code=shift.checkpoint.area_code))
    rows = Transit.objects.select_for_update().filter(programme_id=shift.programme_id)
    transit = rows.filter(number=normalise_number(number)).first()
    refuse(around.why_not_leave(is_known=transit is not None, left_at=transit.left_at if transit else None))
    assert transit is not None  # why_not_leave has refused
    transit.left_at, transit.left_by = at, shift.checkpoint
    transit.save(update_fields=["left_at", "left_by"])
    audit.record("intake.transit_ended", on=transit, by=by, at=at, detail={"is_late": at > transit.leave_by})
    return transit


@transaction.atomic
def note_call(*, transit: Transit, by: Actor, at: datetime) -> bool:
    """That a call was asked for; False if somebody else did so at this moment."""
    changed = Transit.objects.filter(id=transit.id, called_at=None, left_at=None).update(called_at=at)
    return bool(changed)
