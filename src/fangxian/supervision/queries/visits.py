"""Visits as each reader may see them, teams, and which places nobody has visited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.supervision.models import Draw, Inspection, Team, TeamMember
from fangxian.supervision.rules import inspections, words
from fangxian.supervision.rules.drawing import Target

from .signs import last_visits
from .targets import targets

INSPECTING_ROLES = (Role.SUPERVISOR, Role.AUDITOR, Role.DUTY_OFFICER, Role.EPIDEMIOLOGIST)


def teams_of(by: Actor) -> QuerySet[Team]:
    """The teams of the reader's area, the standing ones first."""
    rows = Team.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    members = "members__post__unit__body"
    return rows.select_related("leader__user").prefetch_related(members, "members__post__user").order_by(
        "-ended_at", "name"
    )  # fmt: skip


def standing_teams(by: Actor) -> QuerySet[Team]:
    return teams_of(by).filter(ended_at=None).order_by("name")


def team_of(by: Actor, team_id: UUID) -> Team | None:
    return teams_of(by).filter(id=team_id).first()


def possible_members(by: Actor, *, at: datetime) -> list[Post]:
    """Who may be in a team of the reader's area: people in a post that inspects, of any body."""
    rows = posts_held(at=at).filter(programme_id=by.programme_id, role__in=INSPECTING_ROLES)
    return list(rows.filter(area_code__startswith=by.area_code).order_by("unit__body__name", "user__full_name", "id"))


def bodies_of(team: Team) -> set[UUID]:
    return {member.post.unit.body_id for member in team.members.all()}


def is_member(inspection: Inspection, *, by: Actor) -> bool:
    return TeamMember.objects.filter(team_id=inspection.team_id, post_id=by.post_id).exists()


def _with_all(rows: QuerySet[Inspection]) -> QuerySet[Inspection]:
    return rows.select_related("team__leader__user", "owner_unit__body", "programme").prefetch_related(
        "team__members__post__unit__body", "team__members__post__user"
    )


def visible(by: Actor) -> QuerySet[Inspection]:
    """Visits that the reader may know of (the rule `why_not_see`, as one query)."""
    mine = Q(team__in=TeamMember.objects.filter(post_id=by.post_id).values("team"))
    rows = Inspection.objects.filter(programme_id=by.programme_id)
    if not by.can("supervision.see"):
        return rows.filter(mine)
    in_area = Q(area_code__startswith=by.area_code)
    known = Q(is_announced=True) | Q(begun_at__isnull=False)
    if by.can("supervision.plan"):
        known |= Q(owner_unit=None) | ~Q(owner_unit__body_id=by.body_id)
    return rows.filter(mine | (in_area & known))


def inspection_of(by: Actor, inspection_id: UUID) -> Inspection | None:
    return _with_all(visible(by)).filter(id=inspection_id).first()


def mine(by: Actor) -> QuerySet[Inspection]:
    """The visits of the reader's teams."""
    rows = Inspection.objects.filter(team__in=TeamMember.objects.filter(post_id=by.post_id).values("team"))
    return _with_all(rows.filter(programme_id=by.programme_id))


def my_day(by: Actor, *, today: date) -> list[Inspection]:
    """What the reader is to visit today or should have visited, where she is first."""
    rows = mine(by).filter(ended_at=None, cancelled_at=None, planned_on__lte=today)
    return list(rows.order_by("-begun_at", "planned_on", "area_code", "target_name", "id")[:100])


def my_next(by: Actor, *, today: date) -> list[Inspection]:
    rows = mine(by).filter(begun_at=None, cancelled_at=None, planned_on__gt=today)
    return list(rows.order_by("planned_on", "area_code", "target_name", "id")[:20])


def visits(by: Actor, *, state: str = "") -> QuerySet[Inspection]:
    """Visits that the reader may know of, the newest plan first."""
    rows = _with_all(visible(by))
    if state == inspections.PLANNED:
        rows = rows.filter(begun_at=None, cancelled_at=None)
    elif state == inspections.BEGUN:
        rows = rows.filter(begun_at__isnull=False, ended_at=None)
    elif state == inspections.ENDED:
        rows = rows.filter(ended_at__isnull=False)
    elif state == inspections.CANCELLED:
        rows = rows.filter(cancelled_at__isnull=False)
    return rows.order_by("-planned_on", "-planned_at", "id")


def announced_to(by: Actor) -> list[Inspection]:
    """Visits to the reader's own unit that she may know of: announced, or begun. The coming ones first."""
    rows = Inspection.objects.filter(programme_id=by.programme_id, owner_unit_id=by.unit_id, cancelled_at=None)
    rows = rows.filter(Q(is_announced=True) | Q(begun_at__isnull=False))
    return list(rows.select_related("team").order_by("-planned_on", "-id")[:20])


def ended_on(by: Actor, *, first: datetime, until: datetime) -> QuerySet[Inspection]:
    """Visits that ended in [first, until), for the report of a day."""
    rows = _with_all(visible(by)).filter(ended_at__gte=first, ended_at__lt=until)
    return rows.order_by("area_code", "ended_at", "id")


def draws_of(by: Actor) -> QuerySet[Draw]:
    rows = Draw.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.select_related("drawn_by__user").defer("candidates").order_by("-drawn_at", "-id")


def draw_of(by: Actor, draw_id: UUID) -> Draw | None:
    return draws_of(by).defer(None).filter(id=draw_id).first()


@dataclass(frozen=True)
class Seen:
    """A place with when it was last visited; None: never."""

    target: Target
    last_at: datetime | None


def coverage(
    programme: Programme, *, area_code: str, kinds: Iterable[str] = tuple(words.TARGET_KINDS), at: datetime
) -> list[Seen]:
    """Every place that can be visited now, those never visited first, then the longest ago."""
    last = last_visits(programme.id)
    found = [
        Seen(target, last.get(target.key)) for target in targets(programme, area_code=area_code, at=at, kinds=kinds)
    ]
    return sorted(found, key=lambda one: (one.last_at is not None, one.last_at or at, one.target.area_code))


def planned_already(programme_id: UUID) -> set[tuple[str, str]]:
    """Places to which a visit is planned or at which one is going on."""
    rows = Inspection.objects.filter(programme_id=programme_id, ended_at=None, cancelled_at=None)
    return set(rows.values_list("kind", "target_ref"))
