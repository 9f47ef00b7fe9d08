"""The counties of a city as shapes that a page can draw by itself: no tiles, no library, nothing fetched."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from typing import Any

WIDTH = 600  # a step of the drawing is about 200 m in a city of 120 km: finer than any thumb
LETTER = 24  # the size of a letter on it
Point = tuple[float, float]
Spot = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """One county. path: for an SVG; x, y: where its name stands, if it has room for it."""

    code: str
    name: str
    path: str
    x: int
    y: int
    has_room: bool


@dataclass(frozen=True)
class Drawing:
    """All counties of a programme whose borders we ship, in one drawing of WIDTH × height."""

    shapes: tuple[Shape, ...]
    height: int
    width: int = WIDTH


@lru_cache(maxsize=8)
def drawing_of(area_codes: tuple[str, ...]) -> Drawing | None:
    """The counties of these cities (or these counties alone); None where no borders are shipped for them."""
    counties = [
        feature
        for city in dict.fromkeys(code[:4] for code in area_codes)
        for feature in _features(city)
        if any(_lies_in(str(feature["properties"]["code"]), code) for code in area_codes)
    ]
    if not counties:
        return None
    points = [point for county in counties for ring in _rings(county) for point in ring]
    west, north = min(x for x, _ in points), max(y for _, y in points)
    narrower = math.cos(math.radians(north))  # a degree of longitude is shorter than one of latitude
    step = ((max(x for x, _ in points) - west) * narrower or 1) / WIDTH

    def drawn(point: Point) -> tuple[int, int]:
        return round((point[0] - west) * narrower / step), round((north - point[1]) / step)

    height = drawn((west, min(y for _, y in points)))[1]
    return Drawing(tuple(_shape(county, drawn) for county in counties), height)


def _features(city: str) -> list[dict[str, Any]]:
    file = files("fangxian") / "data" / "borders" / f"{city}.geojson"
    if not city.isdigit() or not file.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["features"]
    return found


def _lies_in(county: str, code: str) -> bool:
    """Whether it is a county of this city, or the county in which this smaller area lies."""
    return county.startswith(code) or code.startswith(county)


def _rings(county: dict[str, Any]) -> Iterable[list[Point]]:
    shape = county["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return chain.from_iterable(polygons)


def _shape(county: dict[str, Any], drawn: Any) -> Shape:
    about = county["properties"]
    lines = [_line(ring, drawn) for ring in _rings(county)]
    rings = [line for line in lines if len(line) > 3]  # the others are islands smaller than a step
    largest = max(rings, key=lambda ring: abs(_doubled_area(ring)))
    x, y = _middle_of(largest)
    wide, high = (max(side) - min(side) for side in zip(*largest, strict=True))
    has_room = wide > len(about["name"]) * LETTER and high > 2 * LETTER
    return Shape(str(about["code"]), about["name"], "".join(map(_path, rings)), x, y, has_room)


def _line(ring: list[Point], drawn: Any) -> list[Spot]:
    """One closed line, without the points that fall together or lie on one straight line."""
    kept: list[Spot] = []
    for point in map(drawn, ring):
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and _doubled_area([kept[-2], kept[-1], point]) == 0:
            kept.pop()
        kept.append(point)
    return kept


def _path(line: list[Spot]) -> str:
    """In steps from point to point, which are short to write."""
    steps = "".join(f"{x - a} {y - b}l" for (a, b), (x, y) in pairwise(line)).removesuffix("l")
    return f"M{line[0][0]} {line[0][1]}l{steps}z"


def _doubled_area(line: list[Spot]) -> int:
    return sum(a * y - x * b for (a, b), (x, y) in pairwise([*line, line[0]]))


def _middle_of(line: list[Spot]) -> Spot:
    """Its centre of mass."""
    edges = [(a, b, x, y, a * y - x * b) for (a, b), (x, y) in pairwise([*line, line[0]])]
    whole = 3 * sum(cross for *_, cross in edges)
    if not whole:
        return line[0]
    x = sum((a + x) * cross for a, _, x, _, cross in edges) / whole
    y = sum((b + y) * cross for _, b, _, y, cross in edges) / whole
    return round(x), round(y)
