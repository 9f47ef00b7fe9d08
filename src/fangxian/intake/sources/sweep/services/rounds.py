"""A round begins over the doors that are on the list, and ends when every door was seen or explained."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.orders.models import Order
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.intake.sources.sweep import queries
from fangxian.intake.sources.sweep.models import Round, RoundDoor
from fangxian.intake.sources.sweep.rules import rounds as rules

# One statement: a round over 200,000 doors begins while somebody waits for the page.
_TAKE_DOORS = """
INSERT INTO intake_rounddoor (id, programme_id, round_id, door_id, building_id, area_code, is_found, result,
  absent_count, reason, changed_at)
SELECT gen_random_uuid(), %(programme)s, %(round)s, d.id, d.building_id, b.area_code, false, '', 0, '', %(at)s
  FROM intake_door d JOIN intake_building b ON b.id = d.building_id
 WHERE d.programme_id = %(programme)s AND d.removed_in_id IS NULL AND b.kind = ANY(%(kinds)s)
   AND b.area_code LIKE %(area)s
"""


@dataclass(frozen=True)
class Terms:
    """What a round is for, where, of what, until when, and who asks for it: an order, or a plan in words."""

    purpose: str
    area_code: str
    kinds: Sequence[str]
    ends_at: datetime
    order: Order | None = None
    plan: str = ""


@transaction.atomic
def open_round(*, terms: Terms, programme: Programme, by: Actor, at: datetime) -> Round:
    """Begin a round: the doors on the list of its area at this moment are its denominator."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use("intake.run_sweeps", by=by, area_code=terms.area_code))
    on_list = queries.doors_on_list(programme_id=programme.id, area_code=terms.area_code, kinds=terms.kinds)
    problem = rules.why_not_open(
        purpose=terms.purpose, plan=terms.plan, has_order=terms.order is not None, ends_at=terms.ends_at,
        door_count=int(on_list[:1].exists()), kinds=terms.kinds, at=at,
    )  # fmt: skip
    refuse(problem)
    made = Round.objects.create(
        programme=programme, purpose=terms.purpose.strip(), area_code=terms.area_code, kinds=list(terms.kinds),
        order=terms.order, plan=terms.plan.strip(), opened_at=at, ends_at=terms.ends_at, opened_by_id=by.post_id,
    )  # fmt: skip
    given: dict[str, Any] = {"programme": programme.id, "round": made.id, "kinds": list(terms.kinds), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_DOORS, {**given, "area": f"{terms.area_code}%"})
        count = cursor.rowcount
    audit.record("intake.round_opened", on=made, by=by, at=at, count=count, detail={"kinds": list(terms.kinds)})
    return made


@transaction.atomic
def explain_doors(
    *,
    round_: Round,
    reason: str,
    building_ids: Sequence[UUID] = (),
    door_ids: Sequence[UUID] = (),
    by: Actor,
    at: datetime,
) -> int:
    """Say why doors were not seen: all that are left in some buildings, or these; returns how many.

    Nothing follows for anybody behind such a door; a visit that comes later counts all the same.
    """
    round_ = Round.objects.select_for_update().get(id=round_.id)
    refuse(why_not_use("intake.run_sweeps", by=by, area_code=round_.area_code))
    refuse(rules.why_not_write(closed_at=round_.closed_at) or rules.why_not_explain(reason))
    left = RoundDoor.objects.filter(round=round_, result__in=queries.LEFT)
    left = left.filter(building_id__in=building_ids) if building_ids else left.filter(id__in=door_ids)
    ids = list(left.values_list("id", flat=True))
    RoundDoor.objects.filter(id__in=ids).update(reason=reason, explained_at=at, changed_at=at)
    if ids:
        audit.record(
            "intake.doors_explained", on=round_, by=by, at=at, count=len(ids), detail={"reason": reason},
            digest=hashlib.sha256(b"".join(sorted(one.bytes for one in ids))).digest(),
        )  # fmt: skip
    return len(ids)


@transaction.atomic
def close_round(*, round_: Round, by: Actor, at: datetime) -> Round:
    """End a round. Every door was seen or is explained; the counts stay when the doors' results are deleted."""
    round_ = Round.objects.select_for_update().get(id=round_.id)
    refuse(why_not_use("intake.run_sweeps", by=by, area_code=round_.area_code))
    refuse(rules.why_not_close(closed_at=round_.closed_at, unexplained_count=queries.unexplained_count(round_)))
    coverage = queries.coverage_of(round_)
    reasons = RoundDoor.objects.filter(round=round_, result__in=queries.LEFT).values_list("reason")
    round_.closed_at, round_.closed_by_id = at, by.post_id
    round_.closed_counts = {
        "states": dict(vars(coverage)), "reasons": dict(reasons.annotate(Count("id")).order_by()),
    }  # fmt: skip
    round_.save(update_fields=["closed_at", "closed_by", "closed_counts"])
    RoundDoor.objects.filter(round=round_).update(next_try_at=None, changed_at=at)
    audit.record(
        "intake.round_closed", on=round_, by=by, at=at, count=coverage.doors, detail={"counts": round_.closed_counts}
    )
    return round_
