"""Rows of a CSV or TSV file, numbered as a spreadsheet would number them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from fangxian.engine.tables.encodings import detect_encoding, detect_separator
from fangxian.engine.tables.findings import TABLES, Finding, refuse
from fangxian.engine.tables.sources import FileBytes

_SPREADSHEET_LIMITS = (65_536, 1_048_576)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A record as it stands: number from 1, cells stripped of outer spaces, and what is wrong with it if anything."""

    number: int
    cells: tuple[str, ...]
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text table whose bytes were read to the end once: encoding and separator are certain, nothing is cut off."""

    file: FileBytes
    encoding: str
    separator: str
    ends_with_line: bool

    def records(self) -> Iterator[RawRow]:
        """Every record from the top, blank ones too.

        A record with broken quotes on one line comes with a finding. Errors: TableRefused if a quote is never
        closed, or swallows further lines, since nobody can tell how many rows it hides.
        """
        with self.file.opened() as stream:
            text = io.TextIOWrapper(stream, encoding=self.encoding, newline="")
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            number, lines_before = 0, 0
            while True:
                number += 1
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    if reader.line_num - lines_before > 1 or "end of data" in str(error):
                        raise refuse("broken_quotes", row=number) from None
                    lines_before = reader.line_num
                    yield RawRow(number, (), TABLES.finding("broken_quotes", row=number))
                    continue
                if cells is None:
                    return
                lines_before = reader.line_num
                yield RawRow(number, tuple(cell.strip() for cell in cells))


def open_delimited(file: FileBytes) -> Delimited:
    """A text table ready to be read. Errors: TableRefused if it is no text, no table or breaks off."""
    encoding = detect_encoding(file)
    separator = detect_separator(file, encoding)
    return Delimited(file, encoding, separator, _ends_with_line(file, encoding))


def _ends_with_line(file: FileBytes, encoding: str) -> bool:
    last = b""
    for chunk in file.chunks():
        last = (last + chunk)[-8:]
    width = 2 if encoding.startswith("utf-16") else 1
    return bool(last[-width:].strip(b"\x00") in {b"\n", b"\r", b"\x1a"})


def check_shape(table: Delimited, *, columns: int, first_row: int) -> tuple[int, tuple[Finding, ...]]:
    """(rows of data that are not blank, notes on the whole file).

    Errors: TableRefused if the last record is short and its line is open, so that the file breaks off there; or if
    a record that spans lines has the wrong width, which is what an unpaired quote looks like.
    """
    count = 0
    last = RawRow(0, ())
    for record in table.records():
        if record.number < first_row or not (any(record.cells) or record.finding):
            continue
        count += 1
        last = record
        if len(record.cells) != columns and any("\n" in cell for cell in record.cells):
            raise refuse("broken_quotes", row=record.number)
    notes: list[Finding] = []
    if not table.ends_with_line and count:
        if last.finding or len(last.cells) < columns:
            raise refuse("cut_off", row=last.number)
        notes.append(TABLES.finding("last_line_open", row=last.number))
    if last.number in _SPREADSHEET_LIMITS:
        notes.append(TABLES.finding("looks_cut_by_spreadsheet", limit=last.number))
    return count, tuple(notes)
