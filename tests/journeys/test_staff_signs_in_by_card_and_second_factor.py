"""A supervisor enrols a shared phone and issues a card; a worker opens it; officials set up an app and a passkey."""

import pytest
from playwright.sync_api import expect

from fangxian.core.signin.models import SharedPhone, SignIn
from tests.city import GRID
from tests.journeys.conftest import PASSWORD
from tests.signing_in import code_of, with_real_people

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
PIN = "740283"


def agree(walk, zh, en):
    word = walk.says(zh, en)
    walk.page.get_by_role("button", name=word, exact=True).click()
    walk.page.get_by_role("dialog").get_by_role("button", name=word, exact=True).click()


def identify(walk, form):
    for value in ("staff_card", "known_to_me"):
        form.locator(f"input[value={value}]").check()


def test_a_card_opens_a_phone_that_was_enrolled_in_person(walk):
    page, says = walk.page, walk.says
    user = walk.city.posts["grid"].user
    walk.quoted |= {user.full_name, "1号机"}
    walk.sign_in("supervisor")
    walk.open(f"/sign-in/people/{user.id}/")
    walk.look("before-the-card")
    form = page.locator("form", has=page.get_by_role("button", name=says("发卡", "Issue a card")))
    identify(walk, form)
    form.get_by_role("button").click()
    number, pin = (page.locator("dd.big").nth(n).inner_text() for n in (0, 1))
    walk.look("the-slip")

    walk.open("/sign-in/phones/")
    page.locator("[name=name]").fill("1号机")
    page.locator("[name=area_code]").fill(GRID)
    walk.look("phones")
    agree(walk, "登记这台手机", "Enrol this phone")
    expect(page.locator("[name=pin]")).to_be_visible()
    assert SharedPhone.objects.get().area_code == GRID
    walk.look("the-card-page")

    page.goto(walk.url + "/sign-in/card/#" + number.replace(" ", ""))
    expect(page.locator("[name=number]")).to_have_value(number.replace(" ", ""))
    page.locator("[name=pin]").fill("000000")
    page.locator("[name=pin]").press("Enter")
    expect(page.locator(".errorlist")).to_be_visible()
    walk.look("a-wrong-pin")
    page.locator("[name=number]").fill(number)
    page.locator("[name=pin]").fill(pin)
    page.locator("[name=pin]").press("Enter")
    expect(page.locator("[name=again]")).to_be_visible()
    walk.look("choose-a-pin")
    page.locator("[name=pin]").fill(PIN)
    page.locator("[name=again]").fill(PIN)
    page.locator("[name=again]").press("Enter")
    expect(page.get_by_role("button", name=says("下班退出", "End of shift"))).to_be_visible()
    walk.look("at-work")
    walk.open("/sign-in/mine/")
    walk.look("mine")
    page.get_by_role("button", name=says("下班退出", "End of shift")).click()
    expect(page.locator("[name=pin]")).to_be_visible()
    assert SignIn.objects.filter(way="card", end_reason="signed_out").count() == 1


def test_an_official_sets_up_a_second_factor_and_signs_in_with_it(walk):
    page, says = walk.page, walk.says
    with_real_people(walk.city)
    walk.sign_in("epi")
    expect(page.get_by_role("link", name=says("设置验证器应用", "Set up an app"))).to_be_visible()
    walk.look("set-up-first")
    page.get_by_role("link", name=says("设置验证器应用", "Set up an app")).click()
    secret = page.locator("dd.code").inner_text()
    walk.look("the-app")
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("[name=code]").press("Enter")
    expect(page.locator("li.code")).to_have_count(10)
    recovery = page.locator("li.code").first.inner_text()
    walk.look("recovery-codes")
    walk.open("/account/2fa/")
    walk.look("second-factors")

    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/account/login/")
    walk.look("sign-in")
    page.locator("[name=login]").fill("epi")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("[name=code]")).to_be_visible()
    walk.look("the-code")
    page.locator("[name=code]").fill(recovery)
    page.locator("[name=code]").press("Enter")
    expect(page.locator("[name=code]")).to_have_count(0)
    walk.open("/sign-in/mine/")
    expect(page.get_by_text(says("密码加第二验证", "Password and second factor"))).to_have_count(1)
    walk.look("where-i-am-signed-in")
    walk.open("/account/2fa/webauthn/add/")
    walk.look("a-passkey")


def with_a_security_key(page):
    """The browser holds a key of its own that says yes to everything: what a phone does after a fingerprint."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_official_signs_in_with_a_passkey_and_no_password(walk, settings):
    page, says = walk.page, walk.says
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's own site speaks no TLS
    with_real_people(walk.city)
    with_a_security_key(page)
    walk.sign_in("epi")
    page.get_by_role("link", name=says("设置通行密钥", "Set up a passkey")).click()
    walk.look("a passkey")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("li.code")).to_have_count(10)
    walk.look("its recovery codes")
    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/account/login/")
    with page.expect_navigation():
        page.locator("#passkey_login").click()
    walk.open("/sign-in/mine/")
    expect(page.get_by_text(says("通行密钥登录", "Passkey"), exact=True)).to_have_count(1)
    walk.look("signed in by it")
    assert SignIn.objects.filter(way="passkey").count() == 1
