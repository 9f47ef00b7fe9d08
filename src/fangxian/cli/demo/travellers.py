"""The list that the province pushes: synthetic travellers, with the faults that real lists have."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .people import Invented, People, damaged

COLUMNS = (
    "序号", "姓名", "证件类型", "证件号码", "联系电话", "现住址", "籍贯", "旅居地", "停留开始日期", "离开日期",
    "到达日期", "仅途经", "交通方式", "车次航班号", "目的地",
)  # fmt: skip
SENDER = "浙江省疫情防控指挥部（演练）"

# where somebody stayed -> how many of a hundred rows say so
STAYS = (
    ("listed", 57, ("湖北省武汉市", "湖北省黄冈市", "湖北省孝感市", "湖北省荆州市", "湖北省襄阳市", "湖北省宜昌市")),
    ("listed_city", 6, ("浙江省温州市",)),
    ("not_listed", 22, ("上海市", "江苏省苏州市", "安徽省合肥市", "河南省郑州市", "广东省深圳市", "四川省成都市")),
    ("too_long_ago", 6, ("湖北省武汉市", "湖北省黄石市")),
    ("passed_through", 5, ("湖北省武汉市",)),
    ("not_listed_then", 4, ("河南省洛阳市",)),
)
ELSEWHERE = ("浙江省杭州市余杭区", "浙江省嘉兴市桐乡市", "江苏省苏州市吴江区")
_TRAINS = ("G7546", "G590", "D3194", "K1154", "G1866")
_MODES = (("火车", True), ("火车", True), ("自驾", False), ("客车", False))


@dataclass(frozen=True)
class PushedList:
    """A file as it is pushed, and what its manifest says."""

    content: bytes
    row_count: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Traveller:
    """One row, before faults are put into it."""

    who: Invented
    address: str
    stay: str
    from_on: date
    until_on: date
    arrives_on: date
    passed_through: bool
    mode: str
    number: str
    destination: str


def travellers(
    count: int, *, people: People, random: Random, places: Sequence[str], first_places: Sequence[str], today: date
) -> list[Traveller]:
    """Invented travellers. The first go to `first_places` and stayed in a listed area, so that a tour can follow them.

    places  where people go in the city, as a list writes it: down to the grid, or only to the village
    """
    kinds = random.choices([kind for kind, _, _ in STAYS], [weight for _, weight, _ in STAYS], k=count)
    kinds[: len(first_places)] = ["listed"] * len(first_places)
    to = [*first_places, *(random.choice(places) for _ in range(count - len(first_places)))]
    for position in random.sample(range(len(first_places), count), k=max(1, count // 33)):
        to[position] = random.choice(ELSEWHERE)
    return [_traveller(kind, place, people.one(), random, today) for kind, place in zip(kinds, to, strict=True)]


def _traveller(kind: str, destination: str, who: Invented, random: Random, today: date) -> Traveller:
    arrives_on = today - timedelta(days=random.randint(0, 2))
    left_before = {"too_long_ago": random.randint(16, 24), "listed_city": random.randint(5, 9)}.get(kind)
    until_on = today - timedelta(days=left_before) if left_before else arrives_on - timedelta(days=random.randint(0, 1))
    stayed = 0 if kind == "passed_through" else random.randint(4, 40)
    mode, has_number = random.choice(_MODES)
    choices = next(names for name, _, names in STAYS if name == kind)
    return Traveller(
        who=who,
        address=f"{destination}{random.randint(1, 188)}号",
        stay=random.choice(choices),
        from_on=until_on - timedelta(days=stayed),
        until_on=until_on,
        arrives_on=arrives_on,
        passed_through=kind == "passed_through",
        mode=mode,
        number=random.choice(_TRAINS) if has_number else "",
        destination=destination,
    )


def as_file(rows: Sequence[Traveller], *, random: Random, untouched: int) -> PushedList:
    """The list as the sender wrote it: with repeated rows, and questions, and rows that nobody can read.

    untouched  how many of the first rows have no fault
    """
    cells = [_cells(number, row) for number, row in enumerate(rows, start=1)]
    faulty = random.sample(range(untouched, len(cells)), k=_fault_count(len(cells)))
    for fault, position in zip(_faults(), faulty, strict=False):
        fault(cells[position])
    repeated = random.sample(range(untouched, len(cells)), k=max(1, len(cells) // 66))
    cells += [dict(cells[position]) for position in repeated if position not in faulty]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(cells)
    return PushedList(out.getvalue().encode("gb18030"), len(cells))


def _cells(number: int, row: Traveller) -> dict[str, str]:
    return {
        "序号": str(number),
        "姓名": row.who.name,
        "证件类型": "身份证",
        "证件号码": row.who.document_number,
        "联系电话": row.who.phone,
        "现住址": row.address,
        "籍贯": "略",  # where somebody's family comes from: a column that is dropped at the door
        "旅居地": row.stay,
        "停留开始日期": row.from_on.isoformat(),
        "离开日期": row.until_on.isoformat(),
        "到达日期": row.arrives_on.isoformat(),
        "仅途经": "是" if row.passed_through else "否",
        "交通方式": row.mode,
        "车次航班号": row.number,
        "目的地": row.destination,
    }


def _fault_count(count: int) -> int:
    return max(5, count // 40)


def _faults() -> Iterator[Callable[[dict[str, str]], None]]:
    """The faults in turn: two that can be answered, one damaged number, two that nobody can read."""
    while True:
        yield lambda row: row.update(旅居地="鼓楼区")
        yield lambda row: row.update(目的地="东方红路", 现住址="")
        yield lambda row: row.update(证件号码=damaged(row["证件号码"]), 联系电话="")
        yield lambda row: row.update(离开日期="上周末")
        yield lambda row: row.update(停留开始日期="2020-02-31")
