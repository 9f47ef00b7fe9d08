"""Area codes: 2 digits province, 4 city, 6 county, 9 town, 12 village, 14 grid (GB/T 2260, GB/T 10114).

A code begins with its parent's code, so "inside" is a prefix and an index serves it (ADR 0009).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice

from fangxian.core.problems.rules import Problem, said

LEVELS = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village", 14: "grid"}
LENGTHS = {level: length for length, level in LEVELS.items()}


def level_of(code: str) -> str | None:
    return LEVELS.get(len(code))


def parent_of(code: str) -> str:
    """The code one level up; "" above a province."""
    shorter = [length for length in LEVELS if length < len(code)]
    return code[: max(shorter)] if shorter else ""


def ancestors_of(code: str) -> list[str]:
    """The code itself and every code above it, finest first."""
    return [code[:length] for length in sorted(LEVELS, reverse=True) if length <= len(code)]


def why_not_a_code(code: str) -> Problem | None:
    if not code.isdigit() or level_of(code) is None:
        return Problem(
            "areas.not_a_code",
            said("An area code has 2, 4, 6, 9, 12 or 14 digits, not “%(code)s”."),
            {"code": code[:20]},
            "area_code",
        )
    return None


GRID_DIGITS = 2  # a grid is its village's code and two digits of its own
GRIDS_AT_MOST = 99


def why_not_add_grids(*, village_level: str, taken: int, wanted: int) -> Problem | None:
    """Why `wanted` grids may not be added to an area that has `taken` numbers in use."""
    if village_level != "village":
        return Problem("areas.grid_needs_village", said("A grid lies in a village or neighbourhood."), field="village")
    if wanted < 1:
        return Problem("areas.no_grid", said("Add at least one grid."), field="count")
    if taken + wanted > GRIDS_AT_MOST:
        return Problem(
            "areas.too_many_grids",
            said("A village has at most %(most)s grids; %(taken)s numbers are in use."),
            {"most": GRIDS_AT_MOST, "taken": taken},
            "count",
        )
    return None


def next_grid_codes(village_code: str, *, taken: Iterable[str], wanted: int) -> list[str]:
    """The lowest free grid codes of a village. A number that was ever used is not given again."""
    used = set(taken)
    numbers = (f"{village_code}{number:02d}" for number in range(1, GRIDS_AT_MOST + 1))
    return list(islice((code for code in numbers if code not in used), wanted))


def why_not_abolish(*, valid_from: date, valid_until: date | None, on: date, inside_count: int) -> Problem | None:
    """Why an area may not cease to exist on that day."""
    if valid_until is not None and valid_until <= on:
        return Problem("areas.already_abolished", said("This area has already been abolished."))
    if on <= valid_from:
        return Problem(
            "areas.abolished_before_it_began", said("An area cannot end before it began."), field="valid_until"
        )
    if inside_count:
        return Problem(
            "areas.still_contains",
            said("%(count)s areas still lie in it; abolish or move them first."),
            {"count": inside_count},
        )
    return None


def grid_name(code: str) -> str:
    """What a grid is called that has no name of its own: 第3网格."""
    return f"第{int(code[-GRID_DIGITS:])}网格"


def grid_latin(code: str) -> str:
    return f"Grid {int(code[-GRID_DIGITS:])}"


def why_not_name(name: str) -> Problem | None:
    if not name.strip():
        return Problem("areas.no_name", said("Give the area a name."), field="name")
    return None
