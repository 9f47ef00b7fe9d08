"""Staff sign in with a password and a second factor; without one nothing opens but its set-up."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.signing_in import code_of, live_now, recorded, sign_in, with_app, with_real_people

from fangxian.core.signin.models import SignIn


@pytest.fixture
def real(city, settings):
    live_now(city, settings)
    return with_real_people(city)


@pytest.mark.parametrize("path", ["/", "/staff/", "/staff/me/", "/cases/", "/p/"])
def test_without_a_second_factor_every_page_leads_to_setting_one_up(real, path):
    answer = sign_in("epi").get(path)
    assert (answer.status_code, answer.url) == (302, "/sign-in/second-factor/")


def test_the_set_up_ends_with_recovery_codes_and_open_pages(real, django_capture_on_commit_callbacks):
    client = sign_in("epi")
    assert "Set up an app" in client.get("/sign-in/second-factor/").text
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.url == "/account/2fa/recovery-codes/" and client.get(answer.url).text.count('class="code"') == 10
    assert client.get("/cases/").status_code == 200
    assert [event.detail["kind"] for event in recorded("signin.factor_added")] == ["totp", "recovery_codes"]


def test_password_and_code_open_the_pages(real):
    secret = with_app(real.posts["epi"].user)
    assert sign_in("epi").get("/cases/").url.startswith("/account/login/")
    assert sign_in("epi", code=code_of(secret)).get("/cases/").status_code == 200
    assert SignIn.objects.get().way == "password_and_factor"


def test_a_code_that_was_used_is_not_taken_again(real):
    code = code_of(with_app(real.posts["epi"].user))
    assert sign_in("epi", code=code).get("/cases/").status_code == 200
    assert sign_in("epi", code=code).get("/cases/").status_code == 302
    assert len(recorded("signin.factor_refused")) == 1


def test_a_recovery_code_opens_once(real):
    user = real.posts["epi"].user
    with_app(user)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert [sign_in("epi", code=code).get("/cases/").status_code for _ in range(2)] == [200, 302]


def test_the_secret_of_an_app_is_not_stored_as_it_is(real):
    secret = with_app(real.posts["epi"].user)
    assert secret not in str(Authenticator.objects.get().data)


def test_a_demonstration_is_entered_with_the_password_alone(city, settings):
    live_now(city, settings)
    assert sign_in("epi").get("/cases/").status_code == 200


def test_an_installation_needs_a_second_factor_unless_it_says_otherwise(city, settings):
    live_now(city, settings)
    settings.MFA_REQUIRED = False
    with_real_people(city)
    assert sign_in("epi").get("/cases/").status_code == 200
    settings.MFA_REQUIRED = True
    assert sign_in("epi").get("/cases/").status_code == 302


def test_before_a_signature_an_old_sign_in_is_proved_again(real, settings):
    from datetime import timedelta

    client = sign_in("signatory", code=code_of(with_app(real.posts["signatory"].user)))
    path = "/orders/00000000-0000-7000-8000-000000000000/sign/"
    assert client.post(path).status_code == 404
    settings.CLOCK_OFFSET += timedelta(minutes=16)
    answer = client.post(path, headers={"referer": "http://testserver/orders/"})
    assert answer.url == "/account/reauthenticate/?next=http%3A%2F%2Ftestserver%2Forders%2F"
    client.post("/account/reauthenticate/", {"password": "correct horse battery"})
    assert client.post(path).status_code == 404


def test_the_sign_in_says_the_same_of_known_and_unknown_numbers(city):
    answers = [
        Client().post("/account/login/", {"login": name, "password": "wrong"}, headers={"accept-language": "en"})
        for name in ("epi", "nobody-has-this-number")
    ]
    errors = [answer.context["form"].errors.as_text() for answer in answers]
    assert errors[0] == errors[1] and answers[0].status_code == answers[1].status_code
