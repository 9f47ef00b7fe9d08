"""A gate is opened under an order, edited, reviewed, suspended and closed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders
from fangxian.core.orders.rules import EXPIRED, IN_FORCE
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.intake.sources.gate import queries, rules
from fangxian.intake.sources.gate.models import Gate

RUN = "gates.run"


@dataclass(frozen=True)
class GateTerms:
    """What a gate is. `manager` "" for an estate without a property firm (三无小区)."""

    name: str
    kind: str
    area_code: str
    place: str
    manager: str
    phone: str
    takes_vehicles: bool = False


@transaction.atomic
def open_gate(
    *, terms: GateTerms, order: Order, opens_at: datetime, review_at: datetime, programme: Programme, by: Actor,
    at: datetime,
) -> Gate:  # fmt: skip
    """Open a gate under an order that allows gates. Without one nobody is asked at a door."""
    refuse(why_not_use(RUN, by=by, area_code=terms.area_code))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    is_live = live_orders(programme.id, at, enables="gate").filter(id=order.id).exists()
    scope = order.scope_area_codes
    refuse(
        rules.why_not_open_gate(
            order_state=IN_FORCE if is_live else EXPIRED,
            order_enables=order.enables,
            order_covers=not scope or any(terms.area_code.startswith(code) for code in scope),
            name_is_taken=Gate.objects.filter(programme=programme, name=terms.name).exists(),
        )
    )
    refuse(rules.why_not_review_at(review_at, at=max(at, opens_at), order_ends_at=order.expires_at))
    try:
        with transaction.atomic():
            gate = Gate.objects.create(
                programme=programme, order=order, opened_by_id=by.post_id, opens_at=opens_at, review_at=review_at,
                **asdict(terms),
            )  # fmt: skip
    except IntegrityError as error:  # two officers named one gate at the same moment
        problem = rules.why_not_name(name_is_taken=True)
        assert problem is not None
        raise Refused(problem) from error
    audit.record(
        "intake.gate_opened", on=gate, by=by, at=at, area_code=gate.area_code,
        detail={"order": str(order.id), "is_unmanaged": not gate.manager},
    )  # fmt: skip
    return gate


@transaction.atomic
def edit_gate(*, gate: Gate, terms: GateTerms, by: Actor, at: datetime) -> Gate:
    """Change what a gate is; its area stays, because its counts stand there."""
    refuse(why_not_use(RUN, by=by, area_code=gate.area_code))
    refuse(rules.why_not_change(state=queries.gate_now(gate, at=at).state))
    taken = Gate.objects.filter(programme_id=gate.programme_id, name=terms.name).exclude(id=gate.id).exists()
    refuse(rules.why_not_name(name_is_taken=taken))
    changed = {name: value for name, value in asdict(terms).items() if name != "area_code"}
    return _changed(gate, "intake.gate_edited", by=by, at=at, **changed)


@transaction.atomic
def review_gate(*, gate: Gate, review_at: datetime, by: Actor, at: datetime) -> Gate:
    """Somebody looked whether the gate is still needed: it stands until the next review date."""
    refuse(why_not_use(RUN, by=by, area_code=gate.area_code))
    refuse(rules.why_not_change(state=queries.gate_now(gate, at=at).state))
    refuse(rules.why_not_review_at(review_at, at=at, order_ends_at=gate.order.expires_at))
    return _changed(gate, "intake.gate_reviewed", by=by, at=at, review_at=review_at)


def suspend_gate(*, gate: Gate, by: Actor, at: datetime) -> Gate:
    return _moved(gate, "intake.gate_suspended", by=by, at=at, suspended_from=at)


def resume_gate(*, gate: Gate, by: Actor, at: datetime) -> Gate:
    return _moved(gate, "intake.gate_resumed", by=by, at=at, suspended_from=None)


def close_gate(*, gate: Gate, by: Actor, at: datetime) -> Gate:
    """Close a gate for good; opening again needs an order again."""
    return _moved(gate, "intake.gate_closed", by=by, at=at, closed_at=at)


@transaction.atomic
def _moved(gate: Gate, action: str, *, by: Actor, at: datetime, **fields: Any) -> Gate:
    refuse(why_not_use(RUN, by=by, area_code=gate.area_code))
    refuse(rules.why_not_change(state=queries.gate_now(gate, at=at).state))
    return _changed(gate, action, by=by, at=at, **fields)


def _changed(gate: Gate, action: str, *, by: Actor, at: datetime, **fields: Any) -> Gate:
    for name, value in fields.items():
        setattr(gate, name, value)
    gate.save(update_fields=list(fields))
    audit.record(action, on=gate, by=by, at=at, area_code=gate.area_code)
    return gate
