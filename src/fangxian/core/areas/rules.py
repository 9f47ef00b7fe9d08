"""Area codes: 2 digits province, 4 city, 6 county, 9 town, 12 village, 14 grid (GB/T 2260, GB/T 10114).

A code begins with its parent's code, so "inside" is a prefix and an index serves it (ADR 0009).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.tables.findings import Catalogue, Finding

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


# --- a list of grids, judged row by row

GRIDS = Catalogue(
    {
        "no_village": ("村社区缺失", "the village is missing"),
        "unknown_village": ("本任务没有村社区“{text}”", "the programme has no village {text!r}"),
        "ambiguous_village": ("“{text}”有多个同名：{known}；请填代码", "{text!r} could be {known}; give the code"),
        "not_a_village": ("“{text}”不是村或社区", "{text!r} is no village or neighbourhood"),
        "outside_area": ("该区域不在您负责的范围内", "this area lies outside yours"),
        "bad_number": ("网格编号应为 1 至 99", "a grid number is 1 to 99"),
        "bad_figure": ("“{text}”不是数量", "{text!r} is not a count"),
        "repeated": ("与第{first}行相同", "the same as row {first}"),
        "as_known": ("已有且相同", "known already, with the same figures"),
        "full": ("此村社区的 99 个编号已用完", "the 99 numbers of this village are used up"),
    }
)


@dataclass(frozen=True)
class GridRow:
    """One row of a list of grids, as text."""

    number: int
    village: str = ""
    grid: str = ""
    name: str = ""
    households: str = ""
    population: str = ""
    phone: str = ""
    finding: Finding | None = None


@dataclass(frozen=True)
class Wanted:
    """What an accepted row asks for: a grid with these figures, new or corrected."""

    code: str
    name: str
    households: int | None
    population: int | None
    phone: str


@dataclass(frozen=True)
class JudgedGrid:
    """What becomes of one row. outcome: accepted, duplicate, quarantined or rejected."""

    number: int
    outcome: str
    finding: Finding | None = None
    wanted: Wanted | None = None
    is_new: bool = False


def judge_grids(
    rows: Iterable[GridRow],
    *,
    meant: Callable[[str], Sequence[str]],
    known: Mapping[str, Wanted],
    ever_used: Iterable[str],
    own_area: str,
) -> list[JudgedGrid]:
    """What becomes of each row, in order.

    meant      a code, name or path -> the areas that it could mean
    known      the grids that are valid now, by code
    ever_used  grid codes that were ever given, abolished ones too: they are not given again
    """
    used = set(ever_used)
    first_rows: dict[str, int] = {}
    judged = []
    for row in rows:
        found = _judge_grid(row, meant=meant, known=known, used=used, own_area=own_area)
        if found.wanted is not None:
            first = first_rows.setdefault(found.wanted.code, row.number)
            if first != row.number:
                found = _grid_no(row, "duplicate", "repeated", None, first=first)
        if found.wanted is not None:
            used.add(found.wanted.code)
        judged.append(found)
    return judged


def _judge_grid(
    row: GridRow, *, meant: Callable[[str], Sequence[str]], known: Mapping[str, Wanted], used: set[str], own_area: str
) -> JudgedGrid:
    if row.finding is not None:
        return JudgedGrid(row.number, "rejected", row.finding)
    village = _village_of(row, meant=meant, own_area=own_area)
    if isinstance(village, JudgedGrid):
        return village
    if row.grid and not (row.grid.isdecimal() and 1 <= int(row.grid) <= GRIDS_AT_MOST):
        return _grid_no(row, "rejected", "bad_number", "grid")
    for column in ("households", "population"):
        text = getattr(row, column)
        if text and not text.isdecimal():
            return _grid_no(row, "rejected", "bad_figure", column, text=text)
    code = (
        f"{village}{int(row.grid):02d}" if row.grid else next(iter(next_grid_codes(village, taken=used, wanted=1)), "")
    )
    if not code:
        return _grid_no(row, "rejected", "full", "grid")
    wanted = Wanted(
        code, row.name or (known[code].name if code in known else grid_name(code)),
        int(row.households) if row.households else None, int(row.population) if row.population else None, row.phone,
    )  # fmt: skip
    if known.get(code) == wanted:
        return _grid_no(row, "duplicate", "as_known", None)
    return JudgedGrid(row.number, "accepted", None, wanted, is_new=code not in known)


def _village_of(row: GridRow, *, meant: Callable[[str], Sequence[str]], own_area: str) -> str | JudgedGrid:
    if not row.village:
        return _grid_no(row, "rejected", "no_village", "village")
    codes = meant(row.village)
    if not codes:
        return _grid_no(row, "rejected", "unknown_village", "village", text=row.village)
    if len(codes) > 1:
        return _grid_no(row, "quarantined", "ambiguous_village", "village", text=row.village, known=list(codes[:5]))
    if level_of(codes[0]) != "village":
        return _grid_no(row, "rejected", "not_a_village", "village", text=row.village)
    if not codes[0].startswith(own_area):
        return _grid_no(row, "rejected", "outside_area", "village")
    return codes[0]


def _grid_no(row: GridRow, outcome: str, code: str, column: str | None, **detail: object) -> JudgedGrid:
    return JudgedGrid(row.number, outcome, GRIDS.finding(code, row=row.number, field=column, **detail))


def count_outcomes(judged: Iterable[JudgedGrid]) -> dict[str, int]:
    """received = accepted + duplicate + quarantined + rejected; `new`: accepted rows that make a grid."""
    counts = dict.fromkeys(("received", "accepted", "duplicate", "quarantined", "rejected", "new"), 0)
    for row in judged:
        counts["received"] += 1
        counts[row.outcome] += 1
        counts["new"] += row.is_new
    return counts
