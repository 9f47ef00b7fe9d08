"""What follows from what was said: a health worker looks, somebody goes to see her, a clinic is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.audit import services as audit
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.followup import queries, rules
from fangxian.followup.models import Referral
from fangxian.tasks.models import Task
from fangxian.tasks.rules import HEALTH_CHECK, LIST, REFERRED, SERIOUS, VISIT, why_not_report, why_not_work
from fangxian.tasks.services import Opening, accept_task, open_tasks, report_task


def open_health_checks(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to what was recorded of anybody: the health post of the township looks after whoever is unwell.

    It is work, never a restriction. Running it again changes nothing: whoever was looked after since is left.
    """
    readings = queries.unwell_recorded(event.at, programme_id=event.programme_id)
    if not readings:
        return
    openings = {
        reading.file.person_id: Opening(
            kind=HEALTH_CHECK, area_code=reading.file.area_code[: LENGTHS["town"]], received_at=reading.recorded_at,
            severity=SERIOUS, person_id=reading.file.person_id, source="reading",
        )
        for reading in readings
        if not _looked_after(reading.file.person_id, since=reading.recorded_at)
    }  # fmt: skip
    programme = Programme.objects.get(id=event.programme_id)
    open_tasks(list(openings.values()), programme=programme, by=by, at=at)


def _looked_after(person_id: UUID, *, since: datetime) -> bool:
    tasks = Task.objects.filter(person_id=person_id, kind=HEALTH_CHECK)
    return tasks.filter(closed_at=None).exists() or tasks.filter(closed_at__gte=since).exists()


def open_unreached_visits(*, at: datetime) -> int:
    """Somebody goes to see those who were called in vain; run every few minutes. Returns how many were opened.

    One visit for each window at most, due within the shift. It is a look, and no sanction follows from it.
    """
    opened = 0
    for programme in live_programmes(at=at):
        by = system(programme.id, Purpose.FOLLOW_UP)
        found = queries.unreached(programme, at=at)
        people = [file.person_id for file, _began_at in found]
        newest = dict(
            Task.objects.filter(programme=programme, kind=VISIT, person_id__in=people)
            .order_by("received_at")
            .values_list("person_id", "received_at")
        )
        openings = [
            Opening(
                kind=VISIT, area_code=file.area_code, received_at=at, profile=LIST, person_id=file.person_id,
                source="follow_up",
            )
            for file, began_at in found
            if file.person_id not in newest or newest[file.person_id] < began_at
        ]  # fmt: skip
        open_tasks(openings, programme=programme, by=by, at=at)
        opened += len(openings)
    return opened


@transaction.atomic
def refer(*, file: PersonFile, place: str, by: Actor, at: datetime) -> Referral:
    """Note that somebody goes to a clinic; the health post's work on her is reported with it."""
    file = PersonFile.objects.select_for_update().get(id=file.id)
    state = queries.shown_of(file, at=at, most=1).state
    refuse(rules.why_not_refer(state=state, area_code=file.area_code, place=place, by=by))
    made = Referral.objects.create(
        programme_id=file.programme_id, file=file, area_code=file.area_code, place=place.strip(), referred_at=at,
        referred_by_id=by.post_id,
    )  # fmt: skip
    audit.record("followup.referred", on=made, about=file.person_id, by=by, at=at)
    report_with_it(file.person_id, HEALTH_CHECK, REFERRED, by=by, at=at)
    return made


@transaction.atomic
def record_return(*, file: PersonFile, finding: str, by: Actor, at: datetime) -> Referral:
    """Note what the clinic answered; from now on she is asked again."""
    file = PersonFile.objects.select_for_update().get(id=file.id)
    state = queries.shown_of(file, at=at, most=1).state
    refuse(rules.why_not_return(state=state, area_code=file.area_code, finding=finding, by=by))
    made = queries.referral_open(file)
    assert made is not None  # its state says so
    made.returned_at, made.returned_by_id, made.finding = at, by.post_id, finding
    made.save(update_fields=["returned_at", "returned_by", "finding"])
    audit.record("followup.returned", on=made, about=file.person_id, by=by, at=at)
    return made


def report_with_it(person_id: UUID, kind: str, outcome: str, *, by: Actor, at: datetime) -> bool:
    """Report the open task that this was done for; somebody else's task is left to its owner."""
    task = Task.objects.filter(person_id=person_id, kind=kind, closed_at=None).first()
    return task is not None and report_task_of(task, outcome, by=by, at=at)


def report_task_of(task: Task, outcome: str, *, by: Actor, at: datetime) -> bool:
    """Accept a task where that is still to be done, and report it; whether it could be."""
    if why_not_work(task, by=by, at=at) is not None or task.closed_at is not None or task.reported_at is not None:
        return False
    if task.accepted_at is None:
        task = accept_task(task=task, by=by, at=at)
    if why_not_report(task, outcome=outcome, by=by, at=at) is not None:
        return False
    report_task(task=task, outcome=outcome, by=by, at=at)
    return True
