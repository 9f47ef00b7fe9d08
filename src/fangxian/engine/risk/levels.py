"""Dated levels of areas from their daily cumulative counts, by the county rule of an AREA_RISK pack.

A count that falls is a correction by its publisher. It is not smoothed: the rule sees the corrected figure, the
fall is listed, and where it decides the level that is flagged.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fangxian.engine import arearisk
from fangxian.engine.gazetteer import contains
from fangxian.engine.risk.daily_counts import MUNICIPALITIES, DailyCounts
from fangxian.engine.rules.packs import Pack

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayLevel:
    """The level of one area as of 24:00 of one day, with the reason's code and flags."""

    level: str
    reason: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelSpan:
    """Days in a row with the same level, reason and flags; `listed_until` is the first day after them."""

    code: str
    listed_from: date
    listed_until: date
    held: DayLevel


@dataclass(frozen=True, slots=True)
class Correction:
    """A cumulative count that fell from one published day to the next.

    level             by the corrected figure, as it was used
    level_unfallen    by the highest figure published so far
    """

    code: str
    day: date
    before_day: date
    before: int
    after: int
    level: str
    level_unfallen: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What was derived: spans by area and day, and every correction met on the way."""

    spans: tuple[LevelSpan, ...]
    corrections: tuple[Correction, ...]


@dataclass(slots=True)
class _History:
    """What the rule needs to know of one way to read a series."""

    cumulative: int
    last_new: date | None
    level: str | None = None

    def judged(self, pack: Pack, day: date, missing: Collection[date]) -> arearisk.AreaLevel:
        found = arearisk.level(
            pack,
            as_of=day,
            cumulative=self.cumulative,
            last_new=self.last_new,
            cluster_14d=None,
            missing_days=missing,
            previous=self.level,
        )
        self.level = found.level
        return found


def derive_levels(counts: DailyCounts, *, pack: Pack, from_on: date, until_on: date) -> Derived:
    """The levels of every area from `from_on` until the day before `until_on`.

    An area has no level before its first count: absent is not zero. After that a day without a count keeps the level
    or raises nothing, and is flagged; a gap that ends with the same count as before it held no new case. Counts
    before `from_on` are used as history.
    Errors: ValueError if the period is empty or the counts are.
    """
    known = counts.days()
    if known is None or from_on >= until_on:
        raise ValueError("there is no day to judge")
    corrections: list[Correction] = []
    by_area: dict[str, dict[date, DayLevel]] = {}
    for code, series in sorted(counts.by_area.items()):
        by_area[code] = _of_area(code, series, pack, known[0], until_on, corrections)
    for code in MUNICIPALITIES & by_area.keys():
        districts = [levels for other, levels in by_area.items() if other != code and contains(code, other)]
        by_area[code] = _highest_of(by_area[code], districts)
    spans: list[LevelSpan] = []
    for code, levels in sorted(by_area.items()):
        spans.extend(_spans(code, {day: held for day, held in levels.items() if from_on <= day < until_on}))
    in_period = tuple(found for found in corrections if from_on <= found.day < until_on)
    return Derived(tuple(spans), in_period)


def _of_area(
    code: str,
    series: Mapping[date, int],
    pack: Pack,
    data_begin: date,
    until_on: date,
    corrections: list[Correction],
) -> dict[date, DayLevel]:
    first = min(series)
    count = series[first]
    published = _History(count, first if count else None)
    unfallen = _History(count, first if count else None)
    last_count_on = first
    gap: list[date] = []
    levels: dict[date, DayLevel] = {}
    day = first
    while day < until_on:
        fell_from: int | None = None
        if day in series:
            gap.clear()
            if series[day] < published.cumulative:
                fell_from = published.cumulative
            _move(published, series[day], day)
            _move(unfallen, max(series[day], unfallen.cumulative), day)
        else:
            gap.append(day)
        found = published.judged(pack, day, gap)
        other = unfallen.judged(pack, day, gap)
        if fell_from is not None:
            corrections.append(Correction(code, day, last_count_on, fell_from, series[day], found.level, other.level))
        levels[day] = DayLevel(
            found.level, found.reason, _flags(found, other, published, day, data_begin, pack, fell_from is not None)
        )
        last_count_on = day if day in series else last_count_on
        day += _DAY
    return levels


def _move(history: _History, count: int, day: date) -> None:
    """Take the next count: a rise means a new case on that day at the latest, a fall means none."""
    if count > history.cumulative:
        history.last_new = day
    history.cumulative = count


def _flags(
    found: arearisk.AreaLevel,
    other: arearisk.AreaLevel,
    published: _History,
    day: date,
    data_begin: date,
    pack: Pack,
    fell: bool,
) -> tuple[str, ...]:
    flags = list(found.flags)
    if found.level != "low" and published.last_new == data_begin:
        flags.append("history_unknown")
    if fell:
        flags.append("correction")
    if found.level != other.level:
        flags.append("correction_decides")
    if day < pack.valid_from.astimezone(pack.zone).date():
        flags.append("before_pack")
    return tuple(flags)


def _highest_of(own: Mapping[date, DayLevel], districts: Iterable[Mapping[date, DayLevel]]) -> dict[date, DayLevel]:
    """A municipality's levels: on each day the highest of its districts, or its own total's before any reported."""
    parts = list(districts)
    found: dict[date, DayLevel] = {}
    days = set(own).union(*(set(part) for part in parts))
    for day in days:
        held = [part[day] for part in parts if day in part]
        if held:
            highest = arearisk.highest(part.level for part in held)
            chosen = next(part for part in held if part.level == highest)
            found[day] = DayLevel(chosen.level, chosen.reason, (*chosen.flags, "highest_of_districts"))
        else:
            found[day] = DayLevel(own[day].level, own[day].reason, (*own[day].flags, "own_total"))
    return found


def _spans(code: str, levels: Mapping[date, DayLevel]) -> list[LevelSpan]:
    spans: list[LevelSpan] = []
    for day in sorted(levels):
        held = levels[day]
        if spans and spans[-1].held == held and spans[-1].listed_until == day:
            spans[-1] = LevelSpan(code, spans[-1].listed_from, day + _DAY, held)
        else:
            spans.append(LevelSpan(code, day, day + _DAY, held))
    return spans
