"""When a reaction is tried again, how often a job runs, and when either is late."""

from __future__ import annotations

from datetime import datetime, timedelta

# A reaction that fails is tried again after these; then it is parked until somebody looks at it.
TRY_AGAIN_AFTER = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600))
LATE_AFTER_AT_LEAST = timedelta(seconds=30)
LATE_AFTER_TIMES = 4  # a job that missed so many of its turns is late
MINUTE, HOUR, DAY = 60, 3600, 86400


def next_try_at(*, attempt: int, at: datetime) -> datetime | None:
    """When the reaction is tried again after its `attempt`th failure at `at`; None: it is parked."""
    return at + TRY_AGAIN_AFTER[attempt - 1] if attempt <= len(TRY_AGAIN_AFTER) else None


def cron_of(seconds: int) -> str:
    """The schedule "every `seconds`" as cron with a field for seconds; ValueError if cron has none."""
    if seconds <= 0:
        raise ValueError("a job runs every so many seconds, at least one")
    if seconds < MINUTE and MINUTE % seconds == 0:
        return f"* * * * * */{seconds}"
    if seconds % MINUTE == 0 and HOUR % seconds == 0 and seconds < HOUR:
        return f"*/{seconds // MINUTE} * * * *"
    if seconds % HOUR == 0 and DAY % seconds == 0 and seconds < DAY:
        return f"0 */{seconds // HOUR} * * *"
    if seconds == DAY:
        return "0 0 * * *"
    raise ValueError(f"cron cannot run a job every {seconds} s: take a divisor of a minute, an hour or a day")


def is_late(*, last_at: datetime, every_seconds: int, at: datetime) -> bool:
    """Whether a job that last ended at `last_at` has missed its turns."""
    return at - last_at > max(LATE_AFTER_AT_LEAST, LATE_AFTER_TIMES * timedelta(seconds=every_seconds))
