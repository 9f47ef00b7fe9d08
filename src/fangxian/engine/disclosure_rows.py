"""Rows of published counts beside everything published before: what may be shown, and what would tell.

A row is one figure of one day: a count for every area, and their total. A reader knows the row, the reason
given for each hidden cell, and every row that was published before. `protect_row` makes a row safe;
`leaks_of` checks a row without knowing the true counts, so that it judges a row by whoever made it.
Cases: tests/unit/test_published_rows_cannot_be_computed_back.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fangxian.engine.disclosure import LEAST_COUNT, differs_safely, is_small


class Why(StrEnum):
    """Why a cell is as it is; a reader sees it."""

    SHOWN = "shown"
    SMALL = "small"  # between 1 and 4
    COVER = "cover"  # at least 5, hidden because a small one could be subtracted
    DIFFERENCE = "difference"  # at least 5, hidden because it differs by 1 to 4 from what was published


@dataclass(frozen=True, slots=True)
class Cell:
    """One published cell: its count, or None and why."""

    shown: int | None
    why: Why = Why.SHOWN


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one day: a cell for every area, which add up to the total."""

    cells: Mapping[str, Cell]
    total: Cell


@dataclass(frozen=True, slots=True)
class Leak:
    """One cell of a row that would tell. area: its key, or None for the total."""

    area: str | None
    how: str


SHOWS_SMALL, SUBTRACTED, DIFFERS, DOES_NOT_ADD_UP, MISLABELLED = (
    "shows_small", "subtracted", "differs", "does_not_add_up", "mislabelled",
)  # fmt: skip
LEAK_KINDS = (SHOWS_SMALL, SUBTRACTED, DIFFERS, DOES_NOT_ADD_UP, MISLABELLED)
Span = tuple[int, int | None]


def protect_row(counts: Mapping[str, int], *, versions: Sequence[Row] = (), neighbours: Sequence[Row] = ()) -> Row:
    """The row as it may be published.

    counts      the true count of every area; they add up to the total
    versions    rows published before of the same figure and day
    neighbours  the rows published of the nearest earlier and later day, for a figure that is a stock
    Hidden are small cells, cells that differ by less than five from what was published, and what was hidden in
    an earlier version. Then the smallest cells that no earlier version showed join them until nothing can be
    subtracted from the total; if there are none left, the total is hidden instead.
    Errors: ValueError for a negative count.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is never negative")
    cells = {area: _first_look(area, count, versions, neighbours) for area, count in counts.items()}
    whole = sum(counts.values())
    total = _cell(whole, _why_hide(whole, [row.total for row in (*versions, *neighbours)]))
    row = Row(cells, total)
    free = sorted(
        (area for area, cell in cells.items() if cell.shown and not _ever_shown(area, versions)),
        key=lambda area: (counts[area], area),
    )
    while total.shown is not None and _subtractable(row, versions=versions, neighbours=neighbours):
        if not free:
            return Row(cells, Cell(None, Why.SMALL if is_small(whole) else Why.COVER))
        row = Row({**row.cells, free.pop(0): Cell(None, Why.COVER)}, total)
    return row


def leaks_of(row: Row, *, versions: Sequence[Row] = (), neighbours: Sequence[Row] = ()) -> list[Leak]:
    """Every cell of a row that would tell on few people; empty if the row may be published beside the others."""
    leaks = [*_mislabelled(row)]
    for area, cell in _all(row):
        if cell.shown is None:
            continue
        if is_small(cell.shown):
            leaks.append(Leak(area, SHOWS_SMALL))
        elif not _differs_safely(cell.shown, [_of(other, area) for other in (*versions, *neighbours)]):
            leaks.append(Leak(area, DIFFERS))
        elif _was_cover(area, cell.shown, versions):
            leaks.append(Leak(area, SUBTRACTED))
    if row.total.shown is not None:
        leaks += _subtractable(row, versions=versions, neighbours=neighbours)
    return leaks


def _first_look(area: str, count: int, versions: Sequence[Row], neighbours: Sequence[Row]) -> Cell:
    why = _why_hide(count, [_of(row, area) for row in (*versions, *neighbours)])
    if why is Why.SHOWN and _was_cover(area, count, versions):
        why = Why.COVER
    return _cell(count, why)


def _why_hide(count: int, others: Sequence[Cell | None]) -> Why:
    if is_small(count):
        return Why.SMALL
    return Why.SHOWN if _differs_safely(count, others) else Why.DIFFERENCE


def _cell(count: int, why: Why) -> Cell:
    return Cell(count if why is Why.SHOWN else None, why)


def _differs_safely(count: int, others: Iterable[Cell | None]) -> bool:
    shown = [cell.shown for cell in others if cell is not None]
    return all(differs_safely(before, count) for before in shown)


def _was_cover(area: str | None, count: int, versions: Sequence[Row]) -> bool:
    """Whether showing the count now gives away a small one of an earlier version, which it covered there."""
    if area is None or count < LEAST_COUNT:
        return False
    covers = (_of(row, area) for row in versions if row.total.shown is not None)
    return any(cell is not None and cell.why in (Why.COVER, Why.DIFFERENCE) for cell in covers)


def _ever_shown(area: str, versions: Sequence[Row]) -> bool:
    return any((cell := _of(row, area)) is not None and cell.shown is not None for row in versions)


def _of(row: Row, area: str | None) -> Cell | None:
    return row.total if area is None else row.cells.get(area)


def _all(row: Row) -> list[tuple[str | None, Cell]]:
    return [*row.cells.items(), (None, row.total)]


def _mislabelled(row: Row) -> list[Leak]:
    """A cell is shown, or hidden with a reason."""
    return [Leak(area, MISLABELLED) for area, cell in _all(row) if (cell.shown is None) == (cell.why is Why.SHOWN)]


def _subtractable(row: Row, *, versions: Sequence[Row], neighbours: Sequence[Row]) -> list[Leak]:
    """The hidden cells that a shown total tells more of than the reason they are hidden for.

    A small cell must still be able to hold each of 1 to 4; any other at least two counts. This must hold
    too for a reader who takes a hidden cell to be what an earlier version of the day showed.
    """
    rest = (row.total.shown or 0) - sum(cell.shown or 0 for cell in row.cells.values())
    spans = {area: _span_of(row, area, (*versions, *neighbours)) for area, c in row.cells.items() if c.shown is None}
    if not _can_hold(spans.values(), rest):
        return [Leak(None, DOES_NOT_ADD_UP)]
    taken = {area: count for area in spans if (count := _taken_for(row, area, versions)) is not None}
    unknown = {area: span for area, span in spans.items() if area not in taken}
    left = rest - sum(taken.values())
    told = _narrowed(spans, rest)
    if taken and unknown and _can_hold(unknown.values(), left):
        told += [area for area in _narrowed(unknown, left) if area not in told]
    return [Leak(area, SUBTRACTED) for area in told]


def _span_of(row: Row, area: str, others: Sequence[Row]) -> Span:
    """What a reader knows of a hidden cell from its reason alone: least and most; None = no most."""
    why = row.cells[area].why
    if why is Why.SMALL:
        return 1, LEAST_COUNT - 1
    near = [c.shown for other in others if (c := _of(other, area)) is not None and c.shown is not None]
    if why is Why.DIFFERENCE and len(near) == 1:
        return max(LEAST_COUNT, near[0] - LEAST_COUNT + 1), near[0] + LEAST_COUNT - 1
    return LEAST_COUNT, None


def _taken_for(row: Row, area: str, versions: Sequence[Row]) -> int | None:
    """What an earlier version showed in a cell that is a cover now."""
    if row.cells[area].why is not Why.COVER:
        return None
    return next((c.shown for v in versions if (c := _of(v, area)) is not None and c.shown is not None), None)


def _can_hold(spans: Iterable[Span], rest: int) -> bool:
    lows, highs = _sums(spans)
    return lows <= rest and (highs is None or rest <= highs)


def _sums(spans: Iterable[Span]) -> tuple[int, int | None]:
    lows, highs = 0, 0
    is_bounded = True
    for low, high in spans:
        lows, highs, is_bounded = lows + low, highs + (high or 0), is_bounded and high is not None
    return lows, highs if is_bounded else None


def _narrowed(spans: Mapping[str, Span], rest: int) -> list[str]:
    """The cells of which the sum of all leaves a small one less than its span, or another a single count."""
    told = []
    for area, (low, high) in spans.items():
        others_low, others_high = _sums(span for other, span in spans.items() if other != area)
        least = low if others_high is None else max(low, rest - others_high)
        most = rest - others_low if high is None else min(high, rest - others_low)
        is_small_span = high is not None and high < LEAST_COUNT
        if least >= most or (is_small_span and (least, most) != (low, high)):
            told.append(area)
    return told
