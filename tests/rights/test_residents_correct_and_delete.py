"""What a resident corrects is judged anew, and what she need not leave here is gone for good (INV-10)."""

from uuid import uuid4

import pytest

from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact, Receipt
from fangxian.intake.sources.declaration.models import Declaration
from fangxian.portal import services
from fangxian.screening.models import Verdict
from tests.household import in_force
from tests.integration.test_the_public_door import DATA
from tests.residents import at_the_door, enter, entered, letter, somebody_followed, url
from tests.work import react

pytestmark = pytest.mark.invariant("INV-10")


@pytest.fixture
def visitor(city, client, settings):
    return at_the_door(city, client, settings)


@pytest.fixture
def followed(city):
    return somebody_followed(city)


@pytest.fixture
def declared(city, visitor):
    """Somebody who declared a journey with symptoms, with her own file open."""
    data = DATA | {"client_id": str(uuid4()), "symptoms": ["cough"], "celsius": "37.6", "temperature_method": "ear"}
    assert visitor.post(url("declare"), data).status_code == 302
    react(city)
    person = Person.objects.get()
    code = services.opening.issue_code(person=person, by=city.actor("duty", "follow_up"), at=city.at)[1]
    assert enter(visitor, code).status_code == 302
    return person


def deny(client, fact):
    return client.post(url("correct_stays", fact.id), {"client_id": str(uuid4()), "act": "none"})


def test_a_correction_runs_the_rule_again_and_she_sees_what_came_of_it(city, visitor, followed):
    fact = Fact.objects.get()
    before = Verdict.objects.get()
    entered(city, visitor, followed)
    assert deny(visitor, fact).status_code == 302
    react(city)
    after = Verdict.objects.get(superseded_by=None)
    assert (before.result, after.result) == ("follow_up", "no_action") and after.fact_id != fact.id
    text = visitor.get(url("own_file")).text
    assert "has been corrected" in text and "Nothing restricts you." in text
    assert "<h3>Health follow-up</h3>" not in text and "Health follow-up ended" in text


def test_a_correction_is_made_once_however_often_it_is_sent(city, visitor, followed):
    fact = Fact.objects.get()
    entered(city, visitor, followed)
    sent = {"client_id": str(uuid4()), "act": "none"}
    for _ in range(2):
        visitor.post(url("correct_stays", fact.id), sent)
    assert Fact.objects.count() == 2


def test_deleted_symptoms_are_in_no_fact_any_more(city, visitor, declared):
    assert "Cough" in visitor.get(url("own_file")).text
    assert visitor.post(url("delete"), {"parts": ["symptoms", "temperatures"]}).status_code == 302
    contents = list(Fact.objects.values_list("content", flat=True))
    assert all(not one["symptoms"] and not one["temperatures"] for one in contents) and "37.6" not in str(contents)
    page = visitor.get(url("own_file")).text
    assert "Cough" not in page and "Erased at your wish" in page
    event = AuditEvent.objects.get(action="portal.optional_deleted")
    assert event.detail == {"parts": ["symptoms", "temperatures"]}


def test_a_deleted_phone_is_deleted_from_the_declaration_too(city, visitor, declared):
    assert visitor.post(url("delete"), {"parts": ["phone", "document"]}).status_code in (302, 422)
    person, declaration = Person.objects.get(), Declaration.objects.get()
    followed = Verdict.objects.filter(result="follow_up").exists()
    assert not followed and person.phone is None and person.phone_index is None and person.document_index is None
    assert declaration.phone is None and declaration.document_tail_index is None
    number = Receipt.objects.get().number
    visitor.post(url("leave"))
    assert visitor.post(url("open_receipt"), {"number": number, "answer": "13800138000"}).status_code == 403


def test_what_must_stay_says_why_and_until_when(city, visitor):
    measure = in_force(city)
    enter(visitor, letter(city, measure.person))
    text = visitor.get(url("delete")).text
    assert (
        "people must be able to reach you" in text and 'value="phone"' not in text and "The rule judges by them" in text
    )
    assert visitor.post(url("delete"), {"parts": ["phone"]}).status_code == 422
    by = services.own_actor(measure.person)
    with pytest.raises(Refused) as refused:
        services.delete_optional(person=measure.person, keys=["language", "phone"], by=by, at=city.at)
    assert refused.value.problem.code == "portal.still_needed"
    assert Person.objects.get(id=measure.person.id).phone == "+8613800138000"


@pytest.mark.parametrize("keys", [[], ["name"], ["verdicts"], ["symptoms", "audit"]])
def test_nothing_but_what_is_optional_can_be_deleted(city, followed, keys):
    with pytest.raises(Refused):
        services.delete_optional(person=followed, keys=keys, by=services.own_actor(followed), at=city.at)


@pytest.mark.parametrize("who", ["helper", "stranger", "duty"])
def test_nobody_else_deletes_her_data(city, followed, who):
    other = somebody_followed(city, 2)
    by = {
        "helper": services.own_actor(followed, is_helper=True), "stranger": services.own_actor(other),
        "duty": city.actor("duty", "follow_up"),
    }[who]  # fmt: skip
    with pytest.raises(Refused):
        services.delete_optional(person=followed, keys=["language"], by=by, at=city.at)
