"""What must be done before any page is told to a phone in JSON, not led to: it keeps its records and says why."""

import pytest
from django.contrib.auth import get_user_model
from tests.city import GRID
from tests.signing_in import PIN, enrolled, live_now, sign_in, tap, with_card, with_real_people

from fangxian.intake.sources.checkpoint.models import Check

DOORS = ("/sync/me/", "/sync/keys/", "/sync/pull/?duty=post", "/sync/trust/", "/sync/withdrawn/", "/sync/root-key/")


@pytest.fixture
def now(city, settings):
    live_now(city, settings)
    return city


def told(client, path="/sync/me/"):
    answer = client.get(path)
    assert answer["content-type"] == "application/json" and answer.json()["text"]
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("path", DOORS)
def test_a_pin_for_one_use_is_changed_first(now, path):
    phone = enrolled(now, area_code="330502001")
    tap(phone, *with_card(now, "grid", pin=None))
    assert told(phone, path) == (403, "signin.must_choose_pin")


def test_with_a_pin_of_her_own_she_is_led_back_to_the_phones_page(now):
    phone = enrolled(now, area_code="330502001")
    tap(phone, *with_card(now, "grid", pin=None))
    answer = phone.post("/sign-in/card/pin/?next=/field/", {"pin": PIN, "again": PIN})
    assert answer.url == "/field/" and phone.get("/sync/me/").json()["who"]["area"]["code"] == GRID


def test_where_real_people_are_a_second_factor_comes_first(now):
    client = sign_in("checkpoint")
    assert client.get("/sync/me/").status_code == 200  # a rehearsal
    with_real_people(now)
    assert told(client) == (403, "signin.needs_factor")
    assert client.get("/tasks/").url == "/sign-in/second-factor/"  # people are led there as before


def test_a_password_for_one_use_is_changed_first(now):
    client = sign_in("checkpoint")
    get_user_model().objects.update(must_change_password=True)
    assert told(client) == (403, "staff.own_password_first")
    assert client.get("/tasks/").url == "/account/password/change/"


def test_nothing_is_taken_in_before_and_an_ended_session_says_so_too(now):
    client = sign_in("checkpoint")
    get_user_model().objects.update(must_change_password=True)
    batch = {"sent_at": now.at.isoformat(), "records": [{"kind": "check"}]}
    answer = client.post("/sync/push/", batch, content_type="application/json")
    assert answer.status_code == 403 and answer.json()["code"] == "staff.own_password_first"
    client.post("/account/logout/")
    assert told(client) == (401, "fieldsync.not_signed_in") and not Check.objects.exists()
