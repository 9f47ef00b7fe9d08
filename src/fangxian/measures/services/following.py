"""What a decision asks of others: the notice is to be served, and somebody looks in every day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.engine.clocks.days import city_day, day_start
from fangxian.measures import queries, rules
from fangxian.measures.models import Measure
from fangxian.tasks.queries import received_between
from fangxian.tasks.rules import LIST, SERIOUS, SERVE_NOTICE, VISIT
from fangxian.tasks.services import Opening, open_task, open_tasks

VISITS_AT_ONCE = 500


def open_service_task(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "measures.approved": somebody of the person's grid serves the notice. Repeating changes nothing."""
    measure = queries.by_id(UUID(event.on_id))
    if measure is None or queries.state_of(measure, at=at) != rules.APPROVED:
        return
    open_task(
        kind=SERVE_NOTICE, area_code=measure.area_code, person=measure.person, severity=SERIOUS, source="measure",
        by=by, at=at,
    )  # fmt: skip


def open_visit_task(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "measures.served": the first daily visit or call. Repeating changes nothing."""
    measure = queries.by_id(UUID(event.on_id))
    if measure is not None and queries.state_of(measure, at=at) == rules.ACTIVE:
        _open_visits([measure], programme=measure.programme, by=by, at=at)


def open_todays_visits(*, at: datetime) -> int:
    """Everybody under a measure is looked in on once a city day; run every hour. Returns how many were opened.

    Who was visited today, or is still to be, gets no second task. All are due within the shift: a city
    full of visits at once must not raise an alarm each.
    """
    opened = 0
    for programme in live_programmes(at=at):
        by = system(programme.id, Purpose.FOLLOW_UP)
        in_force = queries.measures_in_force(programme.id, at).order_by("id").iterator(chunk_size=VISITS_AT_ONCE)
        for chunk in _chunks(in_force, VISITS_AT_ONCE):
            opened += _open_visits(chunk, programme=programme, by=by, at=at)
    return opened


def _open_visits(measures: Sequence[Measure], *, programme: Programme, by: Actor, at: datetime) -> int:
    today = city_day(at, programme.zone)
    seen = set(
        received_between(by, from_at=day_start(today, programme.zone), until_at=at)
        .filter(kind=VISIT, person_id__in=[measure.person_id for measure in measures])
        .values_list("person_id", flat=True)
    )
    openings = [
        Opening(
            kind=VISIT, area_code=measure.area_code, received_at=at, profile=LIST, person_id=measure.person_id,
            source="measure",
        )
        for measure in measures
        if measure.person_id not in seen
    ]  # fmt: skip
    open_tasks(openings, programme=programme, by=by, at=at)
    return len(openings)


def _chunks(measures: Iterable[Measure], size: int) -> Iterator[list[Measure]]:
    rest = iter(measures)
    while chunk := list(islice(rest, size)):
        yield chunk
