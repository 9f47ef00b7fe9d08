"""Places that somebody may mean while she is still typing: names in characters or in pinyin."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from fangxian.engine.gazetteer.codes import containing
from fangxian.engine.gazetteer.divisions import Area, divisions
from fangxian.engine.gazetteer.names import tidy, writings
from fangxian.engine.gazetteer.places import place_by_name

_SHORTEST = 2  # one character fits half the country
_SMALL_RANKS = ("社区居委会", "村委会", "社区", "网格", "村")  # looked for before 区: a 社区 is no 区
_GRAIN_ORDER = {2: 0, 4: 1, 6: 2, 9: 3, 12: 4}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One place to choose: canonical code, and its name from the province downwards."""

    code: str
    label: str


def suggest(text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
    """Provinces, cities and counties that fit what was typed so far; towns and villages once their county is named.

    Full matches come before beginnings, beginnings before parts, coarse areas before fine ones. Pinyin is read
    without tones and spaces. Empty for less than two characters.
    """
    typed = tidy(unicodedata.normalize("NFKC", text)).lower()
    if len(typed) < _SHORTEST or limit < 1:
        return ()
    return _suggest(typed, limit)


def label_of(code: str) -> str:
    """The name of an area from the province downwards, as suggestions write it."""
    return divisions().name_of(code)


@lru_cache(maxsize=65_536)
def letters_of(code: str) -> str:
    """The name of an area in pinyin, finest part first, for readers of Latin letters: "Wuhan Shi, Hubei Sheng"."""
    parts = []
    for part in containing(code):
        area = divisions().area(part)
        if area is not None and not area.name.endswith(("行政区划", "市辖区")) and area.name != "县":
            parts.append(name_in_letters(area.name))
    return ", ".join(parts)


def name_in_letters(name: str) -> str:
    """A name in pinyin with its rank apart: 武汉市 is "Wuhan Shi", 浮星桥社区 is "Fuxingqiao Shequ"."""
    rank = next((small for small in _SMALL_RANKS if name.endswith(small)), "")
    if not rank:
        short = min((writing for writing in writings(name) if name.startswith(writing)), key=len, default=name)
        rank = name[len(short) :]
    return " ".join(_spelled(part).capitalize() for part in (name.removesuffix(rank), rank) if part)


@lru_cache(maxsize=4096)
def _suggest(typed: str, limit: int) -> tuple[Suggestion, ...]:
    found = _by_pinyin(typed) if typed.isascii() else _by_characters(typed)
    ordered = sorted(found.items(), key=lambda item: (item[1], _GRAIN_ORDER[len(item[0])], item[0]))
    return tuple(Suggestion(code, label_of(code)) for code, _ in ordered[:limit])


def _by_characters(typed: str) -> dict[str, int]:
    """Codes with how well they fit: 0 fully, 1 from the beginning, 2 somewhere on the path."""
    found: dict[str, int] = {}
    for place in _places():
        if typed in place.writings:
            found[place.code] = 0
        elif place.name.startswith(typed):
            found[place.code] = 1
        elif typed in place.path:
            found[place.code] = 2
    for area in _within_named_area(typed):
        found.setdefault(area.code, 1)
    return found


def _by_pinyin(typed: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for place in _places():
        if any(spelled == typed for spelled in place.spellings):
            found[place.code] = 0
        elif any(spelled.startswith(typed) for spelled in place.spellings):
            found[place.code] = 1
    return found


def _within_named_area(typed: str) -> tuple[Area, ...]:
    """Towns of a county, or villages of a town, whose names go on as the text does after the county or town."""
    for length in range(len(typed) - 1, 1, -1):
        place = place_by_name(typed[:length])
        if place.code is None or place.note is not None or len(place.code) not in (6, 9):
            continue
        rest = typed[length:]
        return tuple(area for area in _inside(place.code) if area.name.startswith(rest))
    return ()


@lru_cache(maxsize=256)
def _inside(code: str) -> tuple[Area, ...]:
    """The towns of a county, or the villages of a town."""
    finer = 9 if len(code) == 6 else 12
    return tuple(area for area in divisions().all_areas() if len(area.code) == finer and area.code.startswith(code))


@dataclass(frozen=True, slots=True)
class _Place:
    code: str
    name: str
    path: str
    writings: frozenset[str]
    spellings: tuple[str, ...]


@cache
def _places() -> tuple[_Place, ...]:
    """Everything down to the county with its spellings, made once."""
    places = []
    for area in divisions().all_areas():
        if len(area.code) > 6:
            break  # they come coarse first
        if not area.name.endswith(("行政区划", "市辖区")) and area.name != "县":
            names = frozenset(writings(area.name))
            places.append(_Place(area.code, area.name, label_of(area.code), names, tuple(map(_spelled, names))))
    return tuple(places)


# Names of places that are read otherwise than the words they are written like.
_READ_OTHERWISE = {
    "朝阳": "chao yang", "六合": "lu he", "涡阳": "guo yang", "郫都": "pi du", "荥经": "ying jing", "什邡": "shi fang",
    "繁峙": "fan shi", "大城": "dai cheng",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def syllables_of(name: str) -> str:
    """A name as it is read, syllable by syllable: 吴兴区 is "wu xing qu". What has no reading stands as it is."""
    for written, read in _READ_OTHERWISE.items():
        if name.startswith(written):
            return f"{read} {syllables_of(name.removeprefix(written))}".strip()
    from pypinyin import lazy_pinyin  # its tables take long to read, and a server that starts needs none

    return " ".join(lazy_pinyin(name)).lower()


def _spelled(name: str) -> str:
    return "".join(char for char in syllables_of(name) if char.isascii() and char.isalpha())
