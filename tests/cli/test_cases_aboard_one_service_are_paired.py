"""`fangxian match-services`: every published pair of cases that shared a train, flight or ship is found."""

import csv
import json

import pytest

from tests.cli.files import put, run
from tests.public_data import data_set

HEAD = "leg_id,case_uid,mode,number,date,carriage,seat\n"


def paired(tmp_path, legs):
    out = tmp_path / "pairs.csv"
    result = run("match-services", legs, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as stream:
        return json.loads(result.stdout), list(csv.DictReader(stream))


def test_all_309_pairs_of_the_published_journeys_are_found(tmp_path):
    folder = data_set("cn_case_trajectories")
    report, rows = paired(tmp_path, folder / "transport_legs.csv")
    with (folder / "same_service_pairs.csv").open(encoding="utf-8", newline="") as stream:
        expected = {
            tuple(row[name] for name in ("mode", "number", "date", "case_a", "case_b"))
            for row in csv.DictReader(stream)
        }
    assert {tuple(row.values()) for row in rows} == expected and len(rows) == len(expected) == 309
    assert report["received"] == report["accepted"] == 1223


@pytest.mark.parametrize("written", ["g1234", "Ｇ１２３４", " G 1234 ", "G\u3000１２34"])
def test_a_number_is_the_same_in_every_writing(tmp_path, written):
    legs = HEAD + f"1,B,train,G1234,2020-01-20,,\n2,A,Train,{written},2020-01-20,3,12A\n"
    assert paired(tmp_path, put(tmp_path, "legs.csv", legs))[1] == [
        {"mode": "train", "number": "G1234", "date": "2020-01-20", "case_a": "A", "case_b": "B"}
    ]


def test_the_same_case_twice_another_day_and_an_unknown_number_pair_with_nothing(tmp_path):
    rows = [
        "1,A,train,G1,2020-01-20,,",
        "2,A,train,G1,2020-01-20,,",
        "3,B,train,G1,2020-01-21,,",
        "4,C,train,,2020-01-20,,",
    ]
    report, pairs = paired(tmp_path, put(tmp_path, "legs.csv", HEAD + "\n".join(rows) + "\n"))
    assert pairs == [] and report["without_number_or_day"] == 1
