"""What a unit has to do today, in numbers and places. Each is asked for the unit's posts; none names a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Role
from fangxian.core.staff.models import Post
from fangxian.intake.sources.checkpoint.models import Shift
from fangxian.intake.sources.checkpoint.queries import open_posts
from fangxian.intake.sources.gate.queries import open_gates, unkept
from fangxian.intake.sources.sweep.models import RoundDoor
from fangxian.intake.sources.sweep.queries import LEFT
from fangxian.readiness import rules
from fangxian.readiness.rules import Piece
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.models import Task
from fangxian.tasks.rules import words

# Looking after somebody unwell stands among the visits: a sheet of paper does not say which door that is.
WORK_OF_TASK = {
    words.VISIT: rules.VISITS, words.HEALTH_CHECK: rules.VISITS, words.CALL: rules.CALLS, words.HELP_NEED: rules.NEEDS,
    words.VERIFY_STAY: rules.CHECKS, words.VERIFY_LEAD: rules.CHECKS, words.HAND_OVER_OUT: rules.CHECKS,
    words.SERVE_NOTICE: rules.NOTICES, words.REACH_CONTACT: rules.NOTICES, words.ANSWER_REQUEST: rules.CHECKS,
    words.FIX_FINDING: rules.CHECKS,
}  # fmt: skip


def _own(rows: dict[tuple[str, str, str, UUID | None], int], members: Sequence[Post]) -> list[Piece]:
    """Pieces of (work, area, place, holder) -> count; what somebody of another unit holds is not this unit's."""
    ids = {post.id for post in members}
    return [Piece(*key[:3], count, key[3]) for key, count in rows.items() if key[3] is None or key[3] in ids]


def tasks_open(members: Sequence[Post], *, programme_id: UUID, at: datetime) -> list[Piece]:
    """Open tasks of exactly the members' areas, and those that a member holds."""
    areas = {post.area_code for post in members if post.role == Role.GRID_WORKER}
    rows = (
        Task.objects.filter(programme_id=programme_id, closed_at=None, reported_at=None)
        .filter(Q(area_code__in=areas) | Q(accepted_post__in=members) | Q(assigned_post__in=members))
        .annotate(holder=Coalesce("accepted_post_id", "assigned_post_id"))
        .values_list("kind", "origin_area_code", "holder")
        .annotate(n=Count("id"))
        .order_by()
    )
    found: dict[tuple[str, str, str, UUID | None], int] = {}
    for kind, area_code, holder, count in rows:
        key = (WORK_OF_TASK[kind], area_code, "", holder)
        found[key] = found.get(key, 0) + count
    return _own(found, members)


def doors(members: Sequence[Post], *, programme_id: UUID, at: datetime) -> list[Piece]:
    """Doors of open rounds where nobody has been seen yet, building by building, in the members' areas."""
    areas = {post.area_code for post in members if post.role == Role.GRID_WORKER}
    rows = (
        RoundDoor.objects.filter(programme_id=programme_id, round__closed_at=None, result__in=LEFT)
        .filter(Q(area_code__in=areas) | Q(assigned_post__in=members))
        .values_list("area_code", "building__name", "assigned_post")
        .annotate(n=Count("id"))
        .order_by("area_code", "building__name")
    )
    return _own({(rules.DOORS, area, name, post): n for area, name, post, n in rows}, members)


def at_posts(members: Sequence[Post], *, programme_id: UUID, at: datetime) -> list[Piece]:
    """Open posts in the areas of the unit's checkpoint officers; whoever is in her shift there holds it."""
    officers = [post for post in members if post.role == Role.CHECKPOINT_OFFICER]
    if not officers:
        return []
    stand = [now.checkpoint for now in open_posts(programme_id, at=at)]
    stand = [one for one in stand if any(one.area_code.startswith(post.area_code) for post in officers)]
    shifts = Shift.objects.filter(checkpoint__in=stand, post__in=officers, ended_at=None).order_by("-started_at")
    there = dict(shifts.values_list("checkpoint_id", "post_id"))
    return [Piece(rules.POSTS, one.area_code, one.name, 1, there.get(one.id)) for one in stand]


def gates_without_keeper(members: Sequence[Post], *, programme_id: UUID, at: datetime) -> list[Piece]:
    """Open gates of the members' areas that nobody has kept for a day, as where no property firm is (三无小区)."""
    areas = {post.area_code for post in members if post.role == Role.GRID_WORKER}
    stand = [now.gate for now in open_gates(programme_id, at=at) if now.gate.area_code in areas]
    bare = unkept(stand, at=at)
    return [Piece(rules.GATES, gate.area_code, gate.name, 1) for gate in stand if gate.id in bare]


def disputes(members: Sequence[Post], *, programme_id: UUID, at: datetime) -> list[Piece]:
    """Arrivals of the members' areas whose receiver disputes them and that nobody has settled."""
    areas = {post.area_code for post in members if post.role in (Role.GRID_WORKER, Role.DUTY_OFFICER)}
    rows = (
        ControlledEntry.objects.filter(programme_id=programme_id, closed_at=None, disputed_at__lte=at)
        .filter(settled_at=None, owner_area_code__in=areas)
        .values_list("owner_area_code")
        .annotate(n=Count("id"))
        .order_by("owner_area_code")
    )
    return [Piece(rules.DISPUTES, area_code, "", n) for area_code, n in rows]
