"""Measures in force and ending: home isolation and its release (F10, F12, F13)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.measures.queries import appeals_in, ending_between, late, measures_in_force, measures_of
from fangxian.measures.rules.appeals import OVERTURNED

COLUMNS = (
    plain(said("Notice no."), "number"),
    word(said("Kind"), "measures.type", "type"),
    AREA,
    moment(said("Served"), "served_at"),
    moment(said("Ends"), "effective_end_at"),
    plain(said("Rule"), "rule_id"),
)


def in_force_at_end(scope: Scope) -> QuerySet[Any]:
    return measures_in_force(scope.programme_id, scope.end, area_code=scope.area_code).order_by(
        "effective_end_at", "id"
    )


def served(scope: Scope) -> QuerySet[Any]:
    return (
        measures_of(scope.by)
        .filter(area_code__startswith=scope.area_code, served_at__gte=scope.start, served_at__lt=scope.end)
        .order_by("served_at", "id")
    )


def ended(scope: Scope) -> QuerySet[Any]:
    """Measures that had been served and whose effective end lies in the time."""
    return ending_between(scope.programme_id, scope.start, scope.end, area_code=scope.area_code)


def appeals_answered(scope: Scope) -> QuerySet[Any]:
    """Appeals that were answered in the time, whatever the answer."""
    rows = appeals_in(scope.by).filter(area_code__startswith=scope.area_code)
    return rows.filter(decided_at__gte=scope.start, decided_at__lt=scope.end).order_by("decided_at", "id")


def appeals_won(scope: Scope) -> QuerySet[Any]:
    """Of these, the ones that found the decision wrong: the measure is void."""
    return appeals_answered(scope).filter(decision=OVERTURNED)


def appeals_late(scope: Scope) -> QuerySet[Any]:
    """Appeals that were not acknowledged or not answered in time, and still were not at the end of the time."""
    rows = appeals_in(scope.by).filter(area_code__startswith=scope.area_code, lodged_at__lt=scope.end)
    return rows.filter(late(at=scope.end)).order_by("decide_by", "id")


def waiting(scope: Scope) -> QuerySet[Any]:
    """Proposed and decided by nobody at the end of the time."""
    undecided = (
        (Q(approved_at=None) | Q(approved_at__gte=scope.end))
        & (Q(declined_at=None) | Q(declined_at__gte=scope.end))
        & (Q(withdrawn_at=None) | Q(withdrawn_at__gte=scope.end))
    )
    return (
        measures_of(scope.by)
        .filter(undecided, area_code__startswith=scope.area_code, proposed_at__lt=scope.end)
        .filter(effective_end_at__gt=scope.end)
        .order_by("proposed_at", "id")
    )


def to_serve(scope: Scope) -> QuerySet[Any]:
    """Approved, and the notice not yet served at the end of the time: it binds nobody."""
    return (
        measures_of(scope.by)
        .filter(Q(served_at=None) | Q(served_at__gte=scope.end), area_code__startswith=scope.area_code)
        .filter(approved_at__lt=scope.end, withdrawn_at=None, effective_end_at__gt=scope.end)
        .order_by("approved_at", "id")
    )


APPEAL_COLUMNS = (
    Column(said("Notice no."), lambda appeal: appeal.measure.number),
    AREA,
    moment(said("Lodged"), "lodged_at"),
    moment(said("Answer due"), "decide_by"),
    moment(said("Answered"), "decided_at"),
)


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key,
        label,
        definition,
        kind,
        rows,
        COLUMNS,
        link=lambda measure: reverse("measures:measure", args=[measure.id]),
        link_power="measures.see",
        **more,
    )


BOARD = Board(
    key="homes",
    function="F12 F13",
    title=said("Measures in force and ending"),
    line=Line.HOMES,
    figures=(
        figure(
            "measures_in_force",
            said("Measures in force"),
            said("Served and not ended at the end of the time, computed from their times."),
            Kind.STOCK,
            in_force_at_end,
            main=True,
        ),
        figure(
            "measures_ended",
            said("Measures ended"),
            said("Measures that ended in the time, by themselves or earlier by a decision."),
            Kind.FLOW,
            ended,
            main=True,
        ),
        figure(
            "measures_served",
            said("Notices served"),
            said("Measures whose notice was served in the time; before that they bind nobody."),
            Kind.FLOW,
            served,
        ),
        figure(
            "measures_waiting",
            said("Waiting for the second body"),
            said("Proposals that nobody had decided on at the end of the time."),
            Kind.STOCK,
            waiting,
        ),
        figure(
            "measures_to_serve",
            said("Approved, not yet served"),
            said("Approved measures whose notice had not been served at the end of the time."),
            Kind.STOCK,
            to_serve,
        ),
        Figure(
            "appeals_late",
            said("Appeals late"),
            said("Appeals not acknowledged within the hour or not answered within the day, at the end of the time."),
            Kind.STOCK,
            appeals_late,
            APPEAL_COLUMNS,
            alarm=True,
        ),
        Figure(
            "appeals_answered",
            said("Appeals answered"),
            said("Appeals answered in the time by somebody who had no part in the decision."),
            Kind.FLOW,
            appeals_answered,
            APPEAL_COLUMNS,
        ),
        Figure(
            "appeals_won",
            said("Decisions found wrong"),
            said("Of the appeals answered in the time, those that found the decision wrong: the measure is void."),
            Kind.FLOW,
            appeals_won,
            APPEAL_COLUMNS,
        ),
    ),
)
