"""One person, one file, at scale (K3, P10): how fast pairs are found, and how many of them are right.

    python bench/link.py [RECORDS]     100,000 unless said; 1,000,000 is the bar's size

People are invented with the bar's error model: names of 150 surnames and 1,200 given-name characters
skewed as in life; each record misses, mistypes or has changed a field at the rates written below.
"""

from __future__ import annotations

import random
import string
import sys
import tempfile
import time
from bisect import bisect
from datetime import date, timedelta
from itertools import accumulate, combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from fangxian.engine.bulk import connect
from fangxian.engine.linkage import probable_pairs

PEOPLE_SHARE = 0.7
SURNAMES, GIVEN = 150, 1200
FIRST_BORN = date(1930, 1, 1)
BORN_DAYS = 32_000
ROADS = ["浮星", "月河", "红旗", "人民", "劳动", "建设", "解放", "环城", "苕溪", "龙溪", "凤凰", "新天地"]


class People:
    """Invented people, and records of them as they are really written."""

    def __init__(self, count: int, seed: int = 20200310) -> None:
        self.dice = random.Random(seed)
        self.surnames = self._skewed(SURNAMES, 0x4E00)
        self.given = self._skewed(GIVEN, 0x5100)
        self.people = [self._person() for _ in range(count)]

    def _skewed(self, count: int, first: int) -> tuple[list[str], list[float]]:
        """Characters, and how often each is used: the n-th about 1/n as often as the first."""
        return [chr(first + n) for n in range(count)], list(accumulate(1 / (n + 4) for n in range(count)))

    def _one_of(self, skewed: tuple[list[str], list[float]]) -> str:
        letters, sums = skewed
        return letters[bisect(sums, self.dice.random() * sums[-1])]

    def _digits(self, count: int) -> str:
        return "".join(self.dice.choices(string.digits, k=count))

    def _person(self) -> tuple[str, str, date, str, tuple]:
        given = "".join(self._one_of(self.given) for _ in range(self.dice.choices([1, 2], [2, 8])[0]))
        born = FIRST_BORN + timedelta(days=self.dice.randrange(BORN_DAYS))
        document = f"3305{self._digits(2)}{born:%Y%m%d}{self._digits(4)}"
        return self._one_of(self.surnames) + given, document, born, "1" + self._digits(10), self._door()

    def _door(self) -> tuple:
        return (
            self.dice.choice(ROADS),
            self.dice.randrange(1, 900),
            self.dice.randrange(1, 40),
            self.dice.randrange(101, 2800),
        )

    def record(self, person: tuple) -> tuple[str, str | None, str | None, str | None, str | None]:
        name, document, born, phone, door = person
        return self._name(name), self._document(document), self._phone(phone), self._born(born), self._address(door)

    def _name(self, name: str) -> str:
        rolled = self.dice.random()
        if rolled < 0.04:
            place = self.dice.randrange(len(name))
            return name[:place] + self._one_of(self.given) + name[place + 1 :]
        if rolled < 0.05:
            place = self.dice.randrange(len(name) - 1)
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        return name

    def _wrong_digit(self, text: str) -> str:
        place = self.dice.randrange(len(text))
        return text[:place] + self._digits(1) + text[place + 1 :]

    def _document(self, document: str) -> str | None:
        rolled = self.dice.random()
        if rolled < 0.20:
            return None
        if rolled < 0.23:
            return self._wrong_digit(document)
        if rolled < 0.24:
            place = self.dice.randrange(17)
            return document[:place] + document[place + 1] + document[place] + document[place + 2 :]
        return document

    def _phone(self, phone: str) -> str | None:
        rolled = self.dice.random()
        if rolled < 0.15:
            return None
        if rolled < 0.27:
            return "1" + self._digits(10)
        return self._wrong_digit(phone) if rolled < 0.29 else phone

    def _born(self, born: date) -> str | None:
        rolled = self.dice.random()
        if rolled < 0.15:
            return None
        month = self.dice.randrange(1, 13) if rolled < 0.17 else born.month
        return f"{born.year}-{month:02}-{born.day:02}"

    def _address(self, door: tuple) -> str | None:
        rolled = self.dice.random()
        if rolled < 0.10:
            return None
        road, number, building, room = self._door() if rolled < 0.20 else door
        return self.dice.choice(
            [
                f"浙江省湖州市吴兴区{road}路{number}号{building}幢{room}室",
                f"吴兴区{road}路{number}号{building}-{room}",
                f"{road}路{number}号 {building}栋{room}",
            ]
        )


def invented(count: int) -> tuple[pa.Table, set[tuple[int, int]]]:
    """(records, the true pairs of record numbers): every person once, the rest again."""
    people = People(int(count * PEOPLE_SHARE))
    whose = [
        *range(len(people.people)),
        *(people.dice.randrange(len(people.people)) for _ in range(count - len(people.people))),
    ]
    people.dice.shuffle(whose)
    rows = [people.record(people.people[index]) for index in whose]
    fields = dict(zip(("name", "id_number", "phone", "birth_date", "address"), zip(*rows, strict=True), strict=True))
    of: dict[int, list[int]] = {}
    for record, index in enumerate(whose):
        of.setdefault(index, []).append(record)
    true = {pair for records in of.values() for pair in combinations(records, 2)}
    return pa.table({"record_id": range(count)} | {name: list(values) for name, values in fields.items()}), true


def measured(count: int) -> tuple[float, float, float]:
    """(recall, precision, seconds) of pairs found with a probability of 0.9 among `count` records."""
    records, true = invented(count)
    with tempfile.TemporaryDirectory() as spill:
        connection = connect(zone=ZoneInfo("Asia/Shanghai"), spill=Path(spill))
        people = connection.create_table("people", records)
        began = time.perf_counter()
        found = probable_pairs(connection, people, threshold=0.9).to_pyarrow()
        seconds = time.perf_counter() - began
        connection.disconnect()
    pairs = set(zip(found["record_a"].to_pylist(), found["record_b"].to_pylist(), strict=True))
    right = len(pairs & true)
    return right / len(true), right / len(pairs), seconds


def main(count: int) -> None:
    recall, precision, seconds = measured(count)
    print(f"{count} records in {seconds:.1f} s (bar: 1,000,000 in 60 s)")
    print(f"recall {recall:.4f} (bar 0.98), precision {precision:.5f} (bar 0.999)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
