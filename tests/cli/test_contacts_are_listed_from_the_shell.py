"""`fangxian contacts`: from stays of pseudonymous people to a list, with every row accounted for."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.cli.files import put, run

HEAD = "person_id,place_id,t_in,t_out\n"
MEETING = HEAD + "p1,hall,2020-01-20T08:00,2020-01-20T09:00\np2,hall,2020-01-20T08:30,2020-01-20T09:30\n"
CASES = "person_id\np1\n"


def listed(tmp_path, stays, *options: object, cases: str = CASES):
    stays = put(tmp_path, "stays.csv", stays) if isinstance(stays, str) else stays
    out = tmp_path / "contacts.csv"
    result = run("contacts", stays, "--cases", put(tmp_path, "cases.csv", cases), "--out", out, "--json", *options)
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as stream:
        return json.loads(result.stdout), list(csv.DictReader(stream))


def refusal(tmp_path, stays: str, *options: object, name: str = "stays.csv") -> str:
    cases, out = put(tmp_path, "cases.csv", CASES), tmp_path / "contacts.csv"
    result = run("contacts", put(tmp_path, name, stays), "--cases", cases, "--out", out, *options)
    assert result.exit_code == 2 and not out.exists()
    return result.output


def test_a_shared_half_hour_is_listed_with_its_place(tmp_path):
    report, rows = listed(tmp_path, MEETING)
    assert rows == [
        {"case_id": "p1", "person_id": "p2", "minutes": "30.0", "strongest_place": "hall", "strongest_minutes": "30.0"}
    ]
    assert (report["received"], report["accepted"], report["rows"], report["contacts"]) == (2, 2, 1, 1)


def test_every_row_is_accepted_doubled_quarantined_or_rejected_with_its_reason(tmp_path):
    wrong = [
        "p3,hall,2020-01-20T08:30,", ",hall,1,2", "p4,hall,soon,2020-01-20T09:00", "p5,hall,20,10",
        "p2,hall,2020-01-20T08:30,2020-01-20T09:30", "p6,hall,10,20,30",
    ]  # fmt: skip
    report, rows = listed(tmp_path, MEETING + "\n".join(wrong) + "\n")
    counts = [report[key] for key in ("received", "accepted", "duplicate", "quarantined", "rejected")]
    assert counts == [8, 2, 1, 1, 4] and len(rows) == 1
    assert report["quarantined_by"] == {"end_missing": 1}
    assert set(report["rejected_by"]) == {"id_missing", "time_unreadable", "ends_before_it_begins", "row_broken"}


def test_a_row_that_is_not_taken_is_named_with_row_field_and_reason(tmp_path):
    stays = put(tmp_path, "stays.csv", HEAD + "p1,hall,1,2,3\np1,hall,1,2\np2,hall,20,10\n")
    out = tmp_path / "contacts.csv"
    result = run("contacts", stays, "--cases", put(tmp_path, "cases.csv", CASES), "--out", out, "--lang", "en")
    assert "row 4, t_out: it ends before it begins" in result.stderr
    assert "row 2: the cells do not fit the head" in result.stderr


@pytest.mark.parametrize("head", ["姓名", "手机", "身份证号", "phone", "name", "id_number"])
def test_a_file_that_says_who_somebody_is_is_refused_whole(tmp_path, head):
    text = MEETING.replace("t_out", f"t_out,{head}", 1).replace("\np", ",\np").strip() + ",x\n"
    assert head in refusal(tmp_path, text)


def test_identity_numbers_may_not_serve_as_ids(tmp_path):
    said = refusal(tmp_path, MEETING.replace("p2", "330502199003072316"), "--lang", "en")
    assert "identity number" in said and "330502199003072316" not in said


@pytest.mark.parametrize("engine_file", ["stays.xlsx", "stays.json"])
def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path, engine_file):
    assert ".parquet" in refusal(tmp_path, MEETING, name=engine_file)


def test_parquet_with_integers_and_epoch_seconds_reads_the_same(tmp_path):
    columns = {"person_id": [1, 2], "place_id": [7, 7], "t_in": [0, 1800], "t_out": [3600, 5400]}
    parquet.write_table(pa.table(columns), tmp_path / "stays.parquet")
    report, rows = listed(tmp_path, tmp_path / "stays.parquet", cases="person_id\n1\n")
    assert rows[0] | {"minutes": float(rows[0]["minutes"])} == {
        "case_id": "1", "person_id": "2", "minutes": 30.0, "strongest_place": "7", "strongest_minutes": "30.0"
    }  # fmt: skip
    assert report["accepted"] == 2


def test_the_time_of_a_case_and_of_the_question_narrow_what_counts(tmp_path):
    spans = "person_id,t_from,t_to\np1,2020-01-20T08:50,2020-01-20T08:55\n"
    assert listed(tmp_path, MEETING, cases=spans)[1] == []
    assert listed(tmp_path, MEETING, "--min-minutes", 5, cases=spans)[1][0]["minutes"] == "5.0"
    late = ("--from", "2020-01-20T08:40", "--to", "2020-01-20T10:00")
    assert listed(tmp_path, MEETING, *late)[1][0]["minutes"] == "20.0"


def test_the_manifest_beside_the_output_says_who_what_and_why(tmp_path):
    listed(tmp_path, MEETING, "--purpose", "case 17")
    manifest = json.loads((tmp_path / "contacts.csv.manifest.json").read_text(encoding="utf-8"))
    assert manifest["purpose"] == "case 17" and manifest["operator"]
    assert [one["file"] for one in manifest["inputs"]] == ["stays.csv", "cases.csv"]
    assert manifest["output"]["rows"] == manifest["counts"]["rows"] == 1 and len(manifest["output"]["sha256"]) == 64
    assert manifest["parameters"]["min_minutes"] == 15


def test_the_second_order_names_through_whom(tmp_path):
    stays = MEETING + "p2,shop,2020-01-20T11:00,2020-01-20T12:00\np9,shop,2020-01-20T11:00,2020-01-20T12:00\n"
    _, rows = listed(tmp_path, stays, "--order", 2)
    assert [(row["person_id"], row["order"], row["via"]) for row in rows] == [("p2", "1", ""), ("p9", "2", "p2")]
