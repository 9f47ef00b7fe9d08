"""A programme is stood down, by a signed order, once and for good; what a proceeding needs is held."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import state_of as order_state
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.erasure.models import Hold, StandDown
from fangxian.erasure.queries import standing_down as queries
from fangxian.erasure.rules import standing_down as rules


@transaction.atomic
def declare(
    *, programme: Programme, order: Order, by: Actor, at: datetime, begins_at: datetime | None = None
) -> StandDown:
    """Declare the end of a programme: everything it opened ends at `begins_at`, now unless given.

    From here on there is no way back, neither here nor in the database. Measures end in the same
    transaction (the database follows the programme); posts, registrations and lists end with the orders.
    """
    refuse(why_not_use("erasure.declare", by=by))
    programme = Programme.objects.select_for_update().get(id=programme.id)
    refuse(
        rules.why_not_declare(
            is_declared=queries.stand_down_of(programme.id) is not None or programme.stood_down_at is not None,
            order_state=order_state(order, at=at),
            order_enables=order.enables,
            order_is_of_programme=order.programme_id == programme.id == by.programme_id,
        )
    )
    ends_at = max(at, begins_at or at)
    found = StandDown.objects.create(
        programme=programme, order=order, begins_at=ends_at, declared_at=at, declared_by_id=by.post_id
    )
    programme.stood_down_at = ends_at
    programme.save(update_fields=["stood_down_at"])
    detail = {"order": order.number, "ends_at": ends_at.isoformat()}
    audit.record("erasure.stand_down_declared", on=found, by=by, at=at, detail=detail)
    return found


def undo(*, programme: Programme, by: Actor, at: datetime) -> None:
    """Nobody undoes a stand-down: this only refuses, and whoever asks is written down with the refusal."""
    refuse(why_not_use("erasure.declare", by=by))
    refuse(rules.why_not_undo())


@transaction.atomic
def propose_hold(
    *,
    programme: Programme,
    case_number: str,
    authority: str,
    scope: str,
    record_id: UUID,
    reason: str,
    expires_at: datetime,
    by: Actor,
    at: datetime,
) -> Hold:
    """Propose that one record is kept beyond the erasure; it holds once a second person of another body approves."""
    refuse(why_not_use("erasure.propose_hold", by=by))
    refuse(
        rules.why_not_hold(
            scope=scope,
            record_is_there=scope in rules.SCOPES
            and queries.record_is_there(scope, record_id, programme_id=programme.id),
            expires_at=expires_at,
            erase_at=queries.erase_at(programme),
            at=at,
        )
    )
    hold = Hold.objects.create(
        programme=programme, case_number=case_number.strip(), authority=authority.strip(), scope=scope,
        record_id=record_id, reason=reason.strip(), expires_at=expires_at, proposed_at=at, proposed_by_id=by.post_id,
        proposer_user_id=by.user_id, proposer_body_id=by.body_id,
    )  # fmt: skip
    audit.record("erasure.hold_proposed", on=hold, by=by, at=at, detail={"scope": scope})
    return hold


@transaction.atomic
def approve_hold(*, hold: Hold, by: Actor, at: datetime) -> Hold:
    """The second person of another body: from now on the record is held."""
    refuse(why_not_use("erasure.approve_hold", by=by))
    hold = Hold.objects.select_for_update(of=("self",)).select_related("programme").get(id=hold.id)
    refuse(
        rules.why_not_approve_hold(
            approved_at=hold.approved_at, lifted_at=hold.lifted_at, proposer_user_id=hold.proposer_user_id,
            proposer_body_id=hold.proposer_body_id, erase_at=queries.erase_at(hold.programme), by=by, at=at,
        )
    )  # fmt: skip
    hold.approved_at, hold.approved_by_id = at, by.post_id
    hold.approver_user_id, hold.approver_body_id = by.user_id, by.body_id
    hold.save(update_fields=["approved_at", "approved_by", "approver_user", "approver_body"])
    audit.record("erasure.hold_approved", on=hold, by=by, at=at, detail={"scope": hold.scope})
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: Actor, at: datetime) -> Hold:
    """Hold no longer: one person is enough to keep less."""
    refuse(why_not_use("erasure.propose_hold", by=by))
    hold = Hold.objects.select_for_update().get(id=hold.id)
    refuse(rules.why_not_lift(lifted_at=hold.lifted_at))
    hold.lifted_at = at
    hold.save(update_fields=["lifted_at"])
    audit.record("erasure.hold_lifted", on=hold, by=by, at=at, detail={"scope": hold.scope})
    return hold
