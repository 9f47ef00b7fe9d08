"""Laboratory-linked cases and the people exposed to them (F09)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Figure, Kind, Scope, moment, plain, word
from fangxian.cases.queries import cases_of, classifications_of
from fangxian.cases.rules import BINDING_OUTCOMES
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line

CASE_COLUMNS = (
    plain(said("Case no."), "serial"),
    moment(said("Learned"), "learned_at"),
    AREA,
    moment(said("Reported"), "reported_at"),
    moment(said("Investigated"), "investigated_at"),
)
CONTACT_COLUMNS = (
    moment(said("Classified"), "classified_at"),
    AREA,
    word(said("Outcome"), "cases.outcome", "outcome"),
    plain(said("Rule"), "rule_id"),
)


def learned(scope: Scope) -> QuerySet[Any]:
    """Cases that became known in the time, but for those ruled out by its end."""
    return cases_of(scope.by).filter(
        Q(ruled_out_at=None) | Q(ruled_out_at__gte=scope.end),
        area_code__startswith=scope.area_code,
        learned_at__gte=scope.start,
        learned_at__lt=scope.end,
    )


def contacts(scope: Scope) -> QuerySet[Any]:
    """Exposures found to be contacts in the time, and not found otherwise by its end."""
    return (
        classifications_of(scope.by)
        .filter(
            Q(replaced_at=None) | Q(replaced_at__gte=scope.end),
            outcome__in=BINDING_OUTCOMES,
            area_code__startswith=scope.area_code,
            classified_at__gte=scope.start,
            classified_at__lt=scope.end,
        )
        .order_by("classified_at", "id")
    )


def waiting(scope: Scope) -> QuerySet[Any]:
    """Classified by hand and waiting for a second reviewer at the end of the time."""
    return (
        classifications_of(scope.by)
        .filter(
            Q(replaced_at=None) | Q(replaced_at__gte=scope.end),
            Q(reviewed_at=None) | Q(reviewed_at__gte=scope.end),
            method="by_hand",
            area_code__startswith=scope.area_code,
            classified_at__lt=scope.end,
        )
        .order_by("classified_at", "id")
    )


BOARD = Board(
    key="contacts",
    function="F09",
    title=said("Cases and contacts"),
    line=Line.CONTACTS,
    figures=(
        Figure(
            "cases_learned",
            said("New cases"),
            said("Laboratory-linked cases that became known in the time."),
            Kind.FLOW,
            learned,
            CASE_COLUMNS,
            main=True,
            link=lambda case: reverse("cases:case", args=[case.id]),
            link_power="cases.investigate",
        ),
        Figure(
            "contacts_found",
            said("Contacts found"),
            said("Exposures that the rule, or two reviewers, found to be contacts in the time."),
            Kind.FLOW,
            contacts,
            CONTACT_COLUMNS,
            main=True,
        ),
        Figure(
            "contacts_waiting",
            said("Waiting for a second reviewer"),
            said("Classified by hand; nothing follows until somebody of another body has reviewed it."),
            Kind.STOCK,
            waiting,
            CONTACT_COLUMNS,
        ),
    ),
)
