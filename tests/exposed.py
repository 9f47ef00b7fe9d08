"""Interviews with places in them, and lists of places made public. Everybody is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection

from fangxian.cases.models import Case, ExposedPlace, InterviewLine
from fangxian.cases.rules.exposed import PublicVisit
from fangxian.cases.services import exposing
from fangxian.cases.services.interviewing import Told, add_line, complete
from fangxian.core.actors.rules import Purpose
from fangxian.publication.models import PlaceList
from fangxian.publication.rules import places as rules
from fangxian.publication.services import places as services
from tests.city import City
from tests.household import a_case, investigator

TOWN, NEXT_TOWN = "330502001", "330521100"


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2020 in city time."""
    return datetime(2020, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


MARKET = Told(kind="market", place="试验市场", area_code=TOWN, from_at=moment(7, 10, 7), until_at=moment(7, 11, 2))


def interviewed(city: City, *lines: Told, case: Case | None = None) -> list[InterviewLine]:
    """A case whose interview is complete: these lines, and at home on every other day."""
    case = case or a_case(city)
    by = investigator(city)
    made = [add_line(case=case, told=line, by=by, at=city.at) for line in lines]
    for day in (6, 7, 8, 9):
        add_line(case=case, told=Told(kind="home", from_at=moment(day, 1)), by=by, at=city.at)
    complete(case=case, by=by, at=city.at)
    return made


def put_forward(city: City, line: InterviewLine, *, area_code: str = TOWN) -> ExposedPlace:
    return exposing.put_forward(
        case=line.interview.case, line_id=line.id, area_code=area_code, by=investigator(city), at=city.at
    )


def proposed(city: City, *, reason: str = "", by: str = "publisher") -> PlaceList:
    return services.propose_places(
        programme=city.programme, reason=reason, by=city.actor(by, Purpose.COMMAND), at=city.at
    )


def confirmed(city: City, place_list: PlaceList, *, by: str = "publisher2") -> PlaceList:
    return services.confirm_places(place_list=place_list, by=city.actor(by, Purpose.COMMAND), at=city.at)


def a_public_list(city: City) -> PlaceList:
    """A public list with one visit that no case of the tests made; the city has its publishers."""
    visits = [PublicVisit(TOWN, "market", moment(8, 10), moment(8, 11))]
    made = PlaceList.objects.create(
        programme=city.programme, version=1, visits=rules.as_json(visits), proposed_at=city.at, confirmed_at=city.at,
        proposed_by=city.posts["publisher"], confirmed_by=city.posts["publisher2"],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_publish_places(%s::uuid)", [made.id])
    return made
