"""The synthetic Huzhou: its programme, its real divisions, and the grids that they are divided into."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.models import Area
from fangxian.core.areas.queries import areas_on
from fangxian.core.areas.rules import grid_latin
from fangxian.core.areas.services import load_part, parts_to_load
from fangxian.core.audit import services as audit
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import actor_of
from fangxian.core.staff.rules import Appointment
from fangxian.core.staff.services import found_programme

CITY_CODE = "3305"
STARTS_ON, REVIEW_ON = date(2020, 1, 21), date(2020, 4, 1)  # S3: the command ran from 21 January
# The grid of the household that the tour follows; somebody is always in post there.
TOUR_VILLAGE = "330502001005"
TOUR_GRID = f"{TOUR_VILLAGE}01"
_EVERY_NTH_IS_LARGE = 12  # villages that are divided in two grids
_NUMERALS = "零一二"  # as lists write them: a digit in an address begins the house number


@dataclass(frozen=True)
class City:
    """The programme and its first administrator."""

    programme: Programme
    administrator: Post

    def founder(self) -> Actor:
        return actor_of(self.administrator, purpose=Purpose.ADMINISTER)


def found_city(*, administrator_name: str, only_counties: tuple[str, ...] = (), at: datetime) -> City:
    """Found the programme and load the divisions of its counties, down to the village, and their grids.

    only_counties  load just these; all of them if empty
    """
    programme, _ = found_programme(
        name="湖州市新冠肺炎疫情联防联控（演练）",
        city_name="湖州市",
        disease_name="新型冠状病毒肺炎",
        disease_code="U07.1",
        area_codes=[CITY_CODE],
        starts_on=STARTS_ON,
        review_on=REVIEW_ON,
        administrator=Appointment(
            staff_no="admin", full_name=administrator_name, phone="", body="湖州市疫情防控指挥部办公室",
            sector="command", unit="综合组", role=Role.ADMINISTRATOR, area_code="", title="系统管理员",
            starts_on=STARTS_ON, ends_on=None,
        ),
        is_demonstration=True,
        by=Actor(role=Role.ADMINISTRATOR, purpose=Purpose.ADMINISTER, programme_id=None),
        at=at,
    )  # fmt: skip
    city = City(programme, Post.objects.select_related("unit").get(programme=programme, role=Role.ADMINISTRATOR))
    for part in parts_to_load(programme, day=STARTS_ON):
        if not only_counties or part in only_counties:
            load_part(programme=programme, part=part, finest="village", by=city.founder(), at=at)
    return city


@transaction.atomic
def divide_into_grids(city: City, *, random: Random, at: datetime) -> list[Area]:
    """Give every village one grid and every twelfth two; households and residents are invented."""
    villages = areas_on(STARTS_ON, programme_id=city.programme.id).filter(level="village").order_by("code")
    grids: dict[str, list[Area]] = defaultdict(list)
    for position, village in enumerate(villages):
        wanted = 2 if village.code == TOUR_VILLAGE or position % _EVERY_NTH_IS_LARGE == 0 else 1
        grids[village.code[:6]] += [_grid(village, number, random) for number in range(1, wanted + 1)]
    for county, inside in grids.items():
        Area.objects.bulk_create(inside, batch_size=1000)
        audit.record(
            "areas.grids_added", by=city.founder(), at=at, on_kind="areas.Area", on_id=county, area_code=county,
            count=len(inside),
        )  # fmt: skip
    return [grid for inside in grids.values() for grid in inside]


def _grid(village: Area, number: int, random: Random) -> Area:
    code = f"{village.code}{number:02d}"
    households = random.randint(140, 460)
    return Area(
        programme_id=village.programme_id, code=code, name=f"第{_NUMERALS[number]}网格",
        name_latin=grid_latin(code), level="grid",
        valid_from=STARTS_ON, households=households, population=round(households * random.uniform(2.4, 3.2)),
    )  # fmt: skip
