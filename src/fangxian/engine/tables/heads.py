"""Where a table's head is and what its columns are called, also where heads are merged over two rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SEARCHED_ROWS = 20
_DATA = re.compile(r"\d{3,}|\d[-/.:]\d")

Merged = tuple[tuple[int, int], tuple[int, int]]  # ((first row, first column), (last row, last column)), from 0


@dataclass(frozen=True, slots=True)
class Head:
    """`last_row` is the index (from 0) of the last row of the head; data begin in the next."""

    columns: tuple[str, ...]
    last_row: int


def find_head(
    rows: Sequence[Sequence[str]], *, is_known: Callable[[str], bool], merged: Sequence[Merged] = ()
) -> Head | None:
    """The head among the first rows of a table; None if there is none.

    The row with most known names wins; if no row has any, the first row of text that is as wide as the table.
    Titles above it are passed over. A second row of names below merged heads is joined to them: 出发地/省.
    """
    looked_at = rows[:SEARCHED_ROWS]
    known = [sum(1 for cell in row if cell and is_known(cell)) for row in looked_at]
    if known and max(known) > 0:
        index = known.index(max(known))
        if index > 0 and _is_upper_head(looked_at[index - 1], looked_at[index], index - 1, merged):
            index -= 1
    else:
        index = _first_full_text_row(looked_at)
    if index < 0:
        return None
    top = _stretched(looked_at[index], index, merged)
    below = looked_at[index + 1] if index + 1 < len(looked_at) else ()
    if _is_upper_head(looked_at[index], below, index, merged):
        return Head(_named(_joined(top, below)), index + 1)
    return Head(_named(looked_at[index]), index)


def _first_full_text_row(rows: Sequence[Sequence[str]]) -> int:
    widest = max((_filled(row) for row in rows), default=0)
    for index, row in enumerate(rows):
        if _filled(row) >= max(2, 0.6 * widest):
            return -1 if any(_DATA.search(cell) for cell in row) else index
    return -1


def _is_upper_head(top: Sequence[str], below: Sequence[str], index: int, merged: Sequence[Merged]) -> bool:
    """Whether `below` carries sub-heads under every gap of `top`, and no data.

    An unnamed column over a row of data looks alike. So the gap must be a merged cell, or, where a file knows no
    merged cells, the row below must leave a named column empty, as sub-heads do.
    """
    if _filled(top) < 2 or not any(below) or any(_DATA.search(cell) for cell in below):
        return False
    gaps = [column for column, cell in enumerate(top) if not cell and column > 0 and column < len(below)]
    if not gaps or not all(below[column] for column in gaps):
        return False
    stretched = _stretched(top, index, merged)
    spares_a_name = any(cell and column < len(below) and not below[column] for column, cell in enumerate(top))
    return spares_a_name or all(stretched[column] for column in gaps)


def _stretched(row: Sequence[str], index: int, merged: Sequence[Merged]) -> list[str]:
    """The head row with each merged head repeated over the columns that it spans."""
    cells = list(row)
    for (first_row, first_column), (last_row, last_column) in merged:
        if first_row <= index <= last_row:
            for column in range(first_column, min(last_column + 1, len(cells))):
                cells[column] = cells[column] or cells[first_column]
    return cells


def _joined(top: Sequence[str], below: Sequence[str]) -> list[str]:
    joined: list[str] = []
    carried = ""
    for index in range(max(len(top), len(below))):
        over = top[index] if index < len(top) else ""
        under = below[index] if index < len(below) else ""
        carried = over or carried
        name = over if not under else f"{carried}/{under}" if carried != under else under
        joined.append(name)
    return joined


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """The heads without line breaks; a column without a head is called by its letter."""
    trimmed = list(cells)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return tuple(re.sub(r"\s+", " ", cell).strip() or f"column {letters(index)}" for index, cell in enumerate(trimmed))


def letters(index: int) -> str:
    """The letters by which a spreadsheet calls a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)
