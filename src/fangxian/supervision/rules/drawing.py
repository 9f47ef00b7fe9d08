"""Drawing places to visit from the day's figures, so that anybody can draw again and gets the same places.

Each place has points (the pack's rule `draw`): one to begin with, and more for each reason. Chance is weighted by the
points, without putting back (Efraimidis and Spirakis 2006): the places with the highest u ** (1 / points) are drawn,
where u in (0, 1) follows from the seed and the place alone (SHA-256), not from the order of a list.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said

from .words import REASONS


@dataclass(frozen=True)
class Target:
    """A place or unit that may be visited.

    ref            id of its record; for isolation at home the code of the grid
    owner_unit_id  who answers for it; None if nobody is known
    """

    kind: str
    ref: str
    name: str
    area_code: str
    owner_unit_id: UUID | None = None
    owner_body_id: UUID | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.kind, self.ref)


@dataclass(frozen=True)
class Weighed:
    """A candidate with why it is one: reason -> how many (never who)."""

    kind: str
    ref: str
    reasons: Mapping[str, int]
    points: int


def weighed(target: Target, reasons: Mapping[str, int], params: Mapping[str, Any]) -> Weighed:
    """The points of a place by the rule of an edition; at most `most_each` of each reason are counted."""
    known = {reason: count for reason, count in reasons.items() if reason in REASONS and count > 0}
    points = params["base"] + sum(
        params["points"][reason] * min(count, params["most_each"]) for reason, count in known.items()
    )
    return Weighed(target.kind, target.ref, known, points)


def chance_of(seed: str, kind: str, ref: str) -> float:
    """A number in (0, 1) that follows from the seed and the place alone."""
    digest = hashlib.sha256(f"{seed}|{kind}|{ref}".encode()).digest()
    return (int.from_bytes(digest[:7], "big") + 0.5) / 2**56


def drawn(candidates: Iterable[Weighed], *, seed: str, count: int) -> list[Weighed]:
    """`count` of the candidates, the luckiest first. The same seed and candidates give the same places."""
    ranked = sorted(
        candidates, key=lambda one: (-math.log(chance_of(seed, one.kind, one.ref)) / one.points, one.kind, one.ref)
    )
    return ranked[:count]


def digest_of(candidates: Sequence[Weighed]) -> str:
    """Fingerprint of what was drawn from, whatever its order."""
    lines = sorted(f"{one.kind}|{one.ref}|{one.points}" for one in candidates)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def why_not_draw(*, count: int, most: int, candidate_count: int, area_code: str, by: Actor) -> Problem | None:
    """Why nothing is drawn."""
    if problem := why_not_use("supervision.plan", by=by, area_code=area_code):
        return problem
    if not 1 <= count <= most:
        return Problem(
            "supervision.how_many", said("Between 1 and %(most)d places are drawn at once."), {"most": most}, "count",
            status=422,
        )  # fmt: skip
    if not candidate_count:
        return Problem("supervision.nothing_to_draw", said("There is nothing to be visited here."), field="kinds")
    return None
