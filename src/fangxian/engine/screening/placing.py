"""Which area a row means, by code and name together, and the finding if nobody can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fangxian.engine.gazetteer import Place, contains, divisions, padded, place_by_code, place_by_name
from fangxian.engine.screening.messages import SCREENING, shown
from fangxian.engine.tables import Finding

_UNKNOWN = frozenset({"", "-", "--", "/", "无", "不详", "未知", "不明", "n/a", "null", "none", "unknown"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A canonical area code with notes, or the code of the finding that says why there is none."""

    code: str | None
    problem: str | None = None
    detail: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    about_name: bool = False
    notes: tuple[str, ...] = ()

    def finding(self, *, row: int, code_field: str, name_field: str) -> Finding:
        """The reason why there is no area. Errors: ValueError if there is one."""
        if self.problem is None:
            raise ValueError("an area that was found has no finding")
        field = name_field if self.about_name else code_field
        return SCREENING.finding(self.problem, row=row, field=field, **dict(self.detail))


def place_of(code_text: str, name_text: str, *, on: date | None, places: Mapping[str, str]) -> Placed:
    """The area of a row.

    code_text, name_text   as written; either may be empty
    on                     the day the row speaks of; decides between code sets
    places                 answers given earlier: name as written -> area code
    The code decides. A name beside it must be the same area, or lie within it, or contain it; a name that nobody
    can read, or that several areas bear, does not stand against a code.
    """
    code_text = "" if code_text.lower() in _UNKNOWN else code_text
    name_text = "" if name_text.lower() in _UNKNOWN else name_text
    answered = places.get(name_text)
    if not code_text and answered:
        return _place_of(answered, "", on)
    return _place_of(code_text, name_text, on)


@lru_cache(maxsize=65_536)
def _place_of(code_text: str, name_text: str, on: date | None) -> Placed:
    if not code_text:
        return _by_name(name_text, on)
    found = place_by_code(code_text, on=on)
    if found.code is None:
        problem = "area_code_length" if found.problem == "code_length" else "area_code_unknown"
        return Placed(None, problem, (("text", shown(code_text)),))
    named = place_by_name(name_text, on=on) if name_text else None
    if named is not None and _disagree(found.code, named):
        detail = (("code", padded(found.code)), ("name", divisions().name_of(found.code)))
        return Placed(None, "area_disagree", detail)
    return Placed(found.code, notes=(found.note,) if found.note else ())


def _by_name(text: str, on: date | None) -> Placed:
    found = place_by_name(text, on=on)
    if found.code is not None:
        return Placed(found.code, about_name=True, notes=(found.note,) if found.note else ())
    if found.problem == "missing":
        return Placed(None, "area_missing", about_name=True)
    if found.problem == "ambiguous":
        is_name = len(text) <= 3 or any(text == area.name for area in found.candidates)
        names = tuple(f"{divisions().name_of(area.code)} {padded(area.code)}" for area in found.candidates)
        detail = (("text", text if is_name else "…"), ("candidates", names))  # an address is not shown
        return Placed(None, "area_ambiguous", detail, about_name=True)
    return Placed(None, "area_name_unknown", about_name=True)


def _disagree(code: str, named: Place) -> bool:
    if named.code is None:
        return False
    return not (contains(code, named.code) or contains(named.code, code))
