"""A fact is recorded once, however often and by however many it is sent."""

from dataclasses import replace
from uuid import uuid4

import pytest
from tests.city import AT, GRID

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.services import Claim
from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact
from fangxian.intake.services import Entry, record_facts

CLAIM = Claim(name="试验甲", area_code=GRID, document_kind="id_card", document_number="440524188001010014")
STAYS = {"stays": [{"area_code": "420106", "from_on": "2020-02-20", "until_on": "2020-02-28"}]}


def entry(**changes):
    return replace(Entry(uuid4(), CLAIM, GRID, AT, STAYS), **changes)


def record(city, *entries, **changes):
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    terms = {"source": "declaration", "legal_basis": "传染病防治法第十二条", "by": by, "at": city.at} | changes
    return record_facts(entries=entries, programme=city.programme, **terms)


def test_the_same_id_twice_is_one_fact(city):
    told = entry()
    first, again = record(city, told)[0], record(city, told)[0]
    assert first.id == again.id and Fact.objects.count() == 1


def test_the_same_id_twice_in_one_delivery_is_one_fact(city):
    told = entry()
    one, other = record(city, told, told)
    assert one.id == other.id and Fact.objects.count() == 1


def test_an_id_that_is_used_for_another_fact_is_refused(city):
    told = entry()
    record(city, told)
    with pytest.raises(Refused) as refused:
        record(city, replace(told, content={"stays": []}))
    assert refused.value.problem.code == "intake.id_reused"


def test_a_delivery_is_one_audit_event_with_its_count_and_digest(city):
    facts = record(city, entry(), entry())
    event = AuditEvent.objects.get(action="intake.facts_recorded")
    assert event.on_id == str(facts[0].batch_id) == str(facts[1].batch_id)
    assert event.count == 2 and len(bytes(event.digest)) == 32 and "试验" not in str(event.detail)


def test_a_delivery_with_nothing_new_wakes_nobody(city):
    told = entry()
    record(city, told)
    record(city, told)
    assert AuditEvent.objects.filter(action="intake.facts_recorded").count() == 1


def test_two_facts_about_one_document_number_are_about_one_person(city):
    one, other = record(city, entry(), entry())
    assert one.person_id == other.person_id


def test_a_fact_without_a_claim_is_about_nobody(city):
    assert record(city, entry(claim=None))[0].person is None


def test_a_correction_names_the_fact_that_it_corrects(city):
    wrong = record(city, entry())[0]
    right = record(city, entry(supersedes=wrong.id, content={"stays": []}))[0]
    assert right.supersedes == wrong.id and Fact.objects.get(id=wrong.id).content == STAYS


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area_code": "33050"}, "intake.not_an_area_code"),
        ({"occurred_at": AT.replace(tzinfo=None)}, "intake.no_time_zone"),
        ({"content": {"stays": [{"phone": "x"}]}}, "intake.content_not_allowed"),
        ({"content": {"户籍": "x"}}, "intake.content_not_allowed"),
        ({"content": {"note": "x" * 30_000}}, "intake.content_too_long"),
        ({"supersedes": uuid4()}, "intake.nothing_to_correct"),
    ],
)
def test_a_bad_fact_is_refused_and_nothing_of_its_delivery_is_recorded(city, change, code):
    with pytest.raises(Refused) as refused:
        record(city, entry(), entry(**change))
    assert refused.value.problem.code == code and Fact.objects.count() == 0


def test_facts_without_a_legal_basis_are_refused(city):
    with pytest.raises(Refused) as refused:
        record(city, entry(), legal_basis=" ")
    assert refused.value.problem.field == "legal_basis"
