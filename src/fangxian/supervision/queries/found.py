"""Findings as their readers ask for them: the board, a unit's own, those that wait to be looked back at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Left

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.supervision.models import Finding, FindingEvent
from fangxian.supervision.rules import findings, words

COUNTY = LENGTHS["county"]


def _with_all(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    return rows.select_related(
        "inspection__team", "owner_unit__body", "found_by__user", "claimed_by__user", "claimed_by__unit",
        "looked_back_by__user", "programme",
    )  # fmt: skip


def findings_of(by: Actor) -> QuerySet[Finding]:
    """Findings in the reader's area."""
    return Finding.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)


def finding_of(by: Actor, finding_id: UUID) -> Finding | None:
    """One finding: of the reader's area for who inspects or supervises, or of her own unit."""
    own = Q(owner_unit_id=by.unit_id) & Q(assigned_at__isnull=False)
    in_area = Q(area_code__startswith=by.area_code)
    oversees = by.can("supervision.see") or by.can("supervision.inspect")
    rows = Finding.objects.filter(own | in_area if oversees else own, programme_id=by.programme_id, id=finding_id)
    return _with_all(rows).first()


def open_ones(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Those that nobody has looked back at and found to be put right."""
    return rows.filter(settled_at=None, looked_back_at=None)


def overdue(rows: QuerySet[Finding], *, at: datetime) -> QuerySet[Finding]:
    return open_ones(rows).filter(claimed_at=None, due_at__lt=at)


def in_state(rows: QuerySet[Finding], state: str, *, at: datetime) -> QuerySet[Finding]:
    """Those in one state of `rules.findings` at `at`."""
    is_open = Q(settled_at=None, looked_back_at=None)
    return rows.filter(
        {
            findings.FOUND: is_open & Q(assigned_at=None),
            findings.ASSIGNED: is_open & Q(assigned_at__isnull=False, claimed_at=None),
            findings.CLAIMED: is_open & Q(claimed_at__isnull=False),
            findings.LOOKED_BACK: Q(looked_back_at__isnull=False) & Q(closes_at__gt=at),
            findings.CLOSED: Q(settled_at__isnull=False) | Q(closes_at__lte=at),
        }[state]
    )


def in_order(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    return _with_all(rows).order_by("due_at", "id")


def to_look_back(by: Actor) -> list[Finding]:
    """Claims in the reader's area that she may look back at: not her own, nor her body's."""
    rows = findings_of(by).filter(claimed_at__isnull=False, looked_back_at=None, settled_at=None)
    rows = rows.exclude(claimed_by__unit__body_id=by.body_id).exclude(claimed_by__user_id=by.user_id)
    return list(_with_all(rows).order_by("look_back_due_at", "id")[:100])


def of_unit(by: Actor) -> QuerySet[Finding]:
    """The findings that the reader's unit has to put right, or has."""
    rows = Finding.objects.filter(programme_id=by.programme_id, owner_unit_id=by.unit_id, assigned_at__isnull=False)
    return _with_all(rows).order_by(F("looked_back_at").asc(nulls_first=True), "due_at", "id")


def history(finding: Finding) -> list[FindingEvent]:
    return list(finding.events.select_related("post__unit__body").order_by("at", "id"))


def earlier(*, programme_id: UUID, kind: str, target_ref: str, code: str, since: datetime) -> Finding | None:
    """The newest finding of the same line at the same place since then; "something else" never repeats."""
    if code == words.OTHER:
        return None
    rows = Finding.objects.filter(
        programme_id=programme_id, kind=kind, target_ref=target_ref, code=code, found_at__gte=since
    )
    return rows.order_by("-found_at", "-id").first()


@dataclass(frozen=True)
class Aged:
    """How many open findings of one severity are how old. `counts`: up to each of rules.findings.AGES, and older."""

    severity: str
    counts: tuple[int, ...]
    overdue_count: int

    @property
    def open_count(self) -> int:
        return sum(self.counts)


def by_age(rows: QuerySet[Finding], *, at: datetime) -> list[Aged]:
    """Open findings by severity and age, every severity there."""
    limits = [at - age for age in findings.AGES]
    newest = [Q(found_at__gt=limits[0])]
    between = [Q(found_at__lte=one, found_at__gt=two) for one, two in pairwise(limits)]
    ages = [*newest, *between, Q(found_at__lte=limits[-1])]
    late = Q(claimed_at=None, due_at__lt=at)
    asked: dict[str, Any] = {f"age_{place}": Count("id", filter=age) for place, age in enumerate(ages)}
    found = {
        row["severity"]: row
        for row in open_ones(rows).order_by().values("severity").annotate(late=Count("id", filter=late), **asked)
    }
    none: dict[str, int] = {}
    return [
        Aged(severity, tuple(found.get(severity, none).get(name, 0) for name in asked),
             found.get(severity, none).get("late", 0))
        for severity in words.SEVERITIES
    ]  # fmt: skip


def by_unit(rows: QuerySet[Finding], *, at: datetime, limit: int = 20) -> list[dict[str, Any]]:
    """Open findings of each unit, the most overdue first."""
    return list(_summed(rows, ("owner_unit_id", "owner_unit__name", "owner_unit__body__name"), at=at)[:limit])


def by_county(rows: QuerySet[Finding], *, at: datetime) -> list[dict[str, Any]]:
    return list(_summed(rows.annotate(county=Left("area_code", COUNTY)), ("county",), at=at))


def _summed(rows: QuerySet[Finding], by: Iterable[str], *, at: datetime) -> QuerySet[Any]:
    is_open = Q(settled_at=None, looked_back_at=None)
    return (
        rows.order_by()
        .values(*by)
        .annotate(
            open_count=Count("id", filter=is_open),
            urgent_count=Count("id", filter=is_open & Q(severity=words.URGENT)),
            late_count=Count("id", filter=is_open & Q(claimed_at=None, due_at__lt=at)),
            false_count=Count("id", filter=Q(false_count__gt=0)),
            repeat_count=Count("id", filter=Q(repeats_id__isnull=False)),
            oldest_at=Min("found_at", filter=is_open),
        )
        .order_by("-late_count", "-open_count", *by)
    )


def false_claims(*, programme_id: UUID, area_code: str, since: datetime, until: datetime) -> QuerySet[FindingEvent]:
    """Claims that a look-back found untrue in [since, until)."""
    return FindingEvent.objects.filter(
        programme_id=programme_id, finding__area_code__startswith=area_code, action=words.FALSE, at__gte=since,
        at__lt=until,
    )  # fmt: skip


def by_task(task_id: UUID, *, programme_id: UUID) -> Finding | None:
    return _with_all(Finding.objects.filter(task_id=task_id, programme_id=programme_id)).first()
