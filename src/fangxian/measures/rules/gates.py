"""What a gate may say of a person: a word computed from the measures in force, and nothing else (INV-02, INV-13).

There is no field, form or statement that sets it. Whoever wants a person to be asked at a gate has to
get a measure through its rule, its evidence, its two bodies and its served notice; and when the measure
ends, is void, or the programme stands down, the word is PASS at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import RESTRICTING_TYPES

PASS, ASK_DUTY = "PASS", "ASK_DUTY"
GATE_WORDS = (PASS, ASK_DUTY)


def gate_word(types_now: Iterable[str | None]) -> str:
    """The word for somebody whose measures in force are of these types at the moment; no measure passes."""
    return ASK_DUTY if any(kind in RESTRICTING_TYPES for kind in types_now) else PASS
