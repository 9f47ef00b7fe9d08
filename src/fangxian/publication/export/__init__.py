"""A public table for machines: the same cells as on the page, read through the same role."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

from fangxian.engine.disclosure import LEAST_COUNT
from fangxian.engine.disclosure_rows import Cell
from fangxian.publication import rules
from fangxian.publication.queries import Published
from fangxian.publication.rules import PublicFigure

COLUMNS = ("day", "version", "as_of", "figure", "area_code", "area_name", "count", "why")


def cells_of(table: Published) -> Iterator[tuple[str, str, Cell]]:
    """Figure, area and cell of every cell, totals last in their figure."""
    for key, row in table.tables.items():
        for area, cell in sorted(row.cells.items(), key=lambda pair: (pair[0] == rules.OTHER, pair[0])):
            yield key, area, cell
        yield key, rules.ALL, row.total


def as_csv(table: Published, *, names: Mapping[str, str]) -> bytes:
    """One line per cell; an empty count is withheld, and `why` says why. UTF-8 with a mark, as spreadsheets want."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for key, area, cell in cells_of(table):
        count = "" if cell.shown is None else cell.shown
        name = names.get(area, "")
        writer.writerow([table.day, table.version, table.as_of.isoformat(), key, area, name, count, cell.why])
    return ("\ufeff" + out.getvalue()).encode()


def as_json(table: Published, *, names: Mapping[str, str], figures: Sequence[PublicFigure], address: str) -> bytes:
    """The whole release: what it is, what each figure and reason means, the cells, the months."""
    content = {
        "id": str(table.id),
        "address": address,
        "day": table.day.isoformat(),
        "version": table.version,
        "newest_version": table.newest_version,
        "as_of": table.as_of.isoformat(),
        "published_at": table.published_at.isoformat(),
        "correction_reason": table.reason or None,
        "least_count": LEAST_COUNT,
        "figures": [
            {"key": f.key, "label": f.label, "definition": f.definition, "kind": f.kind}
            for f in figures
            if f.key in table.tables
        ],
        "reasons": {str(why): text for why, text in rules.WHYS.items()},
        "cells": [
            {"figure": key, "area_code": area, "area_name": names.get(area), "count": cell.shown, "why": cell.why}
            for key, area, cell in cells_of(table)
        ],
        "months": [{**month, "month": month["month"].isoformat()} for month in table.months],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
