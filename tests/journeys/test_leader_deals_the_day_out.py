"""The duty officer enters who can be called and names a leader; she deals the morning's work out; a member reads it."""

import pytest
from playwright.sync_api import expect

from fangxian.core.actors.rules import Role
from tests.city import GRID
from tests.followups import a_followup
from tests.sweeps import sent_round

pytestmark = pytest.mark.journey


def test_a_leader_deals_the_day_out_and_a_member_reads_her_part(walk):
    page, says, city = walk.page, walk.says, walk.city
    walk.quoted |= {"浮星桥", "Synthetic"}
    mate = city.post("mate", Role.GRID_WORKER, GRID, "月河街道办")
    mate.unit = city.posts["grid"].unit
    mate.save(update_fields=["unit"])
    sent_round(city)
    a_followup(city)
    walk.sign_in("duty")
    walk.open("/duty/enter/")
    walk.look("nobody is entered")
    page.locator("[name=unit]").select_option(str(mate.unit_id))
    page.locator("[name=function]").fill("值班员")
    page.locator("[name=phone]").fill("0572-2000001")
    page.locator("[name=starts_at]").fill("2020-03-10T08:00")
    page.locator("[name=ends_at]").fill("2020-03-10T20:00")
    page.get_by_role("button", name=says("录入", "Enter"), exact=True).click()
    expect(page.locator("td .state.live")).to_be_visible()
    walk.look("entered")
    walk.open(f"/duty/?area={GRID}")
    expect(page.get_by_role("link", name="+865722000001")).to_be_visible()
    walk.look("who can be called")
    walk.open("/duty/units/?q=月河街道办")
    walk.look("units")
    walk.open(f"/duty/units/{mate.unit_id}/leader/")
    page.locator("[name=post]").select_option(str(city.posts["grid"].id))
    walk.look("leader")
    with page.expect_navigation():
        page.get_by_role("button", name=says("指定", "Name this leader"), exact=True).click()

    walk.sign_in("grid")
    walk.open("/duty/sheet/")
    walk.look("no sheet yet")
    page.get_by_role("button", name=says("生成今天的任务单", "Draw up today's sheet")).click()
    page.locator("[name=notes]").fill("试验：今天戴好手套。")
    walk.look("to deal out")
    page.get_by_role("button", name=says("其余平均分派", "Deal the rest evenly")).click()
    expect(page.locator("form select option:checked", has_text=says("暂无", "Nobody yet"))).to_have_count(0)
    page.get_by_role("button", name=says("分派给成员", "Deal out to the members")).click()
    expect(page.get_by_role("button", name=says("收回修改", "Take back and change"))).to_be_visible()
    walk.look("dealt out")
    page.emulate_media(media="print")
    assert page.locator(".sheet").is_visible() and not page.locator("main form").first.is_visible()
    page.emulate_media(media="screen")

    walk.sign_in("mate")
    walk.open("/tasks/")
    expect(page.get_by_role("heading", name=says("我今天的任务", "My part of today"))).to_be_visible()
    walk.look("a member's part")
