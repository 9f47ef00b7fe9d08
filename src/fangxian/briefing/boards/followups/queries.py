"""People who are followed up, one file each (F07)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Figure, Kind, Scope, moment, plain
from fangxian.core.people.queries import files_counted
from fangxian.core.people.rules import CARE_DUTIES
from fangxian.core.problems.rules import said

COLUMNS = (
    moment(said("Opened"), "opened_at"),
    AREA,
    plain(said("Rule"), "basis_rule"),
    moment(said("Until"), "follow_until"),
)


def followed_at_end(scope: Scope) -> QuerySet[Any]:
    """Files open at the end of the time; a file completes by itself at its own end."""
    return (
        files_counted(scope.by)
        .filter(Q(closed_at=None) | Q(closed_at__gte=scope.end), area_code__startswith=scope.area_code)
        .filter(opened_at__lt=scope.end, follow_until__gt=scope.end)
        .order_by("follow_until", "id")
    )


def opened(scope: Scope) -> QuerySet[Any]:
    return (
        files_counted(scope.by)
        .filter(area_code__startswith=scope.area_code, opened_at__gte=scope.start, opened_at__lt=scope.end)
        .order_by("opened_at", "id")
    )


def completed(scope: Scope) -> QuerySet[Any]:
    """Files whose follow-up ended in the time."""
    return (
        files_counted(scope.by)
        .filter(area_code__startswith=scope.area_code)
        .filter(
            Q(closed_at__gte=scope.start, closed_at__lt=scope.end)
            | Q(closed_at=None, follow_until__gte=scope.start, follow_until__lt=scope.end)
        )
        .order_by("follow_until", "id")
    )


def without_three(scope: Scope) -> QuerySet[Any]:
    """Open files that lack one of the three named people (三包一)."""
    return followed_at_end(scope).annotate(named=Count("care_team")).filter(named__lt=len(CARE_DUTIES))


def _page(file: Any) -> str:
    return reverse("files:file", args=[file.person_id])


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(key, label, definition, kind, rows, COLUMNS, link=_page, link_power="people.see_file", **more)


BOARD = Board(
    key="followups",
    function="F07 F41",
    title=said("People followed up"),
    line=None,
    figures=(
        figure(
            "files_open",
            said("People followed up"),
            said("Files that were open at the end of the time: one person, one file."),
            Kind.STOCK,
            followed_at_end,
            main=True,
        ),
        figure("files_opened", said("Files opened"), said("Files that were opened in the time."), Kind.FLOW, opened),
        figure(
            "files_completed",
            said("Follow-up completed"),
            said("Files whose follow-up ended in the time, by itself on the day that its rule gives."),
            Kind.FLOW,
            completed,
        ),
        figure(
            "files_without_three",
            said("Without three named people"),
            said("Open files on which one of the three named people is missing."),
            Kind.STOCK,
            without_three,
            alarm=True,
        ),
    ),
)
