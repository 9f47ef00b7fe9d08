"""Door numbers as lists and door plates write them: read, made equal, and put in the order in which one walks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from fangxian.core.problems.rules import Problem, said

MOST_DOORS_OF_A_BUILDING = 3000
LONGEST_PART = 60
_DIGITS = str.maketrans("〇零一二两三四五六七八九", "001223456789")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+(?=[幢栋座号层楼单门室组队巷弄])")
_NUMBER = re.compile(r"\d+")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BUILDING = r"(?P<building>.*?(?:\d+|[A-Z]|[甲乙丙丁戊己庚辛壬癸东西南北])\s*(?:幢|栋|座|号楼|#楼|#|楼(?=\d*单元)))"
_UNIT = r"(?P<unit>\d+|[A-Z]|[甲乙丙丁戊己庚辛壬癸东西])\s*(?:单元|门洞|梯)"
_DOOR = r"(?P<door>(?:地下)?-?\d+[A-Z甲乙丙丁]?(?:-\d+)?)(?:室|号|户|房)?"
_WHOLE = re.compile(rf"^{_BUILDING}[\s,、-]*(?:{_UNIT}[\s,、-]*)?(?:(?P<floor>-?\d+)(?:层|楼)[\s,、-]*)?{_DOOR}$")
_DASHED = re.compile(r"^(?P<building>\d+|[A-Z])-(?:(?P<unit>\d+)-)?(?P<door>\d+[A-Z]?)(?:室)?$")
_HOUSE = re.compile(
    r"^(?P<building>\D+?(?:组|队|村|庄|巷|弄|路|街|自然村|\d+组))(?P<door>\d+(?:-\d+)?[A-Z甲乙丙丁]?)号?$"
)


@dataclass(frozen=True)
class Address:
    """One door. `unit` "" where the building has none; `floor` null where the number does not tell it."""

    building: str
    unit: str
    floor: int | None
    door: str

    @property
    def key(self) -> str:
        """Equal for the same door of one building, however it was written."""
        return f"{self.unit}|{self.door}".lower()

    @property
    def walk_order(self) -> str:
        """Sorts as one walks: unit by unit, floor by floor, door by door. As text, in the order of its bytes."""
        floor = 5000 + (self.floor if self.floor is not None else 0)
        return f"{natural(self.unit)}|{floor:04d}|{natural(self.door)}"


def plain(text: str) -> str:
    """A part of an address in one form: half width, capitals, Arabic digits before 幢 单元 室, single spaces."""
    text = unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-").upper()
    text = _NUMERAL.sub(lambda found: str(_of_numeral(found.group())), text)
    return " ".join(text.split())


def natural(text: str) -> str:
    """A text that sorts as people count: 2幢 before 10幢, 甲 before 乙, 2单元 before 12单元."""
    text = plain(text)
    for place, stem in enumerate(_STEMS):
        text = text.replace(stem, f"{place + 1:06d}")
    return _NUMBER.sub(lambda found: found.group().zfill(6)[-12:], text)


def read_address(text: str) -> Address | None:
    """A door out of one line, as 浮星桥小区3幢2单元1203室, 3-2-1203 or 东村三组12号; None if it cannot be told."""
    line = plain(text).replace(" ", "")
    for form in (_WHOLE, _DASHED, _HOUSE):
        found = form.match(line)
        if found:
            parts = found.groupdict()
            floor = int(parts["floor"]) if parts.get("floor") else None
            return address(parts["building"], parts.get("unit") or "", parts["door"], floor=floor)
    return None


def address(building: str, unit: str, door: str, *, floor: int | None = None) -> Address:
    """A door from its parts as they are written; the floor is read off its number where none is given."""
    building, unit, door = plain(building), plain(unit), plain(door)
    building = f"{building}幢" if re.fullmatch(r"\d+", building) else building.replace("栋", "幢").replace("#", "幢")
    unit = re.sub(r"(单元|门洞|梯)$", "", unit)
    door = re.sub(r"(?<=[\dA-Z甲乙丙丁])(室|号|户|房)$", "", door)
    return Address(building, unit, floor if floor is not None else floor_of(door), door)


def floor_of(door: str) -> int | None:
    """1203 is on floor 12, 203 on floor 2; a number of one or two digits, or a name, tells no floor."""
    found = re.fullmatch(r"(\d{1,2})(\d{2})[A-Z甲乙丙丁]?", door)
    return int(found.group(1)) if found else None


def doors_of(building: str, *, units: int, floors_from: int, floors_to: int, doors_a_floor: int) -> Iterator[Address]:
    """The doors of a building that is entered as units × floors × doors: 3 units of 2 doors on 6 floors are 36."""
    for unit in range(1, units + 1):
        for floor in range(floors_from, floors_to + 1):
            for door in range(1, doors_a_floor + 1):
                yield Address(plain(building), str(unit) if units > 1 else "", floor, f"{floor}{door:02d}")


def why_not_doors(*, units: int, floors_from: int, floors_to: int, doors_a_floor: int) -> Problem | None:
    """Why a building cannot be made of these numbers."""
    if floors_to < floors_from:
        return Problem("sweep.floors", said("The highest floor is below the lowest."), field="floors_to", status=422)
    count = units * (floors_to - floors_from + 1) * doors_a_floor
    if not 1 <= count <= MOST_DOORS_OF_A_BUILDING:
        return Problem(
            "sweep.too_many_doors",
            said("This would be %(count)s doors; a building has 1 to %(most)s. Please enter it in parts."),
            {"count": count, "most": MOST_DOORS_OF_A_BUILDING},
            "doors_a_floor",
            status=422,
        )
    return None


def label(building: str, unit: str, door: str) -> str:
    """How a door is called on pages and on paper: 3幢 2单元 1203室."""
    number = f"{door}室" if re.fullmatch(r"-?\d+[A-Z甲乙丙丁]?", door) else door
    return " ".join(part for part in (building, f"{unit}单元" if unit else "", number) if part)


def _of_numeral(text: str) -> int:
    """十二 is 12, 一二 is 12, 二十 is 20, 一百零三 is 103."""
    if "百" in text:
        hundreds, _, rest = text.partition("百")
        return int((hundreds or "一").translate(_DIGITS)) * 100 + (_of_numeral(rest.lstrip("零〇")) if rest else 0)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int((tens or "一").translate(_DIGITS)) * 10 + int((ones or "零").translate(_DIGITS))
    return int(text.translate(_DIGITS))
