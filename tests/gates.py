"""Gates and what keepers' phones send, for tests, made through the real services."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.orders.models import Order
from fangxian.intake.sources.gate import services
from fangxian.intake.sources.gate.models import Gate
from fangxian.intake.sources.gate.services import GateTerms
from tests.city import GRID, NEXT_COUNTY_GRID, City
from tests.posts import order


def terms(**changes) -> GateTerms:
    return GateTerms(
        **{
            "name": "浮星桥东门", "kind": "estate", "area_code": GRID, "place": "浮星路 12 号", "manager": "浮星物业",
            "phone": "0572-2398110",
        }
        | changes
    )  # fmt: skip


def gate(city: City, *, under: Order | None = None, review_in: float = 7, **changes) -> Gate:
    """An open gate, with a keeper (`keeper`), a keeper of the next county (`far_keeper`) and a liaison in post."""
    for name, role, area in (
        ("keeper", Role.GATE_KEEPER, GRID), ("far_keeper", Role.GATE_KEEPER, NEXT_COUNTY_GRID),
        ("liaison_of_place", Role.PLACE_LIAISON, GRID),
    ):  # fmt: skip
        if name not in city.posts:
            city.post(name, role, area, "浮星物业", "firm")
    return services.open_gate(
        terms=terms(**changes), order=under or order(city, "gate"), opens_at=city.at,
        review_at=city.at + timedelta(days=review_in), programme=city.programme,
        by=city.actor("duty", Purpose.COMMAND), at=city.at,
    )  # fmt: skip


def keeper(city: City, name: str = "keeper"):
    return city.actor(name, Purpose.CHECK_AT_POST)


def passed(city: City, at_gate: Gate, *, minutes: float = 0, **fields) -> dict:
    """A passage as a phone sends it."""
    made = {
        "kind": "passage", "client_id": str(uuid4()), "gate": str(at_gate.id), "verdict": "PASS", "way": "known",
        "class": "resident", "direction": "in", "at": (city.at + timedelta(minutes=minutes)).isoformat(),
    }  # fmt: skip
    return made | fields


def send(city: City, *records: dict, name: str = "keeper", minutes: float = 1, ahead_by: timedelta = timedelta(0)):
    return services.land_passages(
        records, programme=city.programme, ahead_by=ahead_by, by=keeper(city, name),
        at=city.at + timedelta(minutes=minutes),
    )  # fmt: skip


PHONE = {"kind": "phone", "value": "13800138000"}
