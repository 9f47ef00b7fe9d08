"""Area codes: 2 digits province, 4 city, 6 county, 9 town, 12 village, 14 grid (GB/T 2260, GB/T 10114).

A code begins with its parent's code, so "inside" is a prefix and an index serves it (ADR 0009).
"""

from __future__ import annotations

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
