"""Requests of callers become work where the place is, and come back as a proposed answer (F28)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.programmes.models import Programme
from fangxian.intake.sources.service_request import queries, services
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.intake.sources.service_request.rules import HELP, IMPORTED
from fangxian.tasks.models import Task, TaskEvent
from fangxian.tasks.rules import ANSWER_REQUEST, LEAD, LIST, NORMAL, SERIOUS

from .opening import Opening, open_tasks

SOURCE = "service_request"


@transaction.atomic
def act_on_request(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "intake.request_dispatched": one task where the place is, for all who said the same.

    The work is about a place or about help, and names no person's file (O9). Running it again changes nothing.
    """
    programme = Programme.objects.get(id=event.programme_id)
    request = ServiceRequest.objects.select_for_update().filter(id=event.on_id, programme=programme).first()
    is_due = request is not None and request.task_id is None and request.dispatched_at is not None
    if request is None or not is_due or request.answered_at is not None:
        return
    known = queries.catalogue(programme, at=at).services.get(request.service_code)
    opening = Opening(
        kind=ANSWER_REQUEST,
        area_code=request.area_code,
        received_at=event.at,
        severity=SERIOUS if request.is_urgent else NORMAL,
        # what comes all at once is reported on within the shift (O5), but for help that cannot wait
        profile=LIST if request.channel == IMPORTED and not request.is_urgent else LEAD,
        source=SOURCE,
        note=_note(request, known),
    )
    (task,) = open_tasks([opening], programme=programme, by=by, at=at)
    services.note_task(request_id=request.id, task_id=task.id, programme_id=programme.id)


def tell_request(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "tasks.first_report" and "tasks.reported": the desk sees who is at it and what was found."""
    task = Task.objects.filter(id=UUID(event.on_id), programme_id=event.programme_id, kind=ANSWER_REQUEST).first()
    if task is None:
        return
    if task.reported_at is None:
        services.note_on_site(task_id=task.id, programme_id=task.programme_id, by=by, at=at)
        return
    told = TaskEvent.objects.filter(task=task, action="reported").order_by("-at", "-id").first()
    words = (told.note or "") if told else ""
    services.propose_answer(
        task_id=task.id, programme_id=task.programme_id, outcome=task.outcome, words=words, by=by, at=at
    )


def _note(request: ServiceRequest, known: queries.Service | None) -> str:
    """What the worker reads: kind, place, words; and how to reach whoever asked for help."""
    lines = [f"{known.zh} {known.en}" if known else "", request.place or "", request.text or ""]
    if known and known.group == HELP:
        lines.append(request.contact or "")
    return "\n".join(filter(None, lines))
