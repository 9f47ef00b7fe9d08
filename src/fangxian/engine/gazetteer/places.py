"""Which area a code or a name means."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from fangxian.engine.gazetteer.codes import canonical, contains
from fangxian.engine.gazetteer.divisions import Area, code_set_on, divisions
from fangxian.engine.gazetteer.names import is_ranked, tidy

_LONGEST_PATH = 40  # characters of the longest name from province to village; what follows is street and number

PlaceProblem = Literal["missing", "code_length", "code_unknown", "name_unknown", "ambiguous"]
PlaceNote = Literal["rest_not_read", "finer_code_not_known", "other_code_set"]


@dataclass(frozen=True, slots=True)
class Place:
    """What a text says about a place.

    code        canonical code, or None
    problem     why there is none
    candidates  the areas an ambiguous name could mean, by code
    note        what to know about a place that was found
    """

    code: str | None
    problem: PlaceProblem | None = None
    candidates: tuple[Area, ...] = ()
    note: PlaceNote | None = None


def place_by_code(text: str, *, on: date | None = None) -> Place:
    """The area with this code; any of the shipped sets counts, the one of the day without a note.

    A town or village that no set holds is taken if its county exists: prefixes decide, and new towns are set up
    between editions.
    """
    digits = re.sub(r"\s", "", text)
    code = canonical(digits)
    if code is None:
        return Place(None, "code_length" if digits.isdecimal() else "code_unknown")
    area = divisions().area(code)
    if area is None:
        if divisions().is_in_known_county(code):
            return Place(code, note="finer_code_not_known")
        return Place(None, "code_unknown")
    in_set = len(code) > 6 or code_set_on(on) in area.sets
    return Place(code, note=None if in_set else "other_code_set")


def place_by_name(text: str, *, within: str | None = None, on: date | None = None) -> Place:
    """The area with this name, full, shortened, or as a path from the province downwards.

    within   canonical code of an area that it must lie in
    on       the day of the list, which decides between old and new codes of one place
    A name that several areas bear is not decided, except where one of them is a province, or contains the
    others (荆州 is the city, not its district).
    """
    return _place_by_name(tidy(text), within, code_set_on(on))


@lru_cache(maxsize=65_536)
def _place_by_name(text: str, within: str | None, code_set: Literal["2019", "2023"]) -> Place:
    if not text:
        return Place(None, "missing")
    whole = _whole(text, within)
    if whole:
        return _decided(_preferred(whole, text, code_set))
    beginnings = _beginnings(text, within)
    if beginnings:
        decided = _decided(_preferred(beginnings, text, code_set))
        return Place(decided.code, decided.problem, decided.candidates, "rest_not_read" if decided.code else None)
    return Place(None, "name_unknown")


def _whole(text: str, within: str | None) -> tuple[Area, ...]:
    """The areas that the whole text names, directly or as a path."""
    found = {area.code: area for area in _named(text, within)}
    for length in range(min(len(text) - 1, divisions().longest_writing), 1, -1):
        for outer in _named(text[:length], within):
            for area in _whole(text[length:], outer.code):
                found.setdefault(area.code, area)
    return tuple(found.values())


def _beginnings(text: str, within: str | None) -> tuple[Area, ...]:
    """The areas that the longest readable beginning of an address names; it must end in a rank (市, 县 ...)."""
    for length in range(min(len(text) - 1, _LONGEST_PATH), 1, -1):
        if is_ranked(text[:length]):
            found = _whole(text[:length], within)
            if found:
                return found
    return ()


def _named(writing: str, within: str | None) -> tuple[Area, ...]:
    areas = divisions().written(writing)
    if within is None:
        return areas
    inside = tuple(area for area in areas if contains(within, area.code))
    return inside + divisions().below(within, writing)


def _preferred(areas: tuple[Area, ...], text: str, code_set: Literal["2019", "2023"]) -> tuple[Area, ...]:
    """Full names before shortened ones, then areas of the right code set before others."""
    full = tuple(area for area in areas if text.endswith(area.name)) or areas
    return tuple(area for area in full if code_set in area.sets) or full


def _decided(areas: tuple[Area, ...]) -> Place:
    if len(areas) == 1:
        return Place(areas[0].code)
    for area in areas:
        if area.grain == "province" or all(contains(area.code, other.code) for other in areas):
            return Place(area.code)
    return Place(None, "ambiguous", tuple(sorted(areas, key=lambda area: area.code)))
