"""A table as it is drawn, for the public and for those who agree on it: the same lines in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from fangxian.core.areas.queries import names_of
from fangxian.engine.disclosure_rows import Cell, Row
from fangxian.publication import rules
from fangxian.publication.registry import PUBLIC_FIGURES
from fangxian.publication.rules import PublicFigure


@dataclass(frozen=True)
class Line:
    """One area of a table with its cells, in the order of the figures."""

    area: str
    name: str
    cells: Sequence[tuple[PublicFigure, Cell]]
    is_total: bool = False


def figures_of(tables: Mapping[str, Row]) -> list[PublicFigure]:
    return [figure for figure in PUBLIC_FIGURES if figure.key in tables]


def area_names(tables: Mapping[str, Row], *, programme_id: UUID) -> dict[str, str]:
    """The name of every area of a table, in the reader's language where it is a word of ours."""
    codes = {area for row in tables.values() for area in row.cells}
    own = {rules.ALL: gettext("All"), rules.OTHER: gettext("Placed in no county")}
    return names_of(codes - {rules.OTHER}, programme_id=programme_id) | own


def lines_of(tables: Mapping[str, Row], *, names: Mapping[str, str]) -> list[Line]:
    """The lines of a table: counties by code, those placed in none, all."""
    figures = figures_of(tables)
    areas = sorted({area for row in tables.values() for area in row.cells}, key=lambda a: (a == rules.OTHER, a))
    absent = Cell(None, rules.Why.COVER)
    lines = [
        Line(area, names.get(area, area), [(f, tables[f.key].cells.get(area, absent)) for f in figures])
        for area in areas
    ]
    whole = Line(rules.ALL, names[rules.ALL], [(f, tables[f.key].total) for f in figures], is_total=True)
    return [*lines, whole]


def changes_of(before: Mapping[str, Row], now: Mapping[str, Row], *, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What a correction changed, cell by cell, in words."""
    labels = {figure.key: figure for figure in PUBLIC_FIGURES}
    return [
        {
            "figure": labels[change.figure],
            "area": names.get(change.area, change.area),
            "before": change.before,
            "now": change.now,
        }
        for change in rules.changes(before, now)
        if change.figure in labels
    ]
