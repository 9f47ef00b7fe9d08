"""`fangxian lake`, and `fangxian contacts` from a lake and by the index: the same list, whichever way it is made."""

import csv
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.cli.files import put, run

HEAD = "person_id,place_id,t_in,t_out\n"
NIGHT = "p2,hall,2020-01-20T23:50,2020-01-21T00:10\np1,hall,2020-01-20T23:50,2020-01-21T00:10\n"
SHOP = "p2,shop,2020-01-21T11:00,2020-01-21T12:00\np9,shop,2020-01-21T11:00,2020-01-21T12:00\n"


def told(*arguments: object) -> dict:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def added(tmp_path, text: str, *options: object) -> dict:
    return told("lake", "add", put(tmp_path, "stays.csv", HEAD + text), "--lake", tmp_path / "lake", *options)


def contacts(tmp_path, *options: object, cases: str = "person_id\np1\n") -> tuple[list[dict], dict]:
    out = tmp_path / "contacts.csv"
    told("contacts", *options, "--cases", put(tmp_path, "cases.csv", cases), "--out", out)
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return rows, json.loads((tmp_path / "contacts.csv.manifest.json").read_text())


@pytest.mark.parametrize("order", [1, 2])
def test_the_index_and_duckdb_write_the_same_list_of_a_file_and_of_a_lake(tmp_path, order):
    stays = put(tmp_path, "all.csv", HEAD + NIGHT + SHOP)
    added(tmp_path, NIGHT)
    added(tmp_path, SHOP)
    of_lake = ("--lake", tmp_path / "lake")
    ways = [(stays,), (stays, "--engine", "index"), of_lake, (*of_lake, "--engine", "index")]
    lists = [contacts(tmp_path, *way, "--order", order)[0] for way in ways]
    assert [row["person_id"] for row in lists[0]] == ["p2", "p9"][:order]
    assert lists[0][0]["minutes"] == "20.0" and lists == [lists[0]] * 4


def test_a_lake_in_a_bucket_answers_as_one_on_a_disk(tmp_path, bucket_url):
    url = bucket_url()
    for text in (NIGHT, SHOP):
        added(tmp_path, text)
        told("lake", "add", put(tmp_path, "stays.csv", HEAD + text), "--lake", url)
    on_disk, in_bucket = (contacts(tmp_path, "--lake", lake, "--order", 2)[0] for lake in (tmp_path / "lake", url))
    assert on_disk == in_bucket and len(in_bucket) == 2
    assert contacts(tmp_path, "--lake", url, "--order", 2, "--engine", "index")[0] == in_bucket
    assert told("lake", "check", "--lake", url)["damaged"] == []


def test_the_manifest_says_which_days_were_asked_and_what_answered(tmp_path):
    added(tmp_path, NIGHT)
    _, manifest = contacts(tmp_path, "--lake", tmp_path / "lake", "--engine", "index")
    assert manifest["parameters"]["engine_used"] == "index"
    assert [body["rows"] for body in manifest["parameters"]["lake"].values()] == [2, 2]


def test_without_its_index_duckdb_answers_and_it_is_said(tmp_path):
    added(tmp_path, NIGHT)
    nowhere = ("--lake", tmp_path / "lake", "--engine", "index", "--index", tmp_path / "none")
    rows, manifest = contacts(tmp_path, *nowhere)
    assert len(rows) == 1 and manifest["parameters"]["engine_used"] == "duckdb"


def test_every_row_that_is_added_is_accounted_for(tmp_path):
    report = added(tmp_path, NIGHT + "p3,hall,2020-01-20T08:30,\np4,hall,soon,later\n")
    assert [report[key] for key in ("received", "accepted", "quarantined", "rejected")] == [4, 2, 1, 1]
    assert report["days"] == {day: {"rows": 2, "was_there": False} for day in ("2020-01-20", "2020-01-21")}
    assert [one["was_there"] for one in added(tmp_path, NIGHT)["days"].values()] == [True, True]


def test_the_list_of_days_says_whether_the_index_is_theirs(tmp_path):
    added(tmp_path, NIGHT)
    listed = told("lake", "list", "--lake", tmp_path / "lake")
    assert listed["index_is_of_these_days"] and [day["rows"] for day in listed["days"].values()] == [2, 2]
    (tmp_path / "lake" / "index" / "2020-01-20.json").unlink()
    assert not told("lake", "list", "--lake", tmp_path / "lake")["index_is_of_these_days"]


def test_dropped_days_take_their_index_and_their_ids_with_them(tmp_path):
    added(tmp_path, NIGHT.replace("p1", "gone").replace("2020-01-21T00:10", "2020-01-20T23:59"))
    added(tmp_path, SHOP)
    report = told("lake", "drop", "--lake", tmp_path / "lake", "--before", "2020-01-21")
    assert report == {"days": ["2020-01-20"], "rows": 2, "ids": 2}
    left = b"".join(path.read_bytes() for path in (tmp_path / "lake").rglob("*") if path.is_file())
    assert b"gone" not in left and b"hall" not in left and b"shop" in left
    rows, manifest = contacts(tmp_path, "--lake", tmp_path / "lake", "--engine", "index", cases="person_id\np2\ngone\n")
    assert [row["person_id"] for row in rows] == ["p9"] and manifest["counts"]["cases_without_stays"] == 1


def test_compacting_makes_one_part_of_a_day_and_changes_no_list(tmp_path):
    added(tmp_path, NIGHT)
    added(tmp_path, SHOP)
    before = contacts(tmp_path, "--lake", tmp_path / "lake", "--order", 2)[0]
    assert told("lake", "compact", "2020-01-21", "--lake", tmp_path / "lake")["parts"] == 1
    assert contacts(tmp_path, "--lake", tmp_path / "lake", "--order", 2, "--engine", "index")[0] == before


def test_a_damaged_file_is_found(tmp_path):
    added(tmp_path, NIGHT)
    assert told("lake", "check", "--lake", tmp_path / "lake") == {"damaged": []}
    (file,) = (tmp_path / "lake" / "days" / "2020-01-20").glob("place-*")
    file.write_bytes(file.read_bytes()[:-9])
    result = run("lake", "check", "--lake", tmp_path / "lake")
    assert result.exit_code == 1 and file.name in result.output


def test_numbers_and_texts_do_not_mix_in_one_lake(tmp_path):
    added(tmp_path, NIGHT)
    whole = put(tmp_path, "stays.csv", HEAD + "1,2,0,900\n")
    assert run("lake", "add", whole, "--lake", tmp_path / "lake").exit_code == 0  # a CSV holds texts
    columns = {"person_id": [1], "place_id": [2], "t_in": [0], "t_out": [9]}
    parquet.write_table(pa.table(columns), tmp_path / "s.parquet")
    result = run("lake", "add", tmp_path / "s.parquet", "--lake", tmp_path / "lake", "--lang", "en")
    assert result.exit_code == 2 and "the lake's ids are string" in result.output


@pytest.mark.parametrize("wrong", [(), ("stays.csv", "--lake", "lake")])
def test_contacts_are_asked_of_a_file_or_of_a_lake(tmp_path, wrong):
    cases = put(tmp_path, "cases.csv", "person_id\np1\n")
    assert run("contacts", *wrong, "--cases", cases, "--out", tmp_path / "out.csv").exit_code == 2


@pytest.mark.parametrize("command", ["list", "check"])
def test_where_no_lake_is_that_is_said(tmp_path, command):
    result = run("lake", command, "--lake", tmp_path / "nowhere", "--lang", "en")
    assert result.exit_code == 2 and "no lake" in result.output


def test_a_name_never_enters_a_lake(tmp_path):
    named = put(tmp_path, "stays.csv", "person_id,place_id,t_in,t_out,姓名\np1,hall,0,9,x\n")
    assert run("lake", "add", named, "--lake", tmp_path / "lake").exit_code == 2
    assert not (tmp_path / "lake").exists()
