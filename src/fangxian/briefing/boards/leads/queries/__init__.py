"""Leads and other field work by their clocks (F05)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.tasks.models import TaskEscalation
from fangxian.tasks.queries import escalations_between, received_between, tasks_of

from . import checked

COLUMNS = (
    moment(said("Received"), "received_at"),
    AREA,
    word(said("Kind of work"), "tasks.kind", "kind"),
    moment(said("First report due"), "total_first_report_due_at"),
    moment(said("First report"), "first_reported_at"),
    moment(said("Closed"), "closed_at"),
)


def inside(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    return rows.filter(area_code__startswith=scope.area_code)


def received(scope: Scope) -> QuerySet[Any]:
    rows = received_between(scope.by, from_at=scope.start, until_at=scope.end)
    return inside(rows, scope).order_by("received_at", "id")


def open_at_end(scope: Scope) -> QuerySet[Any]:
    """Tasks that stood open at the end of the time."""
    rows = tasks_of(scope.by).filter(Q(closed_at=None) | Q(closed_at__gte=scope.end), received_at__lt=scope.end)
    return inside(rows, scope).order_by("total_first_report_due_at", "id")


def reported_late(scope: Scope) -> QuerySet[Any]:
    """Received in the time; the first report came after its clock, or has not come though it ran out."""
    due = F("total_first_report_due_at")
    return received(scope).filter(
        Q(first_reported_at__gt=due) | Q(first_reported_at=None, total_first_report_due_at__lt=scope.end)
    )


def overdue_at_end(scope: Scope) -> QuerySet[Any]:
    """Open at the end with the finding not reported though its total clock had run out."""
    unreported = Q(reported_at=None) | Q(reported_at__gte=scope.end)
    return open_at_end(scope).filter(unreported, total_finding_due_at__lt=scope.end)


def escalated(scope: Scope) -> QuerySet[Any]:
    rows = escalations_between(scope.by, from_at=scope.start, until_at=scope.end)
    return rows.filter(from_area_code__startswith=scope.area_code).order_by("told_at", "id")


def first_told(scope: Scope) -> QuerySet[Any]:
    """The first telling of each late task while one area holds it: of the further ones the ladder says when."""
    lower = TaskEscalation.objects.filter(
        task_id=OuterRef("task_id"), hand_over_count=OuterRef("hand_over_count"), level__lt=OuterRef("level")
    )
    return escalated(scope).filter(~Exists(lower))


def share_within_a_minute(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """How many of a hundred were told at most a minute after their clock ran out; None of none."""
    return checked.share(rows, Q(told_at__lte=F("due_at") + checked.MINUTE))


def _page(task: Any) -> str:
    return reverse("tasks:task", args=[task.id])


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(key, label, definition, kind, rows, COLUMNS, link=_page, link_power="tasks.see", **more)


def _telling(key: str, label: str, definition: str, rows: Any, **more: Any) -> Figure:
    columns = (
        moment(said("Told"), "told_at"),
        Column(said("From"), lambda telling: telling.from_area_code, "area"),
        Column(said("To"), lambda telling: telling.to_area_code, "area"),
        moment(said("Was due"), "due_at"),
    )
    return Figure(key, label, definition, Kind.FLOW, rows, columns, link_power="tasks.see", **more,
                  link=lambda telling: reverse("tasks:task", args=[telling.task_id]))  # fmt: skip


def _from(key: str, label: str, ways: tuple[str, ...]) -> Figure:
    return figure(
        key, label, said("Field work received in the time that came by this way."), Kind.FLOW,
        lambda scope: received(scope).filter(source__in=ways),
    )  # fmt: skip


BOARD = Board(
    key="leads",
    function="F05",
    title=said("Leads and tasks by clock"),
    line=Line.DATA,
    figures=(
        figure(
            "tasks_received",
            said("Tasks received"),
            said("Field work that came up in the time."),
            Kind.FLOW,
            received,
        ),
        figure(
            "tasks_in_time",
            said("First report in time"),
            said("Received in the time and first reported within the clock, counted from first receipt."),
            Kind.FLOW,
            lambda scope: received(scope).filter(first_reported_at__lte=F("total_first_report_due_at")),
        ),
        figure(
            "tasks_reported_late",
            said("First report late"),
            said("Received in the time; the first report came after its clock, or is still to come though it ran out."),
            Kind.FLOW,
            reported_late,
            alarm=True,
        ),
        figure(
            "tasks_open",
            said("Open tasks"),
            said("Field work that stood open at the end of the time."),
            Kind.STOCK,
            open_at_end,
            main=True,
        ),
        figure(
            "tasks_overdue",
            said("Overdue findings"),
            said("Open at the end of the time, the finding not reported though its clock had run out."),
            Kind.STOCK,
            overdue_at_end,
            main=True,
            alarm=True,
        ),
        _telling(
            "escalations",
            said("Told to a higher level"),
            said("Times that the next level of the ladder was told because a clock ran out."),
            escalated,
        ),
        _telling(
            "escalations_in_a_minute_share",
            said("Told upwards within a minute, %"),
            said("Of the first tellings of late tasks, how many of a hundred came within a minute of the clock."),
            first_told,
            measure=share_within_a_minute,
        ),
        figure(
            "tasks_closed",
            said("Tasks closed"),
            said("Field work that was closed in the time."),
            Kind.FLOW,
            lambda scope: inside(
                tasks_of(scope.by).filter(closed_at__gte=scope.start, closed_at__lt=scope.end), scope
            ).order_by("closed_at"),
        ),
        figure(
            "tasks_in_time_share",
            said("First report in time, %"),
            said("Of those received whose clock was answered or ran out, how many of a hundred kept it."),
            Kind.FLOW,
            received,
            measure=checked.share_in_time,
        ),
        figure(
            "tasks_median_minutes",
            said("Half first reported within, minutes"),
            said("Minutes from receipt to the first report, for the quicker half of those received."),
            Kind.FLOW,
            received,
            measure=checked.minutes_of(0.5),
        ),
        figure(
            "tasks_p95_minutes",
            said("Ninety-five of a hundred first reported within, minutes"),
            said("Minutes from receipt to the first report, for all but the slowest five of a hundred received."),
            Kind.FLOW,
            received,
            measure=checked.minutes_of(0.95),
        ),
        *(_from(key, label, ways) for key, label, ways in checked.SOURCES),
        figure(
            "tasks_from_others",
            said("From elsewhere"),
            said("Field work received in the time that came by none of these ways."),
            Kind.FLOW,
            lambda scope: received(scope).exclude(source__in=checked.KNOWN),
        ),
        *checked.FINDINGS,
    ),
)
