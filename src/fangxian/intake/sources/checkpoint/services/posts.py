"""A post is opened under an order, reviewed, suspended, and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders
from fangxian.core.orders.rules import EXPIRED, IN_FORCE
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.programmes.models import Programme
from fangxian.intake.sources.checkpoint import queries, rules
from fangxian.intake.sources.checkpoint.models import Checkpoint
from fangxian.intake.sources.checkpoint.rules import standing


@dataclass(frozen=True)
class PostTerms:
    """Where and until when a post stands.

    approved_level, approval_ref  of the authority above, if one approved it beside the order; its paper's number
    area_risk                     of its area in the published list; "" where none is published
    """

    name: str
    kind: str
    ring: str
    area_code: str
    road: str
    direction: str
    phone: str
    opens_at: datetime
    review_at: datetime
    approved_level: str = ""
    approval_ref: str = ""
    area_risk: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@transaction.atomic
def open_post(*, terms: PostTerms, order: Order, programme: Programme, by: Actor, at: datetime) -> Checkpoint:
    """Open a post under an order that allows posts. Without one there is no post (R10, R24)."""
    refuse(why_not_use("intake.run_posts", by=by, area_code=terms.area_code))
    with connection.cursor() as cursor:  # two officers may not open the same road at the same moment
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"posts:{programme.id}"])
    live = {found.id for found in live_orders(programme.id, at, enables="checkpoint")}
    covered = any(terms.area_code.startswith(code) for code in order.scope_area_codes) or not order.scope_area_codes
    refuse(
        rules.why_not_open_post(
            order_state=IN_FORCE if order.id in live else EXPIRED,
            order_enables=order.enables,
            order_covers=covered,
            name_is_taken=Checkpoint.objects.filter(programme=programme, name=terms.name).exists(),
        )
    )
    refuse(_why_not_stand(terms, order, programme, at=at))
    refuse(rules.why_not_review_at(terms.review_at, at=max(at, terms.opens_at), order_ends_at=order.expires_at))
    checkpoint = Checkpoint.objects.create(
        programme=programme, order=order, opened_by_id=by.post_id, name=terms.name, kind=terms.kind, ring=terms.ring,
        area_code=terms.area_code, road=terms.road.strip(), direction=terms.direction, phone=terms.phone,
        opens_at=terms.opens_at, review_at=terms.review_at, approved_level=terms.approved_level,
        approval_ref=terms.approval_ref.strip(), area_risk=terms.area_risk, longitude=terms.longitude,
        latitude=terms.latitude,
    )  # fmt: skip
    audit.record(
        "intake.checkpoint_opened", on=checkpoint, by=by, at=at,
        detail={"order": str(order.id), "approved_level": terms.approved_level, "area_risk": terms.area_risk},
    )  # fmt: skip
    return checkpoint


def _why_not_stand(terms: PostTerms, order: Order, programme: Programme, *, at: datetime) -> Problem | None:
    """Why the edition in force lets no such post stand here. A level counts only with its paper."""
    approved = terms.approved_level if terms.approval_ref.strip() else ""
    return standing.why_not_stand(
        pack_in_force(programme, "cn.posts", at),
        kind=terms.kind,
        area_risk=terms.area_risk,
        level=standing.highest(order.level, approved),
        same_road=queries.same_place_is_open(
            programme_id=programme.id, road=terms.road, direction=terms.direction, at=at
        ),
    )


@transaction.atomic
def review_post(
    *, checkpoint: Checkpoint, review_at: datetime, by: Actor, at: datetime, area_risk: str | None = None
) -> Checkpoint:
    """Somebody looked whether the post is still needed: it stands until the next review date.

    area_risk  as it is published now; where the edition wants none at low risk, the post is not reviewed but closed
    """
    refuse(why_not_use("intake.run_posts", by=by, area_code=checkpoint.area_code))
    risk = checkpoint.area_risk if area_risk is None else area_risk
    refuse(
        standing.why_not_stand(
            pack_in_force(checkpoint.programme, "cn.posts", at), kind=checkpoint.kind, area_risk=risk,
            level=standing.highest(checkpoint.order.level, checkpoint.approved_level), same_road=False,
        )
    )  # fmt: skip
    refuse(rules.why_not_review_at(review_at, at=at, order_ends_at=checkpoint.order.expires_at))
    return _changed(checkpoint, "intake.checkpoint_reviewed", by=by, at=at, review_at=review_at, area_risk=risk)


@transaction.atomic
def suspend_post(*, checkpoint: Checkpoint, by: Actor, at: datetime) -> Checkpoint:
    refuse(why_not_use("intake.run_posts", by=by, area_code=checkpoint.area_code))
    return _changed(checkpoint, "intake.checkpoint_suspended", by=by, at=at, suspended_from=at)


@transaction.atomic
def resume_post(*, checkpoint: Checkpoint, by: Actor, at: datetime) -> Checkpoint:
    refuse(why_not_use("intake.run_posts", by=by, area_code=checkpoint.area_code))
    return _changed(checkpoint, "intake.checkpoint_resumed", by=by, at=at, suspended_from=None)


@transaction.atomic
def close_post(*, checkpoint: Checkpoint, by: Actor, at: datetime) -> Checkpoint:
    """Close a post for good; opening again needs an order again."""
    refuse(why_not_use("intake.run_posts", by=by, area_code=checkpoint.area_code))
    return _changed(checkpoint, "intake.checkpoint_closed", by=by, at=at, closed_at=at)


def _changed(checkpoint: Checkpoint, action: str, *, by: Actor, at: datetime, **fields: Any) -> Checkpoint:
    for name, value in fields.items():
        setattr(checkpoint, name, value)
    checkpoint.save(update_fields=list(fields))
    audit.record(action, on=checkpoint, by=by, at=at)
    return checkpoint
