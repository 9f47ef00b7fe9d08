"""An inspector draws places, comes unannounced, finds a locked exit; the unit claims it, another inspector looks."""

import pytest
from playwright.sync_api import expect

from tests import inspecting

pytestmark = pytest.mark.journey


def test_an_inspector_comes_and_another_looks_back(walk):
    page, says, city = walk.page, walk.says, walk.city
    walk.quoted |= {"浮星桥东门", "浮星物业", "第一督导组", "Synthetic", "督导组"}
    gate = inspecting.a_gate(city)
    inspecting.second_inspector(city)
    team = inspecting.team(city, "supervisor2")

    walk.sign_in("supervisor")
    walk.open("/supervision/draws/")
    page.locator("[name=count]").fill("3")
    walk.look("to-draw")
    with page.expect_navigation():
        page.get_by_role("button", name=says("抽取", "Draw"), exact=True).click()
    expect(page.locator("td", has_text=says("久未到访", "Not visited for long")).first).to_be_visible()
    walk.look("drawn")
    walk.open("/supervision/coverage/?kind=gate")
    walk.look("who-has-not-been-visited")
    with page.expect_navigation():
        page.get_by_role("link", name=says("安排督导", "Plan a visit")).first.click()
    page.locator("[name=team]").select_option(str(team.id))
    walk.look("plan")
    with page.expect_navigation():
        page.get_by_role("button", name=says("确认安排", "Plan it")).click()

    walk.sign_in("liaison_of_place")
    walk.open("/supervision/unit/")
    expect(page.get_by_text(gate.name)).to_have_count(0)
    walk.look("the-unit-knows-nothing")

    walk.sign_in("supervisor")
    walk.open("/supervision/")
    walk.look("my-visits")
    with page.expect_navigation():
        page.get_by_role("button", name=says("我已到场，开始", "I am there: begin")).click()
    for name in ("order_shown", "staffed", "paper_valid", "ask_duty", "protected"):
        page.locator(f"[name={name}][value=in_order]").check()
    page.locator("[name=exits_open][value=not_in_order]").check()
    walk.look("checklist")
    with page.expect_navigation():
        page.get_by_role("button", name=says("保存", "Keep"), exact=True).click()
    page.locator("#exits_open_text").fill("试验：消防通道上锁。")
    walk.look("a-line-not-in-order")
    with page.expect_navigation():
        page.locator("details[open]").get_by_role("button", name=says("记录问题", "Write the finding down")).click()
    expect(page.locator("main .state.late").first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name=says("结束督导", "End the visit")).click()
    expect(page.get_by_role("link", name=says("导出Word报告", "Report as a Word file"))).to_be_visible()
    walk.look("visit-over")
    walk.open("/supervision/rights/")
    walk.look("signs-of-rights-denied")

    walk.sign_in("liaison_of_place")
    walk.open("/supervision/unit/")
    page.locator("summary", has_text=says("已整改到位", "It is put right")).click()
    page.locator("textarea").fill("试验：锁已拆除。")
    walk.look("the-unit-claims")
    with page.expect_navigation():
        page.get_by_role("button", name=says("报告整改完成", "Say that it is put right")).click()
    expect(page.locator("article .state.live")).to_be_visible()

    walk.sign_in("supervisor2")
    walk.open("/supervision/")
    page.locator("#claims + ul a").first.click()
    page.locator("[name=result][value=false]").check()
    page.locator("[name=words]").fill("试验：锁还在。")
    walk.look("looking-back")
    with page.expect_navigation():
        page.get_by_role("button", name=says("记录查看结果", "Record what you see")).click()
    walk.look("it-does-not-hold")
    walk.open("/supervision/board/")
    walk.look("board")
    walk.open("/supervision/day/")
    walk.look("report-of-the-day")
    walk.open("/supervision/teams/")
    walk.look("teams")
