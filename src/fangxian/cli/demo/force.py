"""The force of the synthetic city: bodies, units, people and posts; and the log-ins that a visitor gets."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.models import Area
from fangxian.core.areas.queries import areas_on
from fangxian.core.audit import services as audit
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Body, Post, Unit, User
from fangxian.core.staff.queries import actor_of
from fangxian.core.staff.services import name_sponsor

from .city import STARTS_ON, TOUR_GRID, TOUR_VILLAGE, City
from .people import People

TOUR_COUNTY, TOUR_TOWN = TOUR_VILLAGE[:6], TOUR_VILLAGE[:9]
COUNTING_TOWN = "330521101"  # of another county, where no order asks for registration
VACANT_SHARE = 0.05
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none of them is taken for another

# staff number -> role, area, body, sector, unit, title: whom the story names. Nobody is real.
NAMED = {
    "duty": (Role.DUTY_OFFICER, "", "湖州市疫情防控指挥部办公室", "command", "值班室", "值班长"),
    "commander": (Role.COMMANDER, "", "湖州市疫情防控指挥部办公室", "command", "综合组", "指挥长"),
    "publisher": (Role.PUBLISHER, "", "湖州市疫情防控指挥部办公室", "command", "宣传组", "发布员"),
    "signatory": (Role.SIGNATORY, "", "湖州市人民政府", "command", "办公室", "签发人"),
    "signatory2": (Role.SIGNATORY, "", "湖州市卫生健康委", "health", "办公室", "签发人"),
    "duty2": (Role.DUTY_OFFICER, "", "湖州市卫生健康委", "health", "应急办", "值班长"),
    "approver": (Role.HEALTH_APPROVER, "", "湖州市卫生健康委", "health", "疾控处", "审批人"),
    "epi": (Role.EPIDEMIOLOGIST, "", "湖州市疾病预防控制中心", "health", "流调组", "流调员"),
    "supervisor": (Role.SUPERVISOR, "", "湖州市督导组", "oversight", "第一督导组", "督导员"),
    "auditor": (Role.AUDITOR, "", "湖州市审计组", "oversight", "审计组", "审计员"),
    "market": (Role.DEPARTMENT_LIAISON, "3305", "湖州市市场监督管理局", "department", "办公室", "部门联络员"),
    "culture": (Role.DEPARTMENT_LIAISON, "3305", "湖州市文化广电旅游局", "department", "市场管理科", "部门联络员"),
    "operator": (Role.HOTLINE_OPERATOR, "", "湖州市12345热线中心（演练）", "command", "话务组", "话务员"),
    "police": (Role.POLICE_LIAISON, "3305", "湖州市公安局", "public_security", "指挥中心", "民警联络员"),
    "checkpoint": (Role.CHECKPOINT_OFFICER, TOUR_COUNTY, "湖州市交通运输局", "transport", "湖州北卡点", "执勤"),
    "assist": (Role.CHECKPOINT_OFFICER, TOUR_COUNTY, "湖州市公安局", "public_security", "湖州北卡点协助组", "协助"),
    "keeper": (Role.GATE_KEEPER, TOUR_GRID, "浮星桥物业（演练）", "firm", "浮星桥小区东门", "门岗值守"),
    "property": (Role.PLACE_LIAISON, TOUR_GRID, "浮星桥物业（演练）", "firm", "浮星桥小区", "物业联络员"),
    "station": (Role.CHECKPOINT_OFFICER, TOUR_COUNTY, "湖州市交通运输局", "transport", "湖州北服务站", "服务"),
    "village_keeper": (Role.GATE_KEEPER, COUNTING_TOWN, "乾元镇村务组（演练）", "community", "东门村口", "门岗值守"),
    "coach": (Role.CHECKPOINT_OFFICER, "330521", "湖州市交通运输局", "transport", "德清客运站卡点", "执勤"),
}  # fmt: skip
# One log-in per role, and those whose view is limited to a county or a town.
LOG_INS = (
    "admin", "duty", "duty2", "commander", "signatory", "signatory2", "epi", "approver", "grid", "health_post",
    "checkpoint", "keeper", "property", "operator", "market", "police", "supervisor", "auditor", "publisher",
    "county_epi",
)  # fmt: skip
_COUNTY_WORDS = {"吴兴区": "区", "南浔区": "区"}


@dataclass
class Force:
    """Who is in post, found by staff number or, for grid workers, by area."""

    programme: Programme
    posts: dict[str, Post] = field(default_factory=dict)
    by_area: dict[str, list[Post]] = field(default_factory=dict)
    vacant_grid_count: int = 0

    def actor(self, username: str, purpose: Purpose) -> Actor:
        return actor_of(self.posts[username], purpose=purpose)

    def workers_at(self, area_code: str) -> list[Post]:
        """Those who work on tasks of exactly this area."""
        return self.by_area.get(area_code, [])

    @classmethod
    def on_record(cls, programme: Programme) -> Force:
        """The force as the database knows it."""
        force = cls(programme)
        rows = Post.objects.filter(programme=programme).select_related("user", "unit__body").order_by("id")
        for post in rows:
            force.posts.setdefault(post.user.username, post)
            if post.role == Role.GRID_WORKER:
                force.by_area.setdefault(post.area_code, []).append(post)
        return force


@transaction.atomic
def raise_force(city: City, grids: Iterable[Area], *, people: People, random: Random, at: datetime) -> Force:
    """Put people in post: the named ones, five counties, every town, and nineteen of twenty grids."""
    drafts = _Drafts(city.programme, people, at=at)
    for username, (role, area, body, sector, unit, title) in NAMED.items():
        drafts.add(username, role, area_code=area, body=body, sector=sector, unit=unit, title=title)
    places = {area.code: area.name for area in areas_on(STARTS_ON, programme_id=city.programme.id)}
    for code, name in places.items():
        if len(code) == 6:
            _add_county(drafts, code, name)
        elif len(code) == 9:
            _add_town(drafts, code, name)
    vacant = 0
    for grid in grids:
        if grid.code != TOUR_GRID and random.random() < VACANT_SHARE:
            vacant += 1
            continue
        username = "grid" if grid.code == TOUR_GRID else f"w{grid.code[4:]}"
        town = places[grid.code[:9]]
        drafts.add(username, Role.GRID_WORKER, area_code=grid.code, body=_office_of(town), sector="community",
                   unit=f"{town}网格组", unit_area=grid.code[:9], title="网格员")  # fmt: skip
    drafts.write()
    audit.record("staff.imported", by=city.founder(), at=at, on_kind="staff.Post", on_id=city.programme.id,
                 count=len(drafts.posts))  # fmt: skip
    force = Force.on_record(city.programme)
    force.vacant_grid_count = vacant
    return force


def name_leaders(city: City, force: Force, *, at: datetime) -> int:
    """Name who answers for each county, each town and the two posts (分片包保); returns how many."""
    by, count = city.founder(), 0
    for username, post in force.posts.items():
        if username.startswith(("leader", "town")) or username == "county_leader":
            name_sponsor(leader=post.user, function=post.title, kind="area", area_code=post.area_code, target="",
                         by=by, at=at)  # fmt: skip
            count += 1
    for username, area, post_name in (("checkpoint", TOUR_COUNTY, "湖州北"), ("coach", "330521", "德清客运站")):
        name_sponsor(leader=force.posts[username].user, function="卡点负责人", kind="post", area_code=area,
                     target=post_name, by=by, at=at)  # fmt: skip
        count += 1
    return count


def open_log_ins(*, password: str) -> None:
    """Give the log-ins of the demonstration their password. All others cannot sign in."""
    # one hash for all: hashing is slow on purpose, and the password is one and the same
    hashed = make_password(password)
    users = User.objects.filter(username__in=LOG_INS)
    users.update(password=hashed, must_change_password=False)


def log_ins_of(force: Force) -> list[Post]:
    """The posts of the log-ins, in the order in which they are told."""
    return [force.posts[username] for username in LOG_INS if username in force.posts]


def new_password() -> str:
    """A password in groups of four that can be typed from a screen."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(12))
    return "-".join(signs[i : i + 4] for i in range(0, 12, 4))


def _add_county(drafts: _Drafts, code: str, name: str) -> None:
    is_tour = code == TOUR_COUNTY
    center, commission = f"{name}疾病预防控制中心", f"{name}卫生健康局"
    drafts.add("county_epi" if is_tour else f"epi{code}", Role.EPIDEMIOLOGIST, area_code=code, body=center,
               sector="health", unit="流调组", title="流调员")  # fmt: skip
    drafts.add(f"duty{code}", Role.DUTY_OFFICER, area_code=code, body=center, sector="health", unit="值班室",
               title="值班员")  # fmt: skip
    drafts.add(f"approver{code}", Role.HEALTH_APPROVER, area_code=code, body=commission, sector="health", unit="疾控科",
               title="审批人")  # fmt: skip
    leader = "区长" if name.endswith("区") else "县长"
    drafts.add(f"leader{code}", Role.COMMANDER, area_code=code, body=f"{name}人民政府", sector="command",
               unit="指挥部", title=leader)  # fmt: skip


def _add_town(drafts: _Drafts, code: str, name: str) -> None:
    drafts.add(f"town{code[4:]}", Role.DUTY_OFFICER, area_code=code, body=_office_of(name), sector="community",
               unit=f"{name}防控专班", title="包片干部")  # fmt: skip
    for number in (1, 2):
        is_tour = code == TOUR_TOWN and number == 1
        drafts.add("health_post" if is_tour else f"h{code[4:]}{number}", Role.GRID_WORKER, area_code=code,
                   body=f"{name}社区卫生服务中心", sector="health", unit=f"{name}卫生站", title="社区医生")  # fmt: skip


def _office_of(town: str) -> str:
    return f"{town}办事处" if town.endswith("街道") else f"{town}人民政府"


class _Drafts:
    """Posts with their people, units and bodies, written all at once: the city has more than fifteen hundred."""

    def __init__(self, programme: Programme, people: People, *, at: datetime):
        self._programme, self._people, self._at = programme, people, at
        self._bodies = {body.name: body for body in Body.objects.filter(programme=programme)}
        self._units = {
            (unit.body.name, unit.name): unit
            for unit in Unit.objects.filter(programme=programme).select_related("body")
        }
        self._users: list[User] = []
        self.posts: list[Post] = []
        self._known = {*self._bodies.values(), *self._units.values()}
        self._no_password = make_password(None)

    def add(
        self, username: str, role: Role, *, area_code: str, body: str, sector: str, unit: str, title: str,
        unit_area: str | None = None,
    ) -> None:  # fmt: skip
        employer = self._bodies.setdefault(body, Body(programme=self._programme, name=body, sector=sector))
        place = area_code if unit_area is None else unit_area
        team = self._units.setdefault(
            (body, unit), Unit(programme=self._programme, body=employer, name=unit, area_code=place)
        )
        user = User(username=username, full_name=self._people.name(), phone=self._people.phone(),
                    password=self._no_password)  # fmt: skip
        self._users.append(user)
        self.posts.append(
            Post(programme=self._programme, user=user, unit=team, role=role, title=title, area_code=area_code,
                 starts_at=self._at)
        )  # fmt: skip

    def write(self) -> None:
        Body.objects.bulk_create(body for body in self._bodies.values() if body not in self._known)
        Unit.objects.bulk_create(unit for unit in self._units.values() if unit not in self._known)
        User.objects.bulk_create(self._users, batch_size=500)
        Post.objects.bulk_create(self.posts, batch_size=500)
