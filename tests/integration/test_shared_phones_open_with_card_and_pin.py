"""A phone is enrolled in person; on it a worker of its area signs in with her card and PIN."""

from datetime import timedelta

import pytest
from tests.city import GRID
from tests.signing_in import PIN, SEEN, enrolled, live_now, recorded, sign_in, tap, with_card

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.signin import rules, services
from fangxian.core.signin.models import Card, SharedPhone, SignIn
from fangxian.core.signin.views.gate import PHONE_COOKIE

STREET = "330502001"


@pytest.fixture
def now(city, settings):
    live_now(city, settings)
    return city


@pytest.fixture
def phone(now):
    return enrolled(now, area_code=STREET)


def is_in(client):
    return client.get("/tasks/").status_code == 200


def test_a_supervisor_enrols_the_phone_in_her_hand_and_is_signed_out_on_it(now):
    client = sign_in("supervisor")
    answer = client.post("/sign-in/phones/", {"name": "Gate 3", "area_code": STREET, "days": 30})
    assert answer.url == "/sign-in/card/" and client.get("/staff/me/").status_code == 302
    cookie, phone = answer.cookies[PHONE_COOKIE], SharedPhone.objects.get()
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie.value not in phone.secret_digest
    assert recorded("signin.phone_enrolled")[0].area_code == STREET
    assert "Gate 3" in client.get("/sign-in/card/").text


@pytest.mark.parametrize(
    ("name", "area", "days", "code"),
    [
        ("", STREET, 30, "signin.no_name"),
        ("x", "", 30, "signin.no_area"),
        ("x", STREET, 400, "signin.bad_days"),
    ],
)
def test_an_enrolment_without_name_area_or_end_is_refused(now, name, area, days, code):
    with pytest.raises(Refused) as refused:
        services.enrol_phone(
            name=name, area_code=area, days=days, by=now.actor("supervisor", Purpose.ADMINISTER), at=now.at
        )
    assert refused.value.problem.code == code


def test_card_and_pin_open_the_phone_for_the_post_of_its_area(now, phone):
    answer = tap(phone, *with_card(now, "grid"))
    assert answer.url == "/" and is_in(phone)
    made = SignIn.objects.get()
    assert (made.way, made.phone, made.is_new_browser) == ("card", phone.phone, False)
    assert recorded("signin.card_accepted") and recorded("staff.signed_in")


def test_a_scanned_code_is_read_like_a_typed_number(now, phone):
    number, pin = with_card(now, "grid")
    assert tap(phone, f"https://city.example/sign-in/card/#{number}", pin).status_code == 302


def test_the_pin_for_one_use_is_changed_before_anything_else(now, phone):
    assert tap(phone, *with_card(now, "grid", pin=None)).url == "/sign-in/card/pin/"
    assert phone.get("/tasks/").url == "/sign-in/card/pin/"
    assert "two PINs differ" in phone.post("/sign-in/card/pin/", {"pin": PIN, "again": "740284"}).text
    assert "tried first" in phone.post("/sign-in/card/pin/", {"pin": "123456", "again": "123456"}).text
    assert phone.post("/sign-in/card/pin/", {"pin": PIN, "again": PIN}).status_code == 302
    assert is_in(phone) and not Card.objects.get().pin_is_one_time


def test_the_pin_for_one_use_is_good_for_a_day(now, phone, settings):
    number, pin = with_card(now, "grid", pin=None)
    settings.CLOCK_OFFSET += timedelta(hours=25)
    assert "older than a day" in tap(phone, number, pin).text and not is_in(phone)


def test_neither_pin_nor_number_can_be_read_in_the_table(now):
    number, pin = with_card(now, "grid")
    card = Card.objects.get()
    assert pin not in card.pin and number not in card.number_digest


@pytest.mark.parametrize("pin", ["12345", "1234567", "abcdef", "111111", "123456", "987654", "121212", "123123"])
def test_a_pin_that_is_tried_first_is_not_taken(pin):
    assert rules.why_not_a_pin(pin) is not None


def test_revoking_a_phone_ends_who_works_on_it(now, phone):
    tap(phone, *with_card(now, "grid"))
    services.revoke_phone(phone=phone.phone, by=now.actor("admin", Purpose.ADMINISTER), at=clock.now())
    assert not is_in(phone)
    assert "not enrolled" in phone.get("/sign-in/card/").text
    assert recorded("signin.phone_revoked")[0].detail == {"sign_ins_ended": 1}


def test_an_enrolment_ends_by_itself(now, phone, settings):
    settings.CLOCK_OFFSET += timedelta(days=30, minutes=1)
    assert "not enrolled" in phone.get("/sign-in/card/").text


def test_a_lost_card_opens_nothing_and_ends_its_sign_in(now, phone):
    number, pin = with_card(now, "grid")
    tap(phone, number, pin)
    services.end_card(card=Card.objects.get(), by=now.actor("supervisor", Purpose.ADMINISTER), at=clock.now())
    assert not is_in(phone)
    assert tap(phone, number, pin).status_code == 403


def test_the_end_of_a_shift_signs_out(now, phone):
    tap(phone, *with_card(now, "grid"))
    assert "End of shift" in phone.get("/tasks/").text
    assert phone.post("/account/logout/", {"next": "/sign-in/card/"}).url == "/sign-in/card/"
    assert not is_in(phone)


@pytest.mark.parametrize("path", ["/account/password/change/", "/account/2fa/", "/account/2fa/totp/activate/"])
def test_nothing_of_an_account_is_changed_on_a_shared_phone(now, phone, path):
    tap(phone, *with_card(now, "grid"))
    assert phone.get(path).url == "/"


def test_a_card_is_shown_once_with_its_pin(now):
    page = sign_in("supervisor").post(f"/sign-in/people/{now.posts['grid'].user_id}/card/", {"identifiers": list(SEEN)})
    assert page.status_code == 200 and "Shown this once" in page.text and "data:image/svg+xml" in page.text
    assert recorded("signin.card_issued")[0].detail["identifiers"] == ["known_to_me", "staff_card"]
    assert GRID not in page.request["PATH_INFO"]


@pytest.mark.parametrize(
    ("by", "who", "seen", "code"),
    [
        ("supervisor", "grid", ("staff_card",), "signin.not_identified"),
        ("supervisor", "epi", SEEN, "staff.reset_by_administrator"),
        ("admin", "epi", SEEN, "signin.no_field_post"),
        ("admin", "admin", SEEN, "staff.own_reset"),
        ("grid2", "grid", SEEN, "actors.no_power"),
    ],
)
def test_a_card_is_refused(now, by, who, seen, code):
    with pytest.raises(Refused) as refused:
        services.issue_card(user=now.posts[who].user, identifiers=seen, by=now.actor(by, Purpose.ADMINISTER), at=now.at)
    assert refused.value.problem.code == code
