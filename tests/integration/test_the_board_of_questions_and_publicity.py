"""The board of questions and publicity: asked = answered + waiting, time to answer, items out and reach (F30)."""

from datetime import timedelta

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.clarifications import at_desk, begun, proposed, question, second
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts

from fangxian.clarification import services
from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def logged(city, name="grid", **changes):
    terms = {
        "material": "notice", "channel": "loudspeaker_car", "language": "zh", "title": "戴口罩、少出门",
        "area_code": GRID, "item_count": 3, "starts_at": city.at - timedelta(hours=1), "programme": city.programme,
    } | changes  # fmt: skip
    return services.log_campaign(**terms, by=city.actor(name, Purpose.COMMAND), at=city.at)


def test_asked_is_answered_and_waiting(city):
    one = begun(city, question(city), question(city))
    question(city)
    answer = proposed(city, one)
    services.confirm_answer(answer=answer, by=second(city), at=city.at + 20 * MINUTE)
    assert counts(city, "questions_asked", "questions_answered", "questions_waiting") == (3, 2, 1)
    assert counts(city, "questions_minutes", "clarifications_public", "questions_late") == (20, 1, 0)


@pytest.mark.invariant("INV-22")
def test_nothing_answered_has_no_mean_and_unknown_reach_is_not_zero(city):
    asked = question(city, at=city.at - timedelta(hours=25))
    logged(city)
    assert counts(city, "questions_minutes", "publicity_reach", "questions_late") == (None, None, 1)
    services.set_aside(question=asked, reason="no_claim", by=at_desk(city), at=city.at)
    assert counts(city, "questions_late", "questions_answered", "publicity_items") == (0, 0, 3)


def test_items_and_reach_are_added_up_and_a_struck_line_counts_no_more(city):
    wrong = logged(city, item_count=100)
    logged(city, channel="chat_group", item_count=2, reach_count=480, reach_how="counted")
    logged(city, "next", area_code=NEXT_COUNTY_GRID, channel="drone_speaker", item_count=1)
    services.strike_campaign(campaign=wrong, by=city.actor("grid", Purpose.COMMAND), at=city.at)
    assert counts(city, "publicity_items", "publicity_reach") == (3, 480)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area_code": NEXT_COUNTY_GRID}, "actors.out_of_area"),
        ({"title": "王小虎老师讲座"}, "publicity.title"),
        ({"channel": "camera"}, "publicity.unknown"),
        ({"item_count": 0}, "publicity.items"),
        ({"reach_how": "counted"}, "publicity.reach_unknown"),
        ({"reach_count": 5}, "publicity.reach_how"),
    ],
)
def test_a_line_of_the_ledger_is_refused_with_its_reason(city, changes, code):
    with pytest.raises(Refused) as refused:
        logged(city, **changes)
    assert refused.value.problem.code == code
