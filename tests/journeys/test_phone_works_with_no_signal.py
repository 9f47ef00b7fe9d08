"""The phone's shell: opened once, it works with no network; nothing is lost, nothing doubled, nothing left to read."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint
from tests.posts import post
from tests.stand_down import end

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


@pytest.fixture
def at_a_post(phones, served_city):
    """A phone whose officer stands at the one post of her county."""

    def stand(way, *, width=320):
        stands = post(served_city)
        phone = phones(way, width=width)
        phone.quoted |= {stands.name, stands.order.number}
        phone.enter("checkpoint")
        passes(phone).wait_for()
        return phone

    return stand


def passes(phone):
    """The button of the lane that counts one person."""
    phone.duty("checkpoint")
    return phone.page.get_by_role("button", name=phone.says("一人通过", "One person passes"))


def wait_for_words(phone, zh, en):
    expect(phone.page.get_by_text(phone.says(zh, en)).first).to_be_visible()


@pytest.mark.parametrize("way", ["phone-zh", "phone-en"])
def test_what_is_recorded_offline_survives_closing_and_lands_once(at_a_post, way):
    phone = at_a_post(way)
    phone.offline()
    for _ in range(3):
        passes(phone).click()
    phone.holds(3)
    phone.look("three are recorded")
    phone.close()
    phone.reopen(offline=True)
    phone.look("duties with no signal")
    passes(phone).click()
    wait_for_words(phone, "4 条待上传", "4 waiting")
    rows = phone.outbox()
    assert len(rows) == 4 and all(row["is_sealed"] and row["is_readable"] for row in rows)
    phone.close()  # and with it the session of the browser
    phone.reopen(offline=True)
    phone.online()
    wait_for_words(phone, "登录已到期", "Your sign-in has run out")
    assert len(phone.outbox()) == 4
    phone.look("sign in again")
    phone.page.get_by_role("alert").get_by_role("link", name=phone.says("登录", "Sign in")).click()
    phone.page.locator("input[name=login]").fill("checkpoint")
    phone.page.locator("input[name=password]").fill("correct horse battery")
    phone.page.locator("input[name=password]").press("Enter")
    phone.all_answered(waits=True)
    assert phone.all_taken_in() and Check.objects.count() == 4
    phone.open("/field/#/sent")
    wait_for_words(phone, "已收到", "Received")
    phone.look("what I sent")
    phone.open("/field/#/settings")
    phone.page.get_by_role("button", name=phone.says("开", "On"), exact=True).first.click()
    phone.look("settings in large text")


def test_the_end_of_a_shift_leaves_nothing_to_read_and_the_next_one_sends_the_rest(at_a_post, served_city):
    phone = at_a_post("phone-zh")
    phone.offline()
    for _ in range(2):
        passes(phone).click()
    phone.holds(2)
    phone.open("/field/#/settings")
    phone.page.get_by_role("button", name="交班退出").click()
    phone.look("end the shift?")
    phone.page.get_by_role("button", name="确定").click()
    wait_for_words(phone, "2 条未上传的记录，已加密封存", "")
    phone.look("signed out with no signal")
    assert [(row["is_sealed"], row["is_readable"]) for row in phone.outbox()] == [(True, False)] * 2
    assert phone.stored("rows") == 0 and "reading key" not in phone.things()
    kept = phone.cached()
    assert "/field/" in kept and all(path == "/field/" or path.startswith("/static/field/") for path in kept)
    phone.page.reload()  # nobody is let in again by opening the page
    wait_for_words(phone, "登录", "")
    phone.open("/field/#/sent")
    wait_for_words(phone, "上一班的记录", "")
    phone.look("an earlier shift")
    phone.open("/field/#/")
    phone.online()
    phone.page.locator("[data-sync=sign_in]").wait_for()  # the sign-out is told to the server first
    assert not Check.objects.exists()
    phone.enter("checkpoint")
    phone.all_answered()
    assert Check.objects.count() == 2
    end(served_city)
    phone.page.reload()
    wait_for_words(phone, "防控已结束", "")
    assert phone.outbox() == [] and phone.stored("rows") == 0 and "reading key" not in phone.things()
    phone.look("the programme has ended")


def test_a_full_storage_is_told_and_what_has_no_room_is_sent_all_the_same(at_a_post):
    phone = at_a_post("phone-en")
    phone.offline()
    passes(phone).click()
    phone.fill_storage()
    for _ in range(3):
        passes(phone).click()
    wait_for_words(phone, "", "The storage is full")
    phone.look("the storage is full")
    homeless = 4 - len(phone.outbox())
    assert homeless > 0  # otherwise the storage was not full
    phone.online()
    phone.all_answered(waits=True)
    assert Check.objects.count() == 4
    expect(phone.page.get_by_text("The storage is full")).to_have_count(0)


def test_a_clock_that_jumps_loses_nothing_and_a_refused_record_is_dealt_with(at_a_post, served_city):
    phone = at_a_post("phone-en", width=390)
    phone.offline()
    start = clock.now()
    for year in (1, -3, 0):
        phone.page.clock.set_system_time(start + timedelta(days=365 * year))
        passes(phone).click()
    phone.online()
    phone.all_answered()
    assert Check.objects.count() == 3
    sent_at = {check.device_at.year for check in Check.objects.all()}
    assert sent_at == {start.year + 1, start.year - 3, start.year}  # the phone's own moment is kept as it was
    passes(phone).click()
    Checkpoint.objects.update(area_code="330521")  # the post was never hers: the record cannot be used
    wait_for_words(phone, "", "1 to look at")
    phone.open("/field/#/sent")
    wait_for_words(phone, "", "there is no such post in your area")
    phone.look("a refused record")
    phone.page.get_by_role("button", name="Set aside").click()
    phone.page.get_by_role("button", name="Erase").click()
    phone.look("erase it?")
    phone.page.get_by_role("button", name="Yes").click()
    expect(phone.page.get_by_role("button", name="Erase")).to_have_count(0)
    assert Check.objects.count() == 3 and len(phone.outbox()) == 3
