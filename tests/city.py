"""A small synthetic city for tests: two counties, a few grids, one person per post.

Everybody is invented. Codes are Huzhou's, because real codes have real shapes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.models import Area
from fangxian.core.areas.rules import level_of
from fangxian.core.privacy.services import make_keys
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Body, Post, Unit, User
from fangxian.core.staff.queries import actor_of

AT = datetime(2020, 3, 10, 1, 0, tzinfo=UTC)  # 09:00 in the city
GRID = "33050200100501"  # a staffed grid of Wuxing
OTHER_GRID = "33050200100502"  # a staffed grid of the same village
VACANT_GRID = "33050200100503"  # nobody is in post here
NEXT_COUNTY_GRID = "33052110000101"  # a staffed grid of Deqing
AREAS = {
    "33": "浙江省",
    "3305": "湖州市",
    "330502": "吴兴区",
    "330502001": "月河街道",
    "330502001005": "浮星桥社区",
    GRID: "第一网格",
    OTHER_GRID: "第二网格",
    VACANT_GRID: "第三网格",
    "330521": "德清县",
    "330521100": "新市镇",
    "330521100001": "东安社区",
    NEXT_COUNTY_GRID: "第一网格",
}


# staff number: role, area, employing body, its sector
STAFF = {
    "admin": (Role.ADMINISTRATOR, "", "指挥部办公室", "command"),
    "signatory": (Role.SIGNATORY, "", "市政府", "command"),
    "signatory2": (Role.SIGNATORY, "", "卫生健康委", "health"),
    "duty": (Role.DUTY_OFFICER, "", "指挥部办公室", "command"),
    "duty2": (Role.DUTY_OFFICER, "", "卫生健康委", "health"),
    "epi": (Role.EPIDEMIOLOGIST, "", "疾控中心", "health"),
    "approver": (Role.HEALTH_APPROVER, "", "卫生健康委", "health"),
    "commander": (Role.COMMANDER, "", "指挥部办公室", "command"),
    "supervisor": (Role.SUPERVISOR, "", "督导组", "oversight"),
    "auditor": (Role.AUDITOR, "", "审计组", "oversight"),
    "checkpoint": (Role.CHECKPOINT_OFFICER, "330502", "交通局", "transport"),
    "grid": (Role.GRID_WORKER, GRID, "月河街道办", "community"),
    "grid2": (Role.GRID_WORKER, OTHER_GRID, "月河街道办", "community"),
    "post_worker": (Role.GRID_WORKER, "330502001", "月河卫生站", "health"),
    "next": (Role.GRID_WORKER, NEXT_COUNTY_GRID, "新市镇政府", "community"),
}
PASSWORD = "correct horse battery"
IN_POST_SINCE = datetime(2020, 1, 20, tzinfo=UTC)


@dataclass
class City:
    """The programme, its bodies and one user per staff number."""

    programme: Programme
    at: datetime = AT
    bodies: dict[str, Body] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def post(self, username: str, role: Role, area_code: str, body: str, sector: str = "health") -> Post:
        """Put somebody in post; her body and unit are made if they are new."""
        if body not in self.bodies:
            self.bodies[body] = Body.objects.create(programme=self.programme, name=body, sector=sector)
        unit, _ = Unit.objects.get_or_create(
            programme=self.programme, body=self.bodies[body], name=f"{body} {area_code}", area_code=area_code
        )
        user = User.objects.create_user(username, PASSWORD, full_name=f"Synthetic {username}")
        self.posts[username] = Post.objects.create(
            programme=self.programme,
            user=user,
            unit=unit,
            role=role,
            area_code=area_code,
            starts_at=IN_POST_SINCE,
        )
        return self.posts[username]

    def actor(self, username: str, purpose: Purpose) -> Actor:
        return actor_of(self.posts[username], purpose=purpose)


def found_city() -> City:
    """A programme with keys, areas, and staff:

    admin, duty, duty2 (another body), epi (CDC), approver (health commission), commander,
    supervisor, auditor, signatory and signatory2, checkpoint: for the whole city;
    grid (GRID), grid2 (OTHER_GRID), post_worker (the street's health post, 330502001),
    next (NEXT_COUNTY_GRID).
    """
    programme = Programme.objects.create(
        name="湖州演练", city_name="湖州市", disease_name="新型冠状病毒肺炎", disease_code="U07.1",
        area_codes=["3305"], starts_on=date(2020, 1, 21), review_on=date(2020, 4, 1), is_demonstration=True,
    )  # fmt: skip
    make_keys(programme_id=programme.id, at=AT)
    Area.objects.bulk_create(
        Area(programme=programme, code=code, name=name, level=level_of(code) or "", valid_from=date(2019, 1, 1))
        for code, name in AREAS.items()
    )
    city = City(programme)
    _put_in_post(city)
    return city


def _put_in_post(city: City) -> None:
    """Everybody of STAFF at once: half of the tests found a city, and one by one it took most of their time."""
    programme = city.programme
    names = {body: sector for _, _, body, sector in STAFF.values()}
    bodies = Body.objects.bulk_create(Body(programme=programme, name=n, sector=s) for n, s in names.items())
    city.bodies = {body.name: body for body in bodies}
    places = dict.fromkeys((body, area) for _, area, body, _ in STAFF.values())
    made = Unit.objects.bulk_create(
        Unit(programme=programme, body=city.bodies[body], name=f"{body} {area}", area_code=area)
        for body, area in places
    )
    units = dict(zip(places, made, strict=True))
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(username=username, password=password, full_name=f"Synthetic {username}") for username in STAFF
    )
    posts = Post.objects.bulk_create(
        Post(programme=programme, user=user, unit=units[body, area], role=role, area_code=area, starts_at=IN_POST_SINCE)
        for user, (role, area, body, _) in zip(users, STAFF.values(), strict=True)
    )
    city.posts = dict(zip(STAFF, posts, strict=True))
