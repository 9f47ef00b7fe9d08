"""The board of letters: issued, replied to in time, late, settled, opened again, on goods (F24)."""

from datetime import timedelta

import pytest
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts
from tests.letters import issued, market_supervision, replied, who

from fangxian.letters import services

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town(city):
    return market_supervision(city)


def test_issued_is_replied_to_and_waiting_and_goods_are_counted_apart(town):
    replied(town)
    issued(town, topic="goods", goods_name="口罩", goods_batch="20200115", goods_count=2300)
    issued(town, at=town.at - 6 * DAY)
    assert counts(town, "letters_issued", "letters_replied", "letters_waiting", "letters_on_goods") == (2, 1, 2, 1)
    assert counts(town, "letters_late", "letters_in_time") == (1, 1)


def test_a_reply_after_its_time_is_counted_as_late_and_its_look_back_has_days(town):
    letter = issued(town, at=town.at - 6 * DAY)
    letter = services.receive(letter=letter, by=who(town, "liaison"), at=town.at)
    services.reply(letter=letter, kind="done", words="已分流。", by=who(town, "liaison"), at=town.at)
    replied(town, at=town.at - 9 * DAY)
    assert counts(town, "letters_replied", "letters_in_time", "letters_look_back_late") == (1, 0, 1)


def test_what_the_look_back_found_is_counted(town):
    for finding in ("settled", "not_settled"):
        services.look_back(
            letter=replied(town), finding=finding, words="已看。", by=who(town, "supervisor"), at=town.at
        )
    assert counts(town, "letters_verified", "letters_reopened", "letters_waiting") == (1, 1, 1)
