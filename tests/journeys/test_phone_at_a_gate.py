"""A keeper's morning with no signal, a firm's gate with its vehicles, a head-count, and a resident at a market."""

import re

import pytest
from playwright.sync_api import expect

from fangxian.core.actors.rules import Role
from fangxian.intake.sources.gate.models import GateCount, GatePassage, KeeperShift
from fangxian.intake.sources.venue.models import CheckIn, HeadCount
from tests.city import GRID
from tests.gates import gate
from tests.posts import order
from tests.venues import venue

from .phones import in_hands

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
WAYS = in_hands()


def tap(phone, zh, en):
    phone.page.get_by_role("button", name=re.compile(re.escape(phone.says(zh, en)))).first.click()


def counted(phone, zh, en):
    tile = phone.page.locator(".tile", has=phone.page.get_by_text(phone.says(zh, en), exact=True))
    return tile.locator(".number")


@pytest.fixture
def keeps(phones, served_city):
    """A keeper's phone at the gate of her estate."""

    def stand(way, width, **changes):
        made = gate(served_city, **changes)
        phone = phones(way, width=width)
        phone.quoted |= {made.name, made.place, made.order.number}
        phone.enter("keeper")
        phone.duty("gate")
        tap(phone, made.name, made.name)
        expect(counted(phone, "人员", "Persons")).to_have_text("0")
        return phone

    return stand


@WAYS
def test_a_keepers_morning_with_no_signal(keeps, way, width):
    phone = keeps(way, width)
    page, says = phone.page, phone.says
    phone.look("the gate")
    phone.offline()
    for _ in range(3):
        tap(phone, "认识的人，或看了纸质证明", "Known, or paper seen")
    expect(counted(phone, "人员", "Persons")).to_have_text("3")
    tap(phone, "撤回", "Undo")
    expect(counted(phone, "人员", "Persons")).to_have_text("2")
    tap(phone, "儿童", "Child")

    tap(phone, "访客、快递、其他", "Visitor, courier, others")
    tap(phone, "快递员", "Courier")
    phone.look("what is shown")
    tap(phone, "什么也没有", "Nothing")
    expect(page.get_by_role("status").get_by_text(says("请问值班员", "Ask the duty officer"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("0572-2398110"))).to_be_visible()
    phone.look("ask the duty officer")
    tap(phone, "已在门口交接物品", "Goods handed over at the gate")

    tap(phone, "紧急：立即放行", "Emergency: pass at once")
    phone.look("an emergency")
    tap(phone, "就医、分娩或治疗", "Illness, birth or treatment")
    expect(counted(phone, "紧急放行", "Emergencies")).to_have_text("1")
    tap(phone, "↑ 出", "↑ Out")
    tap(phone, "认识的人，或看了纸质证明", "Known, or paper seen")

    expect(counted(phone, "人员", "Persons")).to_have_text("6")
    phone.close()
    phone.reopen("/field/#/duty/gate", offline=True)
    expect(counted(phone, "人员", "Persons")).to_have_text("6")
    tap(phone, "下班", "End my shift")
    tap(phone, "确定", "Yes")
    phone.online()
    phone.sign_in("keeper")  # the session of a closed browser is over
    phone.open("/field/")
    phone.all_answered()
    rows = sorted(GateCount.objects.values_list("verdict", "visit_class", "direction", "outcome", "emergency_kind"))
    assert rows == [
        ("ASK_DUTY", "courier", "in", "handed_over", ""), ("EMERGENCY_PASS", "", "in", "", "medical"),
        ("PASS", "child", "in", "", ""), ("PASS", "resident", "in", "", ""), ("PASS", "resident", "in", "", ""),
        ("PASS", "resident", "out", "", ""),
    ]  # fmt: skip
    assert KeeperShift.objects.get().ended_at is not None and not GatePassage.objects.exists()


@WAYS
def test_a_firms_gate_keeps_a_plate_only_under_an_order(keeps, served_city, way, width):
    order(served_city, "registration", number="2号")
    phone = keeps(way, width, kind="firm", name="南浔木业北门", takes_vehicles=True)
    phone.offline()
    tap(phone, "车辆", "Vehicle")
    phone.page.get_by_label(phone.says("车上人数", "Persons aboard")).fill("3")
    phone.page.get_by_label(phone.says("车牌", "Plate")).fill("浙E12345")
    phone.look("a vehicle")
    tap(phone, "放行车辆", "The vehicle passes")
    expect(counted(phone, "车辆数", "Vehicles")).to_have_text("1")
    phone.online()
    phone.all_answered()
    assert GateCount.objects.get().person_count == 3
    assert GatePassage.objects.get().shown == "plate"


@WAYS
def test_a_market_is_counted_with_no_signal(phones, served_city, way, width):
    place = venue(served_city)
    phone = phones(way, width=width)
    phone.quoted |= {place.name}
    phone.enter("market")
    phone.duty("venue")
    phone.page.get_by_role("button", name=re.compile(place.name)).wait_for()
    phone.look("places")
    phone.offline()
    tap(phone, place.name, place.name)
    phone.page.get_by_label(phone.says("现有人数", "People inside now")).fill("230")
    expect(phone.page.get_by_role("alert")).to_contain_text("0572-2398111")
    phone.look("over capacity")
    tap(phone, "记录点数", "Record the count")
    phone.holds(1)
    phone.online()
    phone.all_answered()
    assert HeadCount.objects.get().is_over


def test_a_resident_checks_in_at_a_market_and_leaves(served_city, walk):
    place = venue(served_city)
    order(served_city, "registration")
    walk.quoted |= {place.name, place.place, place.owner, place.supervisor, "湖防指〔2020〕1号"}
    walk.open(f"/p/place/{place.code}/")
    walk.look("the place")
    label = walk.says("您的手机号或身份证号", "Your phone, or the number of your identity card")
    walk.page.get_by_label(label).fill("138 0013 8000")
    walk.page.get_by_role("button", name=walk.says("登记", "Check in"), exact=True).click()
    expect(walk.page.get_by_text(walk.says("您已登记", "You are checked in"), exact=True)).to_be_visible()
    walk.look("checked in")
    walk.page.get_by_role("button", name=walk.says("我要离开", "I am leaving")).click()
    expect(walk.page.get_by_text(walk.says("您已登记离开，再见。", "You are checked out. Goodbye."))).to_be_visible()
    assert CheckIn.objects.get().left_at is not None


def test_the_desk_opens_a_gate_and_prints_its_poster(served_city, walk):
    order(served_city, "gate")
    served_city.post("liaison_of_place", Role.PLACE_LIAISON, GRID, "浮星物业", "firm")
    walk.quoted |= {"湖防指〔2020〕1号", "演练令", "浮星桥东门", "浮星路 12 号", "浮星物业"}
    walk.sign_in("duty")
    walk.open("/gates/open/")
    page, says = walk.page, walk.says
    told = {"name": "浮星桥东门", "area": GRID, "place": "浮星路 12 号", "phone": "0572-2398110"}
    for field, value in told.items():
        page.locator(f"[name={field}]").fill(value)
    walk.look("open a gate")
    page.get_by_role("button", name=says("设立此门岗", "Open the gate")).click()
    walk.look("the gate")
    page.get_by_role("button", name=says("报告一次误拦", "Report one")).click()
    page.get_by_role("button", name=says("已纠正", "Put right")).click()
    page.get_by_role("link", name=says("值守员海报", "Poster for the keeper")).click()
    walk.look("the poster")
    walk.open("/gates/")
    walk.look("all gates")
    place = venue(served_city)
    walk.quoted |= {place.name, place.place, place.owner, place.sector, place.supervisor}
    walk.open("/places/")
    walk.look("dense places")
    walk.open(f"/places/{place.id}/")
    walk.look("a place")
    walk.open(f"/places/{place.id}/poster/")
    walk.look("its poster")
