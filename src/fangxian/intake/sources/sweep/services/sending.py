"""Workers are sent to doors: building by building, or all that are left dealt out evenly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.staff.models import Post
from fangxian.intake.sources.sweep import queries
from fangxian.intake.sources.sweep.models import Building, Round, RoundDoor
from fangxian.intake.sources.sweep.rules import rounds as rules


@transaction.atomic
def send_worker(*, round_: Round, building: Building, post: Post | None, by: Actor, at: datetime) -> int:
    """Send one worker to a whole building, or nobody any more; returns how many doors changed hands."""
    round_ = _to_change(round_, by=by)
    if post is not None:
        refuse(_why_not_worker(post, round_, at=at))
        refuse(rules.why_not_send(post_area=post.area_code, building_area=building.area_code))
    doors = RoundDoor.objects.filter(round=round_, building=building)
    return _give(doors, post, round_=round_, by=by, at=at)


@transaction.atomic
def split_doors(
    *,
    round_: Round,
    posts: Sequence[Post],
    building_ids: Sequence[UUID] = (),
    taken_from: Post | None = None,
    by: Actor,
    at: datetime,
) -> dict[UUID, int]:
    """Deal out doors evenly in walking order, a stretch for each worker; returns how many each got.

    building_ids  only doors of these buildings; all of the round if none is named
    taken_from    only the doors not seen yet of this worker, who drops out; else those that nobody has
    """
    round_ = _to_change(round_, by=by)
    if not posts:
        refuse(Problem("sweep.nobody_to_send", said("Choose at least one worker."), field="posts", status=422))
    doors = queries.doors_of_round(round_)
    doors = doors.filter(building_id__in=building_ids) if building_ids else doors
    doors = queries.not_seen(doors.filter(assigned_post=taken_from)) if taken_from else doors.filter(assigned_post=None)
    ids_and_areas = list(doors.values_list("id", "area_code"))
    for post in posts:
        refuse(_why_not_worker(post, round_, at=at))
        for area in {area for _, area in ids_and_areas}:
            refuse(rules.why_not_send(post_area=post.area_code, building_area=area))
    dealt = rules.split_evenly([door_id for door_id, _ in ids_and_areas], len(posts))
    given = {}
    for post, stretch in zip(posts, dealt, strict=True):
        given[post.id] = _give(RoundDoor.objects.filter(id__in=stretch), post, round_=round_, by=by, at=at)
    return given


@transaction.atomic
def free_doors(*, round_: Round, post: Post, by: Actor, at: datetime) -> int:
    """A worker drops out: her doors that are not seen yet wait for somebody else; returns how many."""
    round_ = _to_change(round_, by=by)
    doors = queries.not_seen(RoundDoor.objects.filter(round=round_, assigned_post=post))
    return _give(doors, None, round_=round_, by=by, at=at)


def _to_change(round_: Round, *, by: Actor) -> Round:
    round_ = Round.objects.select_for_update().get(id=round_.id)
    refuse(why_not_use("intake.run_sweeps", by=by, area_code=round_.area_code))
    refuse(rules.why_not_write(closed_at=round_.closed_at))
    return round_


def _why_not_worker(post: Post, round_: Round, *, at: datetime) -> Problem | None:
    workers = queries.workers_for(round_.area_code, programme_id=round_.programme_id, at=at)
    if post.id in {one.id for one in workers}:
        return None
    return Problem(
        "sweep.not_a_worker", said("Only workers in post in this area can be sent."), field="post", status=422
    )


def _give(doors: QuerySet[RoundDoor], post: Post | None, *, round_: Round, by: Actor, at: datetime) -> int:
    """Hand doors over; whoever had them before is remembered, so that her phone forgets them."""
    doors = doors.exclude(assigned_post=post) if post else doors.exclude(assigned_post=None)
    count = doors.update(taken_from=F("assigned_post"), assigned_post=post, changed_at=at)
    if count:
        to = str(post.id) if post else ""
        audit.record("intake.doors_assigned", on=round_, by=by, at=at, count=count, detail={"post": to})
    return count
