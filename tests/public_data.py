"""The public data sets that lie beside the project, read in place: too large or not licensed to be copied into it."""

from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared" / "data"


def data_set(name: str) -> Path:
    """The folder of a data set; the test is skipped, saying so, where the data sets were not put beside the project."""
    folder = BESIDE / name
    if not folder.is_dir():
        pytest.skip(f"the public data set {name} does not lie beside the project")
    return folder
