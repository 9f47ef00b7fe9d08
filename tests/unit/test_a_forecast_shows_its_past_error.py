"""Seven days ahead by two plain rules, each with what it would have said before and what came."""

from datetime import date, timedelta

import pytest

from fangxian.engine.chains.forecast import LEAST_DAYS, LEVEL, TREND, Watch, forecast

SINCE = date(2020, 1, 20)


def watches(*per_day, stay=14):
    """So many contacts found on each day of the record, each watched for `stay` days."""
    days = [SINCE + timedelta(days=number) for number, count in enumerate(per_day) for _ in range(count)]
    return [Watch(day, day + timedelta(days=stay)) for day in days]


def ahead(*per_day, **more):
    return forecast(watches(*per_day, **more), since=SINCE, today=SINCE + timedelta(days=len(per_day) - 1))


def test_a_short_or_empty_record_gives_no_forecast():
    assert ahead(*[5] * (LEAST_DAYS - 1)) is None
    assert ahead(*[0] * 40) is None


def test_a_steady_record_is_forecast_without_error():
    found = ahead(*[4] * 42)
    assert (found.rule, found.contacts, found.past.contacts_mean_abs) == (LEVEL, 28, 0)
    assert found.contacts_range == (28, 28) and found.past.trial_count == 22


def test_a_doubling_record_is_forecast_by_its_trend():
    found = ahead(*[2 ** (day // 7) for day in range(49)])
    assert (found.rule, found.contacts) == (TREND, 7 * 2**7)
    assert found.past.contacts_mean_abs < found.other.contacts_mean_abs


def test_a_trend_at_most_doubles_however_steep_the_week_was():
    found = ahead(*[1] * 35, *[9] * 7)
    rules = {found.past.rule: found.past, found.other.rule: found.other}
    assert found.contacts in (63, 126) and set(rules) == {LEVEL, TREND}


def test_the_past_error_is_what_the_record_shows():
    """A steady record that doubled once: the level was wrong by exactly the new week's surplus."""
    found = ahead(*[2] * 28, *[4] * 7)
    level = next(past for past in (found.past, found.other) if past.rule == LEVEL)
    assert level.trial_count == 15
    assert level.contacts_mean_abs == pytest.approx(sum(2 * n for n in range(1, 8)) / 15)


def test_a_past_forecast_knows_nothing_that_was_found_later():
    before, after = ahead(*[3] * 28), ahead(*[3] * 28, *[50] * 7)
    assert before.past.contacts_mean_abs == 0 and after.past.contacts_mean_abs > 0


def test_beds_are_left_on_the_last_day_and_taken_by_the_new():
    found = ahead(*[2] * 42)
    assert found.beds[-1][1] == pytest.approx(28) and found.past.beds_mean_abs == pytest.approx(0)
    assert [day for day, _ in found.beds] == [SINCE + timedelta(days=41 + number) for number in range(1, 8)]


def test_a_range_needs_enough_trials_and_is_never_below_nobody():
    assert ahead(*[3] * 21).contacts_range is None
    low, high = ahead(*[9] * 21, *[0] * 21).contacts_range
    assert 0 <= low <= high
