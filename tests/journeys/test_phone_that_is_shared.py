"""A phone that several share: card and PIN open it; closed and opened again it hands nothing over without them."""

import pytest
from playwright.sync_api import expect

from fangxian.core.signin.views.gate import PHONE_COOKIE
from fangxian.intake.sources.checkpoint.models import Check
from tests.posts import post
from tests.signing_in import enrolled, with_card

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def card_and_pin(phone, number, pin):
    phone.page.locator("[name=number]").fill(number)
    phone.page.locator("[name=pin]").fill(pin)
    phone.page.locator("[name=pin]").press("Enter")
    phone.page.get_by_role("heading", name=phone.says("选择岗位", "Choose a duty")).wait_for()


def test_it_asks_for_the_pin_again_after_it_was_closed(phones, served_city):
    stands = post(served_city)
    shared = enrolled(served_city, area_code="330502")
    held = with_card(served_city, "checkpoint")
    phone = phones("phone-zh", width=320)
    phone.quoted |= {stands.name, stands.order.number}
    secret = {"name": PHONE_COOKIE, "value": shared.cookies[PHONE_COOKIE].value, "url": phone.url}
    phone.context.add_cookies([secret | {"httpOnly": True, "expires": 4102444800}])
    phone.open("/sign-in/card/?next=/field/")
    card_and_pin(phone, *held)
    phone.page.wait_for_function("async () => (await navigator.serviceWorker.ready).active?.state === 'activated'")
    phone.settled()
    phone.offline()
    phone.duty("checkpoint")
    phone.page.get_by_role("button", name="一人通过").click()
    phone.holds(1)
    phone.close()
    phone.reopen()
    alert = phone.page.get_by_role("alert").filter(has_text="登录已到期")
    expect(alert).to_be_visible()
    phone.look("the pin is asked for again")
    assert [row["word"] for row in phone.outbox()] == [None] and not Check.objects.exists()
    alert.get_by_role("link", name="登录").click()
    expect(phone.page.locator("[name=pin]")).to_be_visible()
    card_and_pin(phone, *held)
    phone.all_answered()
    assert Check.objects.count() == 1
