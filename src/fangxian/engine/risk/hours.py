"""Was this community listed at that hour: spells of a list that changes several times a day.

Grain of the source: one place and level for as long as it was listed without a break, by the hour. It begins with the
first publication that names the place and ends with the first one that does not.
"""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

PLACE = ("province", "city", "county", "community")
HIGH, MEDIUM = "high", "medium"


@dataclass(frozen=True, slots=True)
class Spell:
    """One place on one list, from an hour until the hour in which it was gone; until_at None: still listed.

    place  province, city, county, community; community "" stands for the whole area
    """

    place: tuple[str, str, str, str]
    level: str
    from_at: datetime
    until_at: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


class HourlyList:
    """Which communities were listed, to be asked hour by hour."""

    def __init__(self, spells: Iterable[Spell]) -> None:
        self._of: dict[tuple[str, ...], list[Spell]] = defaultdict(list)
        begins: dict[str, list[datetime]] = defaultdict(list)
        ends: dict[str, list[datetime]] = defaultdict(list)
        for spell in spells:
            self._of[spell.place].append(spell)
            begins[spell.level].append(spell.from_at)
            if spell.until_at is not None:
                ends[spell.level].append(spell.until_at)
        self._begins = {level: sorted(moments) for level, moments in begins.items()}
        self._ends = {level: sorted(moments) for level, moments in ends.items()}

    def level_at(self, place: tuple[str, str, str, str], at: datetime) -> str | None:
        """The level of a community at a moment; None if it was not listed. On both lists the high one counts.

        A list that names a county as a whole names its communities too.
        """
        whole = (*place[:3], "")
        levels = {spell.level for key in (place, whole) for spell in self._of.get(key, ()) if spell.holds(at)}
        return HIGH if HIGH in levels else MEDIUM if MEDIUM in levels else None

    def count_at(self, level: str, at: datetime) -> int:
        """How many places were on a list at a moment; a county listed as a whole is one."""
        begun = bisect_right(self._begins.get(level, []), at)
        return begun - bisect_right(self._ends.get(level, []), at)


def read_spells(path: Path, *, zone: ZoneInfo) -> list[Spell]:
    """The spells of a CSV (plain or .gz) with the place, level, first_listed and delisted_seen.

    Errors: KeyError for a column that is absent; ValueError for a moment that cannot be read.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return [_spell(row, zone) for row in csv.DictReader(file)]


def _spell(row: Mapping[str, str], zone: ZoneInfo) -> Spell:
    gone = row["delisted_seen"]
    province, city, county, community = (row[name].strip() for name in PLACE)
    return Spell(
        (province, city, county, community), row["level"], _hour(row["first_listed"], zone),
        _hour(gone, zone) if gone else None,
    )  # fmt: skip


def _hour(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)
