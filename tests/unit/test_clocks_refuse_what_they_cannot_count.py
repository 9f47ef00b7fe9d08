"""Deadlines, chains and temperatures refuse what makes no sense."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fangxian.engine import temperature
from fangxian.engine.clocks import deadlines
from fangxian.engine.clocks.days import day_start, read_moment
from fangxian.engine.rules.packs import read_pack

CLOCKS, HEAT = read_pack("cn.clock.seeds"), read_pack("cn.temperature")
ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2020, 2, 12, 2, tzinfo=UTC)


def test_a_moment_without_a_zone_has_no_deadline():
    with pytest.raises(ValueError, match="zone"):
        deadlines.deadline(CLOCKS.rule("lead/report"), AT.replace(tzinfo=None), ZONE)


def test_a_list_without_a_shift_has_no_deadline():
    with pytest.raises(ValueError, match="no shift"):
        deadlines.deadline(CLOCKS.rule("lead/list"), AT, ZONE)


def test_a_rule_that_sets_no_deadline_says_so():
    with pytest.raises(ValueError, match="sets no deadline"):
        deadlines.deadline(CLOCKS.rule("device/skew"), AT, ZONE)


def test_a_lead_is_not_handed_over_before_it_came():
    with pytest.raises(ValueError, match="before it was received"):
        deadlines.after_hand_over(
            CLOCKS, received_at=AT, handed_over_at=AT - timedelta(minutes=1), serious=False, zone=ZONE
        )


def test_a_chain_runs_upwards():
    with pytest.raises(ValueError, match="below"):
        deadlines.event_chain(CLOCKS, [("hospital", AT), ("county", AT - timedelta(minutes=1))], ZONE)


def test_every_link_of_a_chain_has_two_hours_of_its_own():
    links = deadlines.event_chain(CLOCKS, [("hospital", AT), ("county", AT + timedelta(minutes=40))], ZONE)
    assert [link.deadline.due_at - AT for link in links] == [timedelta(hours=2), timedelta(hours=2, minutes=40)]


def test_a_serious_row_of_a_list_keeps_its_two_hours():
    shift = deadlines.Span(AT, AT + timedelta(hours=8))
    clocks = deadlines.lead_clocks(CLOCKS, received_at=AT, serious=True, zone=ZONE, as_list=True, shifts=[shift])
    assert clocks.finding.due_at == AT + timedelta(hours=2)
    assert clocks.report.due_at == shift.ends_at


def test_nobody_on_duty_is_nobody():
    turns = [("day", deadlines.Span(AT, AT + timedelta(hours=8)))]
    assert deadlines.owner_at(turns, AT + timedelta(hours=8)) is None


@pytest.mark.parametrize("text", ["yesterday", "2020-02-30", "2020-02-30 24:00", "24:00"])
def test_a_text_that_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        read_moment(text, ZONE)


def test_a_day_begins_at_its_first_moment_also_where_midnight_is_left_out():
    first = day_start(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"))
    assert first == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_an_impossible_temperature_is_said_in_both_languages():
    refusal = temperature.why_not_a_reading(HEAT, 365)
    assert "365" in refusal.zh and "365" in refusal.en
    assert temperature.why_not_a_reading(HEAT, 34.0) is None


def test_a_raised_reading_says_when_to_measure_again():
    verdict = temperature.judge(HEAT, [temperature.Reading(37.5, "forehead", AT)])
    assert verdict.recheck_from == AT + timedelta(minutes=10)
    assert verdict.next_step.zh and verdict.next_step.en


def test_readings_come_in_the_order_they_were_taken():
    readings = [temperature.Reading(36.5, "ear", AT), temperature.Reading(36.5, "ear", AT - timedelta(minutes=1))]
    with pytest.raises(ValueError, match="order"):
        temperature.judge(HEAT, readings)


def test_a_way_of_measuring_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="way of taking"):
        temperature.judge(HEAT, [temperature.Reading(36.5, "guess", AT)])
