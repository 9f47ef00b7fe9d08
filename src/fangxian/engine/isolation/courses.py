"""The course of a measure: its phases, tests and end, counted from the exposure.

Counting starts at the exposure, not when somebody was found or moved in. Found after the end: no measure.
Source: the MEASURE rules of each edition. Cases: spec/isolation.md
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import city_day, day_start
from fangxian.engine.rules.guards import MEASURE_TYPES
from fangxian.engine.rules.packs import Pack, Rule


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of a measure, half-open in UTC, with the city days on which a test is offered."""

    type: str
    starts_at: datetime
    ends_at: datetime
    tests_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A measure's phases, in order and without gaps.

    pack_id, rule_id  the edition and rule it was computed by
    anchor_on         day 0: the city day counting starts from
    ends_at           when it ends by itself, in UTC
    A course without phases has ended: `ends_at` says when.
    """

    pack_id: str
    rule_id: str
    anchor_on: date
    phases: tuple[Phase, ...]
    ends_at: datetime

    @property
    def tests_on(self) -> tuple[date, ...]:
        """The city days of all tests, in order."""
        return tuple(sorted({day for phase in self.phases for day in phase.tests_on}))

    def phase_at(self, at: datetime) -> Phase | None:
        """The phase a moment lies in; None before the first and from the end on."""
        for phase in self.phases:
            if phase.starts_at <= at < phase.ends_at:
                return phase
        return None

    def ended(self, at: datetime) -> bool:
        """Whether the measure is over; at its very last moment it is."""
        return at >= self.ends_at


def intrusiveness(measure_type: str | None) -> int:
    """Rank of a measure type, higher is more intrusive; no measure ranks below all."""
    return -1 if measure_type is None else MEASURE_TYPES.index(measure_type)


def measure_rule(pack: Pack, contact_class: str) -> Rule | None:
    """The MEASURE rule of a pack for a class of person; None if the edition has no measure for it."""
    for rule in pack.rules_of("MEASURE"):
        if rule.params["contact_class"] == contact_class:
            return rule
    return None


def course(
    pack: Pack, rule: Rule, anchor: date | datetime, *, zone: ZoneInfo | None = None, no_more_than: str | None = None
) -> Course:
    """The course a MEASURE rule gives a person.

    anchor        the exposure (or what the rule's `anchor` names): a city day or an aware moment
    zone          the city's zone; the pack's own unless given
    no_more_than  a milder type that was chosen: no phase is more intrusive than this
    Counting `next_day_end`: the anchor's day is day 0, the end is the end of day n. With `first_day:
    anchor` the anchor's day is day 1. Counting `elapsed`: n times 24 hours from the moment.
    Errors: ValueError if `elapsed` is given a day without a time, or the moment has no zone.
    """
    city = zone or pack.zone
    anchor_on = city_day(anchor, city) if isinstance(anchor, datetime) else anchor
    phases: list[Phase] = []
    passed = 0
    for item in rule.params["phases"]:
        starts = phases[-1].ends_at if phases else _start(rule, anchor, anchor_on, city)
        ends = _end(rule, anchor, anchor_on, passed + item["days"], city)
        phases.append(Phase(_capped(item["type"], no_more_than), starts, ends, _tests(rule, item, anchor_on, passed)))
        passed += item["days"]
    return Course(pack.id, rule.id, anchor_on, tuple(phases), phases[-1].ends_at)


def _capped(measure_type: str, no_more_than: str | None) -> str:
    if no_more_than is None:
        return measure_type
    return min(measure_type, no_more_than, key=intrusiveness)


def _start(rule: Rule, anchor: date | datetime, anchor_on: date, zone: ZoneInfo) -> datetime:
    if rule.params["counting"] == "elapsed":
        return _moment(anchor)
    return day_start(anchor_on, zone)


def _end(rule: Rule, anchor: date | datetime, anchor_on: date, days: int, zone: ZoneInfo) -> datetime:
    if rule.params["counting"] == "elapsed":
        return _moment(anchor) + timedelta(hours=24 * days)
    return day_start(anchor_on + timedelta(days=days + _first_offset(rule)), zone)


def _first_offset(rule: Rule) -> int:
    return 1 if rule.params["first_day"] == "next" else 0


def _tests(rule: Rule, item: Mapping[str, Any], anchor_on: date, passed: int) -> tuple[date, ...]:
    day_zero = anchor_on + timedelta(days=passed + _first_offset(rule) - 1)
    return tuple(day_zero + timedelta(days=number) for number in item["tests"])


def _moment(anchor: date | datetime) -> datetime:
    if not isinstance(anchor, datetime) or anchor.tzinfo is None:
        raise ValueError("counting by the hour needs a moment with a zone")
    return anchor.astimezone(UTC)


def course_if_found(planned: Course, *, found_at: datetime) -> Course | None:
    """The same course for a person found at a moment, never a longer one; None if found after its end."""
    return None if planned.ended(found_at) else planned


def governing(courses: Iterable[Course]) -> Course:
    """Of several exposures each keeps its own clock; the one that ends last ends the measure.

    Errors: ValueError if there is none.
    """
    return max(courses, key=lambda item: item.ends_at)
