"""What the clock does by itself: silence is told upwards; who has not arrived, or not left, is called."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.staff.models import Post
from fangxian.intake.sources.checkpoint.models import Transit
from fangxian.intake.sources.checkpoint.queries import transits_to_call
from fangxian.intake.sources.checkpoint.services import note_call
from fangxian.tasks.kinds.controlled_entry import queries
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.rules import CALL, LEAD, NORMAL, next_step
from fangxian.tasks.services import Duty, duty_at, ladder_posts, open_task

from .telling import tell_superior

AT_ONCE = 100


def watch_entries(at: datetime) -> int:
    """Tell of silent destinations, and open a call for everybody who is overdue; returns how many of both.

    Idempotent and safe beside another worker. The states themselves never wait for it: they are computed.
    """
    return sum(_watch(programme, at=at) for programme in live_programmes(at=at))


@transaction.atomic
def _watch(programme: Programme, *, at: datetime) -> int:
    silent = _held(queries.unanswered(programme_id=programme.id, at=at))
    overdue = _held(queries.to_call(programme_id=programme.id, at=at))
    exits = list(transits_to_call(programme_id=programme.id, at=at).select_for_update(skip_locked=True)[:AT_ONCE])
    if not silent and not overdue and not exits:
        return 0
    duty, by = duty_at(programme, at=at), system(programme.id, Purpose.KEEP_TIME)
    for entry in silent:
        _tell_upwards(entry, duty, by=by, at=at)
    for entry in overdue:
        _call(entry, by=by, at=at)
    for transit in exits:
        _call_transit(transit, by=by, at=at)
    return len(silent) + len(overdue) + len(exits)


def _held(rows: QuerySet[ControlledEntry]) -> list[ControlledEntry]:
    return list(rows.select_for_update(skip_locked=True)[:AT_ONCE])


def _tell_upwards(entry: ControlledEntry, duty: Duty, *, by: Actor, at: datetime) -> None:
    """The next level above that has somebody in post; the city's desk if no level between has."""
    level: int = 0
    posts: list[Post] = []
    while not posts and (step := next_step(entry.owner_area_code, desk_code=duty.desk_code, escalated_level=level)):
        level, code = step
        posts = ladder_posts(code, duty, at=at)
    entry.alarmed_at, entry.alarmed_count = at, len(posts)
    entry.save(update_fields=["alarmed_at", "alarmed_count"])
    audit.record(
        "tasks.entry_unanswered", on=entry, about=entry.person_id, area_code=entry.owner_area_code, by=by, at=at,
        count=len(posts), detail={"level": level},
    )  # fmt: skip
    tell_superior(entry, posts, programme=duty.programme, at=at)


def _call(entry: ControlledEntry, *, by: Actor, at: datetime) -> None:
    """A task to call her, whether all is well. Nothing follows from being late but the call."""
    person = Person.objects.filter(id=entry.person_id, programme_id=entry.programme_id).first()
    task = open_task(
        kind=CALL, area_code=entry.owner_area_code, person=person, severity=NORMAL, profile=LEAD,
        fact_id=entry.fact_id, source="checkpoint", by=by, at=at,
    )  # fmt: skip
    entry.called_at, entry.call_task_id = at, task.id
    entry.save(update_fields=["called_at", "call_task_id"])
    audit.record(
        "tasks.entry_overdue", on=entry, about=entry.person_id, area_code=entry.owner_area_code, by=by, at=at,
        detail={"task": str(task.id)},
    )  # fmt: skip


def _call_transit(transit: Transit, *, by: Actor, at: datetime) -> None:
    """A vehicle that only passes through has not left in time: somebody calls, and that is all (F48)."""
    if note_call(transit=transit, by=by, at=at):
        open_task(
            kind=CALL, area_code=transit.area_code, severity=NORMAL, profile=LEAD, source="checkpoint",
            note=f"过境单 {transit.number} · {transit.phone}", by=by, at=at,
        )  # fmt: skip
