"""Dense places for tests, listed through the real service."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.intake.sources.venue import services
from fangxian.intake.sources.venue.models import Venue
from fangxian.intake.sources.venue.services import VenueTerms
from tests.city import GRID, NEXT_COUNTY_GRID, City


def terms(**changes) -> VenueTerms:
    return VenueTerms(
        **{
            "name": "月河菜市场", "kind": "market", "area_code": GRID, "place": "月河路 3 号", "owner": "月河市场公司",
            "owner_phone": "0572-2398111", "sector": "市场监督管理局", "supervisor": "月河街道办",
            "supervisor_phone": "0572-2398112", "capacity": 200, "opens_at": time(6), "closes_at": time(18),
        }
        | changes
    )  # fmt: skip


def venue(city: City, **changes) -> Venue:
    """A listed place, with its owner's liaison (`market`) and one of the next county (`far_market`) in post."""
    for name, area in (("market", GRID), ("far_market", NEXT_COUNTY_GRID)):
        if name not in city.posts:
            city.post(name, Role.PLACE_LIAISON, area, "月河市场公司", "firm")
    by = city.actor("duty", Purpose.COMMAND)
    return services.list_venue(terms=terms(**changes), programme=city.programme, by=by, at=city.at)


def resident(city: City) -> Actor:
    return Actor(Role.RESIDENT, Purpose.OWN_FILE, city.programme.id)


def counted(city: City, place: Venue, present: int, *, minutes: float = 0, **fields) -> dict:
    """A head-count as a phone sends it."""
    at = (city.at + timedelta(minutes=minutes)).isoformat()
    made = {"kind": "head_count", "client_id": str(uuid4()), "venue": str(place.id), "at": at, "present": present}
    return made | fields


def send(city: City, *records: dict, name: str = "market", minutes: float = 1):
    by = city.actor(name, Purpose.CHECK_AT_POST)
    at = city.at + timedelta(minutes=minutes)
    return services.land_head_counts(records, programme=city.programme, ahead_by=timedelta(0), by=by, at=at)
