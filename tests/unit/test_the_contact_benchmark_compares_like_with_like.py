"""The benchmark of contact lists at a tiny size: it fails unless every engine lists the same rows."""

import json
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"


def test_every_engine_lists_the_same_and_every_bar_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(BENCH))
    import contacts

    monkeypatch.setattr(contacts, "BUDGET", 0)
    contacts.main(["--stays", "14000", "--json", str(tmp_path / "measured.json"), "--home", str(tmp_path)])
    printed = capsys.readouterr().out
    assert [bar for bar in ("P1", "P3", "P4", "P5", "P6", "P7", "P8") if f"| {bar}" not in printed] == []
    measured = json.loads((tmp_path / "measured.json").read_text())
    assert measured["bytes"]["rows"] == 14000 and measured["contacts"] > 0
