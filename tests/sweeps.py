"""Address lists, rounds and visits for tests, made through the real services; every household is invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.engine.merging import Landed
from fangxian.intake.sources.sweep import services
from fangxian.intake.sources.sweep.models import AddressList, Building, Round, RoundDoor
from fangxian.intake.sources.sweep.rules import doors
from tests.city import GRID, City

BUILDING = "浮星桥小区3幢"
PLACES = "楼栋,单元,房号\n"


def leader(city: City, name: str = "duty") -> Actor:
    return city.actor(name, Purpose.COMMAND)


def worker(city: City, name: str = "grid") -> Actor:
    return city.actor(name, Purpose.RECEIVE_FACTS)


def building(
    city: City, name: str = BUILDING, *, area: str = GRID, units: int = 2, floors: int = 3, each: int = 2,
    kind: str = "building",
) -> Building:  # fmt: skip
    """A building of units × floors × doors on the list; twelve doors unless told otherwise."""
    made = list(doors.doors_of(name, units=units, floors_from=1, floors_to=floors, doors_a_floor=each))
    services.enter_building(
        name=name, kind=kind, area_code=area, addresses=made, programme=city.programme, by=leader(city), at=city.at
    )
    return Building.objects.get(area_code=area, name=doors.plain(name))


def tried(
    city: City, text: str, *, kind: str = "building", area: str = GRID, is_complete: bool = False
) -> AddressList:  # fmt: skip
    return services.try_list(
        content=text.encode(), file_name="清单.csv", kind=kind, area_code=area, is_complete=is_complete,
        programme=city.programme, by=leader(city), at=city.at,
    )  # fmt: skip


def round_over(city: City, *, area: str = GRID, days: int = 7, kinds: tuple[str, ...] = ("building",), **more) -> Round:
    terms = services.Terms("春节返程走访", area, kinds, city.at + timedelta(days=days), plan="社区走访计划", **more)
    return services.open_round(terms=terms, programme=city.programme, by=leader(city), at=city.at)


def sent_round(city: City, name: str = "grid", *, area: str = GRID) -> Round:
    """A round over one building of twelve doors, all of them this worker's."""
    building(city, area=area)
    made = round_over(city, area=area)
    services.split_doors(round_=made, posts=[city.posts[name]], by=leader(city), at=city.at)
    return made


def door(round_: Round, number: str = "101", unit: str = "1") -> RoundDoor:
    return RoundDoor.objects.select_related("door", "building", "round").get(
        round=round_, door__number=number, door__unit=unit
    )


def visit(one: RoundDoor, *, at: datetime, result: str = "answered", **told) -> dict:
    """A visit as a phone sends it."""
    record = {
        "kind": "visit_door", "client_id": str(uuid4()), "device_at": at.isoformat(), "round": str(one.round_id),
        "door": str(one.door_id), "result": result,
    }  # fmt: skip
    return record | ({"told_why": True} if result == "answered" else {}) | told


def stays(name: str = "试验一", phone: str = "13800000001", place: str = "湖北省武汉市", **changes) -> dict:
    """What one person tells of where she was."""
    return {
        "name": name, "phone": phone,
        "stays": [{"place": place, "from": "2020-02-25", "until": "2020-03-05"} | changes],
    }  # fmt: skip


def land(
    city: City, *records: object, name: str = "grid", at: datetime | None = None, ahead_by: timedelta | None = None
) -> list[Landed]:
    return services.land_door_visits(
        records, programme=city.programme, ahead_by=ahead_by or timedelta(), by=worker(city, name),
        at=at or city.at + timedelta(hours=1),
    )  # fmt: skip


def words(landed: list[Landed]) -> list[str]:
    return [one.word.value for one in landed]
