"""Laboratory-linked cases and the people exposed to them (F09)."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.cases.queries import cases_of, classifications_of
from fangxian.cases.queries.attack import contacts_of_cases
from fangxian.cases.queries.contacts import entries_put_of
from fangxian.cases.rules import BINDING_OUTCOMES, BY_HAND
from fangxian.core.problems.rules import said
from fangxian.engine.attack_rates import AttackRate
from fangxian.engine.lines import Line
from fangxian.measures.models import Ground

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


ENTRY_COLUMNS = (
    moment(said("Told"), "told_at"),
    AREA,
    Column(said("Outcome"), lambda entry: ("cases.outcome", entry.classification.outcome), "word"),
)
EXPOSED_COLUMNS = (
    moment(said("Recorded"), "recorded_at"),
    AREA,
    Column(said("Became a case"), lambda exposure: ("cases.ill", str(exposure.became_ill).lower()), "word"),
)
PLACED_WITHIN = timedelta(hours=24)  # "% placed in 24 h": domain.md F09


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
            method=BY_HAND,
            area_code__startswith=scope.area_code,
            classified_at__lt=scope.end,
        )
        .order_by("classified_at", "id")
    )


def put_up(scope: Scope) -> QuerySet[Any]:
    """Classes with their notices that were put before a second reviewer in the time."""
    return entries_put_of(scope.by).filter(
        area_code__startswith=scope.area_code, batch__put_at__gte=scope.start, batch__put_at__lt=scope.end
    )


def told(scope: Scope) -> QuerySet[Any]:
    """Contacts who were told in writing in the time."""
    return entries_put_of(scope.by).filter(
        area_code__startswith=scope.area_code, told_at__gte=scope.start, told_at__lt=scope.end
    )


def minutes_to_tell(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """Median of whole minutes from the class to the notice in her hand; None if nobody was told."""
    spans = [
        (told_at - classified_at).total_seconds() / 60
        for told_at, classified_at in rows.order_by().values_list("told_at", "classification__classified_at")
    ]
    return round(median(spans)) if spans else None


def placed_share(rows: QuerySet[Any], scope: Scope) -> int | None:
    """Whole percent of the contacts found on whom a measure was served within a day; None if nobody was found."""
    found = {row.id: row.classified_at for row in rows}
    if not found:
        return None
    served = Ground.objects.filter(classification_id__in=list(found), measure__served_at__lt=scope.end)
    placed = {
        classification_id
        for classification_id, served_at in served.values_list("classification_id", "measure__served_at")
        if served_at <= found[classification_id] + PLACED_WITHIN
    }
    return round(100 * len(placed) / len(found))


def contacts_per_case(rows: QuerySet[Any], scope: Scope) -> int | None:
    """Whole contacts for each case that became known in the time; None if none did."""
    case_count = learned(scope).count()
    return round(rows.count() / case_count) if case_count else None


def exposed(scope: Scope) -> QuerySet[Any]:
    """The denominator of the secondary attack rate: contacts of cases, found by the end of the time."""
    rows = contacts_of_cases(scope.by, at=scope.end)
    return rows.filter(area_code__startswith=scope.area_code).order_by("recorded_at", "id")


def attack_percent(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """Whole percent of them who became a case themselves; None if there were none."""
    share = AttackRate(rows.count(), rows.filter(became_ill=True).count()).share
    return None if share is None else round(100 * share)


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
        Figure(
            "contacts_per_case",
            said("Contacts per case"),
            said("Contacts found in the time for each case that became known in it, as a whole number."),
            Kind.FLOW,
            contacts,
            CONTACT_COLUMNS,
            measure=contacts_per_case,
        ),
        Figure(
            "contacts_put_up",
            said("Put before a second reviewer"),
            said("Classes of contacts, each with its written notice, put before a second body in the time."),
            Kind.FLOW,
            put_up,
            ENTRY_COLUMNS,
        ),
        Figure(
            "contacts_told",
            said("Contacts told in writing"),
            said("Notices handed over or read out in the time, after two bodies had agreed."),
            Kind.FLOW,
            told,
            ENTRY_COLUMNS,
        ),
        Figure(
            "contacts_told_minutes",
            said("Minutes to tell a contact"),
            said("Median of the minutes from the classification to the written notice, of those told in the time."),
            Kind.FLOW,
            told,
            ENTRY_COLUMNS,
            measure=minutes_to_tell,
        ),
        Figure(
            "contacts_placed_percent",
            said("Contacts with a measure within 24 hours, %"),
            said(
                "Of the contacts found in the time, those on whom a measure was served within 24 hours; a contact for "
                "whom no measure was needed counts in the denominator."
            ),
            Kind.FLOW,
            contacts,
            CONTACT_COLUMNS,
            measure=placed_share,
        ),
        Figure(
            "attack_percent",
            said("Secondary attack rate, %"),
            said(
                "Of all contacts found by the end of the time, those who became a case themselves; the list is the "
                "denominator."
            ),
            Kind.STOCK,
            exposed,
            EXPOSED_COLUMNS,
            measure=attack_percent,
        ),
    ),
)
