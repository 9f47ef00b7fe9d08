"""How well a place fits what somebody is typing: in characters, pinyin or initials, with one slip of the hand. Pure."""

from __future__ import annotations

import re
import unicodedata

WHOLE, BEGINS, SHORTENED, WITHIN, SLIP = range(5)  # best first
SHORTEST = 2  # one character fits half a city
SHORTEST_SLIP = 4  # letters; below, one wrong letter fits nearly every name
_LETTER = "[a-z]"


def tidied(text: str) -> str:
    """What was typed, without spaces, width and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def letters_of(typed: str) -> str:
    """What was typed in letters: characters as they are read, letters as they stand."""
    from fangxian.engine.gazetteer.suggestions import syllables_of

    return "".join(char for char in syllables_of(typed).replace(" ", "") if char.isascii() and char.isalnum())


def shortened(letters: str) -> str:
    """A regular expression for syllables of which each may be cut short: wxq, wuxq and wuxingqu all mean wu xing qu."""
    return "^" + f"({_LETTER}* )?".join(map(re.escape, letters))


def fit(typed: str, *, name: str, syllables: str) -> int | None:
    """How well an area fits, or None. `typed` is tidied; `syllables` is the name as it is read: wu xing qu."""
    spelled, is_latin = syllables.replace(" ", ""), not _has_characters(typed)
    letters = typed if is_latin else letters_of(typed)
    if typed == name or (is_latin and letters == spelled):
        return WHOLE
    if name.startswith(typed) or (is_latin and spelled.startswith(letters)):
        return BEGINS
    if _has_letters(typed) and letters and re.match(shortened(letters), syllables):
        return SHORTENED
    if typed in name:
        return WITHIN
    slipped = begins_but_for_a_slip(typed, name, shortest=3 if not is_latin else SHORTEST_SLIP)
    sounds_so = len(letters) >= SHORTEST_SLIP and begins_but_for_a_slip(letters, spelled, shortest=SHORTEST_SLIP)
    return SLIP if slipped or sounds_so else None


def begins_but_for_a_slip(typed: str, whole: str, *, shortest: int) -> bool:
    """Whether `whole` begins with `typed`, but for one sign that is wrong, missing, too many, or swapped with the next.

    shortest  below so many signs nothing but a missing sign is forgiven
    """
    at = next((n for n, (one, other) in enumerate(zip(typed, whole, strict=False)) if one != other), None)
    if at is None:
        return len(typed) <= len(whole) + 1  # one sign too many at its end
    missing = at > 0 and whole[at + 1 :].startswith(typed[at:])
    if len(typed) < shortest:
        return missing
    wrong = whole[at + 1 :].startswith(typed[at + 1 :])
    too_many = whole[at:].startswith(typed[at + 1 :])
    swapped = typed[at : at + 2] == whole[at : at + 2][::-1] and whole[at + 2 :].startswith(typed[at + 2 :])
    return missing or wrong or too_many or swapped


def _has_characters(text: str) -> bool:
    return any(not char.isascii() for char in text)


def _has_letters(text: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in text)
