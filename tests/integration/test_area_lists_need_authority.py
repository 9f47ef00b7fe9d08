"""An area list has effect only under a live order or with two bodies' sign-offs (O8)."""

from datetime import timedelta

import pytest
from tests.work import HUBEI_HIGH, arrival, later, list_in_effect, load_list, react, record, verdict_on

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.models import Order, Signature
from fangxian.core.problems.rules import Refused
from fangxian.engine.tables import TableRefused
from fangxian.screening import queries, services
from fangxian.screening.models import AreaList, Verdict
from fangxian.tasks.models import Task


def sign(city, area_list, name):
    services.sign_off_area_list(area_list=area_list, by=city.actor(name, Purpose.JUDGE_FACTS), at=city.at)


def order(city, *, enables=("area_list",)):
    made = Order.objects.create(
        programme=city.programme, number="演练1", title="演练", text="演练", issuer="指挥部", level="city",
        legal_basis=["PHER-2011-40"], scope_area_codes=["3305"], enables=list(enables),
        effective_from=city.at - timedelta(days=1), expires_at=city.at + timedelta(days=1), is_fictional=True,
        drafted_at=city.at - timedelta(days=2), drafted_by=city.posts["admin"],
        reviewed_at=city.at - timedelta(days=2), reviewed_by=city.posts["signatory"],
    )  # fmt: skip
    for name in ("signatory", "signatory2"):
        post = city.posts[name]
        Signature.objects.create(
            programme=city.programme, order=made, post=post, user=post.user, signed_at=city.at - timedelta(days=2)
        )
    return made


def load_under(city, made, text=HUBEI_HIGH):
    return services.load_area_list(
        title="演练名单", source_name="演练", content=text.encode(), file_name="list.csv", order=made,
        programme=city.programme, by=city.actor("duty", Purpose.RECEIVE_FACTS), at=city.at,
    )  # fmt: skip


def test_a_loaded_list_waits_until_a_second_body_signs(city):
    area_list = load_list(city)
    assert queries.state_of(area_list, at=city.at) == "waiting"
    sign(city, area_list, "epi")
    assert queries.lists_in_effect(city.programme.id, at=city.at) == []
    sign(city, area_list, "approver")
    assert [row.id for row in queries.lists_in_effect(city.programme.id, at=city.at)] == [area_list.id]


@pytest.mark.invariant("INV-03")
def test_the_same_body_does_not_sign_twice(city):
    area_list = load_list(city)
    sign(city, area_list, "approver")
    with pytest.raises(Refused, match="another body"):
        sign(city, area_list, "signatory2")  # of the same health commission


def test_a_duty_officer_loads_but_does_not_sign_and_a_grid_worker_does_neither(city):
    area_list = load_list(city)
    for name in ("duty", "grid"):
        with pytest.raises(Refused, match="power"):
            sign(city, area_list, name)
    with pytest.raises(Refused, match="power"):
        services.load_area_list(
            title="x", source_name="x", content=HUBEI_HIGH.encode(), file_name="x.csv", order=None,
            programme=city.programme, by=city.actor("grid", Purpose.RECEIVE_FACTS), at=city.at,
        )  # fmt: skip


def test_a_list_under_a_live_order_ends_with_the_order(city):
    area_list = load_under(city, order(city))
    assert queries.state_of(area_list, at=city.at) == "in_effect"
    assert queries.state_of(area_list, at=city.at + timedelta(days=1)) == "waiting"


def test_an_order_for_something_else_does_not_carry_a_list(city):
    with pytest.raises(Refused, match="does not allow area lists"):
        load_under(city, order(city, enables=["checkpoint"]))
    assert not AreaList.objects.exists()


@pytest.mark.invariant("INV-20")
def test_rows_that_cannot_be_taken_are_counted_and_say_why(city):
    area_list = load_list(city, HUBEI_HIGH + "鼓楼区,鼓楼区,high,2020-02-01,,\n330100,杭州市,purple,2020-02-01,,\n")
    counts = area_list.row_counts
    assert counts["received"] == 3 == sum(counts.values()) - counts["received"]
    assert {finding["code"] for finding in area_list.findings} >= {"level_unknown"}
    assert all(finding["zh"] and finding["en"] for finding in area_list.findings)


def test_a_file_that_is_no_list_is_refused_whole(city):
    with pytest.raises(TableRefused):
        load_list(city, "姓名,电话\n试验,1\n")
    assert not AreaList.objects.exists()


def test_the_same_file_is_not_loaded_twice(city):
    load_list(city)
    with pytest.raises(Refused, match="already been loaded"):
        load_list(city)


def test_a_list_that_comes_into_effect_later_is_applied_to_facts_on_record(city):
    (fact,) = record(city, arrival())
    react(city)
    assert verdict_on(fact).reason == "no_list"
    list_in_effect(city, at=later(city, hours=1))
    assert services.judge_again(later(city, hours=1)) == 1
    react(city, at=later(city, hours=1))
    assert verdict_on(fact).result == "follow_up" and Task.objects.count() == 1
    assert services.judge_again(later(city, hours=2)) == 0


@pytest.mark.invariant("INV-10")
def test_a_withdrawn_list_takes_back_what_only_it_had_opened(city):
    area_list = list_in_effect(city)
    (fact,) = record(city, arrival())
    react(city)
    services.judge_again(city.at)
    by = city.actor("approver", Purpose.JUDGE_FACTS)
    services.withdraw_area_list(area_list=area_list, reason="错误", by=by, at=later(city, hours=1))
    services.judge_again(later(city, hours=1))
    react(city, at=later(city, hours=1))
    assert verdict_on(fact).reason == "no_list" and Verdict.objects.count() == 2
    assert Task.objects.get().conclusion == "corrected"
