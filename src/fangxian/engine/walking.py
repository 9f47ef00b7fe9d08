"""In which order doors are walked to where no map is at hand: as their numbers stand along the way.

Addresses of one street are compared part by part, numbers as numbers: 2号 comes before 10号, and 二号 is 2号.
What is asked is a short way, not the shortest: the worker sees the order explained and may walk another.
"""

import re
import unicodedata

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_COUNTED = "号栋幢座单元层楼室组弄巷区门户"
_CHINESE = re.compile(rf"([零〇一二两三四五六七八九十百]+)(?=[{_COUNTED}])")
_PART = re.compile(r"(\d+)")

Key = tuple[tuple[int, int, str], ...]


def walking_key(address: str) -> Key:
    """What addresses are sorted by: words as they are written, numbers by their value."""
    plain = unicodedata.normalize("NFKC", address).casefold()
    plain = _CHINESE.sub(lambda found: str(_value(found[1])), "".join(plain.split()))
    parts = [part for part in _PART.split(plain) if part]
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _value(numeral: str) -> int:
    """The value of a Chinese numeral below a thousand; digits one after another ("一〇二") are read as such."""
    if not set(numeral) & set("十百"):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, held = 0, 0
    for sign in numeral:
        if sign in "十百":
            total += max(held, 1) * (10 if sign == "十" else 100)
            held = 0
        else:
            held = _DIGITS[sign]
    return total + held
