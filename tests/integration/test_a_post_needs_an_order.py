"""Posts exist under an order, are reviewed, and close by themselves (F15, failure 13)."""

from datetime import timedelta

import pytest
from tests.posts import order, post, terms

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders import services as orders
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.checkpoint import queries, rules, services
from fangxian.intake.sources.checkpoint.models import Checkpoint


def state(checkpoint, at):
    return queries.post_now(checkpoint, at=at).state


def refused(city, **how):
    with pytest.raises(Refused) as error:
        post(city, **how)
    return error.value.problem.code


def test_a_post_under_an_order_is_open_until_its_review(city):
    checkpoint = post(city)
    assert state(checkpoint, city.at) == rules.OPEN
    assert state(checkpoint, checkpoint.review_at - timedelta(seconds=1)) == rules.OPEN
    assert state(checkpoint, checkpoint.review_at) == rules.CLOSED


def test_without_an_order_that_allows_posts_there_is_no_post(city):
    assert refused(city, under=order(city, "registration")) == "checkpoint.no_order"
    assert not Checkpoint.objects.exists()


def test_an_order_that_has_ended_allows_no_post(city):
    ended = order(city, "checkpoint")
    orders.revoke_order(order=ended, by=city.actor("signatory", Purpose.ADMINISTER), at=city.at)
    assert refused(city, under=ended) == "checkpoint.no_order"


def test_a_post_lies_within_its_order(city):
    assert refused(city, under=order(city, "checkpoint", scope_area_codes=["330521"])) == "checkpoint.outside_order"


def test_a_post_closes_when_its_order_is_revoked(city):
    under = order(city, "checkpoint")
    checkpoint = post(city, under=under)
    orders.revoke_order(order=under, by=city.actor("signatory", Purpose.ADMINISTER), at=city.at + timedelta(hours=1))
    assert state(checkpoint, city.at + timedelta(hours=1)) == rules.CLOSED


def test_a_road_is_not_stopped_twice_in_one_direction(city):
    under = order(city, "checkpoint")
    post(city, under=under)
    assert refused(city, under=under, name="又一个") == "checkpoint.same_road"
    assert post(city, under=under, name="出城", direction="out").name == "出城"


def test_a_name_is_used_once(city):
    under = order(city, "checkpoint")
    post(city, under=under)
    assert refused(city, under=under, road="S12 南浔") == "checkpoint.name_taken"


@pytest.mark.parametrize(
    ("days", "code"), [(0, "checkpoint.review_past"), (15, "checkpoint.review_far"), (14.5, "checkpoint.review_far")]
)
def test_a_review_lies_within_two_weeks(city, days, code):
    assert refused(city, review_at=city.at + timedelta(days=days)) == code


def test_a_review_lets_a_post_stand_on_but_not_beyond_its_order(city):
    checkpoint, by = post(city), city.actor("duty", Purpose.COMMAND)
    later = city.at + timedelta(days=5)
    services.review_post(checkpoint=checkpoint, review_at=city.at + timedelta(days=12), by=by, at=later)
    assert state(checkpoint, city.at + timedelta(days=11)) == rules.OPEN
    with pytest.raises(Refused):
        services.review_post(checkpoint=checkpoint, review_at=city.at + timedelta(days=15), by=by, at=later)


def test_a_suspended_post_resumes_and_a_closed_one_does_not(city):
    checkpoint, by = post(city), city.actor("duty", Purpose.COMMAND)
    services.suspend_post(checkpoint=checkpoint, by=by, at=city.at)
    assert state(checkpoint, city.at) == rules.SUSPENDED
    services.resume_post(checkpoint=checkpoint, by=by, at=city.at)
    assert state(checkpoint, city.at) == rules.OPEN
    services.close_post(checkpoint=checkpoint, by=by, at=city.at)
    services.resume_post(checkpoint=checkpoint, by=by, at=city.at)
    assert state(checkpoint, city.at) == rules.CLOSED


@pytest.mark.parametrize("name", ["checkpoint", "grid", "commander"])
def test_only_who_answers_for_posts_opens_one(city, name):
    with pytest.raises(Refused) as error:
        services.open_post(
            terms=terms(city), order=order(city, "checkpoint"), programme=city.programme,
            by=city.actor(name, Purpose.COMMAND), at=city.at,
        )  # fmt: skip
    assert error.value.problem.code == "actors.no_power"


def test_the_public_list_names_open_posts_only(city):
    under = order(city, "checkpoint")
    opened = post(city, under=under)
    closed = post(city, under=under, name="东苕溪", road="S13")
    services.close_post(checkpoint=closed, by=city.actor("duty", Purpose.COMMAND), at=city.at)
    assert [now.checkpoint for now in queries.open_posts(city.programme.id, at=city.at)] == [opened]
