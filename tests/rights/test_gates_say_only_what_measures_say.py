"""A gate's word is computed from the measures in force; nobody, and no statement, sets it (INV-02, INV-13)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from fangxian.core.actors.rules import Purpose
from fangxian.intake.sources.gate.models import Gate
from fangxian.measures.queries import gate_word_of, gate_words_of
from fangxian.measures.rules.gates import ASK_DUTY, PASS
from fangxian.measures.services import release
from tests.household import CHILD, a_proposal, approved, in_force
from tests.stand_down import end

MOMENT = timedelta(microseconds=1)
WORDS_OF_A_GATE = {"gate", "gates", "colour", "color", "healthcode", "red", "green", "amber"}


@pytest.mark.invariant("INV-02", "INV-13")
def test_somebody_is_asked_while_a_measure_binds_her_and_passes_from_its_last_moment_on(city):
    measure = in_force(city)
    person_id, end = measure.person_id, measure.ends_at
    assert gate_word_of(person_id, at=city.at - MOMENT) == PASS
    assert gate_word_of(person_id, at=city.at) == ASK_DUTY
    assert gate_word_of(person_id, at=end - MOMENT) == ASK_DUTY
    assert gate_word_of(person_id, at=end) == PASS


@pytest.mark.invariant("INV-01", "INV-02")
def test_a_proposal_or_an_approval_that_was_not_served_asks_nobody(city):
    measure = a_proposal(city)
    assert gate_word_of(measure.person_id, at=city.at) == PASS
    approved(city, measure)
    assert gate_word_of(measure.person_id, at=city.at) == PASS


@pytest.mark.invariant("INV-26")
def test_whoever_is_not_known_passes(city):
    assert gate_words_of([uuid4(), uuid4()], at=city.at).keys() and gate_word_of(uuid4(), at=city.at) == PASS


def test_a_released_person_passes_at_once(city):
    measure = in_force(city)
    by = city.actor("approver", Purpose.DECIDE_MEASURE)
    release(measure=measure, reason="复核后认为居家健康监测已经足够", by=by, at=city.at + MOMENT)
    assert gate_word_of(measure.person_id, at=city.at + MOMENT) == PASS


@pytest.mark.invariant("INV-24")
def test_everybody_passes_once_the_programme_has_stood_down(city):
    measure = in_force(city)
    city.at += timedelta(hours=1)
    end(city)
    assert gate_word_of(measure.person_id, at=city.at - MOMENT) == ASK_DUTY
    assert gate_word_of(measure.person_id, at=city.at) == PASS


@pytest.mark.invariant("INV-02")
def test_no_table_has_a_column_for_what_a_gate_says_of_a_person(db):
    columns = {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.get_fields()
        if WORDS_OF_A_GATE & set(column.name.lower().split("_")) and column.related_model is not Gate  # a place
    }
    assert columns == set()


@pytest.mark.invariant("INV-02")
def test_no_row_of_any_table_holds_the_word_while_people_are_asked(city):
    measure, child = in_force(city), in_force(city, claim=CHILD, is_dependent=True, companion="试验配偶")
    assert gate_words_of([measure.person_id, child.person_id], at=city.at) == {
        measure.person_id: ASK_DUTY,
        child.person_id: ASK_DUTY,
    }
    holding = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{ASK_DUTY}%"])
            holding += [table] * cursor.fetchone()[0]
    assert holding == []


@pytest.mark.invariant("INV-13")
def test_many_people_cost_one_query(city, django_assert_num_queries):
    person_id = in_force(city).person_id
    with django_assert_num_queries(1):
        assert gate_words_of([person_id, *(uuid4() for _ in range(99))], at=city.at)[person_id] == ASK_DUTY
