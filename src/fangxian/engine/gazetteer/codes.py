"""Area codes: one writing for each area, and which areas contain it.

A code is digits from left to right: 2 province, 4 city, 6 county, 9 town, 12 village (GB/T 2260 and the
statistical codes below it). Lists pad them with zeros; here the padding is cut off.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

Grain = Literal["province", "city", "county", "town", "village"]

GRAINS: dict[int, Grain] = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}
GRAINS_FINEST_FIRST: tuple[Grain, ...] = ("village", "town", "county", "city", "province")
_PADDING = {12: 3, 9: 3, 6: 2, 4: 2}
_DIGITS = re.compile(r"[1-9][0-9]{1,11}")
# Beijing, Tianjin and Shanghai have one row of districts at the city's place: the same area as the municipality.
# Chongqing has two (districts, counties), so there the rows are parts.
_SAME_AS_MUNICIPALITY = {"1101": "11", "1201": "12", "3101": "31"}


def canonical(text: str) -> str | None:
    """The shortest writing of an area code: `420100`, `4201` and `420100000000` are all `4201`.

    None if the text is not 2, 4, 6, 9 or 12 digits. Whether the area exists is another question.
    """
    code = unicodedata.normalize("NFKC", text).strip()
    if not _DIGITS.fullmatch(code) or len(code) not in GRAINS:
        return None
    while len(code) in _PADDING and code.endswith("0" * _PADDING[len(code)]):
        code = code[: -_PADDING[len(code)]]
    return _SAME_AS_MUNICIPALITY.get(code, code)


def grain_of(code: str) -> Grain:
    """How fine a canonical code is. Errors: KeyError if it is not canonical."""
    return GRAINS[len(code)]


@lru_cache(maxsize=65_536)
def containing(code: str) -> tuple[str, ...]:
    """The area itself and every area that contains it, finest first.

    A town of a city without counties (`441900003`) lies in the city (`4419`) at once; a county under direct
    administration (`429004`) lies in a group (`4290`) and in the province.
    """
    found: dict[str, None] = {}
    for length in sorted((size for size in GRAINS if size <= len(code)), reverse=True):
        part = canonical(code[:length])
        if part is not None:
            found[part] = None
    return tuple(found)


def contains(outer: str, inner: str) -> bool:
    """Whether one area is the other or lies within it; both canonical."""
    return outer in containing(inner)


def padded(code: str) -> str:
    """The writing used in files: six digits, or nine or twelve below the county."""
    return code.ljust(6, "0") if len(code) < 6 else code
