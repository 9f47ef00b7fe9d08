"""What a decision asks of others: the notice is to be served, and somebody looks in every day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.programmes.queries import live_programmes
from fangxian.measures import queries, rules
from fangxian.measures.models import Measure
from fangxian.tasks.services import open_task


def open_service_task(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "measures.approved": somebody of the person's grid serves the notice. Repeating changes nothing."""
    measure = queries.by_id(UUID(event.on_id))
    if measure is None or queries.state_of(measure, at=at) != rules.APPROVED:
        return
    open_task(kind="serve_notice", area_code=measure.area_code, person=measure.person, severity="serious", by=by, at=at)


def open_visit_task(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "measures.served": the first daily visit or call. Repeating changes nothing."""
    measure = queries.by_id(UUID(event.on_id))
    if measure is not None:
        _visit(measure, by=by, at=at)


def open_todays_visits(*, at: datetime) -> int:
    """Every person under a measure is looked in on each day; run every hour. Returns how many are to be visited.

    A person has one open visit at a time, so a repeated run opens nothing new.
    """
    visits = 0
    for programme in live_programmes(at=at):
        by = system(programme.id, Purpose.FOLLOW_UP)
        for measure in queries.measures_in_force(programme.id, at).iterator():
            _visit(measure, by=by, at=at)
            visits += 1
    return visits


def _visit(measure: Measure, *, by: Actor, at: datetime) -> None:
    if queries.state_of(measure, at=at) == rules.ACTIVE:
        open_task(kind="visit", area_code=measure.area_code, person=measure.person, by=by, at=at)
