"""A moment in a cell: read with its time where one is told, a day alone from its midnight, never guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fangxian.engine.tables import read_moment
from fangxian.intake.sources.service_request.rules.files import due_at

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2020, 3, 10, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("2020-03-09 08:05", 9, "08:05"), ("2020年3月9日 下午3:05", 9, "15:05"), ("2020/3/9 15点5分", 9, "15:05"),
        ("2020-03-09T08:05:30+08:00", 9, "08:05"), ("2020-03-09T00:05Z", 9, "08:05"), ("2020-03-09 24:00", 10, "00:00"),
        ("20200309080530", 9, "08:05"), ("2020-03-09", 9, "00:00"), ("2020年2月29日 23:59", 29, "23:59"),
        ("中午12:30 2020-03-09", None, ""), ("3月9日 08:05", None, ""), ("2020-02-30 08:05", None, ""),
        ("昨天", None, ""),
    ],
)  # fmt: skip
def test_a_moment_is_the_citys_own_unless_it_says_otherwise(text, day, clock):
    read = read_moment(text, zone=ZONE)
    if day is None:
        assert read.moment is None and read.code
    else:
        local = read.moment.astimezone(ZONE)
        assert (local.day, f"{local:%H:%M}") == (day, clock)


def test_a_day_number_of_a_workbook_has_its_time_in_the_fraction():
    assert read_moment("43899.5", zone=ZONE, epoch="1900").moment == datetime(2020, 3, 9, 12, 0, tzinfo=ZONE)
    assert read_moment("43899.5", zone=ZONE).code == "date_serial"


def test_a_clock_runs_from_when_the_caller_spoke_and_leaves_time_from_the_hand_over():
    def due(taken_before, within):
        return due_at(
            received_at=NOON, taken_at=NOON - taken_before, within=within, at_least=timedelta(hours=8)
        ) - NOON  # fmt: skip

    day, half = timedelta(hours=24), timedelta(minutes=30)
    assert due(timedelta(hours=1), day) == timedelta(hours=23)
    assert due(timedelta(hours=20), day) == due(timedelta(days=30), day) == timedelta(hours=8)
    assert due(timedelta(minutes=10), half) == due(timedelta(days=9), half) == half
    assert due(-timedelta(minutes=5), day) == day  # a desk whose clock is ahead gives nobody more time
    assert due_at(received_at=NOON, taken_at=None, within=day, at_least=half) == NOON + day


@pytest.mark.parametrize("minutes", [0, 1, 479, 480, 481, 1439, 1440, 10**6])
def test_nothing_that_was_handed_over_is_late_at_that_moment_nor_later_than_if_it_came_at_once(minutes):
    received = datetime(2020, 2, 29, 23, 50, tzinfo=UTC)
    due = due_at(received_at=received, taken_at=received - timedelta(minutes=minutes), within=timedelta(hours=24),
                 at_least=timedelta(hours=8))  # fmt: skip
    assert received < due <= received + timedelta(hours=24)
