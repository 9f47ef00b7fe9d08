"""What a figure is: a count of records that can be opened, over a stated time, never a typed number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.lines import Line

LONGEST_PERIOD_DAYS = 92


class Kind(StrEnum):
    FLOW = "flow"  # what happened from the start to the end
    STOCK = "stock"  # what stood at the end


@dataclass(frozen=True)
class Scope:
    """What a figure is asked for: a reader, an area and a half-open time, with its city days.

    start, end   aware UTC; `end` is never later than the present moment
    first_on, last_on   the city days shown, both included
    """

    by: Actor
    area_code: str
    start: datetime
    end: datetime
    first_on: date
    last_on: date

    @property
    def programme_id(self) -> UUID:
        if self.by.programme_id is None:
            raise ValueError("figures belong to a programme")
        return self.by.programme_id


@dataclass(frozen=True)
class Column:
    """One column of the records behind a figure; `value` takes a record. Never a name or number."""

    label: str
    value: Callable[[Any], Any]
    form: str = "text"  # text, moment, day, area, word


@dataclass(frozen=True)
class Figure:
    """One figure of one board.

    rows      the records that it counts; the count and the list are one query, so they agree
    missing   names of those who should have reported and have not: shown, and never counted as 0
    total     for records that are counts themselves: which number to add up; None counts the records
    measure   what else follows from the records, as a mean does; it gives None where nothing can be said of none
    main      shown on the line's tile
    link      the address of a record, for readers with `link_power`
    """

    key: str
    label: str
    definition: str
    kind: Kind
    rows: Callable[[Scope], Any]
    columns: Sequence[Column]
    total: str | None = None
    measure: Callable[[Any, Scope], int | None] | None = None
    main: bool = False
    alarm: bool = False
    missing: Callable[[Scope], list[str]] | None = None
    link: Callable[[Any], str] | None = None
    link_power: str = ""

    def count(self, scope: Scope) -> int | None:
        rows = self.rows(scope)
        if self.measure is not None:
            return self.measure(rows, scope)
        if self.total is None:
            return int(rows.count())
        return sum(rows.order_by().values_list(self.total, flat=True))


@dataclass(frozen=True)
class Value:
    """A figure as it was at a moment. `count` is None when nothing can be said: missing is not zero."""

    figure: Figure
    count: int | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    """The figures of one function, on one of the twelve tiles (or on none: line None)."""

    key: str
    function: str
    title: str
    line: Line | None
    figures: tuple[Figure, ...]


AREA = Column(said("Area"), lambda record: record.area_code, "area")


def moment(label: str, attribute: str) -> Column:
    """A column that shows a moment of the record."""
    return Column(label, lambda record: getattr(record, attribute), "moment")


def day(label: str, attribute: str) -> Column:
    return Column(label, lambda record: getattr(record, attribute), "day")


def word(label: str, kind: str, attribute: str) -> Column:
    """A column that shows a code of the record in the reader's language."""
    return Column(label, lambda record: (kind, getattr(record, attribute)), "word")


def plain(label: str, attribute: str) -> Column:
    return Column(label, lambda record: getattr(record, attribute))


def scope_of_days(*, by: Actor, area_code: str, first_on: date, last_on: date, zone: ZoneInfo, at: datetime) -> Scope:
    """The scope of whole city days, cut off at the present moment."""
    start = datetime.combine(first_on, time(), zone)
    end = datetime.combine(last_on + timedelta(days=1), time(), zone)
    return Scope(by=by, area_code=area_code, start=start, end=min(end, at), first_on=first_on, last_on=last_on)


def value_of(figure: Figure, scope: Scope) -> Value:
    """Count a figure. A day that has not begun has no figures: not 0, but none."""
    if scope.start >= scope.end:
        return Value(figure, None)
    missing = tuple(figure.missing(scope)) if figure.missing else ()
    return Value(figure, figure.count(scope), missing)


def why_not_period(first_on: date, last_on: date, *, starts_on: date, today: date) -> Problem | None:
    """Why figures cannot be given for these days."""
    if last_on < first_on:
        return Problem("briefing.ends_before_start", said("The last day is before the first."), field="until")
    if last_on > today:
        return Problem("briefing.in_the_future", said("There are no figures for days to come."), field="until")
    if first_on < starts_on:
        return Problem(
            "briefing.before_the_programme",
            said("The programme began on %(day)s; before that nothing was recorded."),
            {"day": starts_on.isoformat()},
            "from",
        )
    if (last_on - first_on).days >= LONGEST_PERIOD_DAYS:
        return Problem(
            "briefing.too_long",
            said("A period has at most %(days)s days."),
            {"days": LONGEST_PERIOD_DAYS},
            "until",
        )
    return None
