"""A sign-in ends by time, by its owner, by her supervisor, by leaving; and a new device is told of."""

from datetime import timedelta

import pytest
from tests.city import GRID
from tests.signing_in import live_now, recorded, sign_in

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.messages.models import Message
from fangxian.core.signin import queries
from fangxian.core.signin.models import SignIn
from fangxian.core.staff import services as staff
from fangxian.reactions.jobs import run_all


@pytest.fixture
def now(city, settings):
    live_now(city, settings)
    return city


def is_in(client):
    return client.get("/staff/me/").status_code == 200


@pytest.mark.parametrize(("minutes", "still"), [(118, True), (122, False)])
def test_a_sign_in_without_an_act_ends(now, settings, minutes, still):
    client = sign_in("duty")
    settings.CLOCK_OFFSET += timedelta(minutes=minutes)
    assert is_in(client) is still
    assert [event.detail["reason"] for event in recorded("signin.expired")] == ([] if still else ["idle"])


def test_acts_keep_a_sign_in_alive_but_not_for_ever(now, settings):
    client = sign_in("duty")
    for _ in range(7):
        settings.CLOCK_OFFSET += timedelta(minutes=100)
        assert is_in(client)
    settings.CLOCK_OFFSET += timedelta(minutes=100)
    assert not is_in(client) and SignIn.objects.get().end_reason == "whole"


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(now, settings):
    client = sign_in("duty")
    for _ in range(3):
        settings.CLOCK_OFFSET += timedelta(minutes=50)
        answer = client.get("/staff/me/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/login/"


def test_one_sees_where_one_is_signed_in_and_ends_the_rest(now):
    here, there = sign_in("duty"), sign_in("duty")
    assert here.get("/sign-in/mine/").text.count("Password alone") == 2
    here.post("/sign-in/mine/others/")
    assert is_in(here) and not is_in(there)
    assert recorded("signin.revoked_all")[0].count == 1


def test_nobody_ends_the_sign_in_of_another(now):
    other, mine = sign_in("grid"), SignIn.objects.get()
    assert sign_in("duty").post(f"/sign-in/mine/{mine.id}/").status_code == 404
    assert is_in(other)


def test_a_supervisor_signs_somebody_of_hers_out_everywhere(now):
    worker, user = sign_in("grid"), now.posts["grid"].user
    supervisor = sign_in("supervisor")
    assert supervisor.get(f"/sign-in/people/{user.id}/").status_code == 200
    supervisor.post(f"/sign-in/people/{user.id}/out/")
    assert not is_in(worker) and SignIn.objects.get(user=user).end_reason == "revoked"


@pytest.mark.parametrize(("name", "status"), [("supervisor", 200), ("next_supervisor", 404), ("grid2", 403)])
def test_only_who_answers_for_her_sees_where_she_is_signed_in(now, name, status):
    from fangxian.core.actors.rules import Role

    now.post("next_supervisor", Role.SUPERVISOR, "330521", "新市镇政府", "community")
    assert sign_in(name).get(f"/sign-in/people/{now.posts['grid'].user_id}/").status_code == status


def test_a_new_password_ends_earlier_sign_ins_and_says_so(now):
    worker, user = sign_in("grid"), now.posts["grid"].user
    staff.reset_password(user=user, in_person=True, by=now.actor("supervisor", Purpose.ADMINISTER), at=clock.now())
    assert not is_in(worker)
    run_all(at=clock.now())
    assert SignIn.objects.get(user=user).end_reason == "reset"
    assert queries.open_sign_ins(user.id, at=clock.now()) == []


def test_whoever_changes_her_password_stays_signed_in_here_only(now):
    here, there = sign_in("duty"), sign_in("duty")
    new = "a staircase of two hundred doors"
    data = {"oldpassword": "correct horse battery", "password1": new, "password2": new}
    assert here.post("/account/password/change/", data).status_code == 302
    assert is_in(here) and not is_in(there)


def test_a_browser_never_seen_before_is_told_of_once(now):
    user = now.posts["grid"].user
    user.phone = "13800138000"
    user.save()
    known = sign_in("grid")
    known.post("/account/logout/")
    known.post("/account/login/", {"login": "grid", "password": "correct horse battery"})
    assert not Message.objects.exists()
    sign_in("grid")
    message = Message.objects.get()
    assert (message.kind, message.to) == ("signin.warning", "+8613800138000") and GRID not in message.text_zh
    assert SignIn.objects.filter(is_new_browser=True).count() == 1
