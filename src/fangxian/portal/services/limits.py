"""How often something is tried at the door."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.limits.services import count_try
from fangxian.core.problems.rules import Problem
from fangxian.portal import rules


def why_not_now(kind: str, key: str, *, at: datetime) -> Problem | None:
    """Count one more try of `kind` by `key` (an address, a phone), and say why it may not go on, if so.

    Counted in the database for all processes; nothing but a keyed hash of the key is kept. Call it
    outside a transaction that may be rolled back.
    """
    tried = count_try(f"portal.{kind}", key, within=rules.LIMITS[kind].within, at=at)
    return rules.why_not_try(tried=tried, kind=kind)
