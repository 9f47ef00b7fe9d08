"""What is wrong with a file or a row, said in both languages with its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fangxian.engine.texts import Bilingual

COMMA = {"zh": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a file.

    code     stable name, for tests and programs
    reason   why, and what to do about it; never a name, phone or identity number
    row      row as a spreadsheet numbers it (the first line of the file is 1); None if it is about the whole file
    field    the column's head as it stands in the file, or None
    """

    code: str
    reason: Bilingual
    row: int | None = None
    field: str | None = None

    def sentence(self) -> Bilingual:
        """Place and reason in one line."""
        zh_place = (f"第{self.row}行" if self.row else "") + (f"“{self.field}”" if self.field else "")
        en_place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.field or "") if part)
        zh = f"{zh_place}：{self.reason.zh}" if zh_place else self.reason.zh
        en = f"{en_place}: {self.reason.en}" if en_place else self.reason.en
        return Bilingual(zh, en)


class TableRefused(Exception):
    """A file that is not read at all; `finding` says why. Nothing has been taken from it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence().en)
        self.finding = finding


class Catalogue:
    """Texts by code; makes findings with their places and details filled in."""

    def __init__(self, messages: Mapping[str, tuple[str, str]]) -> None:
        self._messages = messages

    @property
    def codes(self) -> frozenset[str]:
        """Every code that has a text."""
        return frozenset(self._messages)

    def finding(self, code: str, /, *, row: int | None = None, field: str | None = None, **detail: object) -> Finding:
        """A finding of a known code; a detail that is a list is written as each language writes lists, and one that
        is in both languages in that of the text.

        Errors: KeyError for an unknown code or a detail that the text needs.
        """
        zh, en = self._messages[code]
        return Finding(code, Bilingual(zh.format(**_said(detail, "zh")), en.format(**_said(detail, "en"))), row, field)


def _said(detail: Mapping[str, object], language: Literal["zh", "en"]) -> dict[str, object]:
    return {name: _in_words(value, language) for name, value in detail.items()}


def _in_words(value: object, language: Literal["zh", "en"]) -> object:
    if isinstance(value, Bilingual):
        return getattr(value, language)
    if isinstance(value, list | tuple):
        return COMMA[language].join(map(str, value))
    return value


TABLES = Catalogue(
    {
        "no_file": ("找不到文件", "there is no such file"),
        "unreadable": ("文件无法打开：{detail}", "the file cannot be opened: {detail}"),
        "empty": ("文件是空的", "the file is empty"),
        "no_rows": ("只有表头，没有数据行", "there is a head but no row of data"),
        "not_a_table": ("这不是表格，而是{what_zh}", "this is no table but {what_en}"),
        "one_column": (
            "只找到一列，没有分隔符；请另存为 CSV 或 Excel",
            "only one column and no separator was found; save it as CSV or Excel",
        ),
        "encoding": (
            "无法确定文字编码；请另存为 UTF-8",
            "the text's encoding cannot be told; save the file as UTF-8",
        ),
        "cut_off": (
            "文件在此处中断，后面的内容缺失；请向发送方索要完整文件",
            "the file breaks off here and the rest is missing; ask the sender for the whole file",
        ),
        "last_line_open": (
            "最后一行没有换行符，请核对行数是否与发送方一致",
            "the last line has no line end; check the number of rows with the sender",
        ),
        "broken_quotes": ("引号没有成对，无法分列", "the quotes do not pair, so the cells cannot be told apart"),
        "row_width": (
            "有 {found} 个单元格，表头有 {expected} 列",
            "{found} cells where the head has {expected} columns",
        ),
        "format_limit_rows": (
            "{suffix} 格式最多 {limit} 行，本文件已达上限，后面的行可能已丢失；请改用 CSV",
            "a {suffix} holds at most {limit} rows and this file has reached it, so some may be lost; ask for a CSV",
        ),
        "format_limit_columns": (
            "{suffix} 格式最多 {limit} 列，本文件已达上限，后面的列可能已丢失；请改用 CSV",
            "a {suffix} holds at most {limit} columns and this file has reached it, so some may be lost; ask for a CSV",
        ),
        "looks_cut_by_spreadsheet": (
            "恰好 {limit} 行，正是电子表格的上限，请核对行数",
            "exactly {limit} lines, the limit of a spreadsheet; check the number of rows with the sender",
        ),
        "zip_bomb": (
            "压缩包展开后过大（{unpacked} 字节，{ratio} 倍），拒绝打开",
            "the file would unpack to {unpacked} bytes ({ratio} times its size); it was not opened",
        ),
        "macros": (
            "文件含有宏，拒绝接收；请另存为不含宏的 .xlsx 或 CSV",
            "the file holds macros and was not taken; save it as .xlsx or CSV without them",
        ),
        "encrypted": (
            "文件有密码保护；请去掉密码后重新发送",
            "the file is protected by a password; ask for it without",
        ),
        "damaged": (
            "文件已损坏或不完整；请向发送方索要完整文件",
            "the file is damaged or incomplete; ask the sender for the whole file",
        ),
        "no_sheet": ("没有名为“{sheet}”的工作表；有：{sheets}", "there is no sheet {sheet!r}; there are: {sheets}"),
        "other_sheets": ("未读取的工作表：{sheets}", "sheets that were not read: {sheets}"),
        "merged_cells": (
            "数据区有 {count} 处合并单元格，只有左上角有值（首处从本行起）",
            "{count} merged areas among the data; only their first cell has a value (the first begins in this row)",
        ),
        "epoch_1904": (
            "此工作簿的日期从 1904 年起算，已按此换算",
            "dates here count from 1904; they were read so",
        ),
        "date_missing": ("日期缺失", "the date is missing"),
        "date_year_missing": ("“{text}”没有年份", "{text!r} has no year"),
        "date_incomplete": ("“{text}”不完整，缺少日", "{text!r} is incomplete: the day is missing"),
        "date_two_digit_year": (
            "“{text}”年份只有两位，可能是 {readings}",
            "{text!r} has a year of two digits; it could be {readings}",
        ),
        "date_day_month_order": (
            "“{text}”日月顺序不明，可能是 {readings}",
            "{text!r} does not tell day from month; it could be {readings}",
        ),
        "date_serial": (
            "“{text}”是电子表格的日期序号，可能是 {readings}",
            "{text!r} is a spreadsheet's day number; it could be {readings}",
        ),
        "date_unreadable": ("“{text}”不是日期", "{text!r} is not a date"),
        "date_impossible": ("“{text}”不是存在的日期", "{text!r} is not a day of the calendar"),
        "column_missing": (
            "缺少“{title_zh}”列；可用 --mapping 指定。文件中的列：{columns}",
            "there is no column for {title_en}; name it with --mapping. Columns of the file: {columns}",
        ),
        "column_twice": ("有两列都像是“{title_zh}”：{columns}", "two columns could be {title_en}: {columns}"),
        "mapping_unreadable": ("列对应文件无法读取：{detail}", "the mapping file cannot be read: {detail}"),
        "mapping_unknown_field": (
            "列对应文件中的“{name}”不是已知项；可用：{known}",
            "the mapping names {name!r}, which is unknown; known are: {known}",
        ),
        "mapping_no_column": (
            "列对应文件要求“{column}”列，但文件中没有；文件中的列：{columns}",
            "the mapping asks for the column {column!r}, which the file lacks. Columns of the file: {columns}",
        ),
        "mapping_denied": ("“{column}”不得使用：{zh}", "{column!r} may not be used: {en}"),
    }
)


def refuse(code: str, /, *, row: int | None = None, field: str | None = None, **detail: object) -> TableRefused:
    """The exception for a file that is not read, ready to be raised."""
    return TableRefused(TABLES.finding(code, row=row, field=field, **detail))
