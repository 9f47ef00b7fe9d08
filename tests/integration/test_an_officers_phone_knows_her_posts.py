"""What an officer's phone is handed for the lane, so that it decides alone for days."""

import json
from datetime import datetime, timedelta

import pytest
from tests.posts import officer, order, post

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.services import revoke_order
from fangxian.engine.pulling import PAGE_MOST, NoSuchPlace
from fangxian.intake.sources.checkpoint.queries import rows_for_post

pytestmark = pytest.mark.django_db


def handed(city, *, by="checkpoint", at=None):
    page = rows_for_post(by=officer(city, by), after="", limit=PAGE_MOST, at=at or city.at)
    rows = json.loads(json.dumps(page.rows))  # as they go over the wire
    return {(row["kind"], row["id"]): row for row in rows}


def the_post(city, **given):
    (row,) = [row for (kind, _), row in handed(city, **given).items() if kind == "checkpoint"]
    return row


def test_a_post_comes_with_everything_that_ends_it(city):
    under = order(city, "checkpoint", expires_at=city.at + timedelta(days=9))
    made = post(city, under=under)
    row = the_post(city)
    assert (row["id"], row["order"], row["phone"]) == (str(made.id), under.number, "0572-2398110")
    assert datetime.fromisoformat(row["order_ends_at"]) == under.expires_at
    assert datetime.fromisoformat(row["review_at"]) == made.review_at
    assert row["registers_until"] is None


def test_a_registration_order_of_the_area_is_told_until_it_ends(city):
    post(city)
    order(city, "registration", number="2号", expires_at=city.at + timedelta(days=3))
    assert datetime.fromisoformat(the_post(city)["registers_until"]) == city.at + timedelta(days=3)
    assert the_post(city, at=city.at + timedelta(days=4))["registers_until"] is None


def test_a_registration_order_of_another_county_is_not(city):
    post(city)
    order(city, "registration", number="2号", scope_area_codes=["330521"])
    assert the_post(city)["registers_until"] is None


def test_a_post_whose_order_was_revoked_is_gone(city):
    under = order(city, "checkpoint")
    post(city, under=under)
    later = city.at + timedelta(hours=1)
    revoke_order(order=under, by=city.actor("signatory", Purpose.ADMINISTER), at=later)
    assert the_post(city, at=later)["gone"]


def test_the_rule_on_temperatures_comes_with_its_figures_and_both_languages(city):
    rule = handed(city)[("rule", "cn.temperature")]
    assert (rule["params"]["celsius"], rule["params"]["remeasure_after_minutes"]) == (37.3, 10)
    assert set(rule["params"]["words"]["RECHECK_TEMP"]) == {"zh", "en"}


def test_posts_of_the_next_county_are_not_handed_out(city):
    post(city, name="新市站", area_code="330521", road="")
    assert set(handed(city)) == {("rule", "cn.temperature")}


def test_a_cursor_of_somebody_else_is_refused(city):
    with pytest.raises(NoSuchPlace):
        rows_for_post(by=officer(city), after="page 2", limit=PAGE_MOST, at=city.at)
