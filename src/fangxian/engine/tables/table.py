"""One reader for every list that is sent: CSV, TSV, Excel; from a path or from bytes in hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from fangxian.engine.tables.delimited import Delimited, RawRow, check_shape, open_delimited
from fangxian.engine.tables.findings import TABLES, Finding, refuse
from fangxian.engine.tables.heads import SEARCHED_ROWS, Head, find_head
from fangxian.engine.tables.sources import FileBytes, take
from fangxian.engine.tables.workbooks import OLE, ZIP, Epoch, Sheet, open_sheet, sheet_notes


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data: its number in the file, one cell of text per column, and why it cannot be used, if so."""

    number: int
    cells: tuple[str, ...]
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it was sent. Its rows can be read any number of times.

    columns     heads from left to right; merged heads joined with a slash
    row_count   rows of data that are not blank; each comes out of `rows` exactly once
    encoding    None for workbooks
    sheet       None for text
    epoch       year from which day numbers count; None where it cannot be known
    sha256      of the file as received
    notes       findings that do not stop the reading
    """

    name: str
    columns: tuple[str, ...]
    row_count: int
    sha256: str
    size: int
    encoding: str | None
    separator: str | None
    sheet: str | None
    epoch: Epoch | None
    first_row: int
    notes: tuple[Finding, ...]
    _content: Delimited | Sheet

    def rows(self) -> Iterator[Row]:
        """Every row of data that is not blank, with as many cells as there are columns.

        Surplus empty cells at the end of a line are ignored; a row with any other number of cells carries a finding
        and no cells.
        """
        for record in self._content.records():
            if record.number >= self.first_row and (record.finding or any(record.cells)):
                yield self._row(record)

    def _row(self, record: RawRow) -> Row:
        if record.finding:
            return Row(record.number, (), record.finding)
        width = len(self.columns)
        cells = record.cells
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if len(cells) != width:
            finding = TABLES.finding("row_width", row=record.number, found=len(cells), expected=width)
            return Row(record.number, (), finding)
        return Row(record.number, cells)


def read_table(
    source: Path | str | bytes,
    *,
    name: str | None = None,
    sheet: str | None = None,
    is_known: Callable[[str], bool] = lambda head: False,
) -> Table:
    """A list ready to be read row by row; its content decides the format, never its name.

    name       the file's name, for messages, where `source` is bytes
    sheet      which sheet of a workbook; the first that is not empty unless given
    is_known   whether a cell is a head that the caller understands; finds heads that are not in the first row
    Errors: TableRefused with a reason in both languages. Then nothing has been read.
    """
    file = take(source, name=name)
    if file.head.startswith((ZIP, OLE)):
        return _from_sheet(file, open_sheet(file, sheet=sheet), is_known)
    return _from_text(file, open_delimited(file), is_known)


def _from_text(file: FileBytes, content: Delimited, is_known: Callable[[str], bool]) -> Table:
    head = _head([record.cells for record in islice(content.records(), SEARCHED_ROWS)], is_known)
    first_row = head.last_row + 2
    row_count, notes = check_shape(content, columns=len(head.columns), first_row=first_row)
    if not row_count:
        raise refuse("no_rows")
    return Table(
        name=file.name,
        columns=head.columns,
        row_count=row_count,
        sha256=file.sha256,
        size=file.size,
        encoding=content.encoding,
        separator=content.separator,
        sheet=None,
        epoch=None,
        first_row=first_row,
        notes=notes,
        _content=content,
    )


def _from_sheet(file: FileBytes, content: Sheet, is_known: Callable[[str], bool]) -> Table:
    rows = [record.cells for record in islice(content.records(), SEARCHED_ROWS)]
    head = _head(rows, is_known, content)
    first_row = head.last_row + 2
    row_count = sum(1 for record in content.records() if record.number >= first_row and any(record.cells))
    if not row_count:
        raise refuse("no_rows")
    return Table(
        name=file.name,
        columns=head.columns,
        row_count=row_count,
        sha256=file.sha256,
        size=file.size,
        encoding=None,
        separator=None,
        sheet=content.name,
        epoch=content.epoch,
        first_row=first_row,
        notes=sheet_notes(content, first_row=first_row),
        _content=content,
    )


def _head(rows: list[tuple[str, ...]], is_known: Callable[[str], bool], sheet: Sheet | None = None) -> Head:
    head = find_head(rows, is_known=is_known, merged=sheet.merged if sheet else ())
    if head is None:
        raise refuse("not_a_table", what_zh="没有表头的内容", what_en="something without a head")
    if len(head.columns) < 2:
        raise refuse("one_column")
    return head
