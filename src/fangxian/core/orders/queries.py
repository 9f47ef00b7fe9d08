"""Orders as they stand at a moment; the state is computed from the times and the signatures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from . import rules
from .models import Order


def orders_of(programme_id: UUID | None) -> QuerySet[Order]:
    """Every order of a programme, newest first, each with `signature_count`."""
    return (
        Order.objects.filter(programme_id=programme_id)
        .annotate(signature_count=Count("signatures"))
        .order_by("-drafted_at", "-id")
    )


def live_orders(
    programme_id: UUID | None, at: datetime, enables: str | None = None, area_code: str | None = None
) -> QuerySet[Order]:
    """Orders in force at `at`; only those that make `enables` possible, and whose scope holds `area_code`.

    An order without a scope holds everywhere in its programme.
    """
    rows = orders_of(programme_id).filter(
        Q(revoked_at=None) | Q(revoked_at__gt=at),
        reviewed_at__lte=at,
        signature_count__gte=rules.SIGNATURES_NEEDED,
        effective_from__lte=at,
        expires_at__gt=at,
    )
    if enables is not None:
        rows = rows.filter(enables__contains=[enables])
    if area_code is not None:
        inside = Q(scope_area_codes=[])
        for length in range(2, len(area_code) + 1):
            inside |= Q(scope_area_codes__contains=[area_code[:length]])
        rows = rows.filter(inside)
    return rows
