"""The divisions of the country as shipped: code sets of 2019 and 2023 to the county, towns, some villages.

Sources and licences stand beside the data in `fangxian/data/divisions`.
"""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import resources
from typing import Literal

from fangxian.engine.gazetteer.codes import Grain, canonical, containing, grain_of, padded
from fangxian.engine.gazetteer.names import village_writings, writings

CodeSet = Literal["2019", "2023"]

_FIRST_DAY_OF_LATER_SET = date(2021, 1, 1)


@dataclass(frozen=True, slots=True)
class Area:
    """One area: canonical code, official name, and the code sets that hold it."""

    code: str
    name: str
    sets: frozenset[CodeSet]

    @property
    def grain(self) -> Grain:
        """province, city, county, town or village"""
        return grain_of(self.code)


def code_set_on(day: date | None) -> CodeSet:
    """The code set by which a list of that day is read; the later one if the day is not known."""
    return "2019" if day is not None and day < _FIRST_DAY_OF_LATER_SET else "2023"


class Divisions:
    """Areas by code and by writing. Towns and villages are read from the files only when one is asked for."""

    def __init__(self) -> None:
        self._written_below: dict[str, dict[str, tuple[Area, ...]]] = {}  # by containing area, filled when asked

    @cached_property
    def _counties(self) -> dict[str, Area]:
        areas: dict[str, Area] = {}
        sets: tuple[CodeSet, ...] = ("2019", "2023")
        for code_set in sets:
            for code, name in _rows(f"counties-{code_set}.csv.gz"):
                known = areas.get(code)
                if known is None:
                    areas[code] = Area(code, name, frozenset({code_set}))
                else:  # the name of 2019 stays: fillers such as 市辖区 come with the later set
                    areas[code] = Area(code, known.name, known.sets | {code_set})
        return areas

    @cached_property
    def _towns(self) -> dict[str, Area]:
        return {code: Area(code, name, frozenset({"2023"})) for code, name in _rows("towns-2023.csv.gz")}

    @cached_property
    def _villages(self) -> dict[str, Area]:
        return {code: Area(code, name, frozenset({"2023"})) for code, name in _rows("villages-2023.csv.gz")}

    @cached_property
    def _by_writing(self) -> dict[str, tuple[Area, ...]]:
        found: defaultdict[str, list[Area]] = defaultdict(list)
        for area in self._counties.values():
            for writing in writings(area.name):
                found[writing].append(area)
        return {writing: tuple(areas) for writing, areas in found.items()}

    @cached_property
    def longest_writing(self) -> int:
        """Characters in the longest writing of any area down to the county."""
        return max(len(writing) for writing in self._by_writing)

    @cached_property
    def _towns_by_parent(self) -> dict[str, list[Area]]:
        return _grouped(self._towns)

    @cached_property
    def _villages_by_parent(self) -> dict[str, list[Area]]:
        return _grouped(self._villages)

    def area(self, code: str) -> Area | None:
        """The area with a canonical code; None if no shipped set holds it."""
        shelf = {9: "_towns", 12: "_villages"}.get(len(code), "_counties")
        areas: dict[str, Area] = getattr(self, shelf)
        return areas.get(code)

    def is_in_known_county(self, code: str) -> bool:
        """Whether a town's or village's code, itself unknown here, begins with a county or city that exists."""
        return len(code) > 6 and any(self.area(part) is not None for part in containing(code[:6])[:1])

    def name_of(self, code: str) -> str:
        """The full name from province to area, such as 湖北省黄冈市蕲春县; ends in the code if the area has no name."""
        names: list[str] = []
        for part in reversed(containing(code)):
            area = self.area(part)
            if area is None:
                names.append(padded(part) if part == code else "")
            elif not area.name.endswith(("行政区划", "市辖区")) and area.name != "县":
                names.append(area.name)
        return "".join(names)

    def written(self, writing: str) -> tuple[Area, ...]:
        """The provinces, cities and counties that are written so."""
        return self._by_writing.get(writing, ())

    def below(self, code: str, writing: str) -> tuple[Area, ...]:
        """The towns of a county, or the villages of a town, that are written so."""
        return self._below(code).get(writing, ())

    def _below(self, code: str) -> dict[str, tuple[Area, ...]]:
        if code not in self._written_below:
            villages = len(code) == 9
            inside = (self._villages_by_parent if villages else self._towns_by_parent).get(code, [])
            found: defaultdict[str, tuple[Area, ...]] = defaultdict(tuple)
            for area in inside:
                for writing in village_writings(area.name) if villages else writings(area.name):
                    found[writing] += (area,)
            self._written_below[code] = dict(found)
        return self._written_below[code]

    def all_areas(self) -> Iterator[Area]:
        """Every area that is shipped, provinces first."""
        for shelf in (self._counties, self._towns, self._villages):
            yield from sorted(shelf.values(), key=lambda area: (len(area.code), area.code))


def _grouped(areas: dict[str, Area]) -> dict[str, list[Area]]:
    groups: defaultdict[str, list[Area]] = defaultdict(list)
    for area in areas.values():
        groups[containing(area.code)[1]].append(area)
    return groups


def _rows(file: str) -> Iterator[tuple[str, str]]:
    packed = resources.files("fangxian").joinpath("data", "divisions", file).read_bytes()
    for row in csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8"))):
        code = canonical(row["code"])
        if code is None:
            raise ValueError(f"{file}: {row['code']!r} is not an area code")
        if code == row["code"] or len(row["code"]) == 6:  # not the fillers that repeat a municipality
            yield code, row["name"]


@cache
def divisions() -> Divisions:
    """The shipped divisions, read once."""
    return Divisions()
