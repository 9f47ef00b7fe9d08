"""Windows for daily health readings: which were kept, which missed, which readings are extra.

A missed window leads to a call, never to a sanction. Cases: spec/clocks.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import city_day, day_end
from fangxian.engine.rules.packs import Pack


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


def reading_day(pack: Pack, day: date, readings: Sequence[datetime], zone: ZoneInfo, *, at: datetime) -> ReadingDay:
    """The state of each reading window of a city day at a moment.

    readings   moments at which the person was measured, any days; those after `at` are not known yet
    """
    known = [moment for moment in readings if moment <= at and city_day(moment, zone) == day]
    states: list[WindowState] = []
    for window in pack.rule("readings/windows").params["windows"]:
        starts, ends = _moment(day, window["from"], zone), _moment(day, window["to"], zone)
        kept = any(starts <= moment < ends for moment in known)
        states.append(WindowState(window["name"], starts, ends, _state(starts, ends, kept=kept, at=at)))
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
