"""Orders are drafted, reviewed, signed by two people, and revoked. They end by themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.areas.rules import why_not_a_code
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme

from . import queries, rules
from .models import Order, Signature


@transaction.atomic
def draft_order(
    *,
    programme: Programme,
    number: str,
    title: str,
    text: str,
    issuer: str,
    level: str,
    legal_basis: list[str],
    scope_area_codes: list[str],
    enables: list[str],
    effective_from: datetime,
    expires_at: datetime,
    by: Actor,
    at: datetime,
    order: Order | None = None,
) -> Order:
    """Draft an order, or change a draft. It has no effect before review and two signatures."""
    refuse(why_not_use("orders.draft", by=by))
    refuse(rules.why_not_draft(effective_from=effective_from, expires_at=expires_at, legal_basis=legal_basis))
    refuse(rules.why_not_enable(enables))
    refuse(rules.why_not_close_roads(enables, level=level, by=by))
    for code in scope_area_codes:
        refuse(why_not_a_code(code))
    if order is not None:
        refuse(rules.why_not_change(state=queries.state_of(order, at=at)))
    same_number = Order.objects.filter(programme=programme, number=number)
    if same_number.exclude(id=order.id if order else None).exists():
        refuse(Problem("orders.number_taken", said("Another order has this number."), field="number"))
    kept = order or Order(
        programme=programme, drafted_at=at, drafted_by_id=by.post_id, is_fictional=programme.is_demonstration
    )
    kept.number, kept.title, kept.text, kept.issuer, kept.level = number, title, text, issuer, level
    kept.legal_basis, kept.scope_area_codes, kept.enables = legal_basis, scope_area_codes, enables
    kept.effective_from, kept.expires_at = effective_from, expires_at
    kept.save()
    audit.record("orders.drafted" if order is None else "orders.changed", on=kept, by=by, at=at)
    return kept


@transaction.atomic
def review_order(*, order: Order, by: Actor, at: datetime) -> Order:
    """Confirm the legal review: from now on the text waits for two signatures and may not change."""
    refuse(why_not_use("orders.review", by=by))
    order = _locked(order)
    state = queries.state_of(order, at=at)
    refuse(rules.why_not_review(state=state, drafted_by_user_id=order.drafted_by.user_id, by=by))
    order.reviewed_at, order.reviewed_by_id = at, by.post_id
    order.save(update_fields=["reviewed_at", "reviewed_by"])
    audit.record("orders.reviewed", on=order, by=by, at=at)
    return order


@transaction.atomic
def send_back(*, order: Order, by: Actor, at: datetime) -> Order:
    """Make a draft of it again; signatures given so far are gone with the text that they were under."""
    refuse(why_not_use("orders.review", by=by))
    order = _locked(order)
    refuse(rules.why_not_send_back(state=queries.state_of(order, at=at)))
    dropped, _ = order.signatures.all().delete()
    order.reviewed_at = order.reviewed_by = None
    order.save(update_fields=["reviewed_at", "reviewed_by"])
    audit.record("orders.sent_back", on=order, by=by, at=at, detail={"signatures_dropped": dropped})
    return order


@transaction.atomic
def sign_order(*, order: Order, by: Actor, at: datetime) -> Signature:
    """Sign; with the second person's signature the order is signed and takes effect at its time."""
    refuse(why_not_use("orders.sign", by=by))
    order = _locked(order)
    refuse(rules.why_not_close_roads(order.enables, level=order.level, by=by))
    signed_by = list(order.signatures.values_list("user_id", flat=True))
    refuse(rules.why_not_sign(state=queries.state_of(order, at=at), signed_user_ids=signed_by, by=by))
    signature = Signature.objects.create(
        programme_id=order.programme_id, order=order, post_id=by.post_id, user_id=by.user_id, signed_at=at
    )
    detail = {"signatures": len(signed_by) + 1, "needed": rules.SIGNATURES_NEEDED}
    audit.record("orders.signed", on=order, by=by, at=at, detail=detail)
    return signature


@transaction.atomic
def revoke_order(*, order: Order, by: Actor, at: datetime) -> Order:
    """End a signed order now; whatever it made possible stops with it."""
    refuse(why_not_use("orders.sign", by=by))
    order = _locked(order)
    refuse(rules.why_not_revoke(state=queries.state_of(order, at=at)))
    order.revoked_at, order.revoked_by_id = at, by.post_id
    order.save(update_fields=["revoked_at", "revoked_by"])
    audit.record("orders.revoked", on=order, by=by, at=at)
    return order


def _locked(order: Order) -> Order:
    """The order as it is now, kept from others until the transaction ends."""
    return Order.objects.select_for_update(of=("self",)).select_related("drafted_by").get(id=order.id)
