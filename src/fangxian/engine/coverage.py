"""How much of a sweep is done, and when to come again where nobody was at home.

Source: domain.md F06 ("coverage by building, unvisited list"); the plan for absent households is the pack
cn.sweep. Cases: spec/coverage.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.rules.packs import Pack

TO_VISIT, VISITED, ABSENT, REFUSED, VACANT = "to_visit", "visited", "absent", "refused", "vacant"
STATES = (TO_VISIT, VISITED, ABSENT, REFUSED, VACANT)


@dataclass(frozen=True)
class Coverage:
    """The doors of one building, area or round by what was found there; counts are doors.

    seen    somebody answered, would rather not, or nobody lives there
    left    nobody has been there, or nobody was at home: each needs a visit or an explanation
    """

    to_visit: int = 0
    visited: int = 0
    absent: int = 0
    refused: int = 0
    vacant: int = 0

    @property
    def doors(self) -> int:
        return self.to_visit + self.visited + self.absent + self.refused + self.vacant

    @property
    def seen(self) -> int:
        return self.visited + self.refused + self.vacant

    @property
    def left(self) -> int:
        return self.to_visit + self.absent

    @property
    def seen_share(self) -> float | None:
        """Seen doors of all doors; None where there is no door, which is not the same as 0 or all."""
        return self.seen / self.doors if self.doors else None

    @property
    def answered_share(self) -> float | None:
        """Doors that answered, of those where somebody lives; None where nobody does."""
        lived_in = self.doors - self.vacant
        return self.visited / lived_in if lived_in else None


def cover(counts: Mapping[str, int]) -> Coverage:
    """The coverage of doors that were counted by state; a state that is not named has none.

    Errors: ValueError for an unknown state or a count below zero: a door is in one of five states.
    """
    if unknown := set(counts) - set(STATES):
        raise ValueError(f"no such state of a door: {', '.join(sorted(unknown))}")
    if any(count < 0 for count in counts.values()):
        raise ValueError("there are never fewer than no doors")
    return Coverage(**counts)


def try_again_from(pack: Pack, *, absent_count: int, at: datetime, zone: ZoneInfo) -> datetime | None:
    """From when a door where nobody was at home is tried again; None once the tries of the pack are used up.

    absent_count  how often nobody was at home, this time included (1 or more)
    at            when nobody was at home, aware; a window of that day that has passed is that of the next day
    Errors: ValueError for a count below one.
    """
    if absent_count < 1:
        raise ValueError("a door is tried again only after nobody was at home")
    plan = pack.rule("absent").params
    if absent_count >= plan["tries"]:
        return None
    window = plan["again"][min(absent_count, len(plan["again"])) - 1]
    hour, minute = (int(part) for part in window["from"].split(":"))
    day = at.astimezone(zone).date() + timedelta(days=window["after_days"])
    begins = datetime.combine(day, time(hour, minute), zone)
    if begins <= at:
        begins = datetime.combine(day + timedelta(days=1), time(hour, minute), zone)
    return begins.astimezone(at.tzinfo)
