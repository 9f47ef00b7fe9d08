"""An officer's phone at a post: a night with no signal, a coach in two minutes, an order that ends meanwhile."""

import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from fangxian.intake.sources.checkpoint.models import Check, Passage
from tests.posts import order, post

from .phones import in_hands

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
WAYS = in_hands()


@pytest.fixture
def lane(phones, served_city):
    """A phone that stands in the lane of the one post, ready to lose its signal."""

    def stand(way, width, **more):
        stands = post(served_city)
        phone = phones(way, width=width, **more)
        phone.quoted |= {stands.name, stands.order.number}
        phone.enter("checkpoint")
        phone.duty("checkpoint")
        button(phone, "扫码", "Scan").wait_for()
        return phone

    return stand


def button(phone, zh, en, **how):
    return phone.page.get_by_role("button", name=phone.says(zh, en), **how)


def tap(phone, zh, en, **how):
    button(phone, zh, en, **how).click()


def counted(phone, zh, en):
    tile = phone.page.locator(".tile", has=phone.page.get_by_text(phone.says(zh, en), exact=True))
    return tile.locator(".number")


def minutes_pass(phone, minutes):
    """The phone learns that it is later; it is reopened, as phones are."""
    phone.settled()  # an answer on its way would tell it the time again
    phone.page.evaluate(
        "by => localStorage.setItem('fangxian.field.clock',"
        " String(Number(localStorage.getItem('fangxian.field.clock') ?? 0) - by * 60000))",
        minutes,
    )
    phone.page.reload()


@WAYS
def test_a_night_at_a_post_with_no_signal(lane, way, width):
    phone = lane(way, width)
    page, says = phone.page, phone.says
    phone.look("the lane")
    phone.offline()
    for _ in range(3):
        tap(phone, "一人通过", "One person passes")
    expect(counted(phone, "人员", "Persons")).to_have_text("3")
    tap(phone, "撤回", "Undo")
    expect(counted(phone, "人员", "Persons")).to_have_text("2")

    tap(phone, "测温 / 查看一人", "Look at one person")
    page.get_by_label(says("体温（℃）", "Temperature (°C)")).fill("378")
    phone.look("a temperature")
    tap(phone, "判定", "What follows?")
    expect(page.get_by_text(says("发 1 号凭条", "Give slip no. 1"))).to_be_visible()
    phone.look("rest first")
    tap(phone, "完成", "Done")
    expect(page.get_by_text(says("休息至", "rests until"))).to_be_visible()
    phone.look("somebody rests")

    tap(phone, "紧急：立即放行", "Emergency: pass at once")
    expect(page.get_by_text(says("已放行并记录。现在让他们通过。", "Recorded. Let them through now."))).to_be_visible()
    phone.look("an emergency")
    tap(phone, "分娩", "Childbirth")
    expect(counted(phone, "紧急放行", "Emergencies")).to_have_text("1")

    minutes_pass(phone, 11)
    tap(phone, "复测", "Measure again", exact=True)
    expect(button(phone, "判定", "What follows?")).to_have_attribute("aria-disabled", "true")
    page.get_by_label(says("体温（℃）", "Temperature (°C)")).fill("36.6")
    tap(phone, "判定", "What follows?")
    expect(page.get_by_text(says("放行并提醒", "Pass, with advice"), exact=True)).to_be_visible()
    tap(phone, "完成", "Done")
    expect(page.get_by_text(says("休息等待复测", "Resting for a second reading"))).to_have_count(0)
    expect(counted(phone, "人员", "Persons")).to_have_text("4")
    phone.look("the end of the night")

    phone.online()
    phone.all_answered()
    words = sorted(Check.objects.values_list("verdict", "person_count", "emergency_kind"))
    assert words == [
        ("EMERGENCY_PASS", 1, "birth"), ("PASS", 1, ""), ("PASS", 1, ""), ("PASS_WITH_ADVICE", 0, ""),
        ("RECHECK_TEMP", 1, ""),
    ]  # fmt: skip
    again = Check.objects.get(verdict="PASS_WITH_ADVICE")
    assert again.continues == Check.objects.get(verdict="RECHECK_TEMP").client_id
    assert "other_word" not in again.marks and not Passage.objects.exists()


@WAYS
def test_a_coach_of_sixty_in_two_minutes(lane, way, width):
    phone = lane(way, width)
    page, says = phone.page, phone.says
    phone.offline()
    began = time.monotonic()
    tap(phone, "车辆", "Vehicle")
    page.get_by_label(says("车上人数（含司机）", "Persons aboard, driver included")).fill("60")
    expect(
        page.get_by_text(says("没有登记命令：不记车牌。", "No registration order: no plate is kept."))
    ).to_be_visible()
    for celsius in ("37.5", "38.1"):
        tap(phone, "有一人体温偏高", "One person is raised")
        page.get_by_label(says("体温（℃）", "Temperature (°C)")).fill(celsius)
        button(phone, "凭条", "Give slip").last.click()
    phone.look("a coach")
    tap(phone, "其余 58 人正常：放行", "The other 58 are normal: pass")
    expect(page.get_by_text(says("发 2 号凭条", "Give slip no. 2"))).to_be_visible()
    assert time.monotonic() - began < 120
    phone.look("the coach goes on")
    tap(phone, "撤回", "Undo")
    tap(phone, "完成", "Done")
    expect(counted(phone, "人员", "Persons")).to_have_text("0")
    assert phone.outbox() == []


def test_a_coach_is_counted_once_however_it_is_divided(lane):
    phone = lane("phone-zh", 390)
    tap(phone, "车辆", "Vehicle")
    phone.page.get_by_label("车上人数（含司机）").fill("3")
    tap(phone, "有一人体温偏高", "One person is raised")
    phone.page.get_by_label("体温（℃）").fill("37.5")
    button(phone, "凭条", "Give slip").last.click()
    tap(phone, "其余 2 人正常：放行", "The other 2 are normal: pass")
    phone.page.wait_for_timeout(13_000)  # until neither can be taken back any more
    phone.all_answered()
    found = sorted(Check.objects.values_list("verdict", "person_count", "vehicle_count", "is_raised"))
    assert found == [("PASS", 2, 1, False), ("RECHECK_TEMP", 1, 0, True)]


@WAYS
def test_an_order_that_ends_offline_lets_people_pass(lane, way, width, served_city):
    phone = lane(way, width)
    phone.offline()
    minutes_pass(phone, 8 * 24 * 60)
    closed = phone.says("卡点的命令或复核期限已过", "The post's order or review date has passed")
    expect(phone.page.get_by_text(closed)).to_be_visible()
    expect(button(phone, "扫码", "Scan")).to_have_count(0)
    phone.look("the order has ended")
    tap(phone, "紧急：立即放行", "Emergency: pass at once")
    expect(phone.page.get_by_text(phone.says("已放行并记录", "Recorded. Let them"))).to_be_visible()


@WAYS
def test_under_a_registration_order_a_plate_of_any_writing_is_taken(lane, way, width, served_city):
    order(served_city, "registration", number="2号", expires_at=served_city.at + timedelta(days=3))
    phone = lane(way, width)
    phone.offline()
    tap(phone, "车辆", "Vehicle")
    plate = phone.page.get_by_label(phone.says("车牌", "Plate"))
    plate.fill("浙e·12345")
    expect(phone.page.get_by_text(phone.says("格式正确", "A usual form"))).to_be_visible()
    plate.fill("使014578")
    expect(phone.page.get_by_text(phone.says("不是常见格式", "No usual form"))).to_be_visible()
    phone.look("a plate")
    tap(phone, "体温正常：放行", "Temperature normal: pass")
    tap(phone, "完成", "Done")
    expect(counted(phone, "车辆", "Vehicles")).to_have_text("1")
