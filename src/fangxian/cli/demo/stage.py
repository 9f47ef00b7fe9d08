"""What every scene of the two days needs: the city, its force, its people, its chance, and its time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.programmes.models import Programme

from .agenda import Agenda
from .force import Force
from .people import People

ZONE = ZoneInfo("Asia/Shanghai")
EVE, FIRST_DAY, SECOND_DAY = date(2020, 3, 8), date(2020, 3, 9), date(2020, 3, 10)


def moment(day: date, clock: str) -> datetime:
    """A moment of the city's day: moment(FIRST_DAY, "09:05")."""
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


FOUNDED_AT = moment(date(2020, 2, 24), "09:00")
STORY_BEGINS_AT = moment(EVE, "16:30")
STORY_ENDS_AT = moment(SECOND_DAY, "20:00")


@dataclass
class Stage:
    """Chance has a seed of its own: the same seed gives the same two days.

    size     how many people the pushed list names; the rest of the story is in proportion
    counted  what the scenes say that they did, for the reckoning
    named    records that the tour and the summary point to, by a word
    """

    programme: Programme
    force: Force
    agenda: Agenda
    people: People
    random: Random
    size: int
    counted: Counter[str] = field(default_factory=Counter)
    named: dict[str, str] = field(default_factory=dict)

    def resident(self, *, subject_id: UUID | None = None) -> Actor:
        """Somebody at the public door, or on her own file."""
        return Actor(
            role=Role.RESIDENT, purpose=Purpose.OWN_FILE, programme_id=self.programme.id, subject_id=subject_id
        )

    def share(self, of: float) -> int:
        """A number in proportion to the size of the story; at least one."""
        return max(1, round(self.size * of))
