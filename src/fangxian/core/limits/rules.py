"""How often something may be tried within a span of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """So many times within so long, counted in windows that begin at whole multiples of `within`."""

    times: int
    within: timedelta

    def allows(self, tried: int) -> bool:
        """Whether one more is allowed; `tried` counts it already."""
        return tried <= self.times

    @property
    def minutes(self) -> int:
        """How long to wait at most, in minutes, as it is told to people."""
        return max(1, self.within // timedelta(minutes=1))


def window_of(at: datetime, *, within: timedelta) -> datetime:
    """The beginning of the window in which `at` lies."""
    seconds = int(within.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
