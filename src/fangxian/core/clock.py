"""The one place that reads the clock. Only views, jobs and commands may import it.

A demonstration city lives in 2020: FANGXIAN_CLOCK_STARTS_AT names the moment that its clock showed
when the process started; it then runs on at the speed of life.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The present moment, aware UTC; in a demonstration city, its own present."""
    return datetime.now(UTC) + settings.CLOCK_OFFSET


def today(zone: str) -> date:
    """The city's calendar day."""
    return now().astimezone(ZoneInfo(zone)).date()
