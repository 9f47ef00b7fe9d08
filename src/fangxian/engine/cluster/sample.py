"""A small city drawn by lot, with everything on which engines might differ: for the proof that a cluster answers alike.

Stays that touch, overlap, meet at midnight, have no length or stand there twice; cases without times; service numbers
in three writings. Nobody is meant by any number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fangxian.engine.arearisk import LEVELS
from fangxian.engine.exposure.listed_areas import calendar, within

BEGINS = 1_583_769_600  # 2020-03-10 00:00 in Shanghai
DAY, MINUTE, DAYS = 86_400, 60, 4
STAYS_A_DAY = 5
FIRST, LISTED_DAYS = date(2020, 3, 10), 12
AREAS = ("33", "3305", "330521", "330521001", "330522", "3301", "330106", "42", "4201")
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x30, 0x5B)})


@dataclass(frozen=True, slots=True)
class Sample:
    """stays: person_id, place_id, t_in, t_out; cases: person_id, t_from, t_to; legs: as `match-services` reads; the
    others: as `engine/exposure/listed_areas` takes them."""

    stays: pa.Table
    cases: pa.Table
    legs: pa.Table
    trips: pa.Table
    listings: pa.Table
    within: pa.Table
    days: pa.Table


def sample(stays: int, *, seed: int) -> Sample:
    """About so many stays, the same for one seed."""
    dice = np.random.default_rng(seed)
    people = max(stays // (DAYS * STAYS_A_DAY), 12)
    stays_of, cases, legs = _stays(dice, people), _cases(dice, people), _legs(dice, people)
    trips, listings = _trips(dice, people), _listings(dice)
    days = calendar(FIRST - timedelta(days=2), FIRST + timedelta(days=LISTED_DAYS))
    return Sample(stays_of, cases, legs, trips, listings, within(AREAS), days)


def _stays(dice: np.random.Generator, people: int) -> pa.Table:
    """Each person's days cut into stays that follow upon each other, some of them changed into the odd cases."""
    count = people * DAYS * STAYS_A_DAY
    cuts = np.sort(dice.integers(0, DAY // MINUTE, (people, DAYS, STAYS_A_DAY - 1)), axis=2) * MINUTE
    edge = np.zeros((people, DAYS, 1), np.int64)
    starts = BEGINS + np.arange(DAYS)[None, :, None] * DAY
    t_in = (starts + np.concatenate([edge, cuts], axis=2)).reshape(count)
    t_out = (starts + np.concatenate([cuts, edge + DAY], axis=2)).reshape(count)
    person = np.repeat(np.arange(people), DAYS * STAYS_A_DAY)
    at_home = np.tile([True, False, False, False, True], people * DAYS)
    places = people // 3 + max(people // 10, 5)
    place = np.where(at_home, person // 3, dice.integers(people // 3, places, count))
    t_out = np.where(dice.random(count) < 0.05, t_in, t_out)  # without length
    t_out = np.where(dice.random(count) < 0.05, t_out + 20 * MINUTE, t_out)  # into the next one
    twice = dice.integers(0, count, count // 50)
    columns = {"person_id": person, "place_id": place, "t_in": t_in, "t_out": t_out}
    return pa.table({name: np.concatenate([values, values[twice]]) for name, values in columns.items()})


def _cases(dice: np.random.Generator, people: int) -> pa.Table:
    """Some of the people and one whom nobody met; of one in three nothing is known of the times."""
    who = np.append(dice.choice(people, min(max(people // 50, 3), 40), replace=False), people + 1)
    t_from = BEGINS + dice.integers(0, DAY, len(who))
    unknown: NDArray[np.bool_] = np.arange(len(who)) % 3 == 2
    return pa.table(
        {
            "person_id": pa.array(who, pa.int64()),
            "t_from": pa.array(t_from, pa.int64(), mask=unknown),
            "t_to": pa.array(t_from + 2 * DAY, pa.int64(), mask=unknown),
        }
    )


def _legs(dice: np.random.Generator, people: int) -> pa.Table:
    """Journeys of the same few services, each number in one of three writings."""
    rows = []
    for leg in range(max(people // 4, 20)):
        number = f"{'GDKZ'[dice.integers(4)]}{dice.integers(1, 4)}"
        writing = [number, number.lower()[:1] + " " + number[1:], number.translate(_WIDE) + "\u3000"][dice.integers(3)]
        rows.append(
            {
                "leg_id": leg,
                "case_uid": f"c{dice.integers(people)}",
                "mode": ["train", " Train", "flight ", "FLIGHT", None][dice.integers(5)],
                "number": None if leg % 10 == 0 else writing,
                "date": None if leg % 10 == 1 else int(18_331 + dice.integers(DAYS)),
            }
        )
    kinds = [("leg_id", pa.int64()), ("case_uid", pa.string()), ("mode", pa.string()), ("number", pa.string())]
    return pa.Table.from_pylist(rows, pa.schema([*kinds, ("date", pa.int32())])).set_column(
        4, "date", pa.array([row["date"] for row in rows], pa.int32()).cast(pa.date32())
    )


def _trips(dice: np.random.Generator, people: int) -> pa.Table:
    """Each person in two areas on two days."""
    person = np.repeat(np.arange(people), 2)
    days = [FIRST + timedelta(days=int(day)) for day in dice.integers(-2, LISTED_DAYS, len(person))]
    where = [AREAS[number] for number in dice.integers(0, len(AREAS), len(person))]
    return pa.table({"person_id": person, "area_code": where, "on": pa.array(days, pa.date32())})


def _listings(dice: np.random.Generator) -> pa.Table:
    """Areas within each other at several levels, some on the same days, some still listed."""
    rows = []
    for number in range(16):
        begins = FIRST + timedelta(days=int(dice.integers(0, LISTED_DAYS)))
        ends = None if number % 4 == 0 else begins + timedelta(days=int(dice.integers(1, LISTED_DAYS)))
        level, area = LEVELS[dice.integers(len(LEVELS))], AREAS[dice.integers(len(AREAS))]
        rows.append({"area_code": area, "level": level, "listed_from": begins, "listed_until": ends})
    kinds = [("area_code", pa.string()), ("level", pa.string())]
    return pa.Table.from_pylist(rows, pa.schema([*kinds, ("listed_from", pa.date32()), ("listed_until", pa.date32())]))
