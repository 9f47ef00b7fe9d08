"""The only reads of requests for help: those of a body, those that a liaison answers, and how many there were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Right

from fangxian.core.actors.rules import Actor
from fangxian.tasks.models import Task
from fangxian.tasks.queries import tasks_open

from . import rules
from .models import AssistanceRequest

ASKED = "asked"


def requests_in(by: Actor) -> QuerySet[AssistanceRequest]:
    """Every request of the reader's area, newest first."""
    rows = AssistanceRequest.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.select_related(
        "requested_by__unit__body", "requested_by__user", "answered_by__unit__body", "programme"
    ).order_by("-requested_at", "-id")


def request_of(request_id: UUID, *, by: Actor) -> AssistanceRequest | None:
    return requests_in(by).filter(id=request_id).first()


def requests_to_answer(by: Actor, *, at: datetime) -> list[AssistanceRequest]:
    """What a liaison has before her: open and accepted requests, the soonest needed first."""
    rows = requests_in(by).filter(expires_at__gt=at, done_at=None, declined_at=None, withdrawn_at=None)
    return list(rows.order_by("needed_at", "id"))


def requests_over(by: Actor, *, at: datetime) -> QuerySet[AssistanceRequest]:
    """What is over, of the last days: shown to the liaison without place and words."""
    shown = [one.id for one in requests_to_answer(by, at=at)]
    return requests_in(by).filter(requested_at__gt=at - rules.KEPT_IN_VIEW).exclude(id__in=shown)


def task_numbered(number: str, *, by: Actor) -> Task | None:
    """The open task of this number in the reader's area."""
    tail = Right(Cast("id", CharField()), 8)
    return tasks_open(by).alias(tail=tail).filter(tail=number.strip().lower()).first()


def request_counts(
    programme_id: UUID, *, since: datetime, until: datetime, at: datetime, area_code: str = ""
) -> Mapping[str, int]:
    """How many requests were asked in [since, until), and what became of them at `at`: "asked" and each state.

    For publication: the police's part is told in numbers (INV-25).
    """
    rows = AssistanceRequest.objects.filter(
        programme_id=programme_id, area_code__startswith=area_code, requested_at__gte=since, requested_at__lt=until
    )
    counts = dict.fromkeys((ASKED, *rules.STATES), 0)
    for row in rows.only("expires_at", "accepted_at", "done_at", "declined_at", "withdrawn_at"):
        counts[ASKED] += 1
        counts[rules.state_at(row.times, at)] += 1
    return counts
