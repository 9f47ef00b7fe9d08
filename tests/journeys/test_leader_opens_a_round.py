"""A sweep from the desk: a list is tried, a round opened, somebody sent, a sheet entered, the rest explained."""

import re

from playwright.sync_api import expect

from fangxian.intake.sources.sweep.models import Round, RoundDoor
from tests.city import GRID
from tests.sweeps import building, door, sent_round

LIST = "楼栋,单元,房号,户主姓名\n浮星桥小区3幢,1,101,x\n浮星桥小区3幢,1,102,x\n浮星桥小区3幢,2,,x\n"


def test_a_leader_takes_a_list_over_and_runs_a_round(walk, tmp_path):
    page, says = walk.page, walk.says
    walk.quoted |= {"浮星桥小区", "楼栋", "单元", "房号", "户主姓名", "返程走访", "社区计划", "地址", "幢", "室"}
    file = tmp_path / "清单.csv"
    file.write_text(LIST, "utf-8")
    walk.sign_in("duty")
    walk.open("/sweep/rounds/")
    walk.look("no round yet")
    walk.open("/sweep/lists/import/")
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=area]").fill(GRID)
    walk.look("import")
    page.get_by_role("button", name=says("试读", "Try the list")).click()
    walk.look("tried")
    page.get_by_role("link", name="4", exact=True).click()
    page.locator("[name=door]").fill("201")
    walk.look("answer a row")
    page.get_by_role("button", name=says("就是这一户", "This is the door")).click()
    page.get_by_role("button", name=says("采用清单", "Take the list over")).click()
    expect(page.get_by_text(says("新增 3 户", "3 doors were added"))).to_be_visible()
    walk.open("/sweep/rounds/open/")
    page.locator("[name=purpose]").fill("返程走访")
    page.locator("[name=area]").fill(GRID)
    page.locator("[name=plan]").fill("社区计划")
    walk.look("open a round")
    page.get_by_role("button", name=says("开始走访", "Open the round")).click()
    page.locator("[name=posts]").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name=says("分派", "Deal out"), exact=True).click()
    walk.look("round")
    assert RoundDoor.objects.exclude(assigned_post=None).count() == 3
    page.get_by_role("link", name="浮星桥小区3幢").click()
    walk.look("building")
    page.get_by_role("link", name=says("打印门户表", "Print the doors")).click()
    walk.look("paper")
    page.go_back()
    page.get_by_role("link", name=says("录入纸表", "Enter a sheet")).click()
    page.locator("[name=sheet]").fill("3-10")
    for one, result in zip(page.locator("select").all(), ("answered", "refused"), strict=False):
        one.select_option(result)
    walk.look("enter a sheet")
    page.get_by_role("button", name=says("录入此表", "Record the sheet")).click()
    page.locator(".crumbs a").last.click()
    page.locator("[name=buildings]").first.check()
    page.get_by_role("button", name=says("说明", "Explain"), exact=True).click()
    page.get_by_role("button", name=re.compile(says("结束走访", "Close the round"))).click()
    page.locator("dialog [value=yes]").click()
    walk.look("closed")
    assert Round.objects.get().closed_counts["states"]["refused"] == 1


def test_a_worker_without_the_phone_goes_from_door_to_door(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {"浮星桥小区", "单元", "室", "幢", "春节返程走访", "社区走访计划"}
    round_ = sent_round(walk.city)
    building(walk.city, "浮星桥小区4幢")
    walk.sign_in("grid")
    walk.open("/sweep/")
    walk.look("my doors")
    page.get_by_role("link", name=re.compile("1单元 101室")).click()
    page.locator("[name=result][value=answered]").check()
    page.locator("[name=told_why]").check()
    page.locator("[name=needs][value=medicine]").check()
    page.locator("[name=contact_name]").fill("x")
    walk.look("door")
    page.get_by_role("button", name=says("记录", "Record"), exact=True).click()
    expect(page.get_by_text(says("共 12 户，还剩 11 户", "11 of 12 doors are left"))).to_be_visible()
    assert door(round_).state == "visited"
