"""Where inspectors went, what they found, and whether it was put right (F35)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.supervision.models import Finding, FindingEvent, Inspection
from fangxian.supervision.rules import words

VISIT = (
    moment(said("Visit ended"), "ended_at"),
    word(said("Kind"), "supervision.kind", "kind"),
    plain(said("Place"), "target_name"),
    AREA,
)
FINDING = (
    moment(said("Found on site"), "found_at"),
    word(said("How grave"), "supervision.severity", "severity"),
    word(said("Kind"), "supervision.kind", "kind"),
    AREA,
    moment(said("Due"), "due_at"),
)
LOOK = (
    moment(said("Looked back at"), "at"),
    Column(said("Area"), lambda step: step.finding.area_code, "area"),
    Column(said("How grave"), lambda step: ("supervision.severity", step.finding.severity), "word"),
)


def _visits(scope: Scope) -> QuerySet[Inspection]:
    rows = Inspection.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)
    return rows.filter(ended_at__gte=scope.start, ended_at__lt=scope.end).order_by("-ended_at", "id")


def announced(scope: Scope) -> QuerySet[Inspection]:
    return _visits(scope).filter(is_announced=True)


def unannounced(scope: Scope) -> QuerySet[Inspection]:
    return _visits(scope).filter(is_announced=False)


def rights(scope: Scope) -> QuerySet[Inspection]:
    return _visits(scope).filter(subject=words.RIGHTS)


def places(scope: Scope) -> QuerySet[Inspection]:
    """The last visit of the time to each place: one row for each place."""
    last = _visits(scope).order_by("kind", "target_ref", "-ended_at").distinct("kind", "target_ref")
    rows = Inspection.objects.filter(id__in=last.values("id"))
    return rows.order_by("kind", "target_name", "id")


def _findings(scope: Scope) -> QuerySet[Finding]:
    return Finding.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)


def _found(severity: str) -> Any:
    def rows(scope: Scope) -> QuerySet[Finding]:
        found = _findings(scope).filter(found_at__gte=scope.start, found_at__lt=scope.end, severity=severity)
        return found.order_by("-found_at", "id")

    return rows


def open_ones(scope: Scope) -> QuerySet[Finding]:
    """Those of which at the end of the time nobody had seen that they were put right."""
    rows = _findings(scope).filter(found_at__lt=scope.end)
    rows = rows.filter(Q(settled_at=None) | Q(settled_at__gte=scope.end))
    return rows.filter(Q(looked_back_at=None) | Q(looked_back_at__gte=scope.end)).order_by("due_at", "id")


def claimed(scope: Scope) -> QuerySet[Finding]:
    return open_ones(scope).filter(claimed_at__lt=scope.end)


def overdue(scope: Scope) -> QuerySet[Finding]:
    return open_ones(scope).filter(Q(claimed_at=None) | Q(claimed_at__gte=scope.end), due_at__lt=scope.end)


def _looked(action: str) -> Any:
    def rows(scope: Scope) -> QuerySet[FindingEvent]:
        found = FindingEvent.objects.filter(
            programme_id=scope.programme_id, finding__area_code__startswith=scope.area_code, action=action,
            at__gte=scope.start, at__lt=scope.end,
        )  # fmt: skip
        return found.select_related("finding").order_by("-at", "id")

    return rows


def _visit(key: str, label: str, definition: str, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, Kind.FLOW, rows, VISIT, link=lambda one: reverse("supervision:visit", args=[one.id]),
        link_power="supervision.see", **more,
    )  # fmt: skip


def _finding(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, kind, rows, FINDING, link=lambda one: reverse("supervision:finding", args=[one.id]),
        link_power="supervision.see", **more,
    )  # fmt: skip


def _step(key: str, label: str, definition: str, rows: Any) -> Figure:
    return Figure(
        key, label, definition, Kind.FLOW, rows, LOOK,
        link=lambda step: reverse("supervision:finding", args=[step.finding_id]), link_power="supervision.see",
    )  # fmt: skip


BOARD = Board(
    key="inspections",
    function="F35",
    title=said("Supervision"),
    line=None,
    figures=(
        _visit("visits_unannounced", said("Unannounced visits"),
               said("Visits of inspectors that ended in the time and of which the unit did not know."), unannounced,
               main=True),
        _visit("visits_announced", said("Announced visits"),
               said("Visits of inspectors that ended in the time and that were told before."), announced),
        _visit("visits_rights", said("Inspections of rights"),
               said("Of these visits, those that looked at refusals, releases, appeals and doors."), rights),
        _visit("places_visited", said("Places visited"),
               said("Different places and units at which a visit ended in the time."), places),
        _finding("findings_urgent", said("Urgent findings"),
                 said("Findings of the time that are to be put right within two hours."), Kind.FLOW,
                 _found(words.URGENT), main=True),
        _finding("findings_serious", said("Serious findings"), said("Serious findings of the time."), Kind.FLOW,
                 _found(words.SERIOUS)),
        _finding("findings_ordinary", said("Ordinary findings"), said("All other findings of the time."), Kind.FLOW,
                 _found(words.ORDINARY)),
        _finding("findings_open", said("Findings not put right"),
                 said("Findings of which nobody had seen by the end of the time that they are put right."), Kind.STOCK,
                 open_ones),
        _finding("findings_claimed", said("Findings said to be put right"),
                 said("Of these, findings whose owner says so and at which nobody has looked back yet."), Kind.STOCK,
                 claimed),
        _finding("findings_late", said("Findings past their time"),
                 said("Of these, findings whose time had passed and that nobody says to be put right."), Kind.STOCK,
                 overdue, alarm=True),
        _step("claims_confirmed", said("Claims that hold"),
              said("Times that somebody looked back in the time and found it put right."), _looked(words.HOLDS)),
        _step("claims_false", said("False claims"),
              said("Times that somebody looked back in the time and found it not put right."), _looked(words.FALSE)),
    ),
)  # fmt: skip
