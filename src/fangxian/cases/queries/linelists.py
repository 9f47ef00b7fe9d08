"""The only reads of investigators' lists, limited to the reader's area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from fangxian.cases.models import LineList, LineListRow
from fangxian.cases.rules import linelists as rules
from fangxian.core.actors.rules import Actor
from fangxian.core.areas.queries import areas_on


def line_lists_of(by: Actor) -> QuerySet[LineList]:
    """Lists of the reader's area, newest first."""
    return (
        LineList.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("programme", "received_by__unit__body", "confirmed_by__unit__body", "case")
        .order_by("-received_at", "-id")
    )


def line_list_of(by: Actor, line_list_id: UUID) -> LineList | None:
    return line_lists_of(by).filter(id=line_list_id).first()


def line_of(line_list: LineList, number: int) -> LineListRow | None:
    return line_list.rows.filter(number=number).first()


def areas_for_lists(by: Actor, *, day: date) -> list[str]:
    """Where the people of a list may be: counties and towns in the reader's reach, or her own area if it is smaller."""
    areas = areas_on(day, programme_id=by.programme_id, under=by.area_code) if by.programme_id else []
    codes = sorted(area.code for area in areas if area.level in ("county", "town"))
    return codes or [by.area_code]


@dataclass(frozen=True)
class Reconciled:
    """How the rows of a list add up: received = accepted + duplicate + quarantined + rejected."""

    received: int
    accepted: int
    duplicate: int
    quarantined: int
    rejected: int
    recorded: int

    @property
    def waiting(self) -> int:
        """Accepted rows that are not recorded yet."""
        return self.accepted - self.recorded


def reconciled(line_list: LineList) -> Reconciled:
    ends: Counter[str] = Counter()
    recorded = 0
    for outcome, done_at in line_list.rows.values_list("outcome", "done_at"):
        ends[outcome] += 1
        recorded += done_at is not None
    return Reconciled(
        line_list.row_count, ends[rules.ACCEPTED], ends[rules.DUPLICATE], ends[rules.QUARANTINED],
        ends[rules.REJECTED], recorded,
    )  # fmt: skip


def reasons_of(line_list: LineList) -> list[tuple[str, str, str, int]]:
    """What was found: code, Chinese, English, rows; the commonest first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for findings in line_list.rows.values_list("findings", flat=True):
        found.update({(note["code"], note["zh"], note["en"]) for note in findings})
    return [(*reason, count) for reason, count in found.most_common()]


def alike_count(row: LineListRow) -> int:
    """How many other rows of the list lack the laboratory or the case as this one does."""
    wanted = set(row.missing) & rules.FOR_MANY
    others = row.line_list.rows.filter(outcome=rules.QUARANTINED, subject=row.subject).exclude(id=row.id)
    return sum(1 for missing in others.values_list("missing", flat=True) if wanted and wanted <= set(missing))
