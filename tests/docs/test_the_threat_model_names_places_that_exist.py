"""Every file that the threat model names exists, and whoever reads it finds the boundaries in it."""

import re
from pathlib import Path

import pytest

PAGE = Path("docs/explanation/threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`((?:src|tests)/[^`]+)`", PAGE)))


@pytest.mark.parametrize("path", NAMED)
def test_a_place_that_the_threat_model_names_exists(path):
    assert Path(path).exists(), "whoever moves it says in docs/explanation/threat-model.md what stops a leak there now"


def test_every_app_that_reads_people_is_named():
    apps = {"tasks", "measures", "files", "portal", "intake", "briefing", "publication", "fieldsync", "reactions"}
    assert {app for app in apps if f"src/fangxian/{app}/" not in PAGE} == set()


def test_every_invariant_it_speaks_of_is_known():
    known = {f"INV-{number:02d}" for number in range(1, 27)}
    assert set(re.findall(r"INV-\d\d", PAGE)) <= known
