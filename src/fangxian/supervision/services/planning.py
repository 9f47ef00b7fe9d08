"""Teams are set up, places are drawn from the day's figures, and visits are planned and called off."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.core.staff.models import Post, Unit
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.supervision.models import Draw, Inspection, Team, TeamMember
from fangxian.supervision.queries import editions, signs, targets, visits
from fangxian.supervision.rules import drawing, inspections, words
from fangxian.supervision.rules.drawing import Target

SEED_BYTES = 8


@dataclass(frozen=True)
class Plan:
    """How a visit is to be made."""

    team: Team
    planned_on: date
    subject: str = words.PLACE
    is_announced: bool = False


@transaction.atomic
def set_up_team(
    *, name: str, area_code: str, is_resident: bool, leader: Post, members: Sequence[Post], by: Actor, at: datetime
) -> Team:
    """Set up a team; its leader is a member too. Members of several bodies make its visits joint."""
    posts = {post.id: post for post in [leader, *members]}
    refuse(inspections.why_not_team(name=name, area_code=area_code, member_count=len(posts), by=by))
    if Team.objects.filter(programme_id=by.programme_id, name=name.strip()).exists():
        refuse(Problem("supervision.name_taken", said("A team of this name exists."), field="name", status=422))
    team = Team.objects.create(
        programme_id=by.programme_id, name=name.strip(), area_code=area_code, is_resident=is_resident, leader=leader,
        made_at=at, made_by_id=by.post_id,
    )  # fmt: skip
    TeamMember.objects.bulk_create(
        TeamMember(programme_id=by.programme_id, team=team, post=post) for post in posts.values()
    )
    audit.record("supervision.team_set_up", on=team, by=by, at=at, detail={"members": len(posts)})
    return team


@transaction.atomic
def dissolve_team(*, team: Team, by: Actor, at: datetime) -> Team:
    """A team comes to no more places; what it found stays."""
    refuse(inspections.why_not_team(name=team.name, area_code=team.area_code, member_count=1, by=by))
    if team.ended_at is None:
        team.ended_at = at
        team.save(update_fields=["ended_at"])
        audit.record("supervision.team_dissolved", on=team, by=by, at=at)
    return team


@transaction.atomic
def draw_targets(
    *, programme: Programme, area_code: str, kinds: Sequence[str], count: int, by: Actor, at: datetime, seed: str = ""
) -> Draw:
    """Draw places to visit from the day's figures. The seed is made here unless somebody draws again with an old one.

    Places to which a visit is planned already are left out.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    pack = editions.edition(programme, at=at)
    params = editions.params_of(pack, "draw")
    taken = visits.planned_already(programme.id)
    found = [
        (target, one)
        for target, one in signs.weighed_targets(
            programme, area_code=area_code, kinds=kinds, draw=params, sign=editions.params_of(pack, "signs"), at=at
        )
        if target.key not in taken and target.owner_body_id != by.body_id
    ]
    refuse(drawing.why_not_draw(
        count=count, most=params["most_drawn"], candidate_count=len(found), area_code=area_code, by=by
    ))  # fmt: skip
    seed = seed or secrets.token_hex(SEED_BYTES)
    known = {target.key: target for target, _ in found}
    candidates = [one for _, one in found]
    chosen = drawing.drawn(candidates, seed=seed, count=count)
    draw = Draw.objects.create(
        programme=programme, area_code=area_code, drawn_at=at, drawn_by_id=by.post_id, seed=seed, kinds=list(kinds),
        wanted_count=count, candidate_count=len(candidates), digest=drawing.digest_of(candidates), pack_id=pack.id,
        pack_sha256=pack.sha256, candidates=[[one.kind, one.ref, one.points] for one in candidates],
        drawn=[_drawn(known[one.kind, one.ref], one) for one in chosen],
    )  # fmt: skip
    audit.record("supervision.drawn", on=draw, by=by, at=at, count=len(chosen), digest=bytes.fromhex(draw.digest),
                 detail={"seed": seed, "candidates": len(candidates)})  # fmt: skip
    return draw


def _drawn(target: Target, one: drawing.Weighed) -> dict[str, object]:
    return {
        "kind": target.kind, "ref": target.ref, "name": target.name, "area_code": target.area_code,
        "points": one.points, "reasons": dict(one.reasons), "body": str(target.owner_body_id or ""),
    }  # fmt: skip


@transaction.atomic
def plan_visits_of(*, draw: Draw, plan: Plan, by: Actor, at: datetime) -> list[Inspection]:
    """Plan a visit to each place of a draw that still works and has none; returns those planned."""
    taken = visits.planned_already(draw.programme_id)
    made = []
    for row in draw.drawn:
        if (row["kind"], row["ref"]) in taken:
            continue
        target = targets.target_of(
            row["kind"], row["ref"], programme=draw.programme, area_code=draw.area_code, at=at
        )  # fmt: skip
        if target is not None:
            made.append(plan_visit(target=target, plan=plan, draw=draw, reasons=row["reasons"], by=by, at=at))
    return made


@transaction.atomic
def plan_visit(
    *, target: Target, plan: Plan, by: Actor, at: datetime, draw: Draw | None = None,
    reasons: dict[str, int] | None = None,
) -> Inspection:  # fmt: skip
    """Plan one visit. The unit is told of an announced one; of an unannounced one it learns when it begins."""
    programme = Programme.objects.get(id=by.programme_id)
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(inspections.why_not_plan(
        kind=target.kind, subject=plan.subject, area_code=target.area_code, planned_on=plan.planned_on,
        today=city_day(at, programme.timezone), owner_body_id=target.owner_body_id,
        team_area_code=plan.team.area_code,
        team_bodies=visits.bodies_of(plan.team), team_ended=plan.team.ended_at is not None, by=by,
    ))  # fmt: skip
    pack = editions.edition(programme, at=at)
    made = Inspection.objects.create(
        programme=programme, team=plan.team, draw=draw, kind=target.kind, subject=plan.subject,
        target_ref=target.ref, target_name=target.name, area_code=target.area_code,
        owner_unit_id=target.owner_unit_id, is_announced=plan.is_announced, reasons=reasons or {},
        planned_on=plan.planned_on, planned_at=at, planned_by_id=by.post_id, pack_id=pack.id, pack_sha256=pack.sha256,
    )  # fmt: skip
    audit.record("supervision.planned", on=made, by=by, at=at,
                 detail={"kind": made.kind, "announced": made.is_announced, "subject": made.subject})  # fmt: skip
    if made.is_announced and made.owner_unit_id:
        tell_unit(made.owner_unit_id, kind="supervision.announced", once=str(made.id), at=at,
                  text_zh=f"防线：督导组将于{made.planned_on.isoformat()}到访，请登录查看。",
                  text_en=f"Fangxian: inspectors come on {made.planned_on.isoformat()}. Please sign in.")  # fmt: skip
    return made


@transaction.atomic
def call_off(*, inspection: Inspection, reason: str, by: Actor, at: datetime) -> Inspection:
    """Call a planned visit off, with a reason of the list."""
    locked = Inspection.objects.select_for_update().get(id=inspection.id)
    refuse(inspections.why_not_cancel(
        state=inspections.state_at(locked.times, at), reason=reason, area_code=locked.area_code, by=by
    ))  # fmt: skip
    locked.cancelled_at, locked.cancel_reason = at, reason
    locked.save(update_fields=["cancelled_at", "cancel_reason"])
    audit.record("supervision.called_off", on=locked, by=by, at=at, detail={"reason": reason})
    return locked


def tell_unit(unit_id: object, *, kind: str, once: str, text_zh: str, text_en: str, at: datetime) -> None:
    """A message to everybody in post in a unit."""
    unit = Unit.objects.get(id=unit_id)
    held = posts_held(at=at).filter(unit=unit).order_by("id")
    tell_posts(held, kind=kind, text_zh=text_zh, text_en=text_en, once_key=f"{kind}:{once}",
               programme_id=unit.programme_id, at=at)  # fmt: skip
