"""Every screen of every duty, on the smallest phone: nothing overflows, is too small to touch, or is empty.

`look` asks axe, measures the page and every target, and reads the language. What the duties do is told elsewhere.
"""

import pytest
from playwright.sync_api import expect

from fangxian.tasks.rules import LIST, VISIT
from fangxian.tasks.services import open_task
from tests.followups import a_followup, worker
from tests.gates import gate
from tests.posts import order, post
from tests.sweeps import sent_round
from tests.venues import venue
from tests.work import arrival, list_in_effect, record

from .phones import in_hands

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
# the duties' own stories walk the smallest phone in Chinese
SMALL_IN_ENGLISH = in_hands(("phone-en", 320))
QUOTED = {
    "湖州市",
    "武汉",
    "浮星桥",
    "织里收费站",
    "月河",
    "幢",
    "单元",
    "室",
    "演练路",
    "随访",
    "湖防指",
    "演练令",
    "幢楼",
}


@pytest.fixture
def phone(phones, served_city, way, width):
    made = phones(way, width=width)
    made.quoted |= QUOTED
    return made


def tap(phone, zh, en):
    phone.page.get_by_role("button", name=phone.says(zh, en)).first.click()


def back(phone):
    phone.page.locator("main .plain").first.click()


def everything_stands(city):
    """A post, a gate with vehicles, a market, a round and two visits, all under a registration order."""
    order(city, "registration", number="湖防指〔2020〕2号")
    post(city)
    gate(city, under=order(city, "gate", number="湖防指〔2020〕3号"), takes_vehicles=True)
    venue(city)
    sent_round(city)
    for number in (2, 10):
        file = a_followup(city, number)
        open_task(kind=VISIT, area_code=file.area_code, person=file.person, profile=LIST, source="follow_up",
                  by=worker(city), at=city.at)  # fmt: skip


def in_large_text(phone, *duties):
    """The first screen of each duty once more, in large text."""
    phone.open("/field/#/settings")
    tap(phone, "开", "On")
    phone.look("settings in large text")
    for name in duties:
        phone.duty(name)
        phone.page.locator(".big, .door, .sweep-row").first.wait_for()
        phone.look(f"{name} in large text")
    phone.open("/field/#/settings")
    phone.page.get_by_role("button", name=phone.says("关", "Off"), exact=True).first.click()


@in_hands()
def test_where_nothing_stands_every_duty_says_so(phone, served_city):
    phone.open("/field/")
    phone.page.get_by_role("link", name=phone.says("用密码登录", "Password")).wait_for()
    phone.look("sign in")
    phone.enter("checkpoint")
    phone.look("choose a duty")
    phone.duty("checkpoint")
    expect(phone.page.locator(".empty")).to_contain_text(phone.says("没有卡点", "No post stands"))
    phone.look("no post")
    phone.enter("grid")
    nothing = {"sweep": ("没有分给您的门户", "No doors are yours"), "visit": ("没有要上门的", "No door to go to"),
               "tasks": ("现在没有任务", "No task now")}  # fmt: skip
    for name, (zh, en) in nothing.items():
        phone.duty(name)
        expect(phone.page.locator(".empty")).to_contain_text(phone.says(zh, en))
        phone.look(f"no {name}")
    phone.open("/field/#/sent")
    expect(phone.page.locator(".empty")).to_contain_text(phone.says("还没有记录", "No record yet"))
    phone.look("nothing sent")
    phone.enter("auditor")
    expect(phone.page.get_by_text(phone.says("没有手机上的岗位", "has no duty on the phone"))).to_be_visible()
    phone.look("no duty")


@SMALL_IN_ENGLISH
def test_the_screens_of_a_post(phone, served_city):
    everything_stands(served_city)
    phone.enter("checkpoint")
    phone.duty("checkpoint")
    phone.page.get_by_role("button", name=phone.says("扫码", "Scan")).wait_for()
    phone.look("the lane")
    tap(phone, "测温 / 查看一人", "Look at one person")
    phone.look("one person")
    phone.page.get_by_label(phone.says("体温（℃）", "Temperature (°C)")).fill("38.2")
    tap(phone, "判定", "What follows?")
    phone.look("rest first")
    tap(phone, "完成", "Done")
    tap(phone, "车辆", "Vehicle")
    phone.look("a vehicle")
    phone.page.get_by_label(phone.says("车上人数（含司机）", "Persons aboard, driver included")).fill("99")
    tap(phone, "有一人体温偏高", "One person is raised")
    phone.look("a vehicle with somebody raised")
    back(phone)
    tap(phone, "扫码", "Scan")
    phone.page.get_by_role("alert").filter(has_text=phone.says("相机", "amera")).wait_for()
    phone.look("no camera")
    back(phone)
    tap(phone, "紧急：立即放行", "Emergency: pass at once")
    phone.look("an emergency")
    tap(phone, "分娩", "Childbirth")
    phone.look("the lane after it")
    tap(phone, "结束本班", "End this shift")
    phone.look("end the shift?")
    tap(phone, "换卡点", "Another post")
    phone.look("which post")
    in_large_text(phone, "checkpoint")


@SMALL_IN_ENGLISH
def test_the_screens_of_a_gate_and_a_market(phone, served_city):
    everything_stands(served_city)
    phone.enter("keeper")
    phone.duty("gate")
    phone.page.locator(".gate-choice").wait_for()
    phone.look("which gate")
    phone.page.locator(".gate-choice").click()
    phone.page.get_by_text(phone.says("认识的人", "Known, or paper seen")).wait_for()
    phone.look("the gate")
    tap(phone, "认识的人", "Known, or paper seen")
    phone.look("somebody passed")
    tap(phone, "访客、快递、其他", "Visitor, courier, others")
    tap(phone, "快递员", "Courier")
    phone.look("what is shown")
    tap(phone, "什么也没有", "Nothing")
    phone.look("ask the duty officer")
    tap(phone, "稍后再填", "Say it later")
    tap(phone, "车辆", "Vehicle")
    phone.look("a vehicle")
    back(phone)
    tap(phone, "扫码", "Scan a code")
    phone.page.get_by_role("alert").filter(has_text=phone.says("相机", "amera")).wait_for()
    phone.look("no camera")
    back(phone)
    tap(phone, "紧急：立即放行", "Emergency: pass at once")
    phone.look("an emergency")
    tap(phone, "下一位", "Next")
    tap(phone, "下班", "End my shift")
    phone.look("end the shift?")
    in_large_text(phone, "gate")
    phone.enter("market")
    phone.duty("venue")
    phone.page.locator(".door").first.wait_for()
    phone.look("which place")
    phone.page.locator(".door").first.click()
    phone.page.get_by_label(phone.says("现有人数", "People inside now")).fill("230")
    phone.look("too many")
    in_large_text(phone, "venue")


@SMALL_IN_ENGLISH
def test_the_screens_of_a_worker_at_the_doors(phone, served_city):
    everything_stands(served_city)
    phone.enter("grid")
    phone.look("choose a duty")
    phone.duty("sweep")
    phone.page.locator(".sweep-row").first.click()
    phone.page.get_by_role("button", name=phone.says("家中无人", "Nobody at home")).wait_for()
    phone.look("one door")
    for summary in phone.page.locator("summary").all():
        summary.click()
    phone.look("what to say first")
    tap(phone, "有人应答", "Somebody answered")
    tap(phone, "透析等定期治疗", "Dialysis or other regular treatment")
    tap(phone, "有人外出过", "Somebody was away")
    phone.look("what is told")
    back(phone)
    back(phone)
    tap(phone, "清单上没有的一户", "A door that is not on the list")
    phone.look("a door that is not on the list")
    phone.duty("visit")
    phone.page.locator(".records .door").first.wait_for()
    phone.look("doors of today")
    phone.page.locator(".records .door").first.click()
    phone.look("one visit")
    phone.page.get_by_label(phone.says("体温", "Temperature")).first.fill("379")
    tap(phone, "保存本次上门", "Save this visit")
    phone.page.get_by_text(phone.says("卫生站", "health post")).wait_for()
    phone.look("it is saved")
    phone.page.locator(".records .door").first.click()
    phone.look("written down before")
    in_large_text(phone, "sweep", "visit")
    phone.open("/field/#/sent")
    phone.page.locator(".record").first.wait_for()
    phone.look("what I sent")


@SMALL_IN_ENGLISH
def test_the_screens_of_tasks(phone, served_city, let_time_pass):
    everything_stands(served_city)
    list_in_effect(served_city)
    record(served_city, arrival(1))
    let_time_pass(seconds=1)
    phone.enter("grid")
    phone.duty("tasks")
    cards = phone.page.locator(".records .door")
    expect(cards).to_have_count(3)
    phone.look("my tasks")
    cards.filter(has_text=phone.says("上门", "Visit")).first.click()
    expect(phone.page.get_by_role("link", name=phone.says("在“上门随访”中办理", "Do it in “Visits”"))).to_be_visible()
    phone.look("a task that is a visit")
    back(phone)
    cards.filter(has_not_text=phone.says("上门", "Visit")).first.click()
    phone.page.locator(".why summary").click()
    tap(phone, "移交其他区域", "Hand over to another area")
    named = phone.page.get_by_label(phone.says("输入区域名称的一部分", "Type a part of its name"))
    named.fill("nowhere")
    phone.look("no such area")
    named.fill("德清")
    phone.page.get_by_role("button", name="德清县").first.click()
    phone.look("to which area")
    in_large_text(phone, "tasks")
