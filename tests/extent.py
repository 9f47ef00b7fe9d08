"""How much is walked: FANGXIAN_TESTS=quick (if nothing is said), thorough or all.

quick     every story in one way, every route by one of the roles that open it: in turn, always the same ones
thorough  every story at phone width in Chinese and at desk width in English, every route by everybody; what must
          pass before anything lands
all       the same, and every story in all four ways
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")
EXTENT = os.environ.get("FANGXIAN_TESTS", "quick")
assert EXTENT in {"quick", "thorough", "all"}, f"FANGXIAN_TESTS is quick, thorough or all, not {EXTENT}"
IS_THOROUGH = EXTENT != "quick"
IN_EVERY_WAY = EXTENT == "all"


def in_turn(name: str, several: Sequence[T]) -> T:
    """One of several, spread evenly over the names and the same for a name at every run."""
    return several[crc32(name.encode()) % len(several)]
