"""What a gate may say of a person: a word computed from the measures in force, and nothing else (INV-02, INV-13).

There is no field, form or statement that sets it. Whoever wants a person to be asked at a gate has to
get a measure through its rule, its evidence, its two bodies and its served notice; and when the measure
ends, is void, or the programme stands down, the word is PASS at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import RESTRICTING_TYPES, type_at

PASS, ASK_DUTY = "PASS", "ASK_DUTY"
GATE_WORDS = (PASS, ASK_DUTY)


def gate_word(types_now: Iterable[str | None]) -> str:
    """The word for somebody whose measures in force are of these types at the moment; no measure passes."""
    return ASK_DUTY if any(kind in RESTRICTING_TYPES for kind in types_now) else PASS


@dataclass(frozen=True)
class Bound:
    """A measure that was served, as far as a gate's word depends on it: its phases, and when it ends or ended."""

    phases: Sequence[Mapping[str, Any]]
    ends_at: datetime


def word_at(bounds: Iterable[Bound], *, at: datetime) -> str:
    """The word at `at` for somebody under these measures."""
    return gate_word(type_at(bound.phases, at=at) for bound in bounds if at < bound.ends_at)


def changes_at(bounds: Sequence[Bound], *, at: datetime) -> datetime | None:
    """The first moment after `at` at which the word is another, as far as is decided by now; None: none."""
    now = word_at(bounds, at=at)
    moments = {bound.ends_at for bound in bounds}
    for bound in bounds:
        moments |= {datetime.fromisoformat(phase[edge]) for phase in bound.phases for edge in ("starts_at", "ends_at")}
    return next((moment for moment in sorted(moments) if moment > at and word_at(bounds, at=moment) != now), None)
