"""An order has effect only after a legal review and two signatures, within its term (F01)."""

from datetime import timedelta

import pytest

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders import queries, services
from fangxian.core.problems.rules import Refused


def draft(city, by="admin", **changes):
    terms = {
        "programme": city.programme, "number": "湖防指〔2020〕1号", "title": "卡点", "text": "设置卡点。",
        "issuer": "指挥部", "level": "city", "legal_basis": ["IDL-2013-42"],
        "scope_area_codes": ["3305"], "enables": ["checkpoint"],
        "effective_from": city.at, "expires_at": city.at + timedelta(days=14),
    }  # fmt: skip
    return services.draft_order(**{**terms, **changes}, by=city.actor(by, Purpose.ADMINISTER), at=city.at)


def reviewed(city):
    return services.review_order(order=draft(city), by=actor(city, "signatory"), at=city.at)


def actor(city, name):
    return city.actor(name, Purpose.ADMINISTER)


def live(city, at=None, **filters):
    return list(queries.live_orders(city.programme.id, at or city.at, **filters))


def test_an_order_is_live_only_with_the_second_signature(city):
    order = reviewed(city)
    services.sign_order(order=order, by=actor(city, "signatory"), at=city.at)
    assert live(city) == []
    services.sign_order(order=order, by=actor(city, "signatory2"), at=city.at)
    assert live(city) == [order]


def test_one_person_does_not_sign_twice(city):
    order = reviewed(city)
    services.sign_order(order=order, by=actor(city, "signatory"), at=city.at)
    with pytest.raises(Refused) as refused:
        services.sign_order(order=order, by=actor(city, "signatory"), at=city.at)
    assert refused.value.problem.code == "orders.already_signed"


def test_who_drafted_an_order_does_not_review_it(city):
    order = draft(city, by="signatory")
    with pytest.raises(Refused) as refused:
        services.review_order(order=order, by=actor(city, "signatory"), at=city.at)
    assert refused.value.problem.code == "orders.own_draft"


def test_a_reviewed_text_cannot_be_changed_but_can_be_sent_back(city):
    order = reviewed(city)
    services.sign_order(order=order, by=actor(city, "signatory"), at=city.at)
    with pytest.raises(Refused):
        draft(city, order=order, title="另一个标题")
    services.send_back(order=order, by=actor(city, "signatory2"), at=city.at)
    order = queries.order_by_id(order.id, by=actor(city, "admin"))
    assert queries.state_of(order, at=city.at) == "draft" and order.signatures.count() == 0


def test_an_order_dies_at_its_end_without_anybody_acting(city):
    order = reviewed(city)
    for name in ("signatory", "signatory2"):
        services.sign_order(order=order, by=actor(city, name), at=city.at)
    last = order.expires_at - timedelta(seconds=1)
    assert live(city, at=last) == [order] and live(city, at=order.expires_at) == []


def test_a_revoked_order_enables_nothing_from_that_moment(city):
    order = reviewed(city)
    for name in ("signatory", "signatory2"):
        services.sign_order(order=order, by=actor(city, name), at=city.at)
    services.revoke_order(order=order, by=actor(city, "signatory"), at=city.at + timedelta(hours=1))
    assert live(city) == [order] and live(city, at=city.at + timedelta(hours=1)) == []


def test_an_order_counts_only_for_what_and_where_it_says(city):
    order = reviewed(city)
    for name in ("signatory", "signatory2"):
        services.sign_order(order=order, by=actor(city, name), at=city.at)
    assert live(city, enables="checkpoint", area_code="330502001") == [order]
    assert live(city, enables="registration") == [] and live(city, area_code="3306") == []


def test_an_order_without_legal_basis_or_longer_than_a_fortnight_is_refused(city):
    with pytest.raises(Refused) as refused:
        draft(city, legal_basis=[])
    assert refused.value.problem.field == "legal_basis"
    with pytest.raises(Refused) as refused:
        draft(city, expires_at=city.at + timedelta(days=15))
    assert refused.value.problem.code == "orders.too_long"


@pytest.mark.parametrize(("name", "code"), [("grid", "actors.no_power"), ("next", "actors.no_power")])
def test_grid_workers_draft_no_orders(city, name, code):
    with pytest.raises(Refused) as refused:
        draft(city, by=name)
    assert refused.value.problem.code == code


def test_the_public_register_shows_signed_orders_only(city):
    order = reviewed(city)
    assert list(queries.public_register(city.programme.id, at=city.at)) == []
    for name in ("signatory", "signatory2"):
        services.sign_order(order=order, by=actor(city, name), at=city.at)
    assert list(queries.public_register(city.programme.id, at=city.at)) == [order]
