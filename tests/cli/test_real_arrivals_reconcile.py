"""The real arrivals and counts: those shipped, and where they are at hand those that they were taken from."""

import csv
import json
import re
from importlib import resources
from pathlib import Path

import pytest

from tests.cli.files import SHARED, put, run

EXPLANATION = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "falling-counts.md"
SHIPPED = Path(str(resources.files("fangxian"))) / "data"
ARRIVALS = SHIPPED / "arrivals" / "arrivals.csv"
COUNTS = SHIPPED / "daily_counts" / "city_daily_2020-01_04.csv.gz"
ORIGINAL = SHARED / "cn_case_trajectories" / "arrivals_from_hubei.csv"
HUBEI = "area_code,area_name,level,listed_from,listed_until,source\n420000,湖北省,high,2019-12-01,,demonstration\n"
COUNTED = ("received", "accepted", "duplicate", "quarantined", "rejected", "persons", "follow_up", "follow_up_persons")

needs_originals = pytest.mark.skipif(not ORIGINAL.exists(), reason="the original data set is not beside the project")


@pytest.fixture(scope="module")
def levels(tmp_path_factory) -> Path:
    """An area list derived from the shipped counts."""
    out = tmp_path_factory.mktemp("levels") / "levels.csv"
    result = run("risk", COUNTS, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    return out


def report(arrivals: Path, areas: Path) -> dict:
    result = run("screen", arrivals, "--areas", areas, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_with_the_province_listed_every_arrival_is_followed_up(tmp_path):
    found = report(ARRIVALS, put(tmp_path, "hubei.csv", HUBEI))
    assert (found["received"], found["follow_up"], found["follow_up_persons"]) == (727, 727, 712)
    assert found["matched_by"]["province"] == 727


def test_with_derived_levels_every_arrival_has_its_reason(levels):
    found = report(ARRIVALS, levels)
    assert found["received"] == 727 == found["follow_up"] + sum(found["not_followed_up"].values())
    assert found["not_followed_up"]["coarser_than_list"] == 67
    assert found["matched_by"]["city"] == found["follow_up"] == 633


def test_the_explanation_states_the_counts_that_come_out(levels):
    text = EXPLANATION.read_text(encoding="utf-8")
    found = report(ARRIVALS, levels)
    stated = dict(re.findall(r"^\| (\d+) \| (?:`(\w+)`|\w+)", text, flags=re.MULTILINE))
    reasons = {code: int(count) for count, code in stated.items() if code}
    assert reasons == found["not_followed_up"]
    assert f"| {found['follow_up']} | followed up" in text
    corrections = levels.with_name("levels.corrections.csv").read_text(encoding="utf-8").splitlines()
    assert f"it happens {len(corrections) - 1} times" in text


@needs_originals
def test_the_extract_gives_the_same_counts_as_the_original(tmp_path, levels):
    for areas in (put(tmp_path, "hubei.csv", HUBEI), levels):
        one, two = report(ARRIVALS, areas), report(ORIGINAL, areas)
        assert [one[key] for key in COUNTED] == [two[key] for key in COUNTED]
        assert (one["matched_by"], one["not_followed_up"]) == (two["matched_by"], two["not_followed_up"])


def test_the_extract_says_nothing_about_a_person_but_the_journey():
    with ARRIVALS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == [
        "row",
        "person",
        "origin",
        "origin_code",
        "date_start",
        "date_end",
        "dest_province_code",
        "dest_city_code",
        "transport",
    ]
    assert {row["transport"] for row in rows} == {"", "火车", "飞机", "自驾", "其他"}


def test_every_shipped_data_set_names_its_source_and_licence():
    for folder in ("arrivals", "daily_counts", "divisions", "borders"):
        text = (SHIPPED / folder / "SOURCE.md").read_text(encoding="utf-8")
        assert "Source" in text or "source" in text
        assert "MIT" in text
