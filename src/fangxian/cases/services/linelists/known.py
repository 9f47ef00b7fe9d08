"""Whom the rows of a list speak of: people and cases that earlier rows brought, or that stand on record here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from fangxian.cases.models import Case, LineList, LineListRow

from .keys import key_of, reference_to

_REFERENCES = ("case_ref", "contact_ref", "source_ref", "target_ref")
_AT_ONCE = 1000


@dataclass(frozen=True)
class Known:
    """What one list needs to know of earlier rows.

    by_index   keyed hash -> the row that bears it; of several the one that was recorded, else the newest
    cases      number here -> case
    """

    line_list: LineList
    by_index: dict[bytes, LineListRow]
    cases: dict[str, Case]

    def row(self, reference: str) -> LineListRow | None:
        return self.by_index.get(reference_to(self.line_list, reference)) if reference else None

    def case(self, told: Mapping[str, str]) -> Case | None:
        """The case that a contact met: the list's own, the one whose number here was said, or what a row became.

        The number of another system is never taken for one of ours.
        """
        if self.line_list.case is not None:
            return self.line_list.case
        if number := told.get("case_here", "").strip():
            return self.cases.get(number)
        return case_of(self.row(told.get("case_ref", "")))


def case_of(row: LineListRow | None) -> Case | None:
    """The case that a row became."""
    return Case.objects.filter(id=row.case_id).first() if row is not None and row.case_id is not None else None


def know_rows(line_list: LineList, tolds: Iterable[tuple[str, Mapping[str, str]]]) -> Known:
    """Everything that these rows (subject, told) speak of, read at once."""
    indexes: set[bytes] = set()
    numbers: set[str] = set()
    for subject, told in tolds:
        indexes.add(key_of(line_list, subject, told))
        for field in _REFERENCES:
            if reference := told.get(field, ""):
                indexes.add(reference_to(line_list, reference))
        numbers.add(told.get("case_here", "").strip())
    return Known(line_list, _rows(line_list, list(indexes)), _cases(line_list, numbers))


def _rows(line_list: LineList, indexes: list[bytes]) -> dict[bytes, LineListRow]:
    found: dict[bytes, LineListRow] = {}
    for start in range(0, len(indexes), _AT_ONCE):
        part = indexes[start : start + _AT_ONCE]
        rows = LineListRow.objects.filter(
            Q(key_index__in=part) | Q(other_index__in=part), programme_id=line_list.programme_id,
            line_list__discarded_at=None, line_list__area_code__startswith=line_list.area_code[:6],
        ).exclude(outcome__in=("rejected", "duplicate")).exclude(line_list_id=line_list.id)  # fmt: skip
        for row in rows.select_related("line_list").order_by("done_at", "id"):
            for index in filter(None, (row.key_index, row.other_index)):
                held = found.get(bytes(index))
                if held is None or held.done_at is None:
                    found[bytes(index)] = row
    return found


def _cases(line_list: LineList, numbers: set[str]) -> dict[str, Case]:
    """Cases of the list's own area by the number under which they stand here."""
    serials = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) <= 6]
    cases = Case.objects.filter(
        programme_id=line_list.programme_id, serial__in=serials, area_code__startswith=line_list.area_code[:6],
        ruled_out_at=None,
    )  # fmt: skip
    return {str(case.serial): case for case in cases}
