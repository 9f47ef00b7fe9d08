"""Before anything is written a dry run says of each row what its verdict would be."""

from datetime import timedelta

from tests.lists import as_csv, dry_run, row
from tests.work import list_in_effect

from fangxian.core.actors.rules import Purpose
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.screening.models import Verdict

AWAY = {"旅居地": "杭州市西湖区"}
ROWS = as_csv([row(1), row(2), row(3, **AWAY), row(4, 旅居地="鼓楼区")])


def test_rows_that_would_be_followed_up_are_counted_apart_from_those_that_would_not(city):
    list_in_effect(city)
    assert queries.forecast_counts(dry_run(city, ROWS)) == {"follow_up": 2, "no_action": 1}


def test_a_forecast_names_its_rule_and_reaches_no_verdict(city):
    list_in_effect(city)
    asked = queries.rows_of(dry_run(city, ROWS)).get(number=2)
    assert asked.forecast_rule == "cn.screen.2020-02/look-back@1.0.0"
    assert not Verdict.objects.exists()


def test_without_a_list_in_effect_nobody_would_be_followed_up(city):
    list_in_effect(city, at=city.at + timedelta(hours=1))
    assert "follow_up" not in queries.forecast_counts(dry_run(city, ROWS))


def test_a_real_programme_without_an_adopted_edition_is_told_nothing(city):
    city.programme.is_demonstration = False
    city.programme.save()
    list_in_effect(city)
    assert queries.forecast_counts(dry_run(city, ROWS)) == {}


def test_a_row_is_forecast_once_its_question_is_answered(city):
    list_in_effect(city)
    source_list = dry_run(city, ROWS)
    services.answer_row(
        row=queries.rows_of(source_list).get(number=5), answers={"stay_code": "420106"}, basis="sender",
        by=city.actor("duty", Purpose.RECEIVE_FACTS), at=city.at,
    )  # fmt: skip
    assert queries.forecast_counts(source_list) == {"follow_up": 3, "no_action": 1}
