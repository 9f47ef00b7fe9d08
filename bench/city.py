"""An invented city's stays, day by day, for measuring: as skewed as a city is, the same for one number of stays.

People live three to a household in districts of 50,000, each with 500 workplaces (the first ones far larger),
400 venues (still more so) and 250 vehicles. A day has five stays: home until morning, a vehicle, work or on
weekends a venue, a venue of which one in ten lies in another district, home until midnight. Numbers of people are
shuffled, so that neighbours are not neighbours on the disk. The city grows with the number of stays: what one case
touches does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = int(datetime(2020, 3, 2, tzinfo=ZONE).timestamp())  # a Monday
DAY, MINUTE = 86_400, 60
DAYS, STAYS_A_DAY = 14, 5
DISTRICT, WORKPLACES, VENUES, VEHICLES = 50_000, 500, 400, 250
HOUSEHOLD = 3


@dataclass(frozen=True)
class City:
    """`stays` in all; people, days and places follow from it."""

    stays: int
    seed: int = 20200310

    @property
    def people(self) -> int:
        return max(self.stays // (DAYS * STAYS_A_DAY), 30)

    @property
    def districts(self) -> int:
        return -(-self.people // DISTRICT)

    @property
    def share(self) -> float:
        """How much of a whole district the districts are: a small city has fewer places, not emptier ones."""
        return min(self.people / (self.districts * DISTRICT), 1)

    def _count(self, whole: int) -> int:
        return max(int(whole * self.share), 1)

    @cached_property
    def _fixed(self) -> dict[str, np.ndarray]:
        dice = np.random.default_rng(self.seed)
        resident = np.arange(self.people)
        district = resident * self.districts // self.people
        household = resident // HOUSEHOLD
        first_work = int(household[-1]) + 1
        jobs = self._count(WORKPLACES)
        work = first_work + district * jobs + (jobs * dice.random(self.people) ** 2).astype(np.int64)
        return {"number": dice.permutation(self.people), "district": district, "home": household, "work": work}

    @property
    def _first_venue(self) -> int:
        return int(self._fixed["home"][-1]) + 1 + self.districts * self._count(WORKPLACES)

    def day(self, index: int) -> pa.Table:
        """The stays of one day: person_id, place_id, t_in, t_out."""
        dice, fixed = np.random.default_rng((self.seed, index)), self._fixed
        count, begins = self.people, FIRST_DAY + index * DAY

        def minutes(least: int, most: int) -> np.ndarray:
            return dice.integers(least * MINUTE, most * MINUTE, count)

        leaves = begins + minutes(6 * 60, 9 * 60)
        arrives = leaves + minutes(15, 60)
        away = minutes(120, 240) if index % 7 >= 5 else minutes(7 * 60, 9 * 60)
        goes = arrives + away
        visits = goes + minutes(10, 30)
        returns = visits + minutes(15, 90)
        main = self._venues(dice, fixed["district"], far=False) if index % 7 >= 5 else fixed["work"]
        spans = [
            (fixed["home"], np.full(count, begins), leaves),
            (self._vehicles(dice, fixed["district"]), leaves, arrives),
            (main, arrives, goes),
            (self._venues(dice, fixed["district"], far=True), visits, returns),
            (fixed["home"], returns + minutes(10, 40), np.full(count, begins + DAY)),
        ]
        place, t_in, t_out = (np.concatenate(columns) for columns in zip(*spans, strict=True))
        order = dice.permutation(len(place))
        person = np.tile(fixed["number"], STAYS_A_DAY)
        columns = {"person_id": person, "place_id": place, "t_in": t_in, "t_out": t_out}
        return pa.table({name: values[order].astype(np.int64) for name, values in columns.items()})

    def _venues(self, dice: np.random.Generator, district: np.ndarray, *, far: bool) -> np.ndarray:
        count = self._count(VENUES)
        if far:
            other = dice.integers(0, self.districts, len(district))
            district = np.where(dice.random(len(district)) < 0.1, other, district)
        return self._first_venue + district * count + (count * dice.random(len(district)) ** 3).astype(np.int64)

    def _vehicles(self, dice: np.random.Generator, district: np.ndarray) -> np.ndarray:
        count = self._count(VEHICLES)
        first = self._first_venue + self.districts * self._count(VENUES)
        return first + district * count + dice.integers(0, count, len(district))

    def cases(self, count: int, *, seed: int = 1) -> pa.Table:
        """Cases drawn by lot, each able to pass it on for four days: person_id, t_from, t_to."""
        who = np.random.default_rng((self.seed, seed)).choice(self.people, min(count, self.people), replace=False)
        t_from = np.full(len(who), FIRST_DAY + 7 * DAY)
        return pa.table({"person_id": who, "t_from": t_from, "t_to": t_from + 4 * DAY})
