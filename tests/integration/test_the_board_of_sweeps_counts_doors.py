"""The figures of the sweep: doors seen and left as they stood, what was told, and rounds that nobody hears from."""

from datetime import date, timedelta

import pytest
from tests.sweeps import door, land, sent_round, stays, visit
from tests.work import list_in_effect, react

from fangxian.briefing import rules
from fangxian.briefing.registry import FIGURES
from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.tasks import services as tasks

pytestmark = pytest.mark.django_db


def value(city, key: str, *, name: str = "commander", days: int = 0) -> rules.Value:
    by = city.actor(name, Purpose.COMMAND)
    day = date(2020, 3, 10) + timedelta(days=days)
    scope = rules.scope_of_days(
        by=by, area_code=by.area_code, first_on=day, last_on=day, zone=city.programme.zone,
        at=city.at + timedelta(days=2),
    )  # fmt: skip
    return rules.value_of(FIGURES[key], scope)


def counts(city, *keys: str, **more) -> tuple:
    return tuple(value(city, key, **more).count for key in keys)


def go(city, round_, number: str, *, days: int = 0, **told) -> None:
    at = city.at + timedelta(days=days)
    land(city, visit(door(round_, number), at=at, **told), at=at + timedelta(minutes=30))


def test_doors_are_seen_or_left_and_together_they_are_all(city):
    round_ = sent_round(city)
    for number, result in (("101", "answered"), ("102", "refused"), ("201", "vacant"), ("202", "absent")):
        go(city, round_, number, result=result)
    assert counts(city, "sweep_doors", "sweep_seen", "sweep_left", "sweep_visits") == (12, 3, 9, 4)


def test_an_evening_that_is_over_keeps_its_figures_when_the_door_opens_next_day(city):
    round_ = sent_round(city)
    go(city, round_, "101", result="absent")
    go(city, round_, "101", days=1)
    assert counts(city, "sweep_seen", "sweep_left") == (0, 12)
    assert counts(city, "sweep_seen", "sweep_left", days=1) == (1, 11)


def test_a_round_that_nobody_hears_from_is_missing_and_not_zero(city):
    round_ = sent_round(city)
    assert value(city, "sweep_visits").missing == (round_.purpose,)
    go(city, round_, "101")
    assert value(city, "sweep_visits").missing == ()


def test_what_was_told_is_counted_and_help_stands_until_it_is_given(city):
    list_in_effect(city)
    round_ = sent_round(city)
    go(city, round_, "101", needs=["dialysis"])
    go(city, round_, "102", symptoms=["fever"])
    go(city, round_, "201", people=[stays()])
    react(city)
    for event in AuditEvent.objects.filter(action="intake.facts_recorded"):
        tasks.help_households(event, by=system(city.programme.id, Purpose.KEEP_TIME), at=city.at)
    assert counts(city, "sweep_needs", "sweep_waiting", "sweep_listed_stays") == (2, 1, 1)


@pytest.mark.invariant("INV-16")
def test_another_county_counts_none_of_these_doors(city):
    go(city, sent_round(city), "101")
    assert counts(city, "sweep_doors", "sweep_visits", name="next") == (0, 0)


def test_what_a_household_told_stands_with_its_area_and_no_closer():
    shown = {column.label for key in ("sweep_visits", "sweep_needs") for column in FIGURES[key].columns}
    assert shown == {"At", "Area"}
