"""A case is opened from a laboratory result and from nothing else (F09; domain.md 4.4, failure 5)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from tests.city import NEXT_COUNTY_GRID
from tests.household import LABORATORY, PATIENT, a_case, investigator

from fangxian.cases import queries
from fangxian.cases.models import Case
from fangxian.cases.services import record_step
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused


@pytest.mark.invariant("INV-02")
@pytest.mark.parametrize(
    ("missing", "field"),
    [({"lab_name": " "}, "lab_name"), ({"sample_number": ""}, "sample_number"), ({"result_on": None}, "result_on")],
)
def test_without_its_laboratory_reference_no_case_is_opened(city, missing, field):
    with pytest.raises(Refused) as refused:
        a_case(city, laboratory=replace(LABORATORY, **missing))
    assert refused.value.problem.code == "cases.no_laboratory"
    assert refused.value.problem.field == field
    assert not Case.objects.exists()


@pytest.mark.invariant("INV-02")
def test_not_even_sql_puts_a_case_without_a_sample_number(city):
    case = a_case(city)
    with pytest.raises(IntegrityError, match="a_case_names_its_sample"), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sample_number = '\\x01' WHERE id = %s", [case.id])


@pytest.mark.invariant("INV-02")
def test_not_even_sql_moves_a_laboratory_result_to_another_person(city):
    case, other = (
        a_case(city),
        a_case(
            city,
            laboratory=replace(LABORATORY, sample_number="2"),
            claim=replace(PATIENT, name="乙", document_number="110105188912310024"),
        ),
    )
    with pytest.raises(IntegrityError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET person_id = %s WHERE id = %s", [other.person_id, case.id])


def test_the_same_sample_opens_one_case_only(city):
    a_case(city)
    with pytest.raises(Refused) as refused:
        a_case(city, laboratory=replace(LABORATORY, sample_number=" hz-2020-0301-017"))
    assert refused.value.problem.code == "cases.sample_used"


def test_the_sample_number_is_not_readable_in_the_table(city):
    a_case(city)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sample_number FROM cases_case")
        assert b"HZ-2020" not in bytes(cursor.fetchone()[0])
    assert Case.objects.get().sample_number == "HZ-2020-0301-017"


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("username", ["grid", "duty", "checkpoint", "commander", "admin"])
def test_only_an_epidemiologist_opens_a_case(city, username):
    from fangxian.cases.services import open_case

    with pytest.raises(Refused) as refused:
        open_case(
            claim=PATIENT, laboratory=LABORATORY, case_class="confirmed", onset_on=date(2020, 3, 8), isolated_at=None,
            learned_at=city.at, programme=city.programme, by=city.actor(username, Purpose.INVESTIGATE_CASE), at=city.at,
        )  # fmt: skip
    assert refused.value.problem.status == 403


@pytest.mark.invariant("INV-16")
def test_a_case_of_the_next_county_is_neither_opened_nor_seen(city):
    from fangxian.core.actors.rules import Role

    city.post("county_epi", Role.EPIDEMIOLOGIST, "330502", "吴兴区疾控中心")
    a_case(city, claim=replace(PATIENT, area_code=NEXT_COUNTY_GRID))
    assert not queries.cases_of(city.actor("county_epi", Purpose.INVESTIGATE_CASE)).exists()
    assert queries.cases_of(investigator(city)).count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"onset_on": None}, "cases.no_onset"),
        ({"onset_on": date(2020, 3, 11)}, "cases.day_out_of_range"),
        ({"case_class": "asymptomatic"}, "cases.onset_without_symptoms"),
        ({"isolated_at": datetime(2020, 3, 11, tzinfo=UTC)}, "cases.isolated_in_future"),
        ({"learned_at": datetime(2020, 3, 11, tzinfo=UTC)}, "cases.learned_in_future"),
    ],
)
def test_days_that_cannot_be_are_refused(city, changed, code):
    with pytest.raises(Refused) as refused:
        a_case(city, **changed)
    assert refused.value.problem.code == code


def test_the_two_clocks_of_a_case_run_from_when_it_became_known(city):
    case = a_case(city)
    reported, investigated = queries.deadlines_of(case, at=city.at)
    assert reported.due_at - city.at == timedelta(hours=2)
    assert investigated.due_at - city.at == timedelta(hours=24)


def test_a_step_of_a_case_is_recorded_once(city):
    case = record_step(case=a_case(city), step="reported", by=investigator(city), at=city.at)
    assert case.reported_at == city.at
    with pytest.raises(Refused):
        record_step(case=case, step="reported", by=investigator(city), at=city.at)


def test_opening_a_case_is_audited_without_a_name(city):
    case = a_case(city)
    event = AuditEvent.objects.get(action="cases.opened")
    assert event.on_id == str(case.id)
    assert event.subject_ref is not None
    assert "试验" not in str(event.detail)
