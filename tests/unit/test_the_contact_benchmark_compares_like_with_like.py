"""The benchmark of contact lists, each question asked once: it fails unless every engine lists the same rows.

Ten million stays where it must pass before anything lands, two minutes; a handful where it is asked for by name. No
time is asserted.
"""

import json
from pathlib import Path

import pytest
from tests.extent import IS_THOROUGH

STAYS = 10_000_000 if IS_THOROUGH else 14_000
BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.mark.thorough
def test_every_engine_lists_the_same_and_every_bar_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(BENCH))
    import contacts

    monkeypatch.setattr(contacts, "BUDGET", 0)
    contacts.main(["--stays", str(STAYS), "--json", str(tmp_path / "measured.json"), "--home", str(tmp_path)])
    printed = capsys.readouterr().out
    assert [bar for bar in ("P1", "P3", "P4", "P5", "P6", "P7", "P8") if f"| {bar}" not in printed] == []
    measured = json.loads((tmp_path / "measured.json").read_text())
    of_whole_people = STAYS - STAYS % 70  # five a day for 14 days
    assert measured["bytes"]["rows"] == of_whole_people and measured["contacts"] > 0
