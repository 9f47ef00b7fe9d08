"""What a measure cannot begin without, whoever asks and however (INV-01, 02, 03, 05, 07, 11; O7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from tests.city import NEXT_COUNTY_GRID
from tests.household import (
    CHILD,
    HOME,
    LABORATORY_2,
    MILDER,
    OTHER_PATIENT,
    SPOUSE,
    SUPPORT,
    a_case,
    a_contact,
    a_proposal,
    investigator,
)

from fangxian.cases.services import rule_out
from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.people.services import know_people
from fangxian.core.problems.rules import Refused
from fangxian.measures.kinds.home_isolation.rules import Suitability
from fangxian.measures.kinds.home_isolation.services import plan_home_isolation
from fangxian.measures.models import Ground, Measure
from fangxian.measures.services import Proposal, propose


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.problem.code


def test_a_measure_carries_its_rule_evidence_basis_and_end(city):
    measure = a_proposal(city)
    assert (measure.rule_id, measure.rule_version) == ("cn.protocol.6/measure/close", "1.0.0")
    assert [ref.split(":")[0] for ref in measure.evidence_refs] == ["classification", "exposure", "case"]
    assert measure.legal_basis == ["IDL-2013-39"]
    assert measure.ends_at == datetime(2020, 3, 23, 16, 0, tzinfo=UTC)  # 24 March 00:00 in the city


@pytest.mark.invariant("INV-01", "INV-02")
def test_a_person_without_any_evidence_is_left_alone(city):
    person = know_people([SPOUSE], programme=city.programme, by=investigator(city), at=city.at)[0]
    assert refusal(plan_home_isolation, person, at=city.at) == "measures.no_evidence"


@pytest.mark.invariant("INV-02")
@pytest.mark.parametrize("changed", [{"setting": "same_venue"}, {"setting": "judged"}, {"protection": "both"}])
def test_what_binds_nobody_is_no_ground(city, changed):
    a_contact(city, a_case(city), **changed)
    assert refusal(a_proposal, city) == "measures.no_evidence"
    assert not Measure.objects.exists()


@pytest.mark.invariant("INV-02")
def test_a_ruled_out_case_is_no_ground(city):
    case = a_case(city, case_class="suspected")
    a_contact(city, case)
    rule_out(case=case, reason="复核两次均为阴性，排除", by=investigator(city), at=city.at)
    assert refusal(a_proposal, city) == "measures.no_evidence"


def test_somebody_found_after_the_end_is_only_advised(city):
    a_contact(city, a_case(city))
    assert refusal(a_proposal, city, at=datetime(2020, 3, 23, 16, 0, tzinfo=UTC)) == "measures.ended_already"


@pytest.mark.invariant("INV-01")
def test_an_edition_without_measures_gives_none(city):
    a_contact(city, a_case(city))
    assert refusal(a_proposal, city, at=datetime(2023, 1, 9, tzinfo=UTC)) == "measures.no_rule"


@pytest.mark.invariant("INV-07")
def test_every_milder_option_of_the_rule_is_answered(city):
    assert refusal(a_proposal, city, milder=MILDER | {"HOME_MONITOR": "不够"}) == "measures.milder_unanswered"
    assert set(a_proposal(city).milder) == {"SELF_MONITOR", "HOME_MONITOR"}


@pytest.mark.invariant("INV-11")
@pytest.mark.parametrize("part", ["groceries", "medicine", "rubbish", "health_contact"])
def test_nobody_stays_at_home_without_support(city, part):
    assert refusal(a_proposal, city, support_plan=SUPPORT | {part: " "}) == "measures.no_support_plan"


def test_a_home_without_a_room_of_ones_own_needs_an_arrangement(city):
    assert refusal(a_proposal, city, home=replace(HOME, has_own_room=False)) == "home_isolation.no_arrangement"
    arranged = replace(HOME, has_own_room=False, arrangement="与家人分床，社区提供临时单间备选")
    assert a_proposal(city, home=arranged).suitability["arrangement"]


def test_a_need_that_was_named_is_seen_to(city):
    home = Suitability(True, True, 1, needs=("dialysis",))
    assert refusal(a_proposal, city, home=home) == "home_isolation.needs_care"
    assert a_proposal(city, home=home, support_plan=SUPPORT | {"care": "专车接送透析"})


@pytest.mark.invariant("INV-11")
def test_a_child_is_never_separated_from_its_companion(city):
    assert refusal(a_proposal, city, claim=CHILD) == "measures.no_companion"
    measure = a_proposal(city, claim=CHILD, companion="试验配偶")
    assert measure.is_dependent and measure.companion == "试验配偶"


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("username", ["grid", "duty", "commander", "admin", "checkpoint", "approver"])
def test_only_an_epidemiologist_proposes(city, username):
    assert refusal(a_proposal, city, by=city.actor(username, Purpose.DECIDE_MEASURE)) == "actors.no_power"


@pytest.mark.invariant("INV-16")
def test_an_epidemiologist_of_the_next_county_proposes_nothing_here(city):
    city.post("deqing_epi", Role.EPIDEMIOLOGIST, "330521", "德清县疾控中心")
    by = city.actor("deqing_epi", Purpose.DECIDE_MEASURE)
    assert refusal(a_proposal, city, by=by) == "actors.out_of_area"
    elsewhere = replace(SPOUSE, area_code=NEXT_COUNTY_GRID, name="试验邻县")
    assert a_proposal(city, claim=elsewhere, by=by)


@pytest.mark.invariant("INV-03")
def test_twenty_one_in_one_operation_are_refused(city):
    a_contact(city, a_case(city))
    person = Measure._meta.get_field("person").related_model.objects.exclude(cases__isnull=False).get()
    one = Proposal(
        person=person, kind="home_isolation", type="HOME_OBS", milder=MILDER, conditions=[], support_plan=SUPPORT,
        needed_support=[], language="zh-hans", appeal_route="paper",
    )  # fmt: skip
    by = city.actor("epi", Purpose.DECIDE_MEASURE)
    assert refusal(propose, [one] * 21, by=by, at=city.at) == "measures.mass_action"
    assert not Measure.objects.exists()


@pytest.mark.invariant("INV-01", "INV-07")
def test_a_type_that_the_rule_does_not_allow_is_refused(city):
    from fangxian.measures.services import plan_for

    exposure = a_contact(city, a_case(city))
    assert refusal(plan_for, exposure.person, measure_type="TURN_BACK", at=city.at) == "measures.only_advice"
    assert refusal(plan_for, exposure.person, measure_type="HOME_MONITOR", at=city.at) == "measures.only_advice"


def test_a_second_proposal_waits_for_the_first(city):
    a_proposal(city)
    assert refusal(a_proposal, city) == "measures.already_proposed"


def test_of_two_exposures_each_keeps_its_clock_and_the_later_ends_it(city):
    first = a_contact(city, a_case(city), last_contact_on=date(2020, 3, 8), last_contact_at=None)
    second = a_case(city, laboratory=LABORATORY_2, claim=OTHER_PATIENT)
    a_contact(city, second, last_contact_on=date(2020, 3, 9))
    measure = a_proposal(city)
    ends = sorted(ground.ends_at for ground in Ground.objects.filter(measure=measure))
    assert first.person_id == measure.person_id
    assert ends == [datetime(2020, 3, 22, 16, tzinfo=UTC), datetime(2020, 3, 23, 16, tzinfo=UTC)]
    assert measure.ends_at == ends[-1]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def other_columns(model, *named):
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    return ", ".join(f'"{f.column}"' for f in fields if f.column not in named)


@pytest.mark.invariant("INV-01")
def test_not_even_sql_proposes_without_evidence(city):
    measure = a_proposal(city)
    columns = other_columns(Measure, "id", "number", "evidence_refs")
    with pytest.raises(IntegrityError, match="a_measure_rests_on_evidence"):
        sql(
            f"INSERT INTO measures_measure (id, number, evidence_refs, {columns}) "
            f"SELECT gen_random_uuid(), '999', '{{}}', {columns} FROM measures_measure WHERE id = %s",
            measure.id,
        )


@pytest.mark.invariant("INV-01", "INV-03")
def test_not_even_sql_inserts_a_measure_that_is_already_decided(city):
    measure = a_proposal(city)
    columns = other_columns(Measure, "id", "number", "served_at")
    with pytest.raises(IntegrityError, match="begins as a proposal"):
        sql(
            f"INSERT INTO measures_measure (id, number, served_at, {columns}) "
            f"SELECT gen_random_uuid(), '999', now(), {columns} FROM measures_measure WHERE id = %s",
            measure.id,
        )


@pytest.mark.invariant("INV-02")
def test_not_even_sql_rests_a_measure_on_a_classification_of_somebody_else(city):
    measure = a_proposal(city)
    other = a_contact(city, measure.grounds.get().case, claim=replace(SPOUSE, name="试验邻居"))
    columns = other_columns(Ground, "id", "classification_id")
    with pytest.raises(IntegrityError, match="of this person"):
        sql(
            f"INSERT INTO measures_ground (id, classification_id, {columns}) "
            f"SELECT gen_random_uuid(), %s, {columns} FROM measures_ground WHERE measure_id = %s",
            other.classifications.get().id,
            measure.id,
        )


def test_proposals_are_for_a_day_not_for_ever(city):
    measure = a_proposal(city)
    assert measure.ceiling_at - measure.ends_at == timedelta(0)
    assert measure.ceiling_days == 14
