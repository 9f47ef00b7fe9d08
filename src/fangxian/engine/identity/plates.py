"""Vehicle plates: which writing they follow. The province sign is part of the text and is never interpreted.

Source: GA 36 (letters I and O are not used). Embassy, military and foreign plates do not follow it: they
are kept as written. Nobody is stopped because a plate is not recognised.
"""

import re
import unicodedata
from typing import Literal

PlateKind = Literal["standard", "nev_small", "nev_large", "suffix", "free_text"]

_SIGN = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_LETTER = "[A-HJ-NP-Z]"
_MARK = "[A-HJ-NP-Z0-9]"
_FORMS: tuple[tuple[PlateKind, re.Pattern[str]], ...] = (
    ("standard", re.compile(f"{_SIGN}{_LETTER}{_MARK}{{5}}")),
    ("nev_small", re.compile(rf"{_SIGN}{_LETTER}[DFABCEGHJK]{_MARK}\d{{4}}")),
    ("nev_large", re.compile(rf"{_SIGN}{_LETTER}\d{{5}}[DFABCEGHJK]")),
    ("suffix", re.compile(f"{_SIGN}{_LETTER}{_MARK}{{4}}[学挂警港澳试超]")),
)


def normalise_plate(text: str) -> str:
    """The plate in upper case, half width, without spaces and dots."""
    return re.sub(r"[\s·•・.\-]", "", unicodedata.normalize("NFKC", text)).upper()


def plate_kind(text: str) -> PlateKind:
    """Which form a plate has; `free_text` for every other, which is kept as written and blocks nobody."""
    plate = normalise_plate(text)
    for kind, form in _FORMS:
        if form.fullmatch(plate):
            return kind
    return "free_text"
