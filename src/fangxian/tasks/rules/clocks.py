"""The clocks of a task and the ladder up which a late one is told, both from dated packs (O5, O9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.core.actors.rules import Role
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.problems.rules import said
from fangxian.engine.clocks.days import city_day, day_end, day_start
from fangxian.engine.clocks.deadlines import LeadClocks, Span, due_with_pauses, lead_clocks
from fangxian.engine.rules.packs import Pack

from .states import TaskTimes, running_clock
from .words import LIST, SERIOUS

# 1 the township's health post, 2 the county CDC, 3 the city. Health leads never climb through the police (O9).
TOWN, COUNTY, CITY = 1, 2, 3
LADDER_LABELS = {
    TOWN: said("Township health post"),
    COUNTY: said("County CDC"),
    CITY: said("The city"),
}
LADDER_SECTORS = ("health", "community", "command")
LADDER_ROLES = (Role.GRID_WORKER, Role.DUTY_OFFICER, Role.EPIDEMIOLOGIST)


@dataclass(frozen=True)
class Clocks:
    """The three due times of a task and the edition that they were computed from."""

    pack_id: str
    pack_sha256: str
    counted_from_at: datetime
    accept_due_at: datetime
    first_report_due_at: datetime
    finding_due_at: datetime
    flags: tuple[str, ...]


def clocks_from(
    pack: Pack, shifts_pack: Pack, *, counted_from_at: datetime, severity: str, profile: str, zone: ZoneInfo
) -> Clocks:
    """The clocks of a task counted from a moment: its receipt, or the hand-over to the present holder."""
    found: LeadClocks = lead_clocks(
        pack,
        received_at=counted_from_at,
        serious=severity == SERIOUS,
        zone=zone,
        as_list=profile == LIST,
        shifts=shifts_around(shifts_pack, counted_from_at, zone) if profile == LIST else (),
    )
    return Clocks(
        pack_id=pack.id,
        pack_sha256=pack.sha256,
        counted_from_at=counted_from_at,
        accept_due_at=found.accept.due_at,
        first_report_due_at=found.report.due_at,
        finding_due_at=found.finding.due_at,
        flags=tuple(sorted({*found.accept.flags, *found.report.flags, *found.finding.flags})),
    )


def shifts_around(pack: Pack, at: datetime, zone: ZoneInfo) -> tuple[Span, ...]:
    """The shifts of the city day of `at` and of the day after."""
    today = city_day(at, zone)
    spans = []
    for day in (today, today + timedelta(days=1)):
        for window in pack.rule("shift/day").params["windows"]:
            ends = day_end(day, zone) if window["to"] == "24:00" else _on(day_start(day, zone), window["to"], zone)
            spans.append(Span(_on(day_start(day, zone), window["from"], zone), ends))
    return tuple(spans)


def _on(midnight: datetime, clock_time: str, zone: ZoneInfo) -> datetime:
    hour, minute = (int(part) for part in clock_time.split(":"))
    return midnight.astimezone(zone).replace(hour=hour, minute=minute).astimezone(midnight.tzinfo)


def due_after_pause(due_at: datetime, *, paused_at: datetime, at: datetime) -> datetime:
    """A due time moved on by a pause that has just ended; a pause that began too late moves nothing."""
    return due_with_pauses(due_at, [Span(paused_at, at)], at=at)


def waits_of(pack: Pack) -> dict[int, timedelta]:
    """How long each level waits after the one below was told; the first is told when the task is late."""
    return {
        TOWN: timedelta(),
        COUNTY: timedelta(minutes=pack.rule("ladder/county").params["minutes"]),
        CITY: timedelta(minutes=pack.rule("ladder/city").params["minutes"]),
    }


def ladder_of(area_code: str, *, desk_code: str) -> dict[int, str]:
    """The levels above the holder of a task, with their areas; empty for the city's own desk."""
    levels = {TOWN: area_code[: LENGTHS["town"]], COUNTY: area_code[: LENGTHS["county"]], CITY: desk_code}
    above: dict[int, str] = {}
    for level, code in levels.items():
        is_finer = len(area_code) > len(code)
        wanted = {TOWN: LENGTHS["town"], COUNTY: LENGTHS["county"], CITY: len(desk_code)}[level]
        if is_finer and len(code) == wanted and code not in above.values():
            above[level] = code
    return above


def next_step(area_code: str, *, desk_code: str, escalated_level: int) -> tuple[int, str] | None:
    """The next level to be told and its area; None if everybody above has been told."""
    for level, code in sorted(ladder_of(area_code, desk_code=desk_code).items()):
        if level > escalated_level:
            return level, code
    return None


def next_escalation_at(
    task: TaskTimes,
    *,
    area_code: str,
    desk_code: str,
    escalated_level: int,
    escalated_at: datetime | None,
    waits: Mapping[int, timedelta],
) -> datetime | None:
    """The moment after which the next level is told if nothing happens; None if no clock runs or none is left.

    The first level is told once the running clock is past. Each further one waits from the telling of the
    one below, and never hears of a clock that is not yet past.
    """
    running = running_clock(task)
    step = next_step(area_code, desk_code=desk_code, escalated_level=escalated_level)
    if running is None or step is None or task.paused_at is not None:
        return None
    if escalated_at is None:
        return running.due_at
    return max(running.due_at, escalated_at + waits[step[0]])
