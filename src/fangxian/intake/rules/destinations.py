"""Which area somebody goes to: the city's own areas first, down to the grid, then the country's divisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from fangxian.core.areas.rules import LENGTHS, parent_of
from fangxian.engine.gazetteer import divisions, place_by_code, place_by_name
from fangxian.engine.gazetteer.names import tidy, village_writings, writings

# a number after 第 counts areas ("第1网格"), any other one houses
_HOUSE_NUMBER = re.compile(r"(?<!第)(?<![0-9])[0-9#]")
_DIGITS = "〇一二三四五六七八九"
_NUMBERED = re.compile(r"第([一二三四五六七八九十]{1,3})")


class Found:
    """An area code, or why there is none.

    candidates  (code, name) that an ambiguous text could mean
    """

    __slots__ = ("candidates", "code", "problem")

    def __init__(self, code: str = "", problem: str = "", candidates: tuple[tuple[str, str], ...] = ()):
        self.code, self.problem, self.candidates = code, problem, candidates


class Destinations:
    """The areas of one programme, ready to be asked many times.

    areas     (code, name) of every area that the programme has today
    covered   codes of the areas that the programme covers
    """

    def __init__(self, areas: Iterable[tuple[str, str]], *, covered: Iterable[str]):
        self.names = dict(areas)
        self.covered = tuple(covered)
        self._by_writing: dict[str, list[str]] = {}
        self._below: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for code, name in self.names.items():
            ways = _ways_to_write(code, name)
            for way in ways:
                self._by_writing.setdefault(way, []).append(code)
            self._below.setdefault(parent_of(code), []).append((code, ways))
        self._cached = lru_cache(maxsize=65_536)(self._by_name)

    def covers(self, code: str) -> bool:
        return any(code.startswith(covered) for covered in self.covered)

    def by_code(self, text: str) -> Found:
        """The area with a code; grids have fourteen digits and are the programme's own."""
        digits = "".join(text.split())
        if digits in self.names:
            return Found(digits)
        place = place_by_code(digits)
        return Found(place.code) if place.code else Found(problem=place.problem or "code_unknown")

    def by_name(self, text: str, *, answers: Mapping[str, str]) -> Found:
        """The area that a name, a path or an address means; an answer given earlier goes before."""
        answered = answers.get(text)
        if answered:
            return self.by_code(answered)
        # what stands before the house number names areas, and is the same for a whole street
        tidied = tidy(text)
        found = self._cached(_HOUSE_NUMBER.split(tidied)[0])
        return self._cached(tidied) if found.problem else found

    def _by_name(self, text: str) -> Found:
        place = place_by_name(text)
        if place.code and self.covers(place.code):
            return Found(self._finest(place.code, text))
        inside = {area.code for area in place.candidates if self.covers(area.code)}
        inside |= set(self._by_writing.get(text, ()))
        if not place.code:
            inside |= self._below_our_counties(text)
        finest = {code for code in inside if not any(other != code and other.startswith(code) for other in inside)}
        if len(finest) == 1:
            return Found(self._finest(finest.pop(), text))
        if not finest and place.code:
            return Found(place.code)
        candidates = finest or {area.code for area in place.candidates}
        if not candidates:
            return Found(problem="name_unknown")
        return Found(problem="ambiguous", candidates=tuple((code, self.label(code)) for code in sorted(candidates)))

    def _below_our_counties(self, text: str) -> set[str]:
        """Readings of a text that leaves out the county, as people of the city write it."""
        found = set()
        for code in [code for code in self.names if len(code) == 6]:
            place = place_by_name(divisions().name_of(code) + text)
            if place.code and place.code != code:
                found.add(place.code)
        return found

    def _finest(self, code: str, text: str) -> str:
        """The programme's own area below `code` that the text names, such as a grid; else `code`."""
        while True:
            named = [below for below, ways in self._below.get(code, ()) if any(way in text for way in ways)]
            if len(named) != 1:
                return code
            (code,) = named

    def label(self, code: str) -> str:
        """The name of an area from the province downwards, with the programme's own names below the town."""
        shipped = divisions().name_of(code[:12]) if len(code) <= 12 else divisions().name_of(code[:9])
        own = [self.names[code[:length]] for length in (12, 14) if length <= len(code) and code[:length] in self.names]
        return shipped if len(code) <= 12 else shipped + "".join(own)


def _ways_to_write(code: str, name: str) -> tuple[str, ...]:
    if len(code) == LENGTHS["grid"]:
        return tuple(dict.fromkeys((name, _NUMBERED.sub(lambda found: f"第{_number(found[1])}", name))))
    return tuple(dict.fromkeys((*writings(name), *village_writings(name))))


def _number(words: str) -> int:
    """一 to 九十九 as a number."""
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.find(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.find(ones) if ones else 0)
