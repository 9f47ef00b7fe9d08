"""Working days of China: weekends, holidays, and the Saturdays and Sundays that are worked in their place.

Source: the State Council's yearly notices and their changes (the Spring Festival of 2020 was prolonged to 2 February),
as `chinesecalendar` keeps them. A year whose notice is not out is unknown and never guessed.
"""

from __future__ import annotations

from datetime import date, timedelta


class UnknownYear(LookupError):
    """The working days of this year are not announced, or older than the library knows."""

    def __init__(self, year: int):
        self.year = year
        super().__init__(f"the working days of {year} are not known")


def is_working_day(day: date) -> bool:
    """Whether offices work on this day. Errors: UnknownYear."""
    import chinese_calendar  # twenty years of days, read only where somebody counts them

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # the library's way to say that it knows no such year
        raise UnknownYear(day.year) from None


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself is not counted; count 0 gives `day`. Errors: UnknownYear."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
