"""Second factors: what was set up, used wrongly or taken away goes on record; a lost one is taken away in person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.signin import queries, rules
from fangxian.core.staff.models import User
from fangxian.core.staff.queries import has_given, posts_held, posts_of
from fangxian.core.staff.rules import FACTORS_FORGOTTEN, PASSWORD_RESET, why_not_both_halves, why_not_reset

from .sessions import alone, end_all, tell


@transaction.atomic
def forget_factors(*, user: User, identifiers: Collection[str], by: Actor, at: datetime) -> int:
    """Take away the second factors of somebody who lost them and stands before one; returns how many.

    She sets up new ones after her next sign-in. Whoever gave her a password within a day does not:
    that would be the whole of her sign-in in one hand (INV-03).
    """
    refuse(why_not_use("staff.reset", by=by))
    if queries.person_within_reach(user.id, by=by) is None:
        refuse(Problem("staff.out_of_reach", said("This person holds no post in your area."), status=403))
    roles = set(posts_held(at=at).filter(user=user).values_list("role", flat=True))
    refuse(why_not_reset(user_id=user.id, is_active=user.is_active, roles=roles, by=by))
    refuse(why_not_both_halves(has_given_other=has_given(PASSWORD_RESET, user_id=user.id, by=by, at=at)))
    refuse(rules.why_not_identified(identifiers))
    found = Authenticator.objects.filter(user=user)
    if not found:
        refuse(Problem("signin.no_factor", said("This person has no second factor.")))
    forgotten = found.delete()[0]
    detail = {"user_id": user.id, "identifiers": sorted(identifiers)}
    event = audit.record(FACTORS_FORGOTTEN, on=user, by=by, at=at, count=forgotten, detail=detail)
    end_all(user, by=by, at=at, reason=rules.RESET)
    tell(
        user, zh="防线：您的第二验证已由主管当面移除，下次登录后请重新设置。如非本人，请立即告知值班室。",
        en="Fangxian: your second factor was removed in person by a supervisor; set up a new one after signing in. "
        "If it was not you, tell the duty office.",
        once_key=f"{FACTORS_FORGOTTEN}:{event.id}", at=at,
    )  # fmt: skip
    return forgotten


def record_factor(what: str, *, user: User, kind: str, at: datetime) -> None:
    """Put on record that a second factor was added, removed, renewed, or a code was wrong."""
    held = posts_of(user, at=at).first()
    by = alone(user.id, held.programme_id if held else None)
    audit.record(f"signin.factor_{what}", on=user, by=by, at=at, detail={"kind": kind})
