"""Incidents and their mediation, and how many fewer gatherings there are than in the programme's first week (F29)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, word
from fangxian.core.problems.rules import said
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import day_start
from fangxian.engine.lines import Line
from fangxian.mediation.models import Incident, MediationStep
from fangxian.mediation.rules import GATHERING, STIGMA, change_share

BASELINE_DAYS = 7  # our decision: the first week of a programme is what later days are held against
COLUMNS = (
    moment(said("When"), "occurred_at"), word(said("Kind of incident"), "mediation.kind", "kind"), AREA,
    moment(said("Talked"), "talked_at"),
)  # fmt: skip
STEPS = (
    moment(said("When"), "at"), word(said("What was done"), "mediation.step", "kind"),
    Column(said("Area"), lambda record: record.incident.area_code, "area"),
)  # fmt: skip


def _of(scope: Scope) -> QuerySet[Incident]:
    return Incident.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)


def recorded(scope: Scope) -> QuerySet[Incident]:
    rows = _of(scope).filter(occurred_at__gte=scope.start, occurred_at__lt=scope.end)
    return rows.order_by("-occurred_at", "-id")


def stigma(scope: Scope) -> QuerySet[Incident]:
    return recorded(scope).filter(kind=STIGMA)


def gatherings(scope: Scope) -> QuerySet[Incident]:
    return recorded(scope).filter(kind=GATHERING)


def against_first_week(rows: QuerySet[Any], scope: Scope) -> int | None:
    """Per cent above (or, negative, below) the first week, a day; None while it runs, and if it had none."""
    programme = Programme.objects.get(id=scope.programme_id)
    start = day_start(programme.starts_on, programme.zone)
    end = day_start(programme.starts_on + timedelta(days=BASELINE_DAYS), programme.zone)
    if scope.start < end:
        return None
    before = _of(scope).filter(kind=GATHERING, occurred_at__gte=start, occurred_at__lt=end).count()
    days = (scope.last_on - scope.first_on).days + 1
    return change_share(rows.count(), days, before, BASELINE_DAYS)


def not_settled(scope: Scope) -> QuerySet[Incident]:
    """Those that were neither agreed nor referred at the end of the time."""
    over = Q(agreed_at__lt=scope.end) | Q(referred_at__lt=scope.end)
    return _of(scope).filter(recorded_at__lt=scope.end).exclude(over).order_by("recorded_at", "id")


def agreed(scope: Scope) -> QuerySet[Incident]:
    return _of(scope).filter(agreed_at__gte=scope.start, agreed_at__lt=scope.end).order_by("-agreed_at", "-id")


def referred(scope: Scope) -> QuerySet[Incident]:
    return _of(scope).filter(referred_at__gte=scope.start, referred_at__lt=scope.end).order_by("-referred_at", "-id")


def talked(scope: Scope) -> QuerySet[MediationStep]:
    rows = MediationStep.objects.filter(
        programme_id=scope.programme_id, incident__area_code__startswith=scope.area_code, at__gte=scope.start,
        at__lt=scope.end,
    )  # fmt: skip
    return rows.select_related("incident").order_by("-at", "-id")


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, kind, rows, COLUMNS, link=lambda one: reverse("mediation:one", args=[one.id]),
        link_power="mediation.work", **more,
    )  # fmt: skip


BOARD = Board(
    key="incidents",
    function="F29",
    title=said("Incidents and mediation"),
    line=Line.TIPS,
    figures=(
        figure("incidents_recorded", said("Incidents"), said("Incidents that happened in the time."), Kind.FLOW,
               recorded),
        figure("incidents_stigma", said("Cases of stigma"),
               said("Of the incidents, those in which somebody was shunned for what she is."), Kind.FLOW, stigma),
        figure("gatherings_change", said("Gatherings against the first week, %"),
               said("Gatherings a day in the time, in per cent above (or, negative, below) those of the programme's "
                    "first seven days; none while those run, and if they had none."), Kind.FLOW, gatherings,
               measure=against_first_week),
        figure("mediations_waiting", said("Mediations not settled"),
               said("Incidents that were neither agreed nor referred at the end of the time."), Kind.STOCK,
               not_settled),
        Figure("mediation_steps", said("Visits and talks"),
               said("Visits, calls, meetings and science talks of the time."), Kind.FLOW, talked, STEPS),
        figure("mediations_agreed", said("Mediations agreed"), said("Incidents settled in the time."), Kind.FLOW,
               agreed),
        figure("mediations_referred", said("Mediations referred"),
               said("Incidents handed to another body in the time."), Kind.FLOW, referred),
    ),
)  # fmt: skip
