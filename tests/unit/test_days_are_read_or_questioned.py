"""Dates as people write them in lists."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from fangxian.engine.tables import read_day

CITY = ZoneInfo("Asia/Shanghai")
FIRST_OF_FEBRUARY = date(2020, 2, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2020-02-01",
        "2020/2/1",
        "2020.02.01",
        "20200201",
        "2020年2月1日",
        "2020年02月01日23时58分",
        "２０２０年２月１日",
        "2020-02-01 10:00:00",
        "2020/2/1 下午3:20",
        "20200201235800",
        "1 Feb 2020",
    ],
)
def test_a_day_is_read_in_every_usual_writing(written):
    assert read_day(written, zone=CITY).day == FIRST_OF_FEBRUARY


def test_twenty_four_oclock_belongs_to_the_day_that_ends():
    assert read_day("2020-02-01 24:00", zone=CITY).day == FIRST_OF_FEBRUARY


def test_a_moment_with_an_offset_becomes_the_citys_day():
    assert read_day("2020-01-31T16:10Z", zone=CITY).day == FIRST_OF_FEBRUARY
    assert read_day("2020-01-31T16:10Z", zone=ZoneInfo("Europe/Berlin")).day == date(2020, 1, 31)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("15/05/20", "date_two_digit_year"),
        ("200201", "date_two_digit_year"),
        ("05/06/2020", "date_day_month_order"),
        ("2月1日", "date_year_missing"),
        ("2-1", "date_year_missing"),
        ("2020年2月", "date_incomplete"),
        ("Feb 2020", "date_incomplete"),
        ("43862", "date_serial"),
        ("", "date_missing"),
        ("不详", "date_missing"),
    ],
)
def test_what_can_mean_several_days_is_a_question_and_never_a_guess(written, code):
    reading = read_day(written, zone=CITY)
    assert (reading.day, reading.code, reading.is_question) == (None, code, True)


def test_a_question_lists_the_days_that_could_be_meant():
    readings = read_day("15/05/20", zone=CITY).readings
    assert {date(2020, 5, 15), date(2015, 5, 20), date(1920, 5, 15)} == set(readings)


@pytest.mark.parametrize(
    ("written", "code"),
    [("明天", "date_unreadable"), ("2020-02-0112", "date_unreadable"), ("2020-02-30", "date_impossible")],
)
def test_what_is_no_day_is_not_a_question(written, code):
    reading = read_day(written, zone=CITY)
    assert (reading.code, reading.is_question) == (code, False)


def test_a_fifteenth_cannot_be_a_month():
    assert read_day("15/05/2020", zone=CITY).day == date(2020, 5, 15)


def test_a_day_number_needs_to_know_where_its_workbook_begins_to_count():
    assert read_day("43862", zone=CITY, epoch="1900").day == FIRST_OF_FEBRUARY
    assert read_day("42400", zone=CITY, epoch="1904").day == FIRST_OF_FEBRUARY


def test_the_finding_names_row_field_and_reason_in_both_languages():
    finding = read_day("2月1日", zone=CITY).finding(text="2月1日", row=7, field="到达日期")
    assert finding.sentence().en == "row 7, 到达日期: '2月1日' has no year"
    assert finding.sentence().zh == "第7行“到达日期”：“2月1日”没有年份"
