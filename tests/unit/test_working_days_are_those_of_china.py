"""Working days are those of the State Council's notices; a year without one is said to be unknown."""

from datetime import date

import pytest

from fangxian.engine.workdays import UnknownYear, is_working_day, working_days_after

# 国办发明电〔2019〕16号, prolonged by 国办发明电〔2020〕1号 to 2 February 2020
HOLIDAYS_OF_2020 = ["2020-01-24", "2020-01-31", "2020-02-01", "2020-02-02", "2020-05-01", "2020-10-08"]
WORKED_WEEKENDS_OF_2020 = ["2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10"]


@pytest.mark.parametrize("day", HOLIDAYS_OF_2020)
def test_holidays_are_no_working_days_the_prolonged_spring_festival_neither(day):
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", WORKED_WEEKENDS_OF_2020)
def test_make_up_saturdays_and_sundays_are_worked(day):
    assert date.fromisoformat(day).weekday() >= 5
    assert is_working_day(date.fromisoformat(day))


def test_the_day_itself_is_not_counted():
    assert working_days_after(date(2020, 3, 10), 3) == date(2020, 3, 13)
    assert working_days_after(date(2020, 3, 13), 1) == date(2020, 3, 16)
    assert working_days_after(date(2020, 3, 13), 0) == date(2020, 3, 13)


def test_three_working_days_cross_the_prolonged_festival():
    assert working_days_after(date(2020, 1, 22), 3) == date(2020, 2, 4)


def test_a_make_up_sunday_counts():
    assert working_days_after(date(2020, 4, 24), 1) == date(2020, 4, 26)


def test_a_year_that_is_not_announced_is_unknown_and_not_guessed():
    with pytest.raises(UnknownYear) as unknown:
        working_days_after(date(2091, 3, 10), 3)
    assert unknown.value.year == 2091
