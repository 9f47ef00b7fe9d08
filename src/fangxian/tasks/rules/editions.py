"""What the edition of field work says: why a clock may stop, when it is night, how much is looked back at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.engine.rules.packs import Pack
from fangxian.engine.texts import Bilingual

FAMILY = "cn.tasks"


def pause_reasons(pack: Pack) -> dict[str, Bilingual]:
    """The reasons for which a clock may stop, with their words."""
    return {one["code"]: Bilingual(one["zh"], one["en"]) for one in pack.rule("pause").params["reasons"]}


def night_ends_at(pack: Pack, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the night in which `at` lies is over; None by day. Its first moment is night, its last is not."""
    params = pack.rule("night").params
    begins, ends = time.fromisoformat(params["from"]), time.fromisoformat(params["to"])
    here = at.astimezone(zone)
    if begins > ends and here.time() >= begins:
        return datetime.combine(here.date() + timedelta(days=1), ends, zone).astimezone(at.tzinfo)
    is_night = here.time() < ends if begins > ends else begins <= here.time() < ends
    return datetime.combine(here.date(), ends, zone).astimezone(at.tzinfo) if is_night else None


@dataclass(frozen=True)
class Sampling:
    """How much of a worker's closed work of a day is looked back at, and within how long."""

    share: float
    at_least: int
    within: timedelta

    def wanted(self, count: int) -> int:
        """How many of `count` are drawn; never more than there are."""
        return min(count, max(self.at_least, ceil(round(self.share * count, 6))))


def sampling(pack: Pack) -> Sampling:
    params = pack.rule("look-back").params
    return Sampling(params["share"], params["at_least"], timedelta(days=params["days"]))


def drawn(closed: Mapping[UUID, Sequence[tuple[bytes, UUID]]], terms: Sampling) -> list[UUID]:
    """Which tasks are looked back at: of each worker the ones with the lowest ranks.

    closed  worker -> (rank, task). A rank is a keyed hash of the day and the task: whoever has the key draws the same
            again, and whoever has closed the task cannot tell beforehand.
    """
    return [task_id for ranked in closed.values() for _, task_id in sorted(ranked)[: terms.wanted(len(ranked))]]
