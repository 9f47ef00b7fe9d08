"""Lists of grids in, and the template that they are written in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from fangxian.engine.tables.columns import Columns, Field, known_heads, plain, recognise_columns, refuse_missing
from fangxian.engine.tables.findings import Finding
from fangxian.engine.tables.table import Row, read_table
from fangxian.engine.texts import Bilingual

from .rules import GridRow

FIELDS = (
    Field(
        "village",
        Bilingual("村社区", "village"),
        ("村社区", "村（社区）", "社区", "村", "村社区代码", "village", "area"),
    ),
    Field("grid", Bilingual("网格编号", "grid number"), ("网格编号", "网格号", "编号", "grid", "grid number")),
    Field("name", Bilingual("网格名称", "grid name"), ("网格名称", "网格", "名称", "grid name", "name")),
    Field("households", Bilingual("户数", "households"), ("户数", "家庭户数", "households")),
    Field("population", Bilingual("人数", "residents"), ("人数", "常住人口", "人口", "residents", "population")),
    Field("phone", Bilingual("服务电话", "service phone"), ("服务电话", "公开电话", "电话", "service phone", "phone")),
)


@dataclass(frozen=True)
class GridList:
    """A list of grids as read; notes do not stop the reading."""

    rows: list[GridRow]
    sha256: str
    notes: tuple[Finding, ...]


def _texts(row: Row, columns: Columns) -> dict[str, Any]:
    return {item.name: columns.cell(row.cells, item.name).strip() for item in FIELDS}


def read_grid_list(content: bytes, *, name: str) -> GridList:
    """The rows of a list of grids in CSV or Excel. Errors: TableRefused, saying why in both languages."""
    heads = known_heads(FIELDS)
    table = read_table(content, name=name, is_known=lambda head: plain(head) in heads)
    columns = recognise_columns(table.columns, FIELDS)
    refuse_missing(columns, FIELDS[0])
    rows = [
        GridRow(row.number, finding=row.finding) if row.finding else GridRow(row.number, **_texts(row, columns))
        for row in table.rows()
    ]
    return GridList(rows, table.sha256, table.notes)


def template(language: str) -> bytes:
    """An empty list of grids."""
    import xlsxwriter  # takes long to read, and a server that starts writes none

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        sheet = book.add_worksheet()
        for column, item in enumerate(FIELDS):
            sheet.write_string(0, column, item.title.in_language(language), head)
            sheet.set_column(column, column, 22, text)
        sheet.freeze_panes(1, 0)
    return file.getvalue()
