"""Leaders are named for areas, posts and sites, and relieved (分片包保)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.staff import rules
from fangxian.core.staff.models import Sponsorship, User


@transaction.atomic
def name_sponsor(
    *, leader: User, function: str, kind: str, area_code: str, target: str, by: Actor, at: datetime
) -> Sponsorship:
    """Name the leader who answers for an area, a post or a site from now on."""
    refuse(why_not_use("staff.manage", by=by, area_code=area_code))
    refuse(rules.why_not_sponsor(kind=kind, area_code=area_code, target=target))
    same = Sponsorship.objects.filter(
        programme_id=by.programme_id, leader=leader, kind=kind, area_code=area_code, target=target, ends_at=None
    )
    if same.exists():
        refuse(Problem("staff.sponsor_already", said("This leader already answers for it."), field="leader"))
    named = Sponsorship.objects.create(
        programme_id=by.programme_id, leader=leader, function=function, kind=kind, area_code=area_code, target=target,
        starts_at=at,
    )  # fmt: skip
    audit.record("staff.sponsor_named", on=named, by=by, at=at, detail={"user_id": leader.id, "kind": kind})
    return named


@transaction.atomic
def end_sponsorship(*, sponsorship: Sponsorship, by: Actor, at: datetime) -> Sponsorship:
    """A leader no longer answers for it from now on."""
    refuse(why_not_use("staff.manage", by=by, area_code=sponsorship.area_code))
    if sponsorship.ends_at is not None:
        refuse(Problem("staff.sponsor_over", said("This responsibility has already ended.")))
    sponsorship.ends_at = max(at, sponsorship.starts_at + sponsorship.starts_at.resolution)
    sponsorship.save(update_fields=["ends_at"])
    audit.record("staff.sponsor_relieved", on=sponsorship, by=by, at=at, detail={"user_id": sponsorship.leader_id})
    return sponsorship
