"""Which counts may be published without telling on anybody: small cells, totals and differences.

Zero is published: it says that nobody is meant. At least five, complementary
suppression, differences across days and areas. Cases: spec/small-numbers.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_COUNT = 5


@dataclass(frozen=True, slots=True)
class Published:
    """Counts as they may be shown; None = suppressed.

    total    None if it was not asked for or had to go as well
    small    cells suppressed because they are small
    cover    cells suppressed so that the small ones cannot be computed from the total
    """

    cells: Mapping[str, int | None]
    total: int | None
    small: tuple[str, ...]
    cover: tuple[str, ...]


def is_small(count: int, *, least_count: int = LEAST_COUNT) -> bool:
    """Whether a count would tell on somebody: between 1 and `least_count` - 1."""
    return 0 < count < least_count


def protect(cells: Mapping[str, int], *, with_total: bool, least_count: int = LEAST_COUNT) -> Published:
    """One row of counts that adds up to a total, made safe to publish.

    Small cells are suppressed. If the total is shown, the smallest other cells that are not zero join them
    until at least two are hidden and together hold `least_count` persons and more than one each; if there
    are none left, the total is suppressed instead. A reader is told which cells are hidden, not why: where
    she is told that as well, `disclosure_rows.protect_row` hides more.
    Errors: ValueError for a negative count or a `least_count` below 5.
    """
    _refuse(cells.values(), least_count)
    small = [name for name, count in cells.items() if is_small(count, least_count=least_count)]
    cover: list[str] = []
    total: int | None = sum(cells.values()) if with_total else None
    if with_total and total is not None and is_small(total, least_count=least_count):
        total = None
    if small and total is not None:
        others = sorted((name for name in cells if cells[name] >= least_count), key=lambda name: (cells[name], name))
        hidden = sum(cells[name] for name in small)
        # five hidden cells that hold five persons hold one each: zero would have been shown
        while len(small) + len(cover) < 2 or hidden < least_count or hidden == len(small) + len(cover):
            if not others:
                total = None
                cover = []
                break
            cover.append(others.pop(0))
            hidden += cells[cover[-1]]
    gone = {*small, *cover}
    shown = {name: None if name in gone else count for name, count in cells.items()}
    return Published(shown, total, tuple(small), tuple(cover))


def differs_safely(before: int | None, now: int, *, least_count: int = LEAST_COUNT) -> bool:
    """Whether a count may follow the one published before: a small difference tells on whoever came or left."""
    if is_small(now, least_count=least_count):
        return False
    return before is None or not is_small(abs(now - before), least_count=least_count)


def finest_publishable(grains: Sequence[tuple[str, int | None, int]], *, least_count: int = LEAST_COUNT) -> str | None:
    """The finest unit at which a figure may be published; None if it must wait at every one.

    grains   from the finest to the coarsest: name of the unit, count published before (None = never), count now
    """
    _refuse([count for _, before, now in grains for count in (before or 0, now)], least_count)
    for name, before, now in grains:
        if differs_safely(before, now, least_count=least_count):
            return name
    return None


def _refuse(counts: Iterable[int], least_count: int) -> None:
    if least_count < LEAST_COUNT:
        raise ValueError(f"the smallest published count is never below {LEAST_COUNT}")
    for count in counts:
        if count < 0:
            raise ValueError("a count is never negative")
