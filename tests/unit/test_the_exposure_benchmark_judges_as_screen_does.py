"""The benchmark of trips to listed areas at a tiny size: it fails unless trips are judged as they are one by one."""

from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"


def test_trips_are_judged_as_one_by_one_and_the_bar_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(BENCH))
    import exposure

    monkeypatch.setattr(exposure, "TOWNS", 1)
    monkeypatch.setattr(exposure, "TIMES", 1)
    measured = exposure.main(["--trips", "3000", "--home", str(tmp_path)])
    assert 0 < measured["listed"] < 3000 and measured["trips"] == 3000
    assert "| scan floor |" in capsys.readouterr().out and list(tmp_path.iterdir()) == []
