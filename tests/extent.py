"""How much is walked: FANGXIAN_TESTS=quick (if nothing is said), thorough or all.

quick     a day of everybody who uses the house (tests/journeys/conftest.py) in one way, every route by one of the roles
          that open it: in turn, always the same ones; without what is marked `thorough`: the demonstration, most of
          what is killed and restored, Sail. Of a file named on the command line nothing is left out
thorough  every story at phone width in Chinese and at desk width in English, every route by everybody, and all else;
          what must pass before anything lands
all       the same, and every story in all four ways
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import pytest

T = TypeVar("T")
EXTENT = os.environ.get("FANGXIAN_TESTS", "quick")
assert EXTENT in {"quick", "thorough", "all"}, f"FANGXIAN_TESTS is quick, thorough or all, not {EXTENT}"
IS_THOROUGH = EXTENT != "quick"
IN_EVERY_WAY = EXTENT == "all"


def asked_by_name(config: pytest.Config) -> set[Path]:
    """The files that stand on the command line: of these nothing is left out."""
    named = {(config.invocation_params.dir / argument.partition("::")[0]).resolve() for argument in config.args}
    return {path for path in named if path.is_file()}


def in_turn(name: str, several: Sequence[T]) -> T:
    """One of several, spread evenly over the names and the same for a name at every run."""
    return several[crc32(name.encode()) % len(several)]
