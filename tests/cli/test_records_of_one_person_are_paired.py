"""`fangxian link`: pairs with a probability, never on a name or a phone alone."""

import csv
import json

import pytest
from bench import link as invented

from tests.cli.files import put, run
from tests.public_data import data_set

HEAD = "record_id,name,id_number,phone,birth_date,address\n"
WHOLE = "1,试验甲乙,330502199003072315,13800000001,1990-03-07,浙江省湖州市吴兴区浮星路12号3幢201室\n"


def paired(tmp_path, text: str, *options: object):
    out = tmp_path / "pairs.csv"
    result = run("link", put(tmp_path, "people.csv", text), "--out", out, "--json", *options)
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return json.loads(result.stdout), {(row["record_a"], row["record_b"]): float(row["probability"]) for row in rows}


@pytest.mark.parametrize(
    "other",
    [
        "2,试验甲乙,,13800000001,,\n",
        "2,试验甲,330502199003072315,,,\n",
        "2,试验甲乙,,,1990-03-07,浮星路12号 3栋201\n",
        "2,试验甲丙,330502199003072315,138 0000 0001,1990/3/7,\n",
        "2,试验乙甲,３３０５０２１９９００３０７２３１５,+86 13800000001,19900307,\n",
    ],
)
def test_two_fields_that_agree_make_a_pair_however_they_are_written(tmp_path, other):
    assert list(paired(tmp_path, HEAD + WHOLE + other)[1]) == [("1", "2")]


@pytest.mark.parametrize(
    "other",
    [
        "2,试验甲乙,,,,\n",
        "2,试验甲乙,330521197510103317,13900000002,1975-10-10,月河路9号1幢101室\n",
        "2,试验丙,,13800000001,,\n",
        "2,试验丁,,,1990-03-07,\n",
    ],
)
def test_a_name_a_phone_or_a_birthday_alone_makes_none(tmp_path, other):
    assert paired(tmp_path, HEAD + WHOLE + other, "--threshold", 0.01)[1] == {}


def test_twins_at_one_door_are_two_people(tmp_path):
    door = "1990-03-07,浮星路12号3幢201室\n"
    twins = f"1,试验甲,330502199003072315,,{door}2,试验乙,330502199003072323,,{door}"
    assert paired(tmp_path, HEAD + twins)[1] == {}


def test_what_is_written_tells_numbers_and_probabilities_only(tmp_path):
    report, pairs = paired(tmp_path, HEAD + WHOLE + WHOLE.replace("1,", "2,", 1))
    content = (tmp_path / "pairs.csv").read_text(encoding="utf-8")
    assert report["accepted"] == 2 and len(pairs) == 1 and "试验" not in content and "3305" not in content
    assert "试验" not in (tmp_path / "pairs.csv.manifest.json").read_text(encoding="utf-8")


def test_a_list_without_anything_to_compare_or_with_a_doubled_number_is_refused(tmp_path):
    for text, said in (
        ("record_id\n1\n2\n", "no column to compare"),
        (HEAD + WHOLE + WHOLE.replace("甲", "丙"), "not unique"),
    ):
        result = run("link", put(tmp_path, "people.csv", text), "--out", tmp_path / "pairs.csv")
        assert result.exit_code == 2 and said in result.output and not (tmp_path / "pairs.csv").exists()


def test_on_invented_people_nearly_all_pairs_are_found_and_nearly_all_are_right():
    recall, precision, _ = invented.measured(5_000)
    assert recall > 0.97 and precision > 0.998


def test_on_published_synthetic_people_of_another_country_most_pairs_are_found(tmp_path):
    with (data_set("febrl_linkage") / "dataset3.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    lines = [
        [row["rec_id"], f"{row['given_name']} {row['surname']}", row["soc_sec_id"], "", row["date_of_birth"],
         f"{row['street_number']} {row['address_1']} {row['suburb']} {row['postcode']}"]
        for row in rows
    ]  # fmt: skip
    text = HEAD + "\n".join(",".join(line) for line in lines) + "\n"
    whose = {row["rec_id"]: row["entity_id"] for row in rows}
    found = set(paired(tmp_path, text)[1])
    right = sum(whose[a] == whose[b] for a, b in found)
    of_each = [list(whose.values()).count(entity) for entity in set(whose.values())]
    assert right / len(found) > 0.99 and right / sum(n * (n - 1) / 2 for n in of_each) > 0.9
