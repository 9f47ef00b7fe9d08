"""`fangxian screen` on files: what it prints, writes and refuses."""

import io
import json
import subprocess
import sys

import pytest
import python_calamine
import xlsxwriter

from fangxian.engine.tables import read_table
from tests.cli.files import AREAS, ARRIVALS, put, run, screened


def sheet(path, name: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(path, sheet=name).rows()]


def test_the_counts_add_up_and_name_the_grain_of_every_match(tmp_path):
    report = screened(
        tmp_path,
        ARRIVALS
        + "甲,13800138000,武汉,2020-01-20,2020-01-21\n".replace("武汉", "420100")
        + "丙,13800138002,421126,2020-01-25,2020-01-25\n"
        + "丁,13800138003,421127,2020-01-25,2020-01-25\n"
        + "戊,13800138004,420000,2020-01-25,2020-01-25\n"
        + "己,13800138005,999999,2020-01-25,2020-01-25\n"
        + "庚,13800138006,420100,昨天,2020-01-25\n",
    )
    assert report["received"] == 8
    assert (report["accepted"], report["duplicate"], report["quarantined"], report["rejected"]) == (5, 1, 1, 1)
    assert (report["persons"], report["follow_up"], report["follow_up_persons"]) == (5, 3, 3)
    assert report["matched_by"] == {"village": 0, "town": 0, "county": 0, "city": 3, "province": 0}
    assert report["not_followed_up"] == {"coarser_than_list": 1, "level_not_followed": 1}


def test_the_workbook_accounts_for_every_row_and_names_the_rule(tmp_path):
    out = tmp_path / "随访.xlsx"
    text = ARRIVALS + (
        "戊,13800138004,420000,2020-01-25,2020-01-25\n"
        "己,13800138005,999999,2020-01-25,2020-01-25\n"
        "庚,13800138006,420100,昨天,2020-01-25\n"
        "甲,13800138000,420100,2020-01-20,2020-01-21\n"
    )
    arrivals = put(tmp_path, "a.csv", text)
    result = run("screen", arrivals, "--areas", put(tmp_path, "l.csv", AREAS), "--out", out, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert [row[0] for row in sheet(out, "Follow up")] == ["2", "3"]
    assert [row[0] for row in sheet(out, "No follow-up")] == ["4"]
    assert [row[0] for row in sheet(out, "Quarantined")] == ["5"]
    assert [row[0] for row in sheet(out, "Rejected")] == ["6"]
    assert [row[:2] for row in sheet(out, "Duplicate")] == [("7", "2")]
    parameters = str(python_calamine.load_workbook(out).get_sheet_by_name("Parameters").to_python())
    assert "cn.screen.2020-02/look-back 1.0.0" in parameters
    assert read_table(arrivals).sha256 in parameters


def test_the_workbook_keeps_numbers_as_text_and_runs_nothing(tmp_path):
    out = tmp_path / "f.xlsx"
    text = "证件号码,姓名,出发地编码,到达日期\n11010519491231002X,=1+1,420100,2020-01-21\n"
    text += "440524188001010014,@甲,420100,2020-01-21\n"
    run("screen", put(tmp_path, "a.csv", text), "--areas", put(tmp_path, "l.csv", AREAS), "--out", out, "--lang", "zh")
    rows = sheet(out, "需随访")
    assert [row[1:3] for row in rows] == [("11010519491231002X", "=1+1"), ("440524188001010014", "@甲")]


def test_the_workbook_is_in_the_language_asked_for_or_both(tmp_path):
    names = {}
    for language in ("zh", "en", "both"):
        out = tmp_path / f"{language}.xlsx"
        arrivals, areas = put(tmp_path, "a.csv", ARRIVALS), put(tmp_path, "l.csv", AREAS)
        run("screen", arrivals, "--areas", areas, "--out", out, "--lang", language)
        names[language] = read_table(out).columns[1]
    assert names == {"zh": "姓名", "en": "name", "both": "姓名 name"}


def test_denied_columns_are_dropped_and_named(tmp_path):
    text = ARRIVALS.replace("到达日期\n", "到达日期,户籍地,民族\n").replace("01-21\n", "01-21,湖北,某族\n")
    report = screened(tmp_path, text)
    assert [item["column"] for item in report["dropped_columns"]] == ["户籍地", "民族"]
    assert report["follow_up"] == 2


def test_nothing_about_a_single_person_is_printed(tmp_path):
    text = (
        "证件号码,姓名,手机,出发地,离开日期,到达日期\n"
        "110105194912310021,张某某,13800138000,鼓楼区,2020-01-20,2020-01-21\n"
        "1.10105E+17,李某某,13800138001,武汉市洪山区某路5号,2020-01-20,15/05/20\n"
        "11010519491231002X,王某某,13800138002,武汉,2020-01-20,2020-01-21\n"
    )
    areas = put(tmp_path, "l.csv", AREAS)
    for options in ((), ("--json",)):
        result = run("screen", put(tmp_path, "a.csv", text), "--areas", areas, *options)
        for secret in ("110105", "张某某", "李某某", "王某某", "1380013800", "某路"):
            assert secret not in result.output


def test_a_mistaken_column_does_not_print_what_it_holds(tmp_path):
    mapping = {"columns": {"area_name": "姓名", "area_code": "手机", "arrives_on": "住址", "person": "编号"}}
    text = "编号,姓名,手机,住址\n1,张某某,13800138000,某路5号\n2,李某某,,13800138001\n3,王某某,,15/05/20\n"
    saved = put(tmp_path, "m.json", json.dumps(mapping))
    areas = put(tmp_path, "l.csv", AREAS)
    result = run("screen", put(tmp_path, "a.csv", text), "--areas", areas, "--mapping", saved)
    assert "15/05/20" in result.output
    for secret in ("张某某", "李某某", "1380013800", "某路"):
        assert secret not in result.output


def test_open_rows_are_printed_with_row_field_and_reason_in_both_languages(tmp_path):
    text = ARRIVALS + "己,13800138005,420100,15/05/20,2020-05-21\n"
    result = run("screen", put(tmp_path, "a.csv", text), "--areas", put(tmp_path, "l.csv", AREAS))
    assert "第4行“离开日期”：“15/05/20”年份只有两位" in result.output
    assert "row 4, 离开日期: '15/05/20' has a year of two digits" in result.output


def test_strict_says_by_its_exit_code_that_rows_are_left_open(tmp_path):
    areas = put(tmp_path, "l.csv", AREAS)
    text = ARRIVALS + "己,13800138005,999999,2020-01-25,2020-01-25\n"
    assert run("screen", put(tmp_path, "a.csv", text), "--areas", areas, "--strict").exit_code == 1
    assert run("screen", put(tmp_path, "a.csv", ARRIVALS), "--areas", areas, "--strict").exit_code == 0


def test_several_area_lists_count_together(tmp_path):
    arrivals = put(tmp_path, "a.csv", ARRIVALS + "丁,13800138003,330300,2020-01-25,2020-01-25\n")
    more = put(tmp_path, "m.csv", "地区,等级,列入日期\n温州市,中风险,2020-01-21\n")
    result = run("screen", arrivals, "--areas", put(tmp_path, "l.csv", AREAS), "--areas", more, "--json")
    report = json.loads(result.stdout)
    assert (report["follow_up"], [item["accepted"] for item in report["area_lists"]]) == (3, [3, 1])


def test_as_of_a_day_its_lists_count(tmp_path):
    text = ARRIVALS.replace("2020-01-20,2020-01-21", "2020-01-02,2020-01-03")
    assert screened(tmp_path, text)["not_followed_up"] == {"not_listed_then": 2}
    assert screened(tmp_path, text, AREAS, "--as-of", "2020-01-15")["follow_up"] == 2


def test_a_mapping_is_saved_edited_and_used_again(tmp_path):
    saved = tmp_path / "mapping.json"
    screened(tmp_path, ARRIVALS, AREAS, "--save-mapping", saved)
    mapping = json.loads(saved.read_text(encoding="utf-8"))
    assert mapping["columns"]["area_code"] == "出发地编码"
    saved.write_text(
        json.dumps({"columns": {**mapping["columns"], "area_name": "从哪来"}, "places": {"汉口": "420100"}}), "utf-8"
    )
    text = "姓名,手机号码,出发地编码,从哪来,离开日期,到达日期\n甲,13800138000,,汉口,2020-01-20,2020-01-21\n"
    assert screened(tmp_path, text, AREAS, "--mapping", saved)["follow_up"] == 1


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ("{", "cannot be read"),
        ('{"columns": {"nonsense": "姓名"}}', "unknown"),
        ('{"columns": {"area_name": "没有"}}', "lacks"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path, mapping, reason):
    arrivals, areas = put(tmp_path, "a.csv", ARRIVALS), put(tmp_path, "l.csv", AREAS)
    result = run("screen", arrivals, "--areas", areas, "--mapping", put(tmp_path, "m.json", mapping))
    assert result.exit_code == 2
    assert reason in result.output


def broken_workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_row(0, 0, ["姓名", "出发地"])
    book.close()
    return buffer.getvalue()[:-60]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (ARRIVALS.encode()[:-30], "row 3: the file breaks off"),
        (broken_workbook(), "breaks off"),
        ("备注,说明\n一,二\n".encode(), "there is no column for"),
        (b"%PDF-1.4", "a PDF"),
        ('姓名,出发地,到达日期\n甲,"武汉,2020-01-21\n'.encode(), "row 2: the quotes do not pair"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_and_nothing_is_written(tmp_path, content, reason):
    out = tmp_path / "out" / "f.xlsx"
    out.parent.mkdir()
    arrivals, areas = put(tmp_path, "a.csv", content), put(tmp_path, "l.csv", AREAS)
    result = run("screen", arrivals, "--areas", areas, "--out", out)
    assert result.exit_code == 2
    assert reason in result.output
    assert list(out.parent.iterdir()) == []


def test_an_area_list_without_one_usable_row_is_refused(tmp_path):
    areas = put(tmp_path, "l.csv", "地区,等级,列入日期\n鼓楼区,高,2020-01-20\n")
    result = run("screen", put(tmp_path, "a.csv", ARRIVALS), "--areas", areas)
    assert result.exit_code == 2
    assert "row 2, 地区" in result.output


def test_a_result_that_stands_already_survives_a_run_that_fails(tmp_path):
    out = put(tmp_path, "f.xlsx", "an earlier result")
    areas = put(tmp_path, "l.csv", AREAS)
    assert run("screen", put(tmp_path, "a.csv", b""), "--areas", areas, "--out", out).exit_code == 2
    assert out.read_text() == "an earlier result"


@pytest.mark.parametrize(
    "options",
    [
        ("--pack", "cn.nothing"),
        ("--pack", "cn.arearisk.2020-02-17"),
        ("--zone", "Mars/Olympus"),
        ("--as-of", "15/05/20"),
        ("--out", "result.csv"),
        ("--out", "missing/folder/f.xlsx"),
    ],
)
def test_wrong_usage_is_refused(tmp_path, options):
    arrivals, areas = put(tmp_path, "a.csv", ARRIVALS), put(tmp_path, "l.csv", AREAS)
    result = run("screen", arrivals, "--areas", areas, *options)
    assert result.exit_code in {1, 2}
    assert "Error" in result.output


def test_an_output_never_replaces_an_input(tmp_path):
    areas = put(tmp_path, "l.xlsx", b"x")
    result = run("screen", put(tmp_path, "a.csv", ARRIVALS), "--areas", areas, "--out", areas)
    assert result.exit_code == 2
    assert areas.read_bytes() == b"x"


def test_screening_loads_no_web_framework_and_no_database():
    code = (
        "import sys; import fangxian.cli.screen, fangxian.cli.risk;"
        "print([name for name in ('django', 'psycopg') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
