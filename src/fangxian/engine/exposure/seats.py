"""Seat maps as they are built: rows are counted one after the other, whatever their labels say.

Some vehicles have no row 13; that is not a distance. Cases: spec/vehicle-seats.md
"""

import re
from dataclasses import dataclass

_LABEL = re.compile(r"^\s*0*(\d{1,3})\s*([A-Za-z]?)\s*$")


class SeatUnknown(ValueError):
    """A seat that is not on the map."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A row label and a seat letter; the letter is empty where only rows are numbered."""

    row: int
    letter: str


@dataclass(frozen=True, slots=True)
class SeatMap:
    """The rows in the order they stand, and the letters across, aisles left out.

    rows      row labels from front to back, such as (1, 2, … 12, 14, …)
    letters   seat letters from side to side, such as `ABCDEF`; empty where only rows are known
    """

    rows: tuple[int, ...]
    letters: str = ""

    @classmethod
    def of(cls, first: int, last: int, *, without: tuple[int, ...] = (), layout: str = "") -> "SeatMap":
        """A map from the first and last row label, the labels left out, and a layout such as `ABC DEF`."""
        rows = tuple(row for row in range(first, last + 1) if row not in without)
        return cls(rows, layout.replace(" ", "").upper())

    def rows_away(self, one: Seat, other: Seat) -> int:
        """How many rows apart two seats stand; 0 in the same row. Errors: SeatUnknown."""
        return abs(self._row(one) - self._row(other))

    def seats_away(self, one: Seat, other: Seat) -> int | None:
        """How many seats apart across, the aisle not counted; None where letters are not known.

        Errors: SeatUnknown for a letter that is not on the map.
        """
        if not self.letters or not one.letter or not other.letter:
            return None
        return abs(self._letter(one) - self._letter(other))

    def _row(self, seat: Seat) -> int:
        if seat.row not in self.rows:
            raise SeatUnknown(f"there is no row {seat.row} on this seat map")
        return self.rows.index(seat.row)

    def _letter(self, seat: Seat) -> int:
        if seat.letter not in self.letters:
            raise SeatUnknown(f"there is no seat {seat.letter} on this seat map")
        return self.letters.index(seat.letter)


def read_seat(text: str) -> Seat:
    """A seat from its label, such as `12C`, `08f` or `4`. Errors: SeatUnknown if it is no such label."""
    match = _LABEL.match(text)
    if match is None:
        raise SeatUnknown("a seat is a row number and, where there is one, a letter")
    return Seat(int(match[1]), match[2].upper())
