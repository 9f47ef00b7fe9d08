"""`fangxian risk`: from published counts to an area list that screening reads."""

import csv
import json

import pytest

from tests.cli.files import put, run

HEAD = "date,province_code,city,city_code,confirmed\n"
FALLING = HEAD + "".join(
    f"2020-03-0{day},33,湖州市,330500,{count}\n" for day, count in enumerate((0, 52, 2, 60), start=1)
)


def derived(tmp_path, text: str, *options: object):
    out = tmp_path / "levels.csv"
    result = run("risk", put(tmp_path, "counts.csv", text), "--out", out, "--json", *options)
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as stream:
        return json.loads(result.stdout), list(csv.DictReader(stream))


def test_the_output_is_an_area_list_with_half_open_days(tmp_path):
    report, rows = derived(tmp_path, HEAD + "2020-03-01,33,湖州市,330500,1\n2020-03-02,33,湖州市,330500,1\n")
    assert report["accepted"] == report["received"] == 2
    (row,) = rows
    assert (row["area_code"], row["area_name"], row["level"]) == ("330500", "浙江省湖州市", "medium")
    assert (row["listed_from"], row["listed_until"]) == ("2020-03-01", "2020-03-03")
    assert row["reason_en"] == "new cases within fourteen days, not more than 50 in total"


def test_screening_reads_what_risk_writes(tmp_path):
    derived(tmp_path, FALLING)
    arrivals = put(tmp_path, "a.csv", "姓名,手机,出发地,到达日期\n甲,13800138000,湖州,2020-03-04\n")
    result = run("screen", arrivals, "--areas", tmp_path / "levels.csv", "--json")
    assert json.loads(result.stdout)["follow_up"] == 1


def test_a_falling_count_is_listed_in_a_file_of_its_own(tmp_path):
    report, _ = derived(tmp_path, FALLING)
    assert (report["corrections"], report["corrections_that_decide"]) == (1, 1)
    with (tmp_path / "levels.corrections.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["date"], row["previous_count"], row["count"], row["difference"]) == ("2020-03-03", "52", "2", "-50")
    assert (row["level_used"], row["level_had_it_not_fallen"]) == ("medium", "high")


def test_a_period_limits_what_is_written_and_days_before_it_are_history(tmp_path):
    _, rows = derived(tmp_path, FALLING, "--from", "2020-03-02", "--until", "2020-03-03")
    assert [(row["listed_from"], row["listed_until"], row["level"]) for row in rows] == [
        ("2020-03-02", "2020-03-03", "high")
    ]


@pytest.mark.parametrize("options", [("--until", "2020-03-01"), ("--until", "2021-01-01"), ("--from", "2020-04-01")])
def test_a_period_that_the_counts_do_not_cover_is_refused(tmp_path, options):
    counts = put(tmp_path, "counts.csv", FALLING)
    result = run("risk", counts, "--out", tmp_path / "levels.csv", *options)
    assert result.exit_code == 2
    assert not (tmp_path / "levels.csv").exists()


def test_several_files_are_one_history(tmp_path):
    march = put(tmp_path, "march.csv", HEAD + "2020-03-01,33,湖州市,330500,5\n2020-03-02,33,湖州市,330500,6\n")
    later = put(tmp_path, "later.csv", HEAD + "2020-03-03,33,湖州市,330500,6\n")
    result = run("risk", march, later, "--out", tmp_path / "levels.csv", "--json")
    assert (json.loads(result.stdout)["received"], json.loads(result.stdout)["listings"]) == (3, 2)


def test_rows_that_stand_for_no_area_are_reported(tmp_path):
    report, _ = derived(tmp_path, FALLING + "2020-03-01,33,境外输入,3300y1,4\n")
    assert report["left_out"] == {" 境外输入": 1}
    assert report["quarantined_by"] == {"not_an_area": 1}


def test_a_summary_is_printed_for_people(tmp_path):
    result = run("risk", put(tmp_path, "c.csv", FALLING), "--out", tmp_path / "levels.csv", "--lang", "zh")
    assert "累计数下降（订正）次数" in result.output
    assert "correction_decides" in result.output


@pytest.mark.parametrize(
    ("text", "reason"), [(b"", "empty"), (b"a,b\n1,2\n", "no column for"), (HEAD.encode(), "no row")]
)
def test_a_file_that_is_no_list_of_counts_is_refused(tmp_path, text, reason):
    result = run("risk", put(tmp_path, "c.csv", text), "--out", tmp_path / "levels.csv")
    assert result.exit_code == 2
    assert reason in result.output


def test_a_pack_that_does_not_judge_by_counts_is_refused(tmp_path):
    counts = put(tmp_path, "c.csv", FALLING)
    for pack in ("cn.screen.2020-02", "cn.nothing"):
        assert run("risk", counts, "--out", tmp_path / "levels.csv", "--pack", pack).exit_code == 2
