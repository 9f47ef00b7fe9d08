"""Orders in force, and those that end soon (F01)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fangxian.briefing.rules import Board, Column, Figure, Kind, Scope, moment, plain
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import said

SOON = timedelta(days=3)
COLUMNS = (
    plain(said("Number"), "number"),
    plain(said("Title"), "title"),
    plain(said("Issued by"), "issuer"),
    moment(said("In force from"), "effective_from"),
    moment(said("Ends"), "expires_at"),
    Column(said("Fictional"), lambda order: "✓" if order.is_fictional else ""),
)


def in_force(scope: Scope) -> QuerySet[Any]:
    return live_orders(programme_id=scope.programme_id, at=scope.end).order_by("expires_at", "id")


def ending(scope: Scope) -> QuerySet[Any]:
    """In force at the end of the time and ending within three days of it."""
    return in_force(scope).filter(expires_at__lte=scope.end + SOON)


def figure(key: str, label: str, definition: str, rows: Any) -> Figure:
    return Figure(
        key,
        label,
        definition,
        Kind.STOCK,
        rows,
        COLUMNS,
        link=lambda order: reverse("orders:order", args=[order.id]),
        link_power="briefing.see",
    )


BOARD = Board(
    key="orders",
    function="F01",
    title=said("Orders"),
    line=None,
    figures=(
        figure("orders_in_force", said("Orders in force"), said("Signed by two, begun and not ended."), in_force),
        figure("orders_ending", said("Ending within 3 days"), said("Orders that lapse unless reviewed."), ending),
    ),
)
