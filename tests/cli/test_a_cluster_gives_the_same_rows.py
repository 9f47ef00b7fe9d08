"""Sail, and by it a cluster, answers as the embedded engine does; one that cannot be used says why."""

import csv
import json
from pathlib import Path

from tests.cli.files import put, run
from tests.clusters import needs_sail, on_sail

STAYS = """person_id,place_id,t_in,t_out
p1,hall,2020-01-20T23:50,2020-01-21T00:00
p1,hall,2020-01-21T00:00,2020-01-21T00:10
p2,hall,2020-01-20T23:45,2020-01-21T00:05
p3,hall,2020-01-20T23:58,2020-01-21T00:01
p2,库房,2020-01-21T09:00,2020-01-21T10:00
p4,库房,2020-01-21T09:30,2020-01-21T11:00
"""
LEGS = "leg_id,case_uid,mode,number,date\n1,a,flight,ca 981,2020-01-20\n2,b,Flight ,ＣＡ９８１,2020-01-20\n"


def files(tmp_path) -> tuple[Path, Path]:
    return put(tmp_path, "stays.csv", STAYS), put(tmp_path, "cases.csv", "person_id\np1\np9\n")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@needs_sail
def test_a_drawn_city_gives_the_same_rows_question_by_question():
    result = on_sail("cluster", "check", "--stays", 8000, "--seed", 7, "--json")
    report = json.loads(result.stdout)
    assert result.returncode == 0 and report["identical"] and report["not_compared"] == []
    assert [one["name"] for one in report["questions"] if not one["identical"] or one["rows"] < 5] == []
    assert len(report["questions"]) >= 5 and report["versions"]["cluster"]["pysail"]


@needs_sail
def test_a_file_of_stays_gives_one_list_on_both_engines(tmp_path):
    stays, cases = files(tmp_path)
    asked = ("contacts", stays, "--cases", cases, "--order", 2, "--json", "--out")
    embedded = json.loads(run(*asked, tmp_path / "here.csv").stdout)
    there = on_sail(*asked, tmp_path / "there.csv", "--engine", "sail")
    assert there.returncode == 0, there.stderr
    assert json.loads(there.stdout) == embedded and embedded["cases_without_stays"] == 1
    assert rows(tmp_path / "there.csv") == rows(tmp_path / "here.csv") and len(rows(tmp_path / "here.csv")) == 2
    manifest = json.loads((tmp_path / "there.csv.manifest.json").read_text(encoding="utf-8"))
    assert manifest["parameters"]["cluster"]["versions"]["pysail"]


@needs_sail
def test_a_lake_is_read_by_the_cluster_where_it_lies(tmp_path):
    stays, cases = files(tmp_path)
    assert run("lake", "add", stays, "--lake", tmp_path / "lake").exit_code == 0
    asked = ("contacts", "--lake", tmp_path / "lake", "--cases", cases, "--json", "--out")
    embedded = json.loads(run(*asked, tmp_path / "here.csv").stdout)
    there = on_sail(*asked, tmp_path / "there.csv", "--engine", "sail")
    assert there.returncode == 0, there.stderr
    assert json.loads(there.stdout) == embedded
    assert [row["person_id"] for row in rows(tmp_path / "there.csv")] == ["p2"]
    assert rows(tmp_path / "there.csv") == rows(tmp_path / "here.csv")


@needs_sail
def test_services_are_paired_alike(tmp_path):
    legs = put(tmp_path, "legs.csv", LEGS)
    there = on_sail("match-services", legs, "--engine", "sail", "--out", tmp_path / "pairs.csv")
    assert there.returncode == 0, there.stderr
    assert rows(tmp_path / "pairs.csv") == [
        {"mode": "flight", "number": "CA981", "date": "2020-01-20", "case_a": "a", "case_b": "b"}
    ]


@needs_sail
def test_a_cluster_that_is_not_there_is_told_and_nothing_is_written(tmp_path):
    stays, cases = files(tmp_path)
    out = tmp_path / "contacts.csv"
    result = on_sail(
        "contacts", stays, "--cases", cases, "--engine", "sail", "--out", out, FANGXIAN_CLUSTER="sc://127.0.0.1:9"
    )
    assert result.returncode == 2 and "无应答" in result.stderr and "does not answer" in result.stderr
    assert "Traceback" not in result.stderr and not out.exists()


def test_an_engine_that_is_not_installed_is_told_with_what_to_install(tmp_path):
    stays, cases = files(tmp_path)
    for engine in ("sail", "spark"):
        result = run("contacts", stays, "--cases", cases, "--engine", engine, "--out", tmp_path / "out.csv")
        assert result.exit_code == 2 and f"fangxian[{engine}]" in result.output
    assert not (tmp_path / "out.csv").exists()


def test_names_are_compared_by_the_embedded_engine_alone(tmp_path):
    people = put(tmp_path, "people.csv", "record_id,name\n1,甲\n2,乙\n")
    result = run("link", people, "--engine", "spark", "--out", tmp_path / "pairs.csv")
    assert result.exit_code == 2 and "--engine duckdb" in result.output and not (tmp_path / "pairs.csv").exists()
