"""Arrivals that posts let go on and destinations expect (F16): no row says who, only from when and to which area."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import Board, Column, Figure, Kind, Scope, moment, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.tasks.kinds.controlled_entry import queries, rules

COLUMNS = (
    moment(said("Proposed at"), "proposed_at"),
    Column(said("Area"), lambda entry: entry.owner_area_code, "area"),
    word(said("State"), "tasks.entry_state", "state_now"),
    moment(said("Expected"), "eta_at"),
    moment(said("Accepted at"), "accepted_at"),
    moment(said("Arrived"), "arrived_at"),
)


def entries(scope: Scope) -> QuerySet[Any]:
    """Entries of the area, with the state that each had at the end of the time."""
    rows = queries.entries_of(scope.by).filter(owner_area_code__startswith=scope.area_code)
    return queries.with_state(rows.filter(proposed_at__lt=scope.end), at=scope.end).order_by("-proposed_at", "id")


def happened(column: str) -> Any:
    """Entries of which something happened in the time."""
    return lambda scope: entries(scope).filter(**{f"{column}__gte": scope.start, f"{column}__lt": scope.end})


def in_state(*states: str) -> Any:
    return lambda scope: entries(scope).filter(state_now__in=states).order_by("eta_at", "id")


def silent(scope: Scope) -> QuerySet[Any]:
    """Destinations whose time to answer ran out in the time without a word: silence counts as acceptance."""
    due = F("answer_due_at")
    unheard = Q()
    for column in ("accepted_at", "disputed_at", "arrived_at", "closed_at"):
        unheard &= Q(**{column: None}) | Q(**{f"{column}__gt": due})
    return happened("answer_due_at")(scope).filter(unheard)


def unaccepted(scope: Scope) -> QuerySet[Any]:
    """On the way at the end of the time, and bound by nobody's word: asked, silent or disputed."""
    rows = queries.accepted_by_nobody(scope.by, at=scope.end).filter(owner_area_code__startswith=scope.area_code)
    return queries.with_state(rows.filter(proposed_at__lt=scope.end), at=scope.end)


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, kind, rows, COLUMNS,
        link=lambda entry: reverse("entries:entry", args=[entry.id]), link_power="tasks.see", **more,
    )  # fmt: skip


BOARD = Board(
    key="entries",
    function="F16",
    title=said("Controlled entries"),
    line=Line.CHECKPOINTS,
    figures=(
        figure(
            "entries_proposed",
            said("Proposed at posts"),
            said("Travellers whom a post let go on in the time and announced to their destination."),
            Kind.FLOW,
            happened("proposed_at"),
        ),
        figure(
            "entries_accepted",
            said("Accepted by the destination"),
            said("Arrivals that the destination, or the level above it, accepted by a word in the time."),
            Kind.FLOW,
            happened("accepted_at"),
        ),
        figure(
            "entries_silent",
            said("Accepted by silence"),
            said("Destinations whose time to answer ran out in the time: it counts as yes, and the level above knows."),
            Kind.FLOW,
            silent,
        ),
        figure(
            "entries_unaccepted",
            said("Arrivals that nobody has accepted"),
            said("On the way at the end of the time: asked, silent or disputed, and nobody has said yes."),
            Kind.STOCK,
            unaccepted,
            main=True,
            alarm=True,
        ),
        figure(
            "entries_overdue",
            said("Overdue arrivals"),
            said("Not arrived at the end of the time though the margin after the hour of arrival is over: a call."),
            Kind.STOCK,
            in_state(rules.OVERDUE),
            alarm=True,
        ),
        figure(
            "entries_disputed",
            said("Difficulties told by destinations"),
            said("Arrivals of which a destination told a difficulty in the time. Nobody is refused by one."),
            Kind.FLOW,
            happened("disputed_at"),
        ),
        figure(
            "entries_to_decide",
            said("Difficulties for the command to solve"),
            said("Difficulties that the command had not solved at the end of the time; she is lodged meanwhile."),
            Kind.STOCK,
            in_state(rules.DISPUTED),
            alarm=True,
        ),
        figure(
            "entries_arrived",
            said("Arrivals"),
            said("Those who arrived in the time where they were expected."),
            Kind.FLOW,
            happened("arrived_at"),
        ),
    ),
)
