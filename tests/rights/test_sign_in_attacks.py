"""Attacks on the sign-in: each is refused and stands in the audit."""

from datetime import timedelta

import pytest
from django.test import Client

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.rules import REFUSED
from fangxian.core.problems.rules import Refused
from fangxian.core.signin import services
from fangxian.core.signin.models import Card, SignIn
from fangxian.core.staff import services as staff
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.signing_in import (
    SEEN,
    code_of,
    enrolled,
    live_now,
    recorded,
    sign_in,
    tap,
    with_app,
    with_card,
    with_real_people,
)

STREET = "330502001"


@pytest.fixture
def now(city, settings):
    live_now(city, settings)
    return with_real_people(city)


def stolen(client):
    """A browser of somebody else with all cookies of this one."""
    other = Client()
    for name, morsel in client.cookies.items():
        other.cookies[name] = morsel.value
    return other


def test_a_leavers_open_session_is_dead_with_her_next_click(now):
    worker = enrolled(now, area_code=STREET)
    number, pin = with_card(now, "grid")
    tap(worker, number, pin)
    assert worker.get("/tasks/").status_code == 200
    staff.record_leaver(user=now.posts["grid"].user, by=now.actor("admin", Purpose.ADMINISTER), at=clock.now())
    assert worker.get("/tasks/").status_code == 302
    assert tap(worker, number, pin).status_code == 403
    assert recorded("staff.left") and recorded("signin.card_refused")[0].detail["why"] == "outside"


def test_a_token_replayed_after_revocation_opens_nothing(now):
    here = sign_in("duty", code=code_of(with_app(now.posts["duty"].user)))
    thief = stolen(here)
    assert thief.get("/staff/me/").status_code == 200
    here.post("/sign-in/mine/others/")
    services.end_all(now.posts["duty"].user, by=now.actor("admin", Purpose.ADMINISTER), at=clock.now())
    assert [thief.get(path).status_code for path in ("/staff/me/", "/intake/lists/")] == [302, 302]
    assert recorded("signin.revoked_all")[-1].user_id == now.posts["admin"].user_id


def test_a_session_kept_from_before_signing_out_opens_nothing(now):
    here = sign_in("duty", code=code_of(with_app(now.posts["duty"].user)))
    thief = stolen(here)
    here.post("/account/logout/")
    assert thief.get("/staff/me/").status_code == 302
    assert SignIn.objects.get().end_reason == "signed_out"


def test_guessing_a_pin_pauses_then_closes_the_card_until_it_is_given_anew_in_person(now, settings):
    phone = enrolled(now, area_code=STREET)
    number, pin = with_card(now, "grid")
    statuses = [tap(phone, number, f"{n:06d}").status_code for n in range(7)]
    assert statuses == [403] * 5 + [429] * 2
    settings.CLOCK_OFFSET += timedelta(minutes=16)
    [tap(phone, number, f"{n:06d}") for n in range(5)]
    settings.CLOCK_OFFSET += timedelta(minutes=16)
    assert tap(phone, number, pin).status_code == 403  # even the right one
    assert {event.detail["why"] for event in recorded("signin.card_refused")} == {"wrong_pin", "paused", "closed"}
    by = now.actor("supervisor", Purpose.ADMINISTER)
    given = services.give_pin(card=Card.objects.get(), identifiers=SEEN, by=by, at=clock.now())
    assert tap(phone, number, given).status_code == 302


def test_guessing_over_many_cards_pauses_the_phone(now):
    from fangxian.core.signin.rules import card_number

    phone = enrolled(now, area_code=STREET)
    statuses = [tap(phone, card_number(f"{n:011d}"), "740283").status_code for n in range(32)]
    assert statuses == [403] * 30 + [429] * 2


def test_a_card_that_does_not_exist_is_answered_like_one_that_does(now):
    from fangxian.core.signin.rules import card_number

    phone = enrolled(now, area_code=STREET)
    number, _ = with_card(now, "grid")
    answers = [tap(phone, one, "000001") for one in (number, card_number("12345678901"))]
    assert answers[0].context["form"].errors == answers[1].context["form"].errors


def test_a_stolen_card_and_pin_open_nothing_on_another_device(now):
    number, pin = with_card(now, "grid")
    answer = tap(Client(), number, pin)
    assert answer.status_code == 403 and not SignIn.objects.exists()
    assert recorded("signin.unknown_phone")


def test_a_copied_session_of_a_shared_phone_dies_on_another_device(now):
    phone = enrolled(now, area_code=STREET)
    tap(phone, *with_card(now, "grid"))
    thief = stolen(phone)
    del thief.cookies["shared_phone"]
    assert thief.get("/tasks/").status_code == 302
    assert recorded("signin.expired")[0].detail == {"reason": "phone"}


@pytest.mark.parametrize(
    ("area", "who"), [(NEXT_COUNTY_GRID, "grid"), (STREET, "next"), (GRID, "grid2"), (STREET, "checkpoint")]
)
def test_a_phone_opens_for_nobody_outside_its_area(now, area, who):
    phone = enrolled(now, area_code=area)
    assert tap(phone, *with_card(now, who)).status_code == 403
    assert recorded("signin.card_refused")[0].detail["why"] == "outside"


def test_a_phone_opens_no_office_post_of_whoever_also_works_outside(now):
    from fangxian.core.actors.rules import Role

    now.post("both", Role.GRID_WORKER, GRID, "月河街道办", "community")
    office = now.post("office", Role.EPIDEMIOLOGIST, "", "疾控中心")
    office.user = now.posts["both"].user
    office.save()
    phone = enrolled(now, area_code=STREET)
    tap(phone, *with_card(now, "both"))
    phone.post("/staff/post/", {"post": str(office.id)})
    assert phone.get("/cases/").status_code == 403 and phone.get("/tasks/").status_code == 200


@pytest.mark.parametrize(("name", "status"), [("grid", 403), ("epi", 403)])
def test_nobody_enrols_a_phone_without_the_power(now, name, status):
    client = sign_in(name, code=code_of(with_app(now.posts[name].user)))
    data = {"name": "x", "area_code": STREET, "days": 30}
    assert client.post("/sign-in/phones/", data).status_code == status
    assert recorded(REFUSED)[0].detail["code"] == "actors.no_power"


def test_a_supervisor_enrols_no_phone_of_the_next_county(now):
    from fangxian.core.actors.rules import Role

    now.post("county", Role.SUPERVISOR, "330502", "吴兴区政府", "command")
    client = sign_in("county", code=code_of(with_app(now.posts["county"].user)))
    answer = client.post("/sign-in/phones/", {"name": "x", "area_code": NEXT_COUNTY_GRID, "days": 30})
    assert answer.status_code == 422 and "shared_phone" not in answer.cookies
    assert recorded(REFUSED)[0].detail["code"] == "actors.out_of_area"


def test_a_password_without_its_second_factor_sees_nobody(now):
    client = sign_in("epi")
    pages = ("/cases/", "/measures/", "/staff/", "/files/", "/p/")
    assert {client.get(path).url for path in pages} == {"/sign-in/second-factor/"}


def test_guessing_the_code_of_a_second_factor_is_paused_for_all_processes(now):
    with_app(now.posts["duty"].user)
    client = sign_in("duty")
    for n in range(10):
        client.post("/account/2fa/authenticate/", {"code": f"{n:06d}"})
    answer = client.post("/account/2fa/authenticate/", {"code": "000010"})
    assert "Please wait 15 minutes" in answer.text
    assert len(recorded("signin.factor_refused")) == 10


@pytest.mark.invariant("INV-03")
def test_nobody_takes_both_halves_of_anothers_sign_in(now):
    user, by = now.posts["approver"].user, now.actor("admin", Purpose.ADMINISTER)
    with_app(user)
    staff.reset_password(user=user, in_person=True, by=by, at=clock.now())
    with pytest.raises(Refused) as refused:
        services.forget_factors(user=user, identifiers=SEEN, by=by, at=clock.now())
    assert refused.value.problem.code == "staff.both_halves"


@pytest.mark.invariant("INV-03")
def test_nobody_gives_a_password_after_taking_the_second_factor_away(now):
    user, by = now.posts["approver"].user, now.actor("admin", Purpose.ADMINISTER)
    with_app(user)
    services.forget_factors(user=user, identifiers=SEEN, by=by, at=clock.now())
    with pytest.raises(Refused) as refused:
        staff.reset_password(user=user, in_person=True, by=by, at=clock.now())
    assert refused.value.problem.code == "staff.both_halves"
    assert recorded("signin.factors_forgotten")[0].detail["identifiers"] == ["known_to_me", "staff_card"]
