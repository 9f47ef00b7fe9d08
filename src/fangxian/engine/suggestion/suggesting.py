"""Suggestions from learned numbers. Nothing but the standard library, for a page that waits."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHORTEST, LONGEST = 1, 2  # characters of a gram: Chinese words are mostly of one or two
FORMAT = 1


@dataclass(frozen=True)
class Suggestion:
    """A label with its share: 0 to 1, all labels together 1."""

    label: str
    share: float


@dataclass(frozen=True)
class Suggester:
    """What was learned.

    labels     in the order of the numbers in `weights`
    weights    gram -> (its rarity, its weight for each label)
    offsets    of each label
    least      below this share of the best label nothing is suggested
    learned_from  how many texts
    """

    labels: Sequence[str]
    weights: Mapping[str, tuple[float, Sequence[float]]]
    offsets: Sequence[float]
    least: float
    learned_from: int

    def shares(self, text: str) -> list[Suggestion]:
        """Every label with its share, the best first; none if nothing was learned or no gram of the text is known."""
        grams = {gram: count for gram, count in Counter(grams_of(text)).items() if gram in self.weights}
        if len(self.labels) < 2 or not grams:
            return []
        told = {gram: (1 + math.log(count)) * self.weights[gram][0] for gram, count in grams.items()}
        length = math.sqrt(sum(value * value for value in told.values()))
        sums = list(self.offsets)
        for gram, value in told.items():
            for place, weight in enumerate(self.weights[gram][1]):
                sums[place] += weight * value / length
        most = max(sums)
        powers = [math.exp(one - most) for one in sums]
        total = sum(powers)
        found = [Suggestion(label, power / total) for label, power in zip(self.labels, powers, strict=True)]
        return sorted(found, key=lambda one: (-one.share, one.label))

    def suggest(self, text: str, *, most: int = 3) -> list[Suggestion]:
        """The best labels, the best first; none if even the best is below `least`."""
        found = self.shares(text)
        return found[:most] if found and found[0].share >= self.least else []

    def best(self, text: str) -> str | None:
        """The one label of a text, or None where it is not clear enough."""
        found = self.suggest(text, most=1)
        return found[0].label if found else None

    def as_json(self) -> dict[str, Any]:
        weights = {gram: [rarity, *row] for gram, (rarity, row) in self.weights.items()}
        return {
            "format": FORMAT, "labels": list(self.labels), "weights": weights, "offsets": list(self.offsets),
            "least": self.least, "learned_from": self.learned_from,
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Suggester:
        """Errors: ValueError for another format."""
        if stored.get("format") != FORMAT:
            raise ValueError("these numbers were learned by another version; learn them again")
        weights = {gram: (row[0], tuple(row[1:])) for gram, row in stored["weights"].items()}
        return cls(tuple(stored["labels"]), weights, tuple(stored["offsets"]), stored["least"], stored["learned_from"])


def grams_of(text: str) -> list[str]:
    """The single characters and pairs of neighbours of a text; width, case, figures and blanks make no difference."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalpha())
    return [plain[n : n + size] for size in range(SHORTEST, LONGEST + 1) for n in range(len(plain) - size + 1)]
