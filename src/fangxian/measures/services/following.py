"""What a decision asks of others: the notice is to be served, and somebody looks in every day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.programmes.queries import live_programmes
from fangxian.engine.clocks.days import city_day, day_start
from fangxian.measures import queries, rules
from fangxian.measures.models import Measure
from fangxian.tasks.queries import people_with_work
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
    """Every person under a measure is looked in on each day; run every hour. Returns how many visits were opened.

    Once a day and not more often: whoever has a visit of this city day already gets no further one by itself.
    """
    visits = 0
    for programme in live_programmes(at=at):
        by = system(programme.id, Purpose.FOLLOW_UP)
        midnight = day_start(city_day(at, programme.zone), programme.zone)
        visited = people_with_work("visit", programme_id=programme.id, received_from=midnight)
        for measure in queries.measures_in_force(programme.id, at).exclude(person_id__in=visited):
            _visit(measure, by=by, at=at)
            visits += 1
    return visits


def _visit(measure: Measure, *, by: Actor, at: datetime) -> None:
    if queries.state_of(measure, at=at) == rules.ACTIVE:
        # within the shift: looking in is daily work, not a lead that somebody runs for
        open_task(kind="visit", profile="list", area_code=measure.area_code, person=measure.person, by=by, at=at)
