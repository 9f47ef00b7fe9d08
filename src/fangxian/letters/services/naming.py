"""Which unit answers for a kind in an area, and which hears of late replies, is said and taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Unit
from fangxian.letters import queries, rules
from fangxian.letters.models import AnsweringUnit

from .steps import refuse_after_the_end


@transaction.atomic
def name_unit(
    *, programme: Programme, topic: str, area_code: str, unit: Unit, order: Order | None, by: Actor, at: datetime
) -> AnsweringUnit:
    """From now on letters on this kind there go to this unit; whoever was named before is relieved. Errors: Refused."""
    refuse_after_the_end(programme, at=at)
    topics = queries.terms_of(programme, at=at).topics
    in_force = order is not None and live_orders(programme.id, at).filter(id=order.id).exists()
    refuse(
        rules.why_not_name_unit(
            topic=topic, topics=topics, area_code=area_code, unit_area_code=unit.area_code, has_order=in_force, by=by
        )
    )
    rows = AnsweringUnit.objects.filter(programme=programme, topic=topic, area_code=area_code, ended_at=None)
    rows.update(ended_at=at)
    made = AnsweringUnit.objects.create(
        programme=programme, topic=topic, area_code=area_code, unit=unit, order=order, named_at=at,
        named_by_id=by.post_id,
    )  # fmt: skip
    audit.record("letters.unit_named", on=made, by=by, at=at, detail={"topic": topic, "unit": str(unit.id)})
    return made


@transaction.atomic
def end_naming(*, naming: AnsweringUnit, by: Actor, at: datetime) -> AnsweringUnit:
    """Nobody is named for this kind there any more; the row stays on record. Errors: Refused."""
    naming = AnsweringUnit.objects.select_for_update().get(id=naming.id)
    refuse(why_not_use(rules.RUN, by=by, area_code=naming.area_code))
    if naming.ended_at is None:
        naming.ended_at = at
        naming.save(update_fields=["ended_at"])
        audit.record("letters.unit_no_longer_named", on=naming, by=by, at=at, detail={"topic": naming.topic})
    return naming
