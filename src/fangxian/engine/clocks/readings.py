"""Windows for daily health readings: which were kept, which missed, which readings are extra.

A missed window leads to a call, never to a sanction. Cases: spec/clocks.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import city_day, day_end
from fangxian.engine.rules.packs import Pack

ISOLATION, FOLLOW_UP = "readings/windows", "readings/follow-up"  # rules of the pack: twice a day, once a day
WINDOWS = ("morning", "evening", "day")


@dataclass(frozen=True, slots=True)
class Window:
    """One window of one city day, half-open."""

    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class WindowState:
    """One window of one day. `state`: `upcoming`, `due` (open, no reading yet), `done` or `missed`."""

    name: str
    starts_at: datetime
    ends_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class ReadingDay:
    """All windows of a day, and the readings of that day that fall into none; they are kept as extra."""

    windows: tuple[WindowState, ...]
    extra: tuple[datetime, ...]


def windows_of(pack: Pack, rule: str, day: date, zone: ZoneInfo) -> list[Window]:
    """The windows of a city day. `rule`: ISOLATION or FOLLOW_UP."""
    return [
        Window(window["name"], _moment(day, window["from"], zone), _moment(day, window["to"], zone))
        for window in pack.rule(rule).params["windows"]
    ]


def window_begun(pack: Pack, rule: str, zone: ZoneInfo, *, at: datetime) -> Window:
    """The window that began last: open, or over and the next one not yet begun."""
    today = city_day(at, zone)
    days = (today - timedelta(days=1), today)
    return [window for day in days for window in windows_of(pack, rule, day, zone) if window.starts_at <= at][-1]


def windows_ended(pack: Pack, rule: str, zone: ZoneInfo, *, start: datetime, end: datetime) -> list[Window]:
    """The windows that ended in [start, end), in their order."""
    first, last = city_day(start, zone) - timedelta(days=1), city_day(end, zone)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [window for day in days for window in windows_of(pack, rule, day, zone)]
    return [window for window in found if start <= window.ends_at < end]


def reading_day(
    pack: Pack, day: date, readings: Sequence[datetime], zone: ZoneInfo, *, at: datetime, rule: str = ISOLATION
) -> ReadingDay:
    """The state of each reading window of a city day at a moment.

    readings   moments at which the person was measured, any days; those after `at` are not known yet
    rule       ISOLATION or FOLLOW_UP
    """
    known = [moment for moment in readings if moment <= at and city_day(moment, zone) == day]
    states: list[WindowState] = []
    for window in windows_of(pack, rule, day, zone):
        starts, ends = window.starts_at, window.ends_at
        kept = any(starts <= moment < ends for moment in known)
        states.append(WindowState(window.name, starts, ends, _state(starts, ends, kept=kept, at=at)))
    extra = tuple(moment for moment in known if not any(state.starts_at <= moment < state.ends_at for state in states))
    return ReadingDay(tuple(states), extra)


def _state(starts: datetime, ends: datetime, *, kept: bool, at: datetime) -> str:
    if kept:
        return "done"
    if at < starts:
        return "upcoming"
    return "due" if at < ends else "missed"


def _moment(day: date, text: str, zone: ZoneInfo) -> datetime:
    if text == "24:00":
        return day_end(day, zone)
    hour, minute = (int(part) for part in text.split(":"))
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return local.astimezone(UTC)
