"""The letter, its code, and everything behind it (INV-08, INV-09, INV-10, INV-16)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.city import GRID
from tests.household import in_force
from tests.integration.test_the_public_door import DATA
from tests.work import WUHAN_STAY, arrival, list_in_effect, react, record

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import FileCode, Person
from fangxian.core.people.rules import new_code, why_not_a_code, written_code
from fangxian.core.problems.rules import Refused
from fangxian.engine.legal import cite
from fangxian.intake.models import Fact
from fangxian.intake.queries import correction_of
from fangxian.portal import services
from fangxian.portal.models import Objection


@pytest.fixture
def visitor(city, client, settings):
    """Somebody without an account, at the city's own present, reading English."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    cache.clear()
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def followed(city):
    """A person whose stay matched a list: told by another body, judged, with a file and a task."""
    list_in_effect(city)
    (fact,) = record(city, arrival(1))
    react(city)
    return fact.person


def url(name, *args):
    return reverse(f"portal:{name}", args=args)


def letter(city, person, by="grid", at=None):
    return services.issue_letter(person=person, by=city.actor(by, Purpose.FOLLOW_UP), at=at or city.at)[1]


def enter(client, code):
    return client.post(url("open_file"), {"code": code})


def entered(city, client, person):
    assert enter(client, letter(city, person)).status_code == 302
    return client


def test_the_code_of_a_letter_opens_the_file_however_it_is_typed(city, visitor, followed):
    code = letter(city, followed)
    assert enter(visitor, f" {written_code(code).lower()} ").status_code == 302
    text = visitor.get(url("own_file")).text
    assert "试验1" in text and "Wuhan Shi" in text and "cn.screen.2020-02/look-back" in text
    assert "Only the place and the dates count" in text and "It ends by itself" in text


def test_only_a_keyed_hash_of_the_code_is_kept(city, followed):
    code = letter(city, followed)
    kept = FileCode.objects.get()
    assert code.encode() not in bytes(kept.code_index) and kept.expires_at - city.at == timedelta(days=30)
    assert code not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_a_new_letter_makes_the_old_one_worthless(city, visitor, followed):
    old, new = letter(city, followed), letter(city, followed)
    assert enter(visitor, old).status_code == 403
    assert enter(visitor, new).status_code == 302


def test_a_code_expires(city, visitor, followed):
    code = letter(city, followed, at=city.at - timedelta(days=30))
    assert enter(visitor, code).status_code == 403


@pytest.mark.parametrize(("code", "words"), [("ABC", "this one has 3"), ("", "Please enter the code")])
def test_a_mistyped_code_is_told_apart_from_a_wrong_one(visitor, code, words):
    assert words in enter(visitor, code).text
    wrong = new_code()
    assert "does not open a file" in enter(visitor, wrong).text
    swapped = wrong[:-1] + ("A" if wrong[-1] != "A" else "B")
    assert why_not_a_code(swapped).code == "people.code_mistyped"


def test_guessing_codes_has_an_end(visitor):
    assert [enter(visitor, new_code()).status_code for _ in range(16)][-1] == 429


def test_the_file_closes_by_itself_and_on_leaving(city, visitor, followed, settings):
    entered(city, visitor, followed)
    settings.CLOCK_OFFSET += timedelta(minutes=31)
    assert visitor.get(url("own_file")).status_code == 302
    settings.CLOCK_OFFSET -= timedelta(minutes=31)
    entered(city, visitor, followed)
    visitor.post(url("leave"))
    assert visitor.get(url("own_file")).status_code == 302


@pytest.mark.invariant("INV-08")
def test_it_says_who_looked_by_role_unit_and_purpose_but_not_by_name(city, visitor, followed):
    letter(city, followed)
    text = entered(city, visitor, followed).get(url("own_file")).text
    assert "Grid worker" in text and "月河街道办" in text and "Following up" in text
    assert "Synthetic grid" not in text


@pytest.mark.invariant("INV-08")
def test_a_measure_shows_its_rule_end_and_basis(city, visitor):
    measure = in_force(city)
    code = letter(city, measure.person, by="duty")
    enter(visitor, code)
    text = visitor.get(url("own_file")).text
    assert measure.rule_id in text and cite(measure.legal_basis)[0].title.en in text and measure.explain_en in text
    assert measure.number in text and "Appeal against this" in text


def test_an_appeal_is_lodged_once_by_the_person_herself(city, visitor):
    measure = in_force(city)
    enter(visitor, letter(city, measure.person, by="duty"))
    appeal = url("appeal", measure.id)
    assert visitor.post(appeal, {"text": ""}).status_code == 422
    assert visitor.post(appeal, {"text": "我没有见过他"}).status_code == 302
    assert visitor.post(appeal, {"text": "再一次"}).status_code == 409
    assert measure.appeals.get().lodged_by_role == "resident"


@pytest.mark.invariant("INV-09")
def test_nobody_appeals_for_a_stranger(city, visitor, followed):
    measure = in_force(city)
    entered(city, visitor, followed)
    assert visitor.post(url("appeal", measure.id), {"text": "x"}).status_code == 404


def test_she_confirms_what_others_told(city, visitor, followed):
    fact = Fact.objects.get()
    entered(city, visitor, followed)
    assert "waits for your answer" in visitor.get(url("own_file")).text
    visitor.post(url("confirm", fact.id))
    assert correction_of(fact).content["confirmed_by_person"] is True
    text = visitor.get(url("own_file")).text
    assert "said or confirmed by you" in text and "waits for your answer" not in text


@pytest.mark.invariant("INV-10")
def test_she_says_where_she_really_was_and_it_is_judged_anew(city, visitor, followed):
    fact = Fact.objects.get()
    entered(city, visitor, followed)
    assert 'value="武汉"' in visitor.get(url("correct_stays", fact.id)).text
    data = {key: value for key, value in DATA.items() if key.startswith("stays-")} | {
        "stays-0-place": "杭州市", "client_id": str(uuid4()), "act": "send",
    }  # fmt: skip
    assert visitor.post(url("correct_stays", fact.id), data).status_code == 302
    react(city)
    assert "It ends by itself" not in visitor.get(url("own_file")).text
    assert correction_of(fact).content["stays"][0]["area_code"] == "3301"


def test_she_was_in_none_of_these_places(city, visitor, followed):
    fact = Fact.objects.get()
    entered(city, visitor, followed)
    visitor.post(url("correct_stays", fact.id), {"client_id": str(uuid4()), "act": "none"})
    react(city)
    assert correction_of(fact).content["stays"] == []
    assert followed.file.__class__.objects.get(person=followed).closed_at is not None


def test_nobody_answers_for_a_stranger(city, visitor, followed):
    entered(city, visitor, followed)
    (other,) = record(city, arrival(2))
    assert visitor.post(url("confirm", other.id)).status_code == 404
    assert visitor.get(url("correct_stays", other.id)).status_code == 404


def object_(client, **changes):
    return client.post(url("object"), {"about": "follow_up", "text": "我没有去过武汉"} | changes)


@pytest.mark.invariant("INV-09")
def test_an_objection_is_answered_by_somebody_who_was_not_involved(city, visitor, followed):
    entered(city, visitor, followed)
    assert object_(visitor, text=" ").status_code == 422
    assert object_(visitor).status_code == 302
    objection = Objection.objects.get()
    assert (objection.decide_by - objection.lodged_at) == timedelta(hours=24)
    visitor.force_login(city.posts["supervisor"].user)
    page = url("objection", objection.id)
    assert "我没有去过武汉" in visitor.get(page).text
    assert visitor.post(page, {"decision": "changed", "answer": "已核实，您没有去过。"}).status_code == 302
    objection.refresh_from_db()
    assert objection.acknowledged_at and objection.answered_by.user == city.posts["supervisor"].user
    assert "已核实" in entered(city, visitor, followed).get(url("own_file")).text


@pytest.mark.invariant("INV-09")
def test_who_works_on_the_person_does_not_answer(city, followed):
    objection = services.lodge_objection(
        person=followed, about="other", text="x", by=city.actor("duty", Purpose.OWN_FILE), at=city.at
    )
    file = followed.file
    file.care_team.update(post=city.posts["duty"])
    with pytest.raises(Refused) as refused:
        services.answer_objection(
            objection=objection, decision="kept", answer="x", by=city.actor("duty", Purpose.SUPERVISE), at=city.at
        )
    assert refused.value.problem.code == "portal.involved"


@pytest.mark.parametrize(("name", "status"), [("supervisor", 200), ("grid", 403), ("commander", 403)])
def test_objections_are_read_by_who_answers_them(city, visitor, name, status):
    visitor.force_login(city.posts[name].user)
    assert visitor.get(url("objections")).status_code == status


@pytest.mark.parametrize(("name", "status"), [("grid", 200), ("duty", 200), ("next", 404), ("commander", 403)])
def test_a_letter_is_made_by_who_works_on_the_person(city, visitor, followed, name, status):
    visitor.force_login(city.posts[name].user)
    assert visitor.get(url("letter", followed.id)).status_code == status


@pytest.mark.invariant("INV-16")
def test_a_worker_without_a_task_makes_no_letter(city, followed):
    Person.objects.filter(id=followed.id).update(area_code=GRID)
    with pytest.raises(Refused) as refused:
        letter(city, Person.objects.get(id=followed.id), by="next")
    assert refused.value.problem.code == "actors.out_of_area"
    (stranger,) = record(city, arrival(9, {**WUHAN_STAY, "area_code": "3301"}))
    with pytest.raises(Refused) as refused:
        letter(city, stranger.person)
    assert refused.value.problem.code == "portal.no_file"


@pytest.mark.invariant("INV-15")
def test_the_letter_is_in_both_languages_and_shows_the_code_once(city, visitor, followed):
    visitor.force_login(city.posts["grid"].user)
    sheet = visitor.post(url("letter", followed.id)).text
    assert 'lang="zh-Hans"' in sheet and 'lang="en"' in sheet and "Enter this code" in sheet
    assert "letter-code" not in visitor.get(url("letter", followed.id)).text


def test_her_own_visits_are_audited_but_not_shown_as_looks(city, visitor, followed):
    entered(city, visitor, followed).get(url("own_file"))
    assert AuditEvent.objects.filter(action="portal.saw_own_file", role="resident").count() == 1
    assert "Resident" not in visitor.get(url("own_file")).text


@pytest.mark.invariant("INV-08")
def test_the_help_and_the_law_of_a_measure_stand_in_words(city, visitor):
    measure = in_force(city)
    enter(visitor, letter(city, measure.person, by="duty"))
    text = visitor.get(url("own_file")).text
    assert "社区送菜" in text and "groceries" not in text
    assert measure.legal_basis and all(ref not in text for ref in measure.legal_basis)
