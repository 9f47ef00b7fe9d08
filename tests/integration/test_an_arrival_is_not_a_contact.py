"""Nobody is put under a measure for having arrived, unless a rule or a live order of the city says so (O7, O8)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from tests.household import HOME, MILDER, SUPPORT, approved, served
from tests.work import HOME_STAY, arrival, list_in_effect, react, record, verdict_on

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.models import Order, Signature
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Refused
from fangxian.measures import queries, rules
from fangxian.measures.kinds.home_isolation.services import propose_home_isolation
from fangxian.measures.models import Ground, Measure
from fangxian.measures.services import replay_in_force, what_differs, why_not_arrivals

LEFT_ON_DAY_14_ENDS = datetime(2020, 3, 19, 16, tzinfo=UTC)  # left on 5 March; day 14 is the 19th


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.problem.code


def an_arrival(city, source="declaration") -> Person:
    """Somebody who stayed in Wuhan until 5 March and came on the 6th."""
    list_in_effect(city)
    (fact,) = record(city, arrival(), source=source)
    react(city)
    return verdict_on(fact).person


def an_order(city, **changed) -> Order:
    """A fictional order of the city that brings arrivals under observation at home, signed by two."""
    terms = {
        "number": "演练第1号", "title": "演练命令", "text": "虚构", "issuer": "演练指挥部", "level": "city",
        "legal_basis": ["IDL-2013-42"], "scope_area_codes": ["3305"], "enables": ["arrivals_home_observation"],
        "effective_from": city.at - timedelta(days=1), "expires_at": city.at + timedelta(days=10), "is_fictional": True,
        "drafted_at": city.at - timedelta(days=2), "drafted_by": city.posts["admin"],
        "reviewed_at": city.at - timedelta(days=2), "reviewed_by": city.posts["signatory"],
    } | changed  # fmt: skip
    order = Order.objects.create(programme=city.programme, **terms)
    for name in ("signatory", "signatory2"):
        post, signed_at = city.posts[name], city.at - timedelta(days=2)
        Signature.objects.create(programme=city.programme, order=order, post=post, user=post.user, signed_at=signed_at)
    return order


def propose(city, person, **changed) -> Measure:
    terms = {
        "home": HOME, "milder": MILDER, "conditions": [], "support_plan": SUPPORT, "language": "zh-hans",
        "by": city.actor("epi", Purpose.DECIDE_MEASURE), "at": city.at,
    } | changed  # fmt: skip
    return propose_home_isolation(person=person, **terms)


@pytest.mark.invariant("INV-02")
def test_without_a_rule_and_without_an_order_an_arrival_is_only_followed_up(city):
    assert refusal(propose, city, an_arrival(city)) == "measures.no_rule_for_arrivals"
    by = city.actor("epi", Purpose.DECIDE_MEASURE)
    assert why_not_arrivals(city.programme, by=by, at=city.at).code == "measures.no_rule_for_arrivals"


def test_a_live_order_allows_home_observation_counted_from_leaving_the_area(city):
    order = an_order(city)
    measure = propose(city, an_arrival(city))
    assert (measure.type, measure.ends_at) == ("HOME_OBS", LEFT_ON_DAY_14_ENDS)
    assert measure.rule_id == "cn.screen.2020-02/look-back" and measure.legal_basis == ["IDL-2013-42"]
    assert Ground.objects.get(measure=measure).order_id == order.id
    assert [ref.split(":")[0] for ref in measure.evidence_refs] == ["verdict", "order"]


@pytest.mark.invariant("INV-02")
@pytest.mark.parametrize(
    "changed",
    [
        {"enables": ["checkpoint"]},
        {"scope_area_codes": ["330521"]},
        {"expires_at": datetime(2020, 3, 10, 0, 59, tzinfo=UTC)},
        {"effective_from": datetime(2020, 3, 10, 1, 1, tzinfo=UTC)},
    ],
)
def test_an_order_that_does_not_say_so_here_and_now_allows_nothing(city, changed):
    an_order(city, **changed)
    assert refusal(propose, city, an_arrival(city)) == "measures.no_rule_for_arrivals"


@pytest.mark.invariant("INV-02")
def test_a_pushed_list_that_nobody_confirmed_is_no_ground(city):
    an_order(city)
    assert refusal(propose, city, an_arrival(city, source="pushed_list")) == "measures.no_evidence"


def test_an_arrival_after_the_days_is_left_alone(city):
    an_order(city, expires_at=city.at + timedelta(days=14))
    assert refusal(propose, city, an_arrival(city), at=LEFT_ON_DAY_14_ENDS) == "measures.ended_already"


@pytest.mark.invariant("INV-02")
def test_what_an_order_made_of_a_stay_comes_out_the_same_when_it_is_computed_again(city):
    an_order(city)
    measure = served(city, approved(city, propose(city, an_arrival(city))))
    assert what_differs(queries.by_id(measure.id)) is None
    assert replay_in_force(at=city.at + timedelta(hours=1)) == 0


@pytest.mark.invariant("INV-07")
def test_every_milder_option_is_answered_for_an_arrival_too(city):
    an_order(city)
    assert refusal(propose, city, an_arrival(city), milder={}) == "measures.milder_unanswered"


@pytest.mark.invariant("INV-04")
def test_revoking_the_order_ends_what_was_made_under_it(city):
    order = an_order(city)
    measure = served(city, approved(city, propose(city, an_arrival(city))))
    at = city.at + timedelta(days=1)
    Order.objects.filter(id=order.id).update(revoked_at=at, revoked_by=city.posts["signatory"])
    found = queries.by_id(measure.id)
    assert (queries.state_of(found, at=at), queries.end_reason_of(found)) == (rules.RELEASED_EARLY, "order_revoked")


@pytest.mark.invariant("INV-10")
def test_a_corrected_stay_ends_it_at_once(city):
    an_order(city)
    person = an_arrival(city)
    measure = served(city, approved(city, propose(city, person)))
    fact_id = queries.confirmed_verdicts(person).get().fact_id
    record(city, arrival(1, HOME_STAY, supersedes=fact_id), source="declaration")
    react(city)
    found = queries.by_id(measure.id)
    assert (queries.state_of(found, at=city.at), queries.end_reason_of(found)) == (
        rules.RELEASED_EARLY, "no_longer_contact",
    )  # fmt: skip


@pytest.mark.invariant("INV-06")
def test_a_new_edition_of_the_protocol_leaves_what_an_order_decided(city):
    from fangxian.measures.services import shorten_on_new_edition

    an_order(city)
    measure = served(city, approved(city, propose(city, an_arrival(city))))
    assert shorten_on_new_edition(programme=city.programme, at=city.at) == 0
    assert queries.by_id(measure.id).ends_at == LEFT_ON_DAY_14_ENDS


def test_arrivals_wait_for_a_proposal_only_once(city):
    an_order(city)
    person = an_arrival(city)
    by = city.actor("epi", Purpose.DECIDE_MEASURE)
    assert [v.person_id for v in queries.arrivals_without_measure(by, at=city.at)] == [person.id]
    propose(city, person)
    assert not queries.arrivals_without_measure(by, at=city.at)


@pytest.mark.invariant("INV-02")
def test_not_even_sql_grounds_a_measure_on_an_order_that_enables_something_else(city):
    an_order(city)
    measure = propose(city, an_arrival(city))
    other = an_order(city, number="演练第2号", enables=["checkpoint"])
    columns = ", ".join(f'"{f.column}"' for f in Ground._meta.concrete_fields if f.column not in ("id", "order_id"))
    with pytest.raises(IntegrityError, match="only by a rule or a live order"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO measures_ground (id, order_id, {columns}) "
            f"SELECT gen_random_uuid(), %s, {columns} FROM measures_ground WHERE measure_id = %s",
            [other.id, measure.id],
        )
