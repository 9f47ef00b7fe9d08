"""Sail in the environment that `make sail` makes: its client installs the package pyspark, as Spark itself does."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAIL = ROOT / ".venv-sail" / "bin" / "fangxian"


def needs_sail(test: Callable[..., None]) -> Callable[..., None]:
    """A test on Sail: only to the thorough extent, for which `make test` makes the environment."""
    is_there = pytest.mark.skipif(not SAIL.exists(), reason="`make sail` has not made the environment of Sail")
    return pytest.mark.thorough(is_there(test))


def on_sail(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The `fangxian` command where Sail is installed."""
    return subprocess.run(
        [SAIL, *map(str, arguments)],
        capture_output=True, text=True, timeout=300, check=False, env=os.environ | environment,
    )  # fmt: skip
