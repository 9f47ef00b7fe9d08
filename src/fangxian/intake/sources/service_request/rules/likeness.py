"""How alike two requests are, without keeping their words in the open. Pure.

The text is sealed, so it cannot be searched. Beside it stand keyed numbers of its pairs of characters: who has no key
learns nothing from them, and the database can look for them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection

MOST_PAIRS = 160
ALIKE_FROM = 0.4  # our decision; a guess that is shown to an operator and never acted upon


def plain(text: str) -> str:
    """Letters, figures and characters alone, so that 口 罩！ and 口罩 are the same."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


def pairs_of(text: str) -> list[str]:
    """The different pairs of neighbouring characters; a single character stands for itself."""
    letters = plain(text)
    found = dict.fromkeys(letters[n : n + 2] for n in range(max(len(letters) - 1, min(len(letters), 1))))
    return list(found)[:MOST_PAIRS]


def numbers_of(text: str, key: Callable[[str], bytes]) -> list[int]:
    """A signed 32-bit number for each pair, by the programme's key; two pairs in four thousand million share one."""
    return sorted(int.from_bytes(key(pair)[:4], "big", signed=True) for pair in pairs_of(text))


def likeness(one: Collection[int], other: Collection[int]) -> float:
    """Of the pairs of the shorter text, the share that the other has too: 0 to 1."""
    typed, told = set(one), set(other)
    if not typed or not told:
        return 0.0
    return len(typed & told) / min(len(typed), len(told))
