"""What every figure of every board must do: count, open its records, keep to the reader's area, know missing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fangxian.briefing import rules
from fangxian.briefing.registry import BOARDS, FIGURES
from fangxian.core.actors.rules import Purpose
from fangxian.engine.lines import TWELVE
from tests.city import City

pytestmark = pytest.mark.usefixtures("city")


def scope(city: City, username: str = "commander", day: date = date(2020, 3, 10)) -> rules.Scope:
    by = city.actor(username, Purpose.COMMAND)
    return rules.scope_of_days(
        by=by, area_code=by.area_code, first_on=day, last_on=day, zone=city.programme.zone, at=city.at
    )


@pytest.fixture
def signed_in(client, city, settings):
    from fangxian.core import clock

    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["commander"].user)
    return client


@pytest.mark.invariant("INV-22")
@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda f: f.key)
def test_an_empty_day_is_zero_not_missing_and_a_mean_of_nothing_is_missing_not_zero(figure, city):
    assert rules.value_of(figure, scope(city)).count == (None if figure.measure else 0)


@pytest.mark.invariant("INV-22")
@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda f: f.key)
def test_a_day_that_has_not_begun_has_no_figure(figure, city):
    tomorrow = date(2020, 3, 10) + timedelta(days=1)
    assert rules.value_of(figure, scope(city, day=tomorrow)).count is None


@pytest.mark.invariant("INV-22")
@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda f: f.key)
def test_a_figure_opens_its_records(figure, signed_in):
    page = signed_in.get(reverse("briefing:figure", args=[figure.key]))
    assert page.status_code == 200 and page.context["value"].figure is figure


def test_every_figure_has_a_key_of_its_own():
    assert len(FIGURES) == sum(len(board.figures) for board in BOARDS)


def test_boards_stand_on_lines_that_exist():
    lines = {tile.line for tile in TWELVE}
    assert {board.line for board in BOARDS if board.line} <= lines


def test_only_those_who_may_see_the_board_open_a_figure(client, city):
    client.force_login(city.posts["grid"].user)
    assert client.get(reverse("briefing:figure", args=["tasks_open"])).status_code == 403
