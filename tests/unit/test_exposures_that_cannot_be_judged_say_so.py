"""What is missing for a judgement is named; nothing is guessed."""

from datetime import UTC, date, datetime

import pytest

from fangxian.engine.exposure.journeys import Journey, judge_journey
from fangxian.engine.exposure.judgements import Exposure, judge_exposure
from fangxian.engine.exposure.seats import Seat, SeatMap, SeatUnknown, read_seat
from fangxian.engine.exposure.windows import CaseIncomplete, CaseTimes, window
from fangxian.engine.rules.packs import read_pack

AT = datetime(2020, 3, 12, tzinfo=UTC)
SIXTH = read_pack("cn.protocol.6")
CASE = CaseTimes(onset_on=date(2020, 3, 10))


def test_a_case_without_a_date_is_incomplete():
    with pytest.raises(CaseIncomplete):
        window(SIXTH, CaseTimes(positive_on=date(2020, 3, 10)))


@pytest.mark.parametrize("label", ["", "C12", "12CD", "row 4"])
def test_a_label_that_is_no_seat_is_refused(label):
    with pytest.raises(SeatUnknown):
        read_seat(label)


def test_a_seat_may_be_written_with_zeros_spaces_and_small_letters():
    assert read_seat(" 08f ") == Seat(8, "F")


@pytest.mark.parametrize("seat", ["13A", "31A", "12K"])
def test_a_seat_that_is_not_on_the_map_is_refused(seat):
    seats = SeatMap.of(1, 30, without=(13,), layout="ABC DEF")
    journey = Journey(mode="aircraft", seat_map=seats, case_seat="12C", seat=seat)
    with pytest.raises(SeatUnknown):
        judge_journey(SIXTH, journey, at=AT)


def test_a_vehicle_no_rule_speaks_of_is_for_an_investigator():
    met = Exposure(on=date(2020, 3, 11), setting="ferry_queue", journey=Journey(mode="tricycle"))
    judged = judge_exposure(SIXTH, CASE, met, at=AT)
    assert (judged.outcome, judged.reason) == ("manual", "not_listed")


def test_a_meeting_of_which_nothing_is_known_is_unknown():
    judged = judge_exposure(SIXTH, CASE, Exposure(on=date(2020, 3, 11)), at=AT)
    assert (judged.outcome, judged.reason) == ("unknown", "not_listed")


def test_the_strongest_of_several_rules_holds_and_all_are_kept():
    seats = SeatMap.of(1, 30, layout="ABC DEF")
    flight = Journey(mode="aircraft", seat_map=seats, case_seat="12C", seat="20A")
    met = Exposure(on=date(2020, 3, 11), setting="household", protected=False, journey=flight)
    judged = judge_exposure(SIXTH, CASE, met, at=AT)
    assert judged.outcome == "close"
    assert [item.result for item in judged.evaluations] == ["inside", "close", "general"]


def test_outside_the_window_nothing_else_is_asked():
    judged = judge_exposure(SIXTH, CASE, Exposure(on=date(2020, 2, 1), setting="household", protected=False), at=AT)
    assert (judged.outcome, judged.reason, len(judged.evaluations)) == ("none", "outside_window", 1)


def test_a_sealed_and_a_ventilated_coach_have_rules_of_their_own():
    seats = SeatMap.of(1, 12)
    for enclosure, result in (("sealed", "close"), ("ventilated", "general")):
        journey = Journey("coach", enclosure, seat_map=seats, case_seat="1", seat="12")
        assert judge_journey(SIXTH, journey, at=AT).result == result
