"""Dated area lists as commands publish them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from fangxian.engine.screening import read_area_list
from fangxian.engine.tables import TableRefused, read_table

CITY = ZoneInfo("Asia/Shanghai")


def read(text: str):
    return read_area_list(read_table(text.encode()), zone=CITY)


def test_codes_of_every_length_and_names_are_read():
    reading = read(
        "地区编码,地区,风险等级,列入日期,解除日期,来源\n"
        "42,,高风险,2020-01-20,,通告\n"
        "420100,武汉市,高,2020-01-20,2020-04-08,\n"
        ",黄冈市蕲春县,中风险,2020年1月20日,,\n"
        "330521001,,medium,2020-01-20,,\n"
        "330502001005,,low,2020-01-20,,\n"
    )
    assert [item.code for item in reading.listings] == ["42", "4201", "421126", "330521001", "330502001005"]
    assert [item.level for item in reading.listings] == ["high", "high", "medium", "medium", "low"]
    assert reading.listings[1].listed_until == date(2020, 4, 8)


def test_until_twenty_four_oclock_includes_that_day():
    reading = read("code,level,from,until\n4201,high,2020-01-20,2020-04-07 24:00\n")
    assert reading.listings[0].listed_until == date(2020, 4, 8)


@pytest.mark.parametrize(
    ("row", "fate", "code"),
    [
        (",鼓楼区,高,2020-01-20,", "quarantined", "area_ambiguous"),
        ("999999,,高,2020-01-20,", "quarantined", "area_code_unknown"),
        ("420100,,高,,", "quarantined", "date_missing"),
        ("420100,,高,20-01-20,", "quarantined", "date_two_digit_year"),
        ("420100,,,2020-01-20,", "quarantined", "level_missing"),
        ("420100,,橙,2020-01-20,", "rejected", "level_unknown"),
        ("420100,,高,2020-01-20,2020-01-20", "rejected", "period_reversed"),
        ("420100,,高,2020-01-20,2020-02-30", "rejected", "date_impossible"),
    ],
)
def test_a_row_that_is_no_listing_says_why(row, fate, code):
    reading = read(f"地区编码,地区,风险等级,列入日期,解除日期\n420100,,高,2020-01-01,\n{row}\n")
    (finding,) = getattr(reading, fate)
    assert (finding.code, finding.row) == (code, 3)
    assert reading.received == 2


def test_a_listing_that_stands_twice_counts_once():
    reading = read(
        "code,level,from,source\n4201,high,2020-01-20,a\n420100,高风险,2020/1/20,b\n4201,medium,2020-01-20,c\n"
    )
    assert (len(reading.listings), reading.duplicate, reading.received) == (2, 1, 3)


@pytest.mark.parametrize("head", ["code,from", "code,level", "level,from"])
def test_a_list_without_area_level_or_beginning_is_refused(head):
    with pytest.raises(TableRefused) as caught:
        read(f"{head}\n1,2\n")
    assert caught.value.finding.code == "column_missing"
