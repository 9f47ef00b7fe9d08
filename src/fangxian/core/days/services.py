"""Partitions are made ahead of their day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from . import rules


def make_days(*, at: datetime) -> int:
    """Make the missing partitions of every divided table around `at`; returns how many were made.

    Run after each migration, when a worker starts and once an hour. A day whose rows already went
    to the default partition stays there. A table that somebody holds a lock on is left for next time.
    """
    first, last = rules.days_to_make(at=at)
    return make_days_between(first, last)


def make_days_between(first: date, last: date) -> int:
    """Make the partitions of the days from `first` to `last`, both included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_make_days(%s::date, %s::date)", [first, last])
        return cursor.fetchone()[0]
