"""A programme is one outbreak in one city: what may be done in it, and when it is over."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from fangxian.core.problems.rules import Problem, said


def why_not_create(*, starts_on: date, review_on: date, timezone: str, area_codes: list[str]) -> Problem | None:
    """Why a programme may not be created with these terms."""
    if timezone not in available_timezones():
        return Problem(
            "programmes.unknown_zone", said("This time zone is not known: %(zone)s."), {"zone": timezone}, "timezone"
        )
    if review_on <= starts_on:
        return Problem(
            "programmes.review_before_start", said("The review date must be after the start."), field="review_on"
        )
    if not area_codes:
        return Problem("programmes.no_area", said("Name at least one area that the programme covers."), field="areas")
    return None


def has_stood_down(*, stood_down_at: datetime | None, at: datetime) -> bool:
    """Whether the programme is over at `at`: everything it opened is closed from that moment."""
    return stood_down_at is not None and stood_down_at <= at


def city_day(at: datetime, timezone: str) -> date:
    """The calendar day of a moment in the programme's city."""
    return at.astimezone(ZoneInfo(timezone)).date()
