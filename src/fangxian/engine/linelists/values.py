"""Days, numbers and words of another system in our own; what we have no word for stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.linelists.formats import DayOrder, Format
from fangxian.engine.tables.columns import plain
from fangxian.engine.tables.days import MISSING_WORDS, read_day
from fangxian.engine.tables.workbooks import Epoch

_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as told: `day`, or the code of why there is none ("" if nothing was told)."""

    day: date | None
    code: str = ""


def orders_told(cells: Iterable[str]) -> frozenset[str]:
    """Which orders of day and month a column proves: a day above twelve stands in one place only."""
    proven = set()
    for cell in cells:
        found = _NUMBERS.fullmatch(cell.strip())
        if found:
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                proven.add("dmy")
            elif second > 12 >= first:
                proven.add("mdy")
    return frozenset(proven)


def read_told_day(text: str, *, order: DayOrder, proven: frozenset[str], zone: ZoneInfo, epoch: Epoch | None) -> Day:
    """A day in the order in which the system writes days.

    Where the same column proves another order, whatever both orders can read is questioned and not guessed.
    """
    told = text.strip()
    if plain(told) in MISSING_WORDS or told.lower() in MISSING_WORDS:
        return Day(None)
    found = _NUMBERS.fullmatch(told)
    if found and order in ("mdy", "dmy"):
        return _by_order(int(found[1]), int(found[3]), int(found[4]), order, proven)
    reading = read_day(told, zone=zone, epoch=epoch)
    return Day(reading.day, "" if reading.day else reading.code or "date_unreadable")


def _by_order(first: int, second: int, year: int, order: str, proven: frozenset[str]) -> Day:
    readings = {"mdy": _day(year, first, second), "dmy": _day(year, second, first)}
    both = readings["mdy"] is not None and readings["dmy"] is not None and first != second
    if both and proven - {order}:
        return Day(None, "date_day_month_order")
    other = "dmy" if order == "mdy" else "mdy"
    day = readings[order] or readings[other]
    return Day(day) if day else Day(None, "date_impossible")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_to_come(day: date, *, today: date) -> bool:
    return day > today + timedelta(days=1)


def word(form: Format, field: str, text: str) -> tuple[str | None, bool]:
    """(our word, whether something was told that we have no word for)."""
    told = re.sub(form.strip, "", text.strip()) if form.strip else text.strip()
    if not told or told.lower() in MISSING_WORDS:
        return None, False
    ours = form.values.get(field, {}).get(plain(told))
    return ours, ours is None
