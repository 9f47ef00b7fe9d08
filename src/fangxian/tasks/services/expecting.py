"""Somebody passed a post and is on her way: her destination expects her (F16)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor
from fangxian.intake.queries import facts_by_id
from fangxian.tasks.queries import fact_has_task
from fangxian.tasks.rules import HAND_OVER_OUT, LEAD, NORMAL, VERIFY_STAY

from .opening import open_task


def expect_entry(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "intake.controlled_entry_handed_over": the destination has a task, or the one it has is linked.

    A destination in another city becomes a hand-over by the city's desk. Running it again changes nothing.
    """
    fact = facts_by_id([UUID(event.on_id)], programme_id=event.programme_id).get(UUID(event.on_id))
    if fact is None or fact.person is None or fact_has_task(fact.id):
        return
    inside = fact.content["destination"]["in_programme"]
    open_task(
        kind=VERIFY_STAY if inside else HAND_OVER_OUT,
        area_code=fact.area_code,
        person=fact.person,
        severity=NORMAL,
        profile=LEAD,
        fact_id=fact.id,
        source=fact.source,
        received_at=fact.received_at,
        by=by,
        at=at,
    )
