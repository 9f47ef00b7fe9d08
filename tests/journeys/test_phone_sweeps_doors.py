"""A worker's phone on the stairs: a building swept with no signal, absent in two taps, a need told, all landed once."""

import re

import pytest
from playwright.sync_api import expect

from fangxian.intake.sources.sweep.models import RoundDoor, Visit
from tests.sweeps import door, sent_round

from .phones import in_hands

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
WAYS = in_hands()


@WAYS
def test_a_building_is_swept_with_no_signal(phones, served_city, way, width):
    round_ = sent_round(served_city)
    phone = phones(way, width=width)
    phone.quoted |= {"浮星桥小区", "幢", "单元", "室"}
    phone.enter("grid")
    phone.duty("sweep")
    page, says = phone.page, phone.says
    first = page.get_by_role("button", name=re.compile("1单元 101室"))
    first.wait_for()
    phone.offline()
    phone.look("doors of a building")
    first.click()
    phone.look("one door")
    page.get_by_role("button", name=says("家中无人", "Nobody at home")).click()
    expect(page.get_by_role("heading", name=re.compile("102室"))).to_be_visible()  # the next door is open already
    page.get_by_role("button", name=says("有人应答", "Somebody answered")).click()
    page.get_by_role("button", name="3", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("201室"))).to_be_visible()
    page.get_by_role("button", name=says("有人应答", "Somebody answered")).click()
    page.get_by_role("button", name=says("透析等定期治疗", "Dialysis or other regular treatment")).click()
    phone.look("the words come first")
    page.get_by_role("checkbox").check()
    page.get_by_label(says("联系谁", "Whom to ask for")).fill("x")
    page.get_by_role("button", name=says("有人外出过", "Somebody was away")).click()
    phone.look("a stay")
    for name, text in (("name-0", "x"), ("place-0", "杭州市"), ("from-0", "2020-03-01"), ("until-0", "2020-03-04")):
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name=says("记录", "Record"), exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("202室"))).to_be_visible()
    page.get_by_role("button", name=says("不愿回答", "Would rather not")).click()
    page.get_by_role("button", name=says("返回", "Back")).click()
    expect(page.get_by_text(says("剩 9 户，共 12 户", "9 of 12 doors left"))).to_be_visible()
    assert not Visit.objects.exists()
    phone.online()
    phone.all_answered()
    assert phone.all_taken_in()
    assert Visit.objects.count() == 4 and door(round_).state == "absent" and door(round_, "102").state == "visited"
    assert RoundDoor.objects.get(door__number="201", door__unit="1").visits.get().facts.count() == 2
