"""Gates with their state, who keeps them, and what was counted there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Actor
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders, orders_with_signatures
from fangxian.core.orders.rules import SIGNATURES_NEEDED
from fangxian.engine.pulling import NoSuchPlace, Page

from . import rules
from .models import Gate, GateCount, GatePassage, KeeperShift, WrongRefusal

# What is counted, as the figures of F18 name it.
FIGURES = {
    "persons": Coalesce(Sum("person_count"), 0),
    "vehicles": Coalesce(Sum("vehicle_count"), 0),
    "asks": Count("id", filter=Q(verdict=rules.ASK_DUTY)),
    "unanswered": Count("id", filter=Q(verdict=rules.ASK_DUTY, outcome="")),
    "emergencies": Count("id", filter=Q(verdict=rules.EMERGENCY_PASS)),
}
UNKEPT_AFTER = timedelta(hours=24)  # an open gate without a keeper for so long is to be staffed


@dataclass(frozen=True)
class GateNow:
    """A gate with its state at one moment."""

    gate: Gate
    state: str


def gates_of(by: Actor) -> QuerySet[Gate]:
    """The gates in the reader's area, by name."""
    return (
        Gate.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("order")
        .order_by("name", "id")
    )


def gates_with_ids(ids: Iterable[UUID], *, programme_id: UUID) -> QuerySet[Gate]:
    return Gate.objects.filter(programme_id=programme_id, id__in=list(ids)).order_by("name", "id")


def gate_of(by: Actor, gate_id: UUID) -> Gate | None:
    return gates_of(by).filter(id=gate_id).first()


def public_gate(gate_id: UUID, *, programme_id: UUID) -> Gate | None:
    """A gate by the code on its poster; gates are public."""
    return Gate.objects.filter(programme_id=programme_id, id=gate_id).select_related("order").first()


def with_states(gates: Iterable[Gate], *, programme_id: UUID, at: datetime) -> list[GateNow]:
    """Each gate with its state at `at`."""
    live = {order.id for order in live_orders(programme_id, at, enables="gate")}
    return [GateNow(gate, _state(gate, order_is_live=gate.order_id in live, at=at)) for gate in gates]


def gate_now(gate: Gate, *, at: datetime) -> GateNow:
    (now,) = with_states([gate], programme_id=gate.programme_id, at=at)
    return now


def state_when(gate: Gate, *, at: datetime) -> str:
    """The state that a gate had at `at`, from what is known of it and its order today."""
    return _state(gate, order_is_live=gate.order.effective_from <= at < _order_ends_at(gate.order), at=at)


def open_gates(programme_id: UUID, *, at: datetime) -> list[GateNow]:
    """The gates where somebody is asked now: a public list."""
    gates = Gate.objects.filter(programme_id=programme_id).select_related("order").order_by("area_code", "name")
    return [now for now in with_states(gates, programme_id=programme_id, at=at) if now.state == rules.OPEN]


def rows_for_keeper(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """The gates of a keeper's area as her phone keeps them; they speak of nobody.

    state            at `at`; the times tell the phone when it changes by itself
    registers_until  until when passages are recorded one by one here; null: this gate only counts
    """
    gates = gates_of(by).order_by("id")
    if after:
        gates = gates.filter(id__gt=_id(after))
    found = list(gates[: limit + 1])
    registration = Registration(by.programme_id)  # type: ignore[arg-type]
    rows = [
        _for_phone(now, registration.order_at(now.gate.area_code, at=at))
        for now in with_states(found[:limit], programme_id=by.programme_id, at=at)  # type: ignore[arg-type]
    ]
    return Page(rows, rows[-1]["id"] if len(found) > limit else None)


def _for_phone(now: GateNow, order: Order | None) -> dict[str, Any]:
    gate = now.gate
    return {
        "kind": "gate", "id": str(gate.id), "gone": now.state == rules.CLOSED, "name": gate.name,
        "gate_kind": gate.kind, "area_code": gate.area_code, "place": gate.place, "phone": gate.phone,
        "takes_vehicles": gate.takes_vehicles, "state": now.state, "opens_at": gate.opens_at.isoformat(),
        "review_at": gate.review_at.isoformat(),
        "suspended_from": gate.suspended_from.isoformat() if gate.suspended_from else None,
        "closed_at": gate.closed_at.isoformat() if gate.closed_at else None,
        "order": gate.order.number, "order_ends_at": _order_ends_at(gate.order).isoformat(),
        "registers_until": order.expires_at.isoformat() if order is not None else None,
    }  # fmt: skip


def _order_ends_at(order: Order) -> datetime:
    return min(moment for moment in (order.expires_at, order.revoked_at) if moment is not None)


def _id(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError as error:
        raise NoSuchPlace(after) from error


def _state(gate: Gate, *, order_is_live: bool, at: datetime) -> str:
    return rules.state_at(
        order_is_live=order_is_live, opens_at=gate.opens_at, review_at=gate.review_at,
        suspended_from=gate.suspended_from, closed_at=gate.closed_at, at=at,
    )  # fmt: skip


class Registration:
    """Under which order a gate registered passages at a moment; the orders are asked once per programme."""

    def __init__(self, programme_id: UUID) -> None:
        signed = orders_with_signatures(programme_id=programme_id).filter(signature_count__gte=SIGNATURES_NEEDED)
        self._orders: list[Order] = list(
            signed.filter(reviewed_at__isnull=False, enables__contains=["registration"]).order_by("number")
        )

    def order_at(self, area_code: str, *, at: datetime) -> Order | None:
        """The order in force in this area at `at`; None: the gate only counts (O1)."""
        return next((order for order in self._orders if _holds(order, area_code, at=at)), None)


def _holds(order: Order, area_code: str, *, at: datetime) -> bool:
    """Whether a signed order holds here at a moment; one that was signed afterwards did not hold before."""
    if max(order.reviewed_at, order.signed_at) > at:  # type: ignore[attr-defined]
        return False
    scope = order.scope_area_codes
    covers = not scope or any(area_code.startswith(code) for code in scope)
    is_over = order.revoked_at is not None and order.revoked_at <= at
    return covers and not is_over and order.effective_from <= at < order.expires_at


def registration_order(gate: Gate, *, at: datetime) -> Order | None:
    """The live order under which this gate records each passage; None: it counts only (O1)."""
    return live_orders(gate.programme_id, at, enables="registration", area_code=gate.area_code).first()


def counts(programme_id: UUID) -> QuerySet[GateCount]:
    """What was counted and not taken back."""
    return GateCount.objects.filter(programme_id=programme_id, undone_at=None)


def count_of(by: Actor, count_id: UUID) -> GateCount | None:
    """One count in the reader's area."""
    return counts(by.programme_id).filter(area_code__startswith=by.area_code, id=count_id).first()  # type: ignore[arg-type]


def asks_of(gate: Gate, *, day: date, limit: int = 50) -> list[GateCount]:
    """The asks of a city day, those without an answer first, then the newest."""
    rows = counts(gate.programme_id).filter(gate=gate, city_day=day, verdict=rules.ASK_DUTY)
    return sorted(rows.order_by("-occurred_at")[:limit], key=lambda row: row.outcome != "")


def figures_by_hour(gate: Gate, *, day: date) -> list[Any]:
    """The figures of one gate and city day: one row per hour in which anybody passed."""
    rows = counts(gate.programme_id).filter(gate=gate, city_day=day)
    return list(rows.values("city_hour").order_by("city_hour").annotate(**FIGURES))


def figures_by_class(gate: Gate, *, day: date) -> list[Any]:
    """How many of each class went in and out on a city day."""
    rows = counts(gate.programme_id).filter(gate=gate, city_day=day).exclude(visit_class="")
    return list(
        rows.values("visit_class").order_by("visit_class").annotate(
            went_in=Coalesce(Sum("person_count", filter=Q(direction="in")), 0),
            went_out=Coalesce(Sum("person_count", filter=Q(direction="out")), 0),
        )
    )  # fmt: skip


def figures_of_day(by: Actor, *, day: date) -> dict[UUID, Any]:
    """The figures of each gate of the reader's area on a city day, by gate; a gate without a count is absent."""
    rows = counts(by.programme_id).filter(area_code__startswith=by.area_code, city_day=day)  # type: ignore[arg-type]
    return {row["gate_id"]: row for row in rows.values("gate_id").order_by("gate_id").annotate(**FIGURES)}


def open_refusals(gate: Gate) -> list[WrongRefusal]:
    """Reports of wrong refusals that nobody has settled, the newest first."""
    return list(WrongRefusal.objects.filter(gate=gate, settled_at=None).order_by("-reported_at", "-id")[:50])


def refusals(programme_id: UUID) -> QuerySet[WrongRefusal]:
    return WrongRefusal.objects.filter(programme_id=programme_id)


def public_report(number: str, *, programme_id: UUID) -> WrongRefusal | None:
    """A report by its number, as whoever made it kept it."""
    return refusals(programme_id).filter(number=number).select_related("gate").first()


def keepers_at(gates: Sequence[Gate], *, at: datetime) -> dict[UUID, int]:
    """How many keepers are on duty at each gate at `at`."""
    rows = KeeperShift.objects.filter(gate__in=gates, started_at__lte=at).filter(Q(ended_at=None) | Q(ended_at__gt=at))
    return dict(rows.values_list("gate_id").annotate(Count("id")))


def unkept(gates: Sequence[Gate], *, at: datetime) -> set[UUID]:
    """Those of these gates that no keeper has kept in the last day."""
    rows = KeeperShift.objects.filter(gate__in=gates).filter(Q(ended_at=None) | Q(ended_at__gt=at - UNKEPT_AFTER))
    return {gate.id for gate in gates} - set(rows.values_list("gate_id", flat=True))


def passages_by_index(
    indexes: Iterable[bytes], *, programme_id: UUID, person_id: UUID | None = None
) -> QuerySet[GatePassage]:
    """Passages of one person by the keyed hashes of what she may have shown. Only a trace asks (cases.tracing)."""
    found = Q(subject_index__in=list(indexes))
    if person_id is not None:
        found |= Q(person_id=person_id)
    rows = GatePassage.objects.filter(found, programme_id=programme_id, counted__undone_at=None)
    return rows.select_related("gate").order_by("passed_at", "id")


def passages_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[GatePassage]:
    """Where codes of hers were shown at gates: for her own page; nobody else reads them (O1)."""
    rows = GatePassage.objects.filter(programme_id=programme_id, person_id=person_id, counted__undone_at=None)
    return rows.select_related("gate", "counted").order_by("passed_at", "id")


def refusal_of(by: Actor, refusal_id: UUID) -> WrongRefusal | None:
    """A report of a wrong refusal in the reader's area."""
    return refusals(by.programme_id).filter(area_code__startswith=by.area_code, id=refusal_id).first()  # type: ignore[arg-type]
