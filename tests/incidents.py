"""Incidents and their mediation, for tests. Everybody is invented."""

from __future__ import annotations

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.mediation import services
from fangxian.mediation.models import Incident
from tests.city import GRID, City

PLACE, WORDS = "浮星桥小区南门", "业主不让住在这里的人进门，要求搬走"
STIGMA = {"kind": "stigma", "target": "medical_staff", "done_to": "barred"}


def mediator(city: City, name: str = "grid") -> Actor:
    return city.actor(name, Purpose.VERIFY_LEAD)


def incident(city: City, *, by: Actor | None = None, at=None, **changes) -> Incident:
    terms = {
        "kind": "neighbours", "area_code": GRID, "place": PLACE, "words": WORDS, "action": "talked_down",
        "occurred_at": at or city.at,
    } | changes  # fmt: skip
    return services.record_incident(programme=city.programme, by=by or mediator(city), at=at or city.at, **terms)


def talked(city: City, one: Incident | None = None, *, at=None, **changes) -> Incident:
    one = one or incident(city)
    terms = {"kind": "visit", "note": "上门听了双方的意见"} | changes
    services.write_step(incident=one, by=mediator(city), at=at or city.at, **terms)
    one.refresh_from_db()
    return one
