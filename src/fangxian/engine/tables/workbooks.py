"""Rows of an Excel or OpenDocument sheet, every cell as text."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import python_calamine as calamine

from fangxian.engine.tables.archives import check_archive, counts_from_1904
from fangxian.engine.tables.delimited import RawRow
from fangxian.engine.tables.findings import TABLES, Finding, refuse
from fangxian.engine.tables.heads import Merged
from fangxian.engine.tables.sources import FileBytes

ROW_AND_COLUMN_LIMITS = {
    ".xls": (65_536, 256),
    ".xlsx": (1_048_576, 16_384),
    ".xlsb": (1_048_576, 16_384),
    ".ods": (1_048_576, 16_384),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

Epoch = Literal["1900", "1904"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook.

    epoch   from which year its day numbers count; None where the format does not let us see it
    merged  merged areas, from 0
    """

    name: str
    others: tuple[str, ...]
    epoch: Epoch | None
    merged: tuple[Merged, ...]
    content: calamine.CalamineSheet

    def records(self) -> Iterator[RawRow]:
        """Every row from the top of the sheet, blank ones too."""
        for number, cells in enumerate(self.content.iter_rows(), start=1):
            yield RawRow(number, tuple(cell_text(cell) for cell in cells))


def open_sheet(file: FileBytes, *, sheet: str | None) -> Sheet:
    """The named sheet, else the first visible one that is not empty.

    Errors: TableRefused if the file is protected, damaged, empty, not a workbook, has no such sheet, or has
    reached the limit of its format.
    """
    suffix = _format_of(file)
    workbook = _open(file)
    content = _choose(workbook, sheet)
    _refuse_full(content, suffix)
    others = tuple(
        meta.name
        for meta in workbook.sheets_metadata
        if meta.name != content.name and workbook.get_sheet_by_name(meta.name).height
    )
    epoch: Epoch | None = None
    if suffix == ".xlsx":
        epoch = "1904" if counts_from_1904(file) else "1900"
    return Sheet(content.name, others, epoch, tuple(content.merged_cell_ranges or ()), content)


def _format_of(file: FileBytes) -> str:
    if file.head.startswith(ZIP):
        return check_archive(file)
    whole = b"".join(file.chunks())
    if "EncryptedPackage".encode("utf-16-le") in whole:
        raise refuse("encrypted")
    if "_VBA_PROJECT".encode("utf-16-le") in whole:
        raise refuse("macros")
    names = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
    if "WordDocument".encode("utf-16-le") in whole and not any(name in whole for name in names):
        raise refuse("not_a_table", what_zh="Word 文档", what_en="a Word document")
    return ".xls"


def _open(file: FileBytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.load_workbook(file.path if file.path is not None else io.BytesIO(file.data or b""))
    except calamine.PasswordError:
        raise refuse("encrypted") from None
    except (calamine.CalamineError, OSError):
        raise refuse("damaged") from None


def _choose(workbook: calamine.CalamineWorkbook, wanted: str | None) -> calamine.CalamineSheet:
    names = [meta.name for meta in workbook.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
    if wanted is not None and wanted not in names:
        raise refuse("no_sheet", sheet=wanted, sheets=", ".join(names))
    visible = [meta.name for meta in workbook.sheets_metadata if meta.visible == calamine.SheetVisibleEnum.Visible]
    for name in [wanted] if wanted is not None else [name for name in names if name in visible]:
        try:
            sheet = workbook.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError):
            raise refuse("damaged") from None
        if sheet.height:
            return sheet
    raise refuse("empty")


def _refuse_full(sheet: calamine.CalamineSheet, suffix: str) -> None:
    rows, columns = ROW_AND_COLUMN_LIMITS[suffix]
    last_row, last_column = sheet.end or (0, 0)
    if last_row + 1 >= rows:
        raise refuse("format_limit_rows", row=last_row + 1, suffix=suffix, limit=rows)
    if last_column + 1 >= columns:
        raise refuse("format_limit_columns", suffix=suffix, limit=columns)


def sheet_notes(sheet: Sheet, *, first_row: int) -> tuple[Finding, ...]:
    """What a reader must know about the sheet: other sheets, dates from 1904, merged cells among the data."""
    notes: list[Finding] = []
    if sheet.others:
        notes.append(TABLES.finding("other_sheets", sheets=", ".join(sheet.others)))
    if sheet.epoch == "1904":
        notes.append(TABLES.finding("epoch_1904"))
    among_data = sorted(start[0] + 1 for start, _ in sheet.merged if start[0] + 1 >= first_row)
    if among_data:
        notes.append(TABLES.finding("merged_cells", row=among_data[0], count=len(among_data)))
    return tuple(notes)


def cell_text(value: Any) -> str:
    """A cell as text, so that no code loses a digit on the way.

    A number of sixteen digits or more is written with an exponent: a spreadsheet keeps only fifteen, and the text
    must show that the rest is lost. A date is written YYYY-MM-DD, with its time if it has one.
    """
    match value:
        case str():
            return value.strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number_text(value)
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case timedelta():
            return str(value)
        case _:
            return ""


def _number_text(value: int | float) -> str:
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(float(value))
