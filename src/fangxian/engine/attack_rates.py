"""How many of the people exposed to a case fell ill: the secondary attack rate, always with its denominator.

The interval is Wilson's (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927), which stays between 0 and 1 for few people;
no library of ours computes it, and it is one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class AttackRate:
    """Of `exposed_count` people `ill_count` became cases; share and interval are None where nobody was exposed."""

    exposed_count: int
    ill_count: int

    def __post_init__(self) -> None:
        if not 0 <= self.ill_count <= self.exposed_count:
            raise ValueError("more people fell ill than were exposed")

    @property
    def share(self) -> float | None:
        return self.ill_count / self.exposed_count if self.exposed_count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % confidence interval of the share."""
        if not self.exposed_count:
            return None
        n, p = self.exposed_count, self.ill_count / self.exposed_count
        z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half))
