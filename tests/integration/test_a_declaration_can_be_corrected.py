"""Declaring, the receipt, correcting and confirming (F08, F50, INV-10, INV-15)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests import stand_down
from tests.city import GRID, OTHER_GRID

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim
from fangxian.core.problems.rules import Problem, Refused
from fangxian.intake.models import Fact, Receipt
from fangxian.intake.queries import correction_of
from fangxian.intake.rules import new_number, why_not_a_number
from fangxian.intake.services import Entry, Result, note_results, record_facts
from fangxian.intake.sources.declaration import queries, rules, services

WUHAN = rules.Stay("4201", "武汉", date(2020, 3, 1), date(2020, 3, 8))
HANGZHOU = rules.Stay("3301", "杭州", date(2020, 3, 1), date(2020, 3, 8))
DECLARED = rules.Declared(
    name="试验甲", document_kind="id_card", document_number="440524188001010014", phone="+8613800138000",
    arrives_on=date(2020, 3, 9), destination_code=GRID, destination_in_programme=True, stays=[WUHAN],
    transport=rules.Transport("train", "G100", date(2020, 3, 9), "5", "12F"), address="试验路1号",
)  # fmt: skip


def resident(city, purpose=Purpose.RECEIVE_FACTS):
    return Actor(role=Role.RESIDENT, purpose=purpose, programme_id=city.programme.id)


def declare(city, declared=DECLARED, client_id=None):
    return services.declare(
        declared=declared, client_id=client_id or uuid4(), programme=city.programme, by=resident(city), at=city.at
    )


def correct(city, declaration, declared, *, was=None, client_id=None):
    return services.correct(
        declaration=declaration, declared=declared, client_id=client_id or uuid4(),
        was=was or declaration.receipt.fact_id, by=resident(city), at=city.at + timedelta(minutes=5),
    )  # fmt: skip


def open_it(city, declaration, answer, phone="", at=None):
    return services.open_declaration(
        number=declaration.receipt.number, answer=answer, phone=phone, programme=city.programme,
        by=resident(city), at=at or city.at,
    )  # fmt: skip


def test_a_declaration_is_a_fact_without_identifiers_and_a_receipt(city):
    declaration = declare(city)
    fact = Fact.objects.get(id=declaration.receipt.fact_id)
    assert fact.source == "declaration" and fact.area_code == GRID and fact.person.name == "试验甲"
    assert fact.content["stays"][0]["area_code"] == "4201" and fact.content["transport"]["seat"] == "12F"
    assert "试验" not in str(fact.content) and "4405" not in str(fact.content) and "138" not in str(fact.content)
    assert why_not_a_number(declaration.receipt.number) is None


def test_the_same_form_sent_twice_is_one_declaration(city):
    client_id = uuid4()
    first, again = declare(city, client_id=client_id), declare(city, client_id=client_id)
    assert first.id == again.id and Fact.objects.count() == 1 == Receipt.objects.count()


@pytest.mark.invariant("INV-10")
def test_a_correction_is_a_new_fact_in_the_place_of_the_old_one(city):
    declaration = declare(city)
    was = declaration.receipt.fact_id
    correct(city, declaration, replace(DECLARED, stays=[HANGZHOU]))
    now = queries.newest_fact_of(declaration)
    assert now.supersedes == was and now.content["stays"][0]["area_code"] == "3301"
    assert [version.kind for version, _ in queries.versions_of(declaration)] == ["declared", "corrected"]


def test_a_correction_sent_twice_is_one_version(city):
    declaration, client_id = declare(city), uuid4()
    was = declaration.receipt.fact_id
    for _ in range(2):
        correct(city, declaration, replace(DECLARED, stays=[HANGZHOU]), was=was, client_id=client_id)
    assert declaration.versions.count() == 2


def test_two_corrections_of_one_version_cannot_both_hold(city):
    declaration = declare(city)
    was = declaration.receipt.fact_id
    correct(city, declaration, replace(DECLARED, stays=[HANGZHOU]), was=was)
    with pytest.raises(Refused) as refused:
        correct(city, declaration, replace(DECLARED, stays=[WUHAN]), was=was)
    assert refused.value.problem.code == "declaration.already_corrected"
    assert declaration.versions.count() == 2


def test_details_are_corrected_on_the_person_that_the_declaration_made_known(city):
    declaration = declare(city)
    correct(city, declaration, replace(DECLARED, name="试验乙", phone="+8613800138001", destination_code=OTHER_GRID))
    person = Person.objects.get()
    assert (person.name, person.phone, person.area_code) == ("试验乙", "+8613800138001", OTHER_GRID)


def test_what_another_source_told_of_a_person_is_not_overwritten(city):
    known = Claim(name="试验甲", area_code=GRID, document_kind="id_card", document_number=DECLARED.document_number)
    pushed(city, known)
    declaration = declare(city)
    correct(city, declaration, replace(DECLARED, name="别人"))
    assert Person.objects.get().name == "试验甲"


def test_correcting_a_document_never_makes_two_people_one(city):
    other = declare(
        city, replace(DECLARED, name="试验乙", document_number="110105189912310023", phone="+8613800138009")
    )
    declaration = declare(city)
    correct(city, declaration, replace(DECLARED, document_number="110105189912310023"))
    assert Person.objects.count() == 2
    assert queries.newest_fact_of(declaration).person_id == other.receipt.person_id


@pytest.mark.parametrize("change", [{"document_kind": "passport", "document_number": "E12345678"},
                                    {"document_kind": "none", "document_number": ""}])  # fmt: skip
def test_any_document_and_none_is_accepted(city, change):
    assert declare(city, replace(DECLARED, **change)).receipt.number


@pytest.mark.invariant("INV-15")
def test_somebody_without_a_phone_is_declared_by_a_helper(city):
    helped = replace(DECLARED, document_kind="none", document_number="", phone="", is_helped=True,
                     helper_name="试验丙", helper_phone="+8613800138003")  # fmt: skip
    declaration = declare(city, helped)
    assert open_it(city, declaration, "13800138003", "+8613800138003") == declaration


@pytest.mark.invariant("INV-10")
def test_nobody_is_recorded_who_could_never_correct_it(city):
    with pytest.raises(Refused) as refused:
        declare(city, replace(DECLARED, document_kind="none", document_number="", phone=""))
    assert refused.value.problem.code == "declaration.not_reachable"
    assert not Fact.objects.exists() and not Person.objects.exists()


@pytest.mark.parametrize(("answer", "phone"), [("138 0013 8000", "+8613800138000"), ("0014", "")])
def test_a_receipt_opens_with_the_phone_or_the_last_four(city, answer, phone):
    declaration = declare(city)
    assert open_it(city, declaration, answer, phone) == declaration


def test_a_receipt_pauses_after_five_wrong_answers_and_opens_again(city):
    declaration = declare(city)
    for _ in range(5):
        assert open_it(city, declaration, "9999") == services.UNKNOWN_RECEIPT
    paused = open_it(city, declaration, "0014")
    assert isinstance(paused, Problem) and paused.code == "declaration.paused" and paused.status == 429
    assert open_it(city, declaration, "0014", at=city.at + timedelta(minutes=15)) == declaration


def test_an_unknown_number_is_refused_in_the_same_words_as_a_wrong_answer(city):
    declare(city)
    found = services.open_declaration(
        number=new_number(), answer="0014", phone="",
        programme=city.programme, by=resident(city), at=city.at,
    )  # fmt: skip
    assert found == services.UNKNOWN_RECEIPT


def pushed(city, claim):
    (fact,) = record_facts(
        source="pushed_list",
        entries=[Entry(uuid4(), claim, GRID, city.at, {"stays": [WUHAN.as_content()], "arrives_on": "2020-03-09"})],
        programme=city.programme, legal_basis="Infectious Diseases Law 2013, article 12",
        by=city.actor("duty", Purpose.RECEIVE_FACTS), at=city.at - timedelta(hours=1),
    )  # fmt: skip
    return fact


def test_a_person_confirms_what_another_source_told_once(city):
    fact = pushed(city, Claim(name="试验甲", area_code=GRID, phone="+8613800138000"))
    answers = {services.confirm_stays(fact=fact, by=resident(city, Purpose.OWN_FILE), at=city.at).id for _ in range(2)}
    assert answers == {correction_of(fact).id}
    assert correction_of(fact).content["confirmed_by_person"] and correction_of(fact).content["stays"]


@pytest.mark.invariant("INV-10")
def test_a_person_says_that_she_was_never_there(city):
    fact = pushed(city, Claim(name="试验甲", area_code=GRID, phone="+8613800138000"))
    services.correct_stays(fact=fact, stays=[], client_id=uuid4(), by=resident(city), at=city.at)
    assert correction_of(fact).content["stays"] == [] and correction_of(fact).source == "declaration"
    with pytest.raises(Refused):
        services.confirm_stays(fact=fact, by=resident(city), at=city.at)


def test_the_word_of_a_verdict_is_noted_on_the_receipt_until_a_correction(city):
    declaration = declare(city)
    told = note_results({declaration.receipt.fact_id: Result("follow_up", "cn.screen.2020-02/look-back@1.0.0")},
                        programme_id=city.programme.id, at=city.at)  # fmt: skip
    assert told == 1 and Receipt.objects.get().result == "follow_up"
    correct(city, declaration, replace(DECLARED, stays=[HANGZHOU]))
    assert Receipt.objects.get().result == ""


def test_nothing_is_collected_after_the_programme_ended(city):
    stand_down.end(city)
    with pytest.raises(Refused) as refused:
        declare(city)
    assert refused.value.problem.code == "declaration.over"


def test_the_audit_tells_what_happened_and_names_nobody(city):
    declaration = declare(city)
    open_it(city, declaration, "0014")
    events = list(AuditEvent.objects.values_list("action", flat=True).order_by("id"))
    assert events == ["intake.facts_recorded", "intake.receipt_issued", "intake.saw_receipt"]
    assert "试验" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_a_receipt_follows_a_correction_made_by_somebody_else(city):
    declaration = declare(city)
    old = Fact.objects.get(id=declaration.receipt.fact_id)
    (new,) = record_facts(
        source="declaration", entries=[Entry(uuid4(), None, GRID, city.at, {"stays": []}, supersedes=old.id,
                                             person=old.person)],
        programme=city.programme, legal_basis=old.legal_basis, by=city.actor("epi", Purpose.JUDGE_FACTS), at=city.at,
    )  # fmt: skip
    note_results({new.id: Result("no_action", "r@1")}, programme_id=city.programme.id, at=city.at)
    receipt = Receipt.objects.get()
    assert (receipt.fact_id, receipt.result) == (new.id, "no_action")


def test_her_receipt_follows_what_she_corrects_by_phone(city):
    declaration = declare(city)
    fact = Fact.objects.get(id=declaration.receipt.fact_id)
    by = city.actor("grid", Purpose.VERIFY_LEAD)
    new = services.correct_stays(fact=fact, stays=[HANGZHOU], client_id=uuid4(), by=by, at=city.at)
    declaration.receipt.refresh_from_db()
    assert declaration.receipt.fact_id == new.id and declaration.versions.count() == 2
    assert correct(city, declaration, DECLARED, was=new.id).versions.count() == 3
