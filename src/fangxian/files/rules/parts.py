"""Which part of a person's file a role sees (domain.md 4.2): nobody sees all of it by default."""

from __future__ import annotations

from fangxian.core.actors.rules import HEALTH_ROLES, Actor

IDENTITY, FACTS, VERDICTS, TASKS, MEASURES, EXPOSURES, LOOKS = (
    "identity", "facts", "verdicts", "tasks", "measures", "exposures", "looks",
)  # fmt: skip
ALL_PARTS = frozenset({IDENTITY, FACTS, VERDICTS, TASKS, MEASURES, EXPOSURES, LOOKS})  # what she herself reads


def parts_for(by: Actor) -> frozenset[str]:
    """The parts of a file that the reader's role may see; exposures and symptoms are for health roles."""
    parts = {IDENTITY, FACTS, VERDICTS, TASKS, MEASURES}
    if by.role in HEALTH_ROLES:
        parts |= {EXPOSURES, LOOKS}
    return frozenset(parts)
