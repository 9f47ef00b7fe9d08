"""Who is in post, who is nearest to an area, where nobody is, and who answers for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.models import Area
from fangxian.core.areas.queries import areas_on, codes_by_writing, joined
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.audit.models import AuditEvent
from fangxian.core.prepared import Question
from fangxian.core.programmes.models import Programme

from .models import Body, Post, Sponsorship, StaffImport, Unit, User
from .rules import HALVES_APART_FOR, OnRecord, coverage_share


def posts_held(*, at: datetime) -> QuerySet[Post]:
    """Posts held at `at` by people who have not left."""
    return Post.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, user__is_active=True
    ).select_related("unit__body", "user", "programme")


def posts_of(user: User, *, at: datetime) -> QuerySet[Post]:
    return posts_held(at=at).filter(user=user).order_by("starts_at", "id")


# Both are asked with every request.
PERSON = Question("SELECT {person} FROM staff_user person WHERE person.id = %(id)s", person=User)
WORKED_FROM = Question(
    """
SELECT {post}, {unit}, {body}, {programme}
  FROM staff_post post
  JOIN staff_unit unit ON unit.id = post.unit_id
  JOIN staff_body body ON body.id = unit.body_id
  JOIN programmes_programme programme ON programme.id = post.programme_id
 WHERE post.user_id = %(user)s AND post.starts_at <= %(at)s::timestamptz
   AND (post.ends_at IS NULL OR post.ends_at > %(at)s::timestamptz)
 ORDER BY post.starts_at, post.id
""",
    post=Post, unit=Unit, body=Body, programme=Programme,
)  # fmt: skip


def user_numbered(user_id: int) -> User | None:
    """The member of the force of a session."""
    found = PERSON.ask(id=user_id)
    return found[0][0] if found else None


def posts_worked_from(user: User, *, at: datetime) -> list[Post]:
    """`posts_of` for whoever is signed in, the quick way: each with its unit, body and programme."""
    if not user.is_active:
        return []
    posts = []
    for post, unit, body, programme in WORKED_FROM.ask(user=user.pk, at=at):
        unit.body, post.unit, post.user, post.programme = body, unit, user, programme
        posts.append(post)
    return posts


def staffed_codes(role: Role, *, programme_id: UUID, at: datetime) -> set[str]:
    """Codes of the areas where someone holds `role` at `at`."""
    rows = posts_held(at=at).filter(programme_id=programme_id, role=role)
    return set(rows.values_list("area_code", flat=True))


def nearest_staffed(area_code: str, *, staffed: set[str]) -> str | None:
    """The finest staffed area that contains `area_code`; None if nobody above it is in post."""
    for code in [*ancestors_of(area_code), ""]:
        if code in staffed:
            return code
    return None


def actor_of(post: Post, *, purpose: Purpose, sees_no_people: bool = False) -> Actor:
    """The actor that a person is while she works from this post.

    sees_no_people  a day after her programme stood down (programmes.rules.sees_no_people)
    """
    return Actor(
        role=Role(post.role),
        purpose=purpose,
        programme_id=post.programme_id,
        area_code=post.area_code,
        user_id=post.user_id,
        post_id=post.id,
        unit_id=post.unit_id,
        body_id=post.unit.body_id,
        sees_no_people=sees_no_people,
    )


def has_given(action: str, *, user_id: int, by: Actor, at: datetime) -> bool:
    """Whether `by` did `action` to this person within the time for which two halves are kept apart."""
    return AuditEvent.objects.filter(
        programme_id=by.programme_id, action=action, at__gt=at - HALVES_APART_FOR, user_id=by.user_id,
        on_id=str(user_id),
    ).exists()  # fmt: skip


# --- the list of staff


def staff_posts(
    *, by: Actor, at: datetime, text: str = "", role: str = "", area_code: str = "", state: str = "held"
) -> QuerySet[Post]:
    """Posts in the reader's area, by area and staff number. state: held, ended, to_come or all."""
    posts = Post.objects.filter(
        programme_id=by.programme_id, area_code__startswith=area_code if by.covers(area_code) else by.area_code
    ).select_related("unit__body", "user")
    if state == "held":
        posts = posts.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, user__is_active=True)
    elif state == "ended":
        posts = posts.filter(Q(ends_at__lte=at) | Q(user__is_active=False))
    elif state == "to_come":
        posts = posts.filter(starts_at__gt=at)
    if role:
        posts = posts.filter(role=role)
    if text:
        posts = posts.filter(
            Q(user__username__icontains=text) | Q(user__full_name__icontains=text)
            | Q(unit__name__icontains=text) | Q(unit__body__name__icontains=text)
        )  # fmt: skip
    return posts.order_by("area_code", "user__username", "starts_at")


def post_named(post_id: UUID, *, by: Actor) -> Post | None:
    """A post in the reader's area."""
    return (
        Post.objects.filter(id=post_id, programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("unit__body", "user", "programme")
        .first()
    )


def posts_of_person(user_id: int, *, by: Actor) -> list[Post]:
    """Every post that a person held or holds in the reader's programme; empty if none lies in the reader's area."""
    posts = list(
        Post.objects.filter(user_id=user_id, programme_id=by.programme_id)
        .select_related("unit__body", "user", "programme")
        .order_by("-starts_at")
    )
    return posts if any(by.covers(post.area_code) for post in posts) else []


def import_named(import_id: UUID, *, by: Actor) -> StaffImport | None:
    """A list of staff that was sent to the reader's programme by somebody in the reader's area."""
    return StaffImport.objects.filter(
        id=import_id, programme_id=by.programme_id, rehearsed_by__area_code__startswith=by.area_code
    ).first()


def imports_of(by: Actor) -> QuerySet[StaffImport]:
    """Lists of staff that were sent, newest first."""
    return StaffImport.objects.filter(
        programme_id=by.programme_id, rehearsed_by__area_code__startswith=by.area_code
    ).order_by("-rehearsed_at")


def on_record(staff_numbers: Iterable[str], *, by: Actor, at: datetime, day: date) -> OnRecord:
    """What the programme knows of these people and of its areas, for judging a list."""
    numbers = set(staff_numbers)
    users = User.objects.filter(username__in=numbers)
    held = posts_held(at=at).filter(programme_id=by.programme_id, user__username__in=numbers)
    own = User.objects.filter(id=by.user_id).values_list("username", flat=True).first()
    names: dict[str, str] = dict(areas_on(day, programme_id=by.programme_id).values_list("code", "name"))  # type: ignore[arg-type]
    by_name = codes_by_writing(names)
    return OnRecord(
        people=dict(users.values_list("username", "full_name")),
        held=frozenset((p.user.username, p.role, p.area_code, p.unit.body.name, p.unit.name) for p in held),
        areas=frozenset(names),
        by_name=lambda text: (text,) if text in names or text.isdigit() else tuple(by_name.get(joined(text), ())),
        day=day,
        own_number=own or "",
        own_area=by.area_code,
    )


# --- coverage (F02)


@dataclass(frozen=True)
class Coverage:
    """Grids and staff of one area. Row grain: one area of the level below the reader's.

    households_per_worker  None where no grid is staffed or no households are recorded
    """

    area_code: str
    grid_count: int
    staffed_count: int
    worker_count: int
    household_count: int | None

    @property
    def vacant_count(self) -> int:
        return self.grid_count - self.staffed_count

    @property
    def staffed_share(self) -> float | None:
        return coverage_share(staffed_count=self.staffed_count, grid_count=self.grid_count)

    @property
    def households_per_worker(self) -> float | None:
        if not self.household_count or not self.worker_count:
            return None
        return self.household_count / self.worker_count


def grids_with_staff(*, programme_id: UUID, at: datetime, day: date, under: str = "") -> QuerySet[Area]:
    """Grids valid on `day`, each with `is_staffed`: whether a grid worker is in post there at `at`."""
    staff = posts_held(at=at).filter(programme_id=programme_id, role=Role.GRID_WORKER, area_code=OuterRef("code"))
    grids = areas_on(day, programme_id=programme_id, under=under).filter(level="grid")
    return grids.annotate(is_staffed=Exists(staff)).order_by("code")


def vacant_grids(*, programme_id: UUID, at: datetime, day: date, under: str = "") -> QuerySet[Area]:
    """Grids where nobody is in post: an alarm each (F02)."""
    return grids_with_staff(programme_id=programme_id, at=at, day=day, under=under).filter(is_staffed=False)


def coverage(*, programme_id: UUID, at: datetime, day: date, under: str = "", digits: int = 6) -> list[Coverage]:
    """Coverage of each area with `digits` digits inside `under`, by code; areas without grids are left out."""
    grids: dict[str, list[Area]] = defaultdict(list)
    for grid in grids_with_staff(programme_id=programme_id, at=at, day=day, under=under):
        grids[grid.code[:digits]].append(grid)
    workers: dict[str, set[int]] = defaultdict(set)
    held = posts_held(at=at).filter(programme_id=programme_id, role=Role.GRID_WORKER, area_code__startswith=under)
    for code, user_id in held.values_list("area_code", "user_id"):
        workers[code[:digits]].add(user_id)
    return [_coverage_of(code, inside, worker_count=len(workers[code])) for code, inside in sorted(grids.items())]


def _coverage_of(code: str, grids: list[Area], *, worker_count: int) -> Coverage:
    known = [grid.households for grid in grids if grid.households is not None]
    return Coverage(
        area_code=code,
        grid_count=len(grids),
        staffed_count=sum(1 for grid in grids if grid.is_staffed),  # type: ignore[attr-defined]
        worker_count=worker_count,
        household_count=sum(known) if known else None,
    )


# --- who answers for what (分片包保)


def sponsorships(*, programme_id: UUID, at: datetime, area_code: str = "") -> QuerySet[Sponsorship]:
    """Responsibilities that hold at `at` inside an area, by area."""
    return (
        Sponsorship.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            programme_id=programme_id,
            starts_at__lte=at,
            area_code__startswith=area_code,
        )
        .select_related("leader")
        .order_by("area_code", "kind", "target")
    )


def sponsorships_over(*, programme_id: UUID, at: datetime, area_code: str = "") -> QuerySet[Sponsorship]:
    """Responsibilities that ended by `at` inside an area, the newest first: who answered then."""
    rows = Sponsorship.objects.filter(programme_id=programme_id, ends_at__lte=at, area_code__startswith=area_code)
    return rows.select_related("leader").order_by("-ends_at", "id")


def leaders_for(area_code: str, *, programme_id: UUID, at: datetime) -> list[Sponsorship]:
    """Who answers for an area and for all above it, finest first."""
    rows = sponsorships(programme_id=programme_id, at=at).filter(
        kind="area", area_code__in=[*ancestors_of(area_code), ""]
    )
    return sorted(rows, key=lambda row: -len(row.area_code))


def sponsorship_named(sponsorship_id: UUID, *, by: Actor) -> Sponsorship | None:
    return Sponsorship.objects.filter(
        id=sponsorship_id, programme_id=by.programme_id, area_code__startswith=by.area_code
    ).first()


def people_in_post(*, by: Actor, at: datetime) -> QuerySet[User]:
    """People who hold a post in the reader's programme, by name."""
    held = posts_held(at=at).filter(programme_id=by.programme_id, user=OuterRef("pk"))
    return User.objects.filter(Exists(held)).order_by("full_name", "username")


def unit_names(unit_ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, str]:
    """The name of each unit with that of its body."""
    units = Unit.objects.filter(programme_id=programme_id, id__in=set(unit_ids)).select_related("body")
    return {unit.id: f"{unit.body.name} · {unit.name}" for unit in units}
