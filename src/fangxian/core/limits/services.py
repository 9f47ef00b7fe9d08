"""Counting tries in the database, so that no process forgets what another one saw."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from .models import Tries
from .rules import Limit, window_of

KEPT = timedelta(days=2)  # longer than any window
COUNT_ONE_MORE = """
INSERT INTO limits_tries (kind, key_digest, window_starts_at, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (kind, key_digest, window_starts_at) DO UPDATE SET count = limits_tries.count + 1
RETURNING count
"""


def count_try(kind: str, key: str, *, within: timedelta, at: datetime) -> int:
    """Count one more try of `kind` by `key` and return how many there were in this window, this one included.

    Call it outside the transaction of what is tried: a try that is refused and rolled back counts too.
    Two processes that count at the same time are counted one after the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ONE_MORE, [kind, digest_of(kind, key), window_of(at, within=within)])
        return cursor.fetchone()[0]


def is_within(kind: str, key: str, *, limit: Limit, at: datetime) -> bool:
    """Count one more try, and say whether it is still within its limit."""
    return limit.allows(count_try(kind, key, within=limit.within, at=at))


def forget_try(kind: str, key: str) -> None:
    """Begin anew for a key that has proved itself."""
    Tries.objects.filter(kind=kind, key_digest=digest_of(kind, key)).delete()


def forget_old_tries(*, at: datetime) -> int:
    """Delete what no limit looks at any more; returns how many rows."""
    return Tries.objects.filter(window_starts_at__lt=at - KEPT).delete()[0]


def digest_of(kind: str, key: str) -> str:
    """A keyed hash: neither an address nor a number stands in the table."""
    return salted_hmac("limits.tries", f"{kind}:{key}", algorithm="sha256").hexdigest()
