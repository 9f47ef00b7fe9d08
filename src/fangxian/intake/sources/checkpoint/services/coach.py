"""A coach: whoever is below the threshold passes as a number; whoever is not is looked at by herself (F15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import refuse
from fangxian.engine.rules.packs import Pack
from fangxian.intake.sources.checkpoint import rules
from fangxian.intake.sources.checkpoint.models import Check, Shift

from .lane import Tap, count_pass, look_at_person


@transaction.atomic
def look_at_coach(
    *, shift: Shift, tap: Tap, looks: Sequence[rules.Look], pack: Pack, by: Actor, at: datetime
) -> list[Check]:
    """Count a vehicle of `tap.person_count` persons; each of `looks` is one of them, with a verdict of her own.

    One raised reading refers nobody: each rests with a slip and is measured again. The same tap again is the same
    coach. Errors: Refused, and nothing is counted.
    """
    refuse(rules.why_not_group(person_count=tap.person_count, vehicle_count=1))
    refuse(rules.why_not_raised(raised_count=len(looks), person_count=tap.person_count))
    passing = tap.person_count - len(looks)
    checks = []
    if passing:
        checks.append(count_pass(shift=shift, tap=Tap(tap.client_id, tap.occurred_at, passing, 1), by=by, at=at))
    for number, look in enumerate(looks):
        one = Tap(uuid5(tap.client_id, str(number)), tap.occurred_at, 1, 0 if passing or number else 1)
        checks.append(look_at_person(shift=shift, tap=one, look=look, pack=pack, by=by, at=at))
    Check.objects.filter(programme_id=shift.programme_id, id__in=[check.id for check in checks]).update(
        group=tap.client_id
    )
    return checks
