"""Orders on record: the register that everybody may read, and which orders are in force."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from fangxian.core.actors.rules import Actor

from . import rules
from .models import Order


def orders_with_signatures(*, programme_id: UUID) -> QuerySet[Order]:
    """Orders with `signature_count` and `signed_at`, the moment of the last signature."""
    return Order.objects.filter(programme_id=programme_id).annotate(
        signature_count=Count("signatures"), signed_at=Max("signatures__signed_at")
    )


def live_orders(
    programme_id: UUID, at: datetime, enables: str | None = None, area_code: str | None = None
) -> QuerySet[Order]:
    """Orders in force at `at`, by number.

    enables    only those that make this possible (rules.ENABLES)
    area_code  only those whose scope contains this area; an order without a scope holds everywhere
    """
    orders = orders_with_signatures(programme_id=programme_id).filter(
        Q(revoked_at=None) | Q(revoked_at__gt=at),
        reviewed_at__lte=at, signature_count__gte=rules.SIGNATURES_NEEDED, signed_at__lte=at,
        effective_from__lte=at, expires_at__gt=at,
    ).filter(
        Q(programme__stood_down_at=None) | Q(programme__stood_down_at__gt=at) | Q(enables__contains=[rules.STAND_DOWN])
    )  # fmt: skip
    if enables is not None:
        orders = orders.filter(enables__contains=[enables])
    if area_code is not None:
        scopes = Q(scope_area_codes=[])
        for length in {len(part) for part in rules.scopes_of(area_code)}:
            scopes |= Q(scope_area_codes__contains=[area_code[:length]])
        orders = orders.filter(scopes)
    return orders.order_by("number")


def state_of(order: Order, *, at: datetime) -> str:
    """The state of an order at `at`, from its times and signatures."""
    signed = [signature for signature in order.signatures.all() if signature.signed_at <= at]
    return rules.state_at(
        reviewed_at=order.reviewed_at, signature_count=len(signed), effective_from=order.effective_from,
        expires_at=order.expires_at, revoked_at=order.revoked_at, at=at,
        ended_with_programme_at=None if rules.STAND_DOWN in order.enables else order.programme.stood_down_at,
    )  # fmt: skip


def orders_of(by: Actor) -> QuerySet[Order]:
    """Every order of the reader's programme with its signatures, newest first. Orders are no secret of an area."""
    return (
        Order.objects.filter(programme_id=by.programme_id)
        .prefetch_related("signatures__post__unit__body", "signatures__user")
        .select_related("programme", "drafted_by__unit__body", "reviewed_by__unit__body", "revoked_by")
        .order_by("-drafted_at")
    )


def order_by_id(order_id: UUID, *, by: Actor) -> Order | None:
    return orders_of(by).filter(id=order_id).first()


def public_register(programme_id: UUID, *, at: datetime) -> QuerySet[Order]:
    """Orders that everybody may read: those that were signed, whatever became of them, newest first."""
    return (
        orders_with_signatures(programme_id=programme_id)
        .filter(reviewed_at__lte=at, signature_count__gte=rules.SIGNATURES_NEEDED, signed_at__lte=at)
        .prefetch_related("signatures")
        .order_by("-effective_from", "number")
    )
