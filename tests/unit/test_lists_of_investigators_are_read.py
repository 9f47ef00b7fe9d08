"""Files of SORMAS, Go.Data and Sara Alert, read in place: read or refused with a reason, and every row counts."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.public_data import data_set

from fangxian.engine.linelists import Here, LineRow, open_line_list, read_lines
from fangxian.engine.tables import TableRefused

HERE = Here(ZoneInfo("Asia/Shanghai"), date(2024, 6, 1), "U07.1")
FOLDERS = ("sormas", "godata", "saraalert")
HEADS = "姓名,病例编号,末次接触日期,与病例关系,民族\n"


def rows_of(content: bytes, name: str = "list.csv") -> list[LineRow]:
    return list(read_lines(open_line_list(content, name=name), HERE))


def told(content: bytes, field: str) -> list[str | None]:
    return [row.told.get(field) for row in rows_of(content)]


def codes(row: LineRow) -> set[str]:
    return {finding.code for finding in row.findings}


def shipped(name: str) -> bytes:
    return (data_set("interop") / name).read_bytes()


def outcome_of(content: bytes, name: str) -> tuple[str, int]:
    """(kind of file, rows), or (code of the refusal, 0) with words in both languages."""
    try:
        lines = open_line_list(content, name=name)
    except TableRefused as refused:
        assert refused.finding.reason.zh and refused.finding.reason.en
        return refused.finding.code, 0
    rows = list(read_lines(lines, HERE))
    assert [row.number for row in rows] == [row.number for row in lines.rows]
    assert all(row.told or row.is_rejected for row in rows)
    return lines.format.id, len(rows)


def test_every_file_that_other_systems_ship_is_read_or_refused_with_a_reason() -> None:
    files = sorted(path for folder in FOLDERS for path in (data_set("interop") / folder).rglob("*.csv"))
    found = {path.name: outcome_of(path.read_bytes(), path.name) for path in files}
    assert len(found) == 68
    assert found["cases_clean.csv"] == ("godata.case", 56)
    assert found["followups_clean.csv"] == ("godata.followup", 437)
    assert found["relationships_clean.csv"] == ("godata.relationship", 100)
    assert found["lab_results_clean.csv"] == ("godata.laboratory", 40)
    assert found["Epi-X-Format.csv"] == ("saraalert.epi_x", 15)
    assert found["Invalid-Csv-File.csv"] == ("saraalert.monitorees", 11)  # a workbook by another name
    assert found["sormas_contact_import_test_comment.csv"] == ("sormas.contact", 3)
    refused = {code for code, count in found.values() if not count}
    assert refused == {"not_taken", "one_column", "heads_missing", "no_rows"}


def test_remarks_and_rows_of_entities_are_no_rows() -> None:
    rows = rows_of(shipped("sormas/sormas_contact_import_test_comment.csv"))
    assert [row.number for row in rows] == [7, 8, 10]
    assert [row.told["reported_on"] for row in rows] == ["2020-03-14", "2020-03-15", "2020-03-16"]


def test_a_row_may_stop_early_and_a_sample_is_told_from_a_case() -> None:
    rows = rows_of(shipped("sormas/sormas_case_import_test_pathogen_tests.csv"))
    assert "result" in rows[1].told and rows[1].told["lab_name"] == "Lab"
    assert "lab_name" not in rows[0].told


def test_another_disease_is_rejected_by_name() -> None:
    rows = rows_of(shipped("sormas/sormas_import_test_line_listing.csv"))
    assert all(row.is_rejected and "other_disease" in codes(row) for row in rows)


def test_a_case_with_no_laboratory_asks_for_one() -> None:
    rows = rows_of(shipped("godata/cases_clean.csv"))
    asked = [row for row in rows if "needs_laboratory" in codes(row)]
    assert len(asked) == 55 and sum(row.is_rejected for row in rows) == 1  # the other was no case
    assert all(row.missing for row in asked)


def test_a_word_that_we_do_not_have_stays_unknown() -> None:
    rows = rows_of(shipped("godata/cases_clean.csv"))
    probable = [row for row in rows if "unknown_word" in codes(row)]
    assert len(probable) == 15 and not any("case_class" in row.told for row in probable)


def test_a_missing_head_is_named() -> None:
    with pytest.raises(TableRefused, match="RecordLocatorID"):
        open_line_list(shipped("saraalert/Epi-X-Format-Invalid-Headers.csv"), name="x.csv")


def test_denied_columns_are_dropped_and_named() -> None:
    lines = open_line_list(shipped("saraalert/Invalid-Csv-File.csv"), name="x.csv")
    assert {"White", "Asian", "Ethnicity", "Nationality"} <= {head for head, _ in lines.denied}
    rows = rows_of((HEADS + "甲某,1,2020-02-01,家人,汉族\n").encode())
    assert "汉族" not in str(rows[0].told) and rows[0].told["relation"] == "family"


def test_western_letters_are_read_and_said_to_be() -> None:
    text = "disease,person.firstName,person.lastName,reportDate\nCORONAVIRUS,Günther,Müller,03/14/2020\n"
    lines = open_line_list(text.encode("latin-1"), name="x.csv")
    assert "western" in {note.code for note in lines.notes}
    assert told(text.encode("latin-1"), "name") == ["Günther Müller"]


def test_chinese_of_any_encoding_is_read() -> None:
    text = HEADS + "欧阳某某,2020-001,2020年2月1日,同事,\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert told(text.encode(encoding), "name") == ["欧阳某某"]


def test_an_encoding_that_nobody_can_tell_is_refused() -> None:
    with pytest.raises(TableRefused):
        open_line_list("姓名,末次接触日期\n山田太郎ｶﾞｷﾞ,2020-02-01\n".encode("shift_jis"), name="x.csv")


def test_days_are_read_in_the_order_of_their_system_until_the_list_contradicts_itself() -> None:
    head = "disease,person.firstName,person.lastName,reportDate\n"
    clear = head + "CORONAVIRUS,A,B,03/04/2020\nCORONAVIRUS,C,D,03/14/2020\n"
    assert told(clear.encode(), "reported_on") == ["2020-03-04", "2020-03-14"]
    mixed = clear + "CORONAVIRUS,E,F,25.03.2020\n"
    assert told(mixed.encode(), "reported_on") == [None, "2020-03-14", "2020-03-25"]
    assert "date_day_month_order" in codes(rows_of(mixed.encode())[0])


def test_days_of_a_spreadsheet_are_questioned_where_two_can_be_meant() -> None:
    rows = rows_of((HEADS + "甲某,1,02/03/2020,家人,\n乙某,1,2月3日,家人,\n丙某,1,2031-01-01,家人,\n").encode())
    assert [row.told.get("last_contact_on") for row in rows] == [None, None, None]
    assert [bool(codes(row) & {"date_day_month_order"}) for row in rows] == [True, False, False]
    assert "day_to_come" in codes(rows[2])


def test_ten_thousand_rows_are_read_and_one_more_is_too_many() -> None:
    line = "甲某,1,2020-02-01,家人,\n"
    assert len(rows_of((HEADS + line * 10_000).encode())) == 10_000
    with pytest.raises(TableRefused, match="at most 10000"):
        open_line_list((HEADS + line * 10_001).encode(), name="x.csv")


def test_no_finding_repeats_what_stood_in_the_cell() -> None:
    rows = rows_of("姓名,末次接触日期,手机号码,身份证号\n甲某,李四,13812,11010119900307\n".encode())
    said = " ".join(finding.sentence().en + finding.sentence().zh for finding in rows[0].findings)
    assert not any(secret in said for secret in ("甲某", "李四", "13812", "11010119900307"))
