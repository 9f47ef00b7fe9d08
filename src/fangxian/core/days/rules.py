"""Tables divided by day: one partition per day, so that an old day is dropped and a hot one stays small."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

AHEAD_DAYS = 7  # partitions stand ready this long before their day
BEHIND_DAYS = 1  # a device whose clock is slow still finds yesterday's


def days_to_make(*, at: datetime) -> tuple[date, date]:
    """First and last day whose partitions must exist at `at`."""
    today = at.astimezone(UTC).date()
    return today - timedelta(days=BEHIND_DAYS), today + timedelta(days=AHEAD_DAYS)


def partition_name(table: str, day: date) -> str:
    """The name of a day's partition: audit_auditevent_20200310."""
    return f"{table}_{day:%Y%m%d}"
