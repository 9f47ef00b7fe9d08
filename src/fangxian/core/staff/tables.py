"""Lists of staff in and out: the columns that offices send, and the template that they fill in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fangxian.engine.rules.denylist import ForbiddenInput
from fangxian.engine.tables.columns import Columns, Field, known_heads, plain, recognise_columns, refuse_missing
from fangxian.engine.tables.days import read_day
from fangxian.engine.tables.findings import Finding
from fangxian.engine.tables.table import Row, Table, read_table
from fangxian.engine.texts import Bilingual

from .rules import ROLE_WORDS, SECTOR_WORDS, StaffRow

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FIELDS = (
    Field(
        "staff_no", Bilingual("工号", "staff number"), ("工号", "警号", "人员编号", "编号", "staff_no", "staff number")
    ),
    Field("full_name", Bilingual("姓名", "name"), ("姓名", "名字", "full_name", "name")),
    Field(
        "phone", Bilingual("值班电话", "duty phone"), ("值班电话", "工作电话", "手机", "电话", "phone", "duty phone")
    ),
    Field(
        "body",
        Bilingual("单位", "employing body"),
        ("单位", "派出单位", "所属单位", "employing body", "body", "employer"),
    ),
    Field("sector", Bilingual("条线", "sector"), ("条线", "行业", "系统", "sector")),
    Field("unit", Bilingual("部门", "unit"), ("部门", "科室", "班组", "unit", "team")),
    Field("role", Bilingual("岗位", "role"), ("岗位", "角色", "职责", "role")),
    Field("area", Bilingual("负责区域", "area"), ("负责区域", "区域", "区域代码", "网格", "area", "area_code")),
    Field("title", Bilingual("职务", "title"), ("职务", "职务名称", "title")),
    Field("starts_on", Bilingual("开始日期", "starts on"), ("开始日期", "上岗日期", "starts_on", "from")),
    Field("ends_on", Bilingual("结束日期", "ends on"), ("结束日期", "离岗日期", "ends_on", "until")),
    Field("status", Bilingual("状态", "status"), ("状态", "在岗状态", "status")),
)
NEEDED = ("staff_no", "full_name")


@dataclass(frozen=True)
class StaffList:
    """A list of staff as read.

    dropped   columns that may not be used; their cells were never kept
    unread    columns that say nothing we ask for
    notes     findings that do not stop the reading
    """

    rows: list[StaffRow]
    sha256: str
    dropped: tuple[tuple[str, ForbiddenInput], ...]
    unread: tuple[str, ...]
    notes: tuple[Finding, ...]


def read_staff_list(content: bytes, *, name: str, zone: ZoneInfo) -> StaffList:
    """The rows of a list of staff in CSV or Excel. Errors: TableRefused, saying why in both languages."""
    heads = known_heads(FIELDS)
    table = read_table(content, name=name, is_known=lambda head: plain(head) in heads)
    columns = recognise_columns(table.columns, FIELDS)
    for item in FIELDS:
        if item.name in NEEDED:
            refuse_missing(columns, item)
    return StaffList(list(_rows(table, columns, zone)), table.sha256, columns.denied, columns.unread, table.notes)


def _rows(table: Table, columns: Columns, zone: ZoneInfo) -> Iterator[StaffRow]:
    for row in table.rows():
        yield StaffRow(row.number, finding=row.finding) if row.finding else _row(row, columns, table, zone)


def _row(row: Row, columns: Columns, table: Table, zone: ZoneInfo) -> StaffRow:
    texts: dict[str, Any] = {item.name: columns.cell(row.cells, item.name).strip() for item in FIELDS}
    days: dict[str, date | None] = {}
    for name in ("starts_on", "ends_on"):
        text = texts.pop(name)
        days[name] = None
        if not text:
            continue
        reading = read_day(text, zone=zone, epoch=table.epoch)
        if reading.day is None:
            found = reading.finding(text=text, row=row.number, field=columns.head(name))
            return StaffRow(row.number, finding=found, is_question=reading.is_question)
        days[name] = reading.day
    return StaffRow(row.number, starts_on=days["starts_on"], ends_on=days["ends_on"], **texts)


def template(language: str) -> bytes:
    """An empty list to fill in: heads, choices for role, sector and status, and a page that explains them."""
    import xlsxwriter  # takes long to read, and a server that starts writes none

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "num_format": "@"})
        sheet = book.add_worksheet(Bilingual("名单", "list").in_language(language))
        for column, item in enumerate(FIELDS):
            sheet.write_string(0, column, item.title.in_language(language), head)
            sheet.set_column(column, column, 16, text)
        sheet.freeze_panes(1, 0)
        for name, words in _choices().items():
            column = [item.name for item in FIELDS].index(name)
            sheet.data_validation(1, column, 20_000, column, {"validate": "list", "source": words})
        _explain(book.add_worksheet(Bilingual("说明", "notes").in_language(language)), head, text, language)
    return file.getvalue()


def _choices() -> dict[str, list[str]]:
    # one word for each role: a spreadsheet's list of choices holds 255 characters at most
    roles = list({role: word for word, role in reversed(list(ROLE_WORDS.items()))}.values())
    return {"role": roles, "sector": list(dict.fromkeys(SECTOR_WORDS)), "status": ["在岗", "离岗"]}


NOTES = {
    "staff_no": Bilingual("必填，2 至 50 个字母或数字；用于登录", "needed; 2 to 50 letters or digits; used to sign in"),
    "full_name": Bilingual("必填", "needed"),
    "phone": Bilingual("值班电话，不是私人电话", "the duty phone, not a private one"),
    "body": Bilingual(
        "派出此人的单位；复核必须来自另一单位", "who employs her; a second approval comes from another body"
    ),
    "sector": Bilingual("新单位的条线", "the sector of a body that is new"),
    "unit": Bilingual("可空，空则同单位", "may be empty: then the same as the body"),
    "role": Bilingual("必填；一人多岗就写多行", "needed; one row for each post of a person"),
    "area": Bilingual(
        "区域代码，或名称，如 吴兴区/月河街道；空表示全市，网格员和卡点人员不可空",
        "code or name; empty means the whole programme, which grid and checkpoint staff may not have",
    ),
    "title": Bilingual("可空", "may be empty"),
    "starts_on": Bilingual("如 2020-02-01；空表示立即", "such as 2020-02-01; empty means at once"),
    "ends_on": Bilingual("最后一天；可空", "the last day; may be empty"),
    "status": Bilingual("在岗或离岗；离岗者立即不能登录", "serving or leaving; who leaves is locked out at once"),
}


def _explain(sheet: Worksheet, head: object, text: object, language: str) -> None:
    sheet.set_column(0, 0, 18, text)
    sheet.set_column(1, 1, 80, text)
    for row, item in enumerate(FIELDS):
        sheet.write_string(row, 0, item.title.in_language(language), head)
        sheet.write_string(row, 1, NOTES[item.name].in_language(language), text)
