"""Requests to the hotline for tests, made through the real services; every caller is invented."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import ServiceRequest
from tests.city import GRID, City

PLACE = "东街棋牌室"
TIP = "东街棋牌室还在营业，门口停了很多电瓶车"


def operator(city: City, name: str = "duty") -> Actor:
    return city.actor(name, Purpose.RECEIVE_FACTS)


def caller(city: City) -> Actor:
    return Actor(role=Role.RESIDENT, purpose=Purpose.RECEIVE_FACTS, programme_id=city.programme.id)


def told(**changes: Any) -> services.Told:
    return services.Told(**({"text": TIP, "service": "open_venue", "area_code": GRID, "place": PLACE} | changes))


def received(city: City, *, channel: str = "phone", by: Actor | None = None, at=None, send=False, **changes: Any):
    return services.receive(
        told=told(**changes), channel=channel, client_id=uuid4(), programme=city.programme, by=by or operator(city),
        at=at or city.at, send=send,
    )  # fmt: skip


def request(city: City, **changes: Any) -> ServiceRequest:
    return received(city, **changes).request


def again(one: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.select_related("duplicate_of").get(id=one.id)
