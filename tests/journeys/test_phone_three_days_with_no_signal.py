"""Three days with no signal: every duty goes on, codes are judged by the lists at hand, and all of it lands at last."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.core.tokens import queries
from fangxian.engine.tokens.gate import GateToken, Kind, Word, signed_text
from fangxian.followup.models import VisitReport
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.gate.models import GateCount
from fangxian.intake.sources.sweep.models import Visit
from fangxian.intake.sources.venue.models import HeadCount
from fangxian.tasks.rules import LIST, VISIT
from fangxian.tasks.services import open_task
from tests.followups import a_followup, worker
from tests.gates import gate
from tests.posts import post
from tests.sweeps import sent_round
from tests.venues import venue

from .cameras import filmed

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
THREE_DAYS = timedelta(hours=72)


@pytest.fixture
def days_pass(settings, served_city):
    """Phone and office are so much later; nobody has told the phone anything meanwhile."""
    ahead = settings.CLOCK_OFFSET  # phones run by the true clock, the office by the city's

    def pass_(phone, how_long):
        settings.CLOCK_OFFSET += how_long
        phone.page.clock.set_system_time(clock.now() - ahead)

    return pass_


def a_code_made_after(city, how_long):
    """What somebody with a signal shows who renewed her code on the third day."""
    key = queries.signing_key_at(city.programme.id, at=city.at)
    made_at = city.at + how_long
    return signed_text(GateToken(bytes(12), Kind.GATE, "", Word.PASS, made_at, made_at + timedelta(days=1)), key=key)


def back_again(phone, name):
    """The signal is back after days: the session is over, so she signs in, and everything goes."""
    phone.online()
    phone.page.get_by_role("alert").get_by_role("link", name=phone.says("登录", "Sign in")).wait_for()
    phone.sign_in(name)
    phone.open("/field/")
    phone.all_answered()
    assert phone.all_taken_in()


def old_lists(phone):
    return phone.page.get_by_text(phone.says("验码名单是", "The lists for checking codes are of"))


@pytest.mark.parametrize("way", ["phone-zh", "phone-en"])
def test_a_lane_goes_on_for_three_days_and_says_that_its_lists_are_old(
    phones, served_city, days_pass, tmp_path, way
):  # fmt: skip
    stands = post(served_city)
    film = filmed(tmp_path / "film.y4m", a_code_made_after(served_city, timedelta(hours=65)))
    phone = phones(way, width=320, film=film)
    phone.quoted |= {stands.name, stands.order.number}
    page, says = phone.page, phone.says
    passes = page.get_by_role("button", name=says("一人通过", "One person passes"))
    phone.enter("checkpoint")
    phone.duty("checkpoint")
    passes.click()
    phone.holds(1)
    phone.settled()  # before: an answer on its way would tell it the time once more
    phone.offline()
    days_pass(phone, THREE_DAYS - timedelta(hours=1))
    passes.click()
    phone.holds(2)  # a page that is loaded anew while a tap is being sealed loses the tap
    expect(old_lists(phone)).to_have_count(0)
    days_pass(phone, timedelta(hours=2))
    page.reload()
    expect(old_lists(phone)).to_be_visible()
    phone.look("the lists are old")
    page.get_by_role("button", name=says("扫码", "Scan")).click()
    expect(page.get_by_text(says("码有效", "The code counts"))).to_be_visible()
    page.get_by_role("button", name=says("体温正常：放行", "Temperature normal: pass")).click()
    page.get_by_role("button", name=says("完成", "Done")).click()
    phone.holds(3)
    back_again(phone, "checkpoint")
    phone.duty("checkpoint")
    passes.wait_for()
    expect(old_lists(phone)).to_have_count(0)
    assert ["late" in check.marks for check in Check.objects.order_by("occurred_at")] == [True, True, False]


def test_the_other_duties_go_on_for_three_days_and_hand_everything_over(phones, served_city, days_pass):
    city = served_city
    gate(city)
    venue(city)
    sent_round(city)
    file = a_followup(city)
    open_task(kind=VISIT, area_code=file.area_code, person=file.person, profile=LIST, source="follow_up",
              by=worker(city), at=city.at)  # fmt: skip
    keeper, counter, walker = (phones("phone-en", width=320) for _ in range(3))
    for phone, name, duty in ((keeper, "keeper", "gate"), (counter, "market", "venue"), (walker, "grid", "sweep")):
        phone.enter(name)
        phone.duty(duty)
        phone.page.locator(".door, .sweep-row").first.wait_for()
        phone.settled()
        phone.offline()
    days_pass(keeper, THREE_DAYS)
    for phone in (counter, walker):
        days_pass(phone, timedelta())
    keeper.page.locator(".gate-choice").click()
    keeper.page.get_by_role("button", name="Known, or paper seen").click()
    counter.page.locator(".door").first.click()
    counter.page.get_by_label("People inside now").fill("12")
    counter.page.get_by_role("button", name="Record the count").click()
    walker.page.locator(".sweep-row").first.click()
    walker.page.get_by_role("button", name="Nobody at home").click()
    walker.duty("visit")
    walker.page.locator(".records .door").first.click()
    walker.page.get_by_role("button", name="No reading; note the visit only").click()
    walker.page.get_by_text("0 left").wait_for()
    for phone, made in ((keeper, 2), (counter, 1), (walker, 2)):  # a keeper also begins her shift
        phone.holds(made)
    for phone, name in ((keeper, "keeper"), (counter, "market"), (walker, "grid")):
        back_again(phone, name)
    counts = [model.objects.count() for model in (GateCount, HeadCount, Visit, VisitReport)]
    assert counts == [1, 1, 1, 1]
    assert HeadCount.objects.get().city_day == (city.at + THREE_DAYS).date()
