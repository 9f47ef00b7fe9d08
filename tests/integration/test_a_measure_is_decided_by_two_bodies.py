"""One health body proposes, another decides after seeing the evidence, and nothing binds before it is served."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from tests.city import NEXT_COUNTY_GRID
from tests.household import a_proposal, approved, in_force, served

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import Refused
from fangxian.measures import queries, rules
from fangxian.measures.models import Told
from fangxian.measures.services import approve, decline, evidence_sha256, withdraw

LATER = timedelta(hours=2)


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.problem.code


def state(measure, at):
    return queries.state_of(queries.by_id(measure.id), at=at)


def test_proposed_approved_served_and_in_force(city):
    measure = a_proposal(city)
    assert state(measure, city.at) == rules.PROPOSED
    approved(city, measure)
    assert state(measure, city.at) == rules.APPROVED
    assert not queries.measures_in_force(city.programme.id, city.at).exists()
    served(city, measure)
    assert state(measure, city.at) == rules.ACTIVE
    assert [m.id for m in queries.measures_in_force(city.programme.id, city.at)] == [measure.id]


@pytest.mark.invariant("INV-03")
def test_who_proposed_does_not_approve(city):
    city.posts["both"] = city.post("epi_as_approver", Role.HEALTH_APPROVER, "", "卫生健康委")
    city.posts["both"].user = city.posts["epi"].user
    city.posts["both"].save()
    assert refusal(approved, city, a_proposal(city), username="both") == "staff.same_person"


@pytest.mark.invariant("INV-03")
def test_somebody_of_the_same_body_does_not_approve(city):
    city.post("cdc_approver", Role.HEALTH_APPROVER, "", "疾控中心")
    assert refusal(approved, city, a_proposal(city), username="cdc_approver") == "staff.same_body"


@pytest.mark.invariant("INV-05")
def test_a_body_outside_health_does_not_approve(city):
    city.post("police_approver", Role.HEALTH_APPROVER, "", "公安局", "public_security")
    assert refusal(approved, city, a_proposal(city), username="police_approver") == "measures.not_a_health_body"


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("username", ["grid", "epi", "duty", "commander", "signatory", "auditor"])
def test_other_roles_do_not_approve(city, username):
    assert refusal(approved, city, a_proposal(city), username=username) == "actors.no_power"


@pytest.mark.invariant("INV-16")
def test_an_approver_of_the_next_county_does_not_approve(city):
    city.post("deqing", Role.HEALTH_APPROVER, "330521", "德清县卫生健康局")
    assert refusal(approved, city, a_proposal(city), username="deqing") == "actors.out_of_area"


@pytest.mark.invariant("INV-03")
def test_nobody_approves_what_she_was_not_shown(city):
    by = city.actor("approver", Purpose.DECIDE_MEASURE)
    assert (
        refusal(approve, measure=a_proposal(city), seen_sha256="0" * 64, by=by, at=city.at)
        == "measures.evidence_not_seen"
    )


def test_a_measure_is_decided_once(city):
    measure = approved(city, a_proposal(city))
    assert refusal(approved, city, measure) == "measures.not_proposed"
    by = city.actor("approver", Purpose.DECIDE_MEASURE)
    assert (
        refusal(decline, measure=measure, reason="证据不足，请补充询问", by=by, at=city.at) == "measures.not_proposed"
    )


def test_declining_takes_a_reason(city):
    by = city.actor("approver", Purpose.DECIDE_MEASURE)
    measure = a_proposal(city)
    assert refusal(decline, measure=measure, reason="否", by=by, at=city.at) == "measures.no_reason"
    decline(measure=measure, reason="健康监测已经足够，请改为建议", by=by, at=city.at)
    assert state(measure, city.at) == rules.DECLINED


def test_a_proposal_is_withdrawn_by_the_body_that_made_it(city):
    measure = a_proposal(city)
    city.post("other_epi", Role.EPIDEMIOLOGIST, "", "吴兴区疾控中心")
    other = city.actor("other_epi", Purpose.DECIDE_MEASURE)
    assert refusal(withdraw, measure=measure, by=other, at=city.at) == "measures.not_yours"
    withdraw(measure=measure, by=city.actor("epi", Purpose.DECIDE_MEASURE), at=city.at)
    assert state(measure, city.at) == rules.WITHDRAWN


def test_a_proposal_of_an_older_edition_is_proposed_anew(city):
    measure = a_proposal(city)
    by = city.actor("approver", Purpose.DECIDE_MEASURE)
    other_edition = datetime(2020, 2, 25, tzinfo=UTC)
    seen = evidence_sha256(measure)
    assert refusal(approve, measure=measure, seen_sha256=seen, by=by, at=other_edition) == "measures.edition_changed"


def test_only_the_own_grid_serves(city):
    measure = approved(city, a_proposal(city))
    assert refusal(served, city, measure, username="next") == "actors.out_of_area"
    assert refusal(served, city, measure, username="grid2") == "actors.out_of_area"
    assert refusal(served, city, measure, username="commander") == "actors.no_power"
    assert served(city, measure, username="grid").served_at == city.at


@pytest.mark.invariant("INV-01")
def test_nothing_is_served_before_it_is_approved(city):
    assert refusal(served, city, a_proposal(city)) == "measures.not_approved"


@pytest.mark.invariant("INV-01", "INV-15")
@pytest.mark.parametrize("how", ["refused_to_sign", "left_at_door"])
def test_a_notice_without_a_signature_has_a_witness(city, how):
    measure = approved(city, a_proposal(city))
    assert refusal(served, city, measure, how=how) == "measures.no_witness"
    assert served(city, measure, how=how, witness="试验邻居").witness == "试验邻居"


@pytest.mark.invariant("INV-15")
def test_a_helper_who_receives_it_is_named(city):
    measure = approved(city, a_proposal(city))
    assert refusal(served, city, measure, how="by_helper") == "measures.no_receiver"


def test_a_service_recorded_later_keeps_its_own_moment(city):
    measure = approved(city, a_proposal(city))
    assert refusal(served, city, measure, served_at=city.at - LATER) == "measures.served_when"
    assert served(
        city, measure, at=city.at + LATER, served_at=city.at + timedelta(hours=1)
    ).served_at == city.at + timedelta(hours=1)


def test_service_opens_the_file_and_notes_who_was_told(city):
    measure = in_force(city)
    assert PersonFile.objects.get(person=measure.person).follow_until == measure.ends_at
    told = {(t.audience, t.channel) for t in Told.objects.filter(measure=measure)}
    assert told == {("subject", "paper"), ("grid", "in_person")}


@pytest.mark.invariant("INV-18")
def test_each_step_is_audited_without_a_name(city):
    in_force(city)
    events = AuditEvent.objects.filter(action__startswith="measures.").order_by("id")
    assert [e.action for e in events] == ["measures.proposed", "measures.approved", "measures.served"]
    assert all("试验" not in str(e.detail) and e.subject_ref for e in events)


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


APPROVE = (
    "UPDATE measures_measure SET approved_at = now(), approved_sha256 = 'x', approver_id = %s, approver_user_id = %s, "
    "deciding_body_id = %s WHERE id = %s"
)


@pytest.mark.invariant("INV-03")
@pytest.mark.parametrize(
    ("username", "why"),
    [
        ("epi", "only a health approver"),
        ("cdc_approver", "somebody_else_of_another_body"),
        ("signatory2", "only a health approver"),
        ("police_approver", "only a health approver"),
    ],
)
def test_not_even_sql_approves_for_the_wrong_person(city, username, why):
    city.post("cdc_approver", Role.HEALTH_APPROVER, "", "疾控中心")
    city.post("police_approver", Role.HEALTH_APPROVER, "", "公安局", "public_security")
    measure, post = a_proposal(city), city.posts[username]
    with pytest.raises(IntegrityError, match=why):
        sql(APPROVE, post.id, post.user_id, post.unit.body_id, measure.id)


@pytest.mark.invariant("INV-01")
def test_not_even_sql_serves_what_nobody_approved(city):
    measure = a_proposal(city)
    with pytest.raises(IntegrityError, match="binds_only_once_approved_and_served"):
        sql("UPDATE measures_measure SET served_at = proposed_at, served_how = 'in_person' WHERE id = %s", measure.id)


def test_the_waiting_lists_show_only_ones_own_area(city):
    measure = a_proposal(city)
    city.post("deqing", Role.HEALTH_APPROVER, "330521", "德清县卫生健康局")
    here, there = city.actor("approver", Purpose.DECIDE_MEASURE), city.actor("deqing", Purpose.DECIDE_MEASURE)
    assert [m.id for m in queries.waiting_for_approval(here, at=city.at)] == [measure.id]
    assert not queries.waiting_for_approval(there, at=city.at)
    approved(city, measure)
    assert queries.waiting_to_be_served(city.actor("grid", Purpose.SERVE_NOTICE), at=city.at).count() == 1
    assert queries.measures_in_force(city.programme.id, city.at, NEXT_COUNTY_GRID).count() == 0
    assert not queries.waiting_to_be_served(city.actor("next", Purpose.SERVE_NOTICE), at=city.at)
