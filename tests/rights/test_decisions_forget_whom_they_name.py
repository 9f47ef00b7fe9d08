"""Half a year after a measure nothing written of people is left in its decision; not a day earlier (domain.md 4.6)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from fangxian.core.audit.models import AuditEvent
from fangxian.erasure import services
from fangxian.measures.models import Appeal, Measure
from fangxian.measures.services.unnaming import ERASED
from tests.household import in_force
from tests.rights.test_measures_are_appealed import appealed

pytestmark = pytest.mark.django_db


def forget_after(measure: Measure, days: int) -> Measure:
    services.forget(at=measure.effective_end_at + timedelta(days=days))
    measure.refresh_from_db()
    return measure


def test_a_decision_forgets_its_texts_when_remedies_are_over_and_keeps_its_rule(city):
    measure = in_force(city)
    told, rule = measure.support_plan, measure.rule_id
    assert forget_after(measure, 182).support_plan == told
    assert forget_after(measure, 185).support_plan == ERASED
    assert measure.rule_id == rule and measure.number and measure.unnamed_at is not None
    assert AuditEvent.objects.get(action="measures.unnamed").count == 1


def test_an_appeal_that_waits_for_its_answer_keeps_the_decision_as_it_is(city):
    measure, _ = appealed(city)
    assert forget_after(measure, 400).unnamed_at is None
    assert ERASED not in set(Appeal.objects.values_list("text", flat=True))


@pytest.mark.invariant("INV-01")
@pytest.mark.parametrize(
    "change", ["support_plan = received_by", "unnamed_at = NULL", "unnamed_at = unnamed_at + interval '1 day'"]
)
def test_no_statement_writes_another_text_into_a_decision_or_takes_its_erasure_back(city, change):
    measure = forget_after(in_force(city), 185)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE measures_measure SET {change} WHERE id = %s", [measure.id])


@pytest.mark.invariant("INV-01")
def test_no_statement_changes_the_texts_of_a_decision_that_still_has_them(city):
    measure = in_force(city)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE measures_measure SET support_plan = received_by WHERE id = %s", [measure.id])
