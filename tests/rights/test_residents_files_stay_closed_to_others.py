"""Attacks on the doors of a resident's own file: other people's ids, guessed, replayed and ended codes (INV-08)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.people.rules import new_code
from fangxian.core.programmes.models import new_id
from fangxian.intake.models import Fact
from fangxian.portal.models import TextCode
from tests.household import in_force
from tests.residents import (
    ask_for_code,
    at_the_door,
    code_in_message,
    enter,
    entered,
    letter,
    somebody_followed,
    url,
)
from tests.work import arrival, record

pytestmark = pytest.mark.invariant("INV-08")
OWN_PAGES = ("own_file", "looks", "paper", "my_helpers", "delete", "object")


@pytest.fixture
def visitor(city, client, settings):
    return at_the_door(city, client, settings)


@pytest.fixture
def followed(city):
    return somebody_followed(city)


@pytest.mark.parametrize("page", OWN_PAGES)
def test_no_page_of_a_file_opens_without_a_code(visitor, page):
    answer = visitor.get(url(page))
    assert answer.status_code == 302 and answer.url == url("open_file")


@pytest.mark.parametrize("page", OWN_PAGES)
def test_no_page_of_a_file_takes_an_id_or_stays_in_a_cache(city, visitor, followed, page):
    answer = entered(city, visitor, followed).get(url(page))
    assert answer.status_code == 200 and "no-store" in answer["cache-control"]
    assert str(followed.id) not in url(page) and str(followed.id) not in answer.text


def test_a_stranger_s_ids_in_the_address_open_nothing(city, visitor, followed):
    measure = in_force(city)
    (other,) = record(city, arrival(2))
    entered(city, visitor, followed)
    assert visitor.get(url("appeal", measure.id)).status_code == 404
    assert visitor.post(url("confirm", other.id)).status_code == 404
    assert visitor.get(url("correct_stays", other.id)).status_code == 404
    assert visitor.post(url("take_back", new_id())).status_code == 404
    assert not measure.appeals.exists() and Fact.objects.filter(supersedes=other.id).count() == 0


def test_the_session_of_one_file_cannot_be_turned_to_another(city, visitor, followed):
    other = somebody_followed(city, 2)
    entered(city, visitor, followed)
    session = visitor.session
    session["portal.file"] = session["portal.file"] | {"person": str(other.id)}
    session.save()
    assert visitor.get(url("own_file")).status_code == 302


def test_guessing_letter_codes_has_an_end(visitor):
    assert [enter(visitor, new_code()).status_code for _ in range(16)][-1] == 429


def test_an_ended_letter_opens_nothing_and_closes_what_it_had_opened(city, visitor, followed):
    old = letter(city, followed)
    enter(visitor, old)
    assert visitor.get(url("own_file")).status_code == 200
    letter(city, followed)  # a new letter makes the old one worthless, also where it is in use
    assert visitor.get(url("own_file")).status_code == 302
    assert enter(visitor, old).status_code == 403


def test_she_makes_a_lost_letter_worthless_herself(city, visitor, followed):
    code = letter(city, followed)
    enter(visitor, code)
    visitor.post(url("end_letters"))
    assert visitor.get(url("own_file")).status_code == 302 and enter(visitor, code).status_code == 403
    assert AuditEvent.objects.filter(action="portal.letters_ended").exists()


def test_a_code_by_text_opens_the_file_once(city, visitor, followed):
    assert ask_for_code(visitor).url == url("text_code")
    code = code_in_message()
    assert visitor.post(url("text_code"), {"code": code}).url == url("own_file")
    assert "试验1" in visitor.get(url("own_file")).text
    visitor.post(url("leave"))
    session = visitor.session
    session["portal.asking"] = str(TextCode.objects.get().id)
    session.save()
    assert visitor.post(url("text_code"), {"code": code}).status_code == 403


def test_a_code_by_text_expires_after_ten_minutes(city, visitor, followed, settings):
    ask_for_code(visitor)
    code = code_in_message()
    settings.CLOCK_OFFSET += timedelta(minutes=10)
    assert visitor.post(url("text_code"), {"code": code}).status_code == 403


def test_five_wrong_codes_end_a_code_by_text(city, visitor, followed):
    ask_for_code(visitor)
    code = code_in_message()
    wrong = "00000000" if not code.startswith("0000") else "11111111"
    assert {visitor.post(url("text_code"), {"code": wrong}).status_code for _ in range(5)} == {403}
    assert visitor.post(url("text_code"), {"code": code}).status_code == 403


def test_a_code_by_text_is_worth_nothing_in_another_browser(city, visitor, followed, client_class):
    ask_for_code(visitor)
    thief = client_class()
    ask_for_code(thief, name="试验9", phone="13800000009")
    assert thief.post(url("text_code"), {"code": code_in_message()}).status_code == 403


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


def test_nobody_learns_whether_a_phone_is_on_record(city, visitor, followed):
    known = ask_for_code(visitor)
    known_page = visitor.get(known.url).text
    unknown = ask_for_code(visitor, phone="13900000009")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert _without_token(known_page) == _without_token(visitor.get(unknown.url).text)
    assert Message.objects.filter(kind="portal.code").count() == 1 and TextCode.objects.count() == 2


def _without_token(page):
    import re

    return re.sub(r"(value=\"[A-Za-z0-9]{64}\"|csrftoken\": \"[A-Za-z0-9]{64}\"|data-now=\"[^\"]*\")", "", page)


def test_a_phone_of_the_family_opens_only_the_file_of_the_name_given(city, visitor, followed):
    ask_for_code(visitor, name="试验2")
    assert not Message.objects.filter(kind="portal.code").exists()


def test_codes_by_text_are_asked_for_three_times_an_hour(city, visitor, followed):
    answers = [ask_for_code(visitor).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert [ask_for_code(visitor, phone="13900000009").status_code for _ in range(4)] == [302, 302, 302, 429]


def test_without_a_provider_no_code_of_a_real_programme_lies_on_a_screen(city, visitor, followed):
    city.programme.is_demonstration = False
    city.programme.save()
    assert ask_for_code(visitor).status_code == 409
    assert not Message.objects.filter(kind="portal.code").exists()


def test_no_code_phone_or_name_stands_in_the_audit_or_an_address(city, visitor, followed):
    code = letter(city, followed)
    answer = enter(visitor, code)
    ask_for_code(visitor)
    said = str(list(AuditEvent.objects.values_list("detail", "on_id", "action")))
    assert not [word for word in (code, "试验1", "13800000001", code_in_message()) if word in said + answer.url]


def test_leaving_closes_the_file_for_the_next_user_of_the_phone(city, visitor, followed):
    entered(city, visitor, followed)
    answer = visitor.post(url("leave"))
    assert answer["clear-site-data"] == '"cache"'
    assert visitor.get(url("own_file")).status_code == 302


@pytest.mark.parametrize(("name", "status"), [("duty", 200), ("grid", 200), ("next", 404), ("commander", 403)])
def test_a_file_is_read_to_somebody_only_by_who_works_on_her(city, visitor, followed, name, status):
    visitor.force_login(city.posts[name].user)
    assert visitor.get(reverse("portal:desk", args=[followed.id])).status_code == status
