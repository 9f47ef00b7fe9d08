"""Two senders race with the same ids: each fact is recorded once, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from tests.city import AT, GRID, found_city

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim
from fangxian.intake.models import Fact, FactReceipt
from fangxian.intake.services import Entry, record_facts

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS, FACTS = 4, 60


def entries():
    return [
        Entry(uuid4(), Claim(name=f"试验{n % 20}", area_code=GRID, phone=f"+861380013{n % 20:04d}"), GRID, AT, {"n": n})
        for n in range(FACTS)
    ]


def send_at_once(city, deliveries):
    """Every delivery in a thread of its own, all beginning together; the facts that each was told."""
    together = Barrier(len(deliveries))
    by = city.actor("duty", Purpose.RECEIVE_FACTS)

    def send(delivery):
        together.wait()
        try:
            facts = record_facts(
                source="checkpoint",
                entries=delivery,
                programme=city.programme,
                legal_basis="条例第四十条",
                by=by,
                at=AT,
            )
            return [fact.id for fact in facts]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deliveries)) as pool:
        return list(pool.map(send, deliveries))


def test_the_same_delivery_from_several_senders_is_recorded_once():
    city = found_city()
    told = entries()
    answers = send_at_once(city, [told] * SENDERS)
    assert answers.count(answers[0]) == SENDERS
    assert Fact.objects.count() == FACTS == FactReceipt.objects.count() and Person.objects.count() == 20
    assert AuditEvent.objects.filter(action="intake.facts_recorded").count() == 1


def test_deliveries_that_overlap_in_different_orders_do_not_block_each_other():
    city = found_city()
    told = entries()
    send_at_once(city, [told[:40], list(reversed(told[20:])), told[10:50], list(reversed(told))])
    assert Fact.objects.count() == FACTS and Person.objects.count() == 20
    events = AuditEvent.objects.filter(action="intake.facts_recorded")
    assert sum(event.count for event in events) == FACTS
