"""Somebody asks without an account; the desk looks into it; two bodies agree; she reads the answer (F30)."""

import pytest
from playwright.sync_api import expect

from tests.clarifications import ANSWER_EN, ANSWER_ZH, ASKED, CLAIM_EN, CLAIM_ZH, OFFICIAL

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def test_a_caller_asks_and_reads_the_answer_that_two_bodies_gave(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {ASKED, CLAIM_ZH, CLAIM_EN, OFFICIAL.title}
    walk.open("/p/question/")
    page.locator("[name=text]").fill(ASKED)
    walk.look("asking without an account")
    page.get_by_role("button", name=says("发送", "Send")).click()
    expect(page.get_by_text(says("已到服务台", "At the desk"))).to_be_visible()
    walk.look("at the desk")
    kept = page.context.cookies()

    walk.sign_in("duty")
    walk.open("/clarifications/desk/")
    page.locator("[name=questions]").first.check()
    page.locator("[name=claim_zh]").fill(CLAIM_ZH)
    page.locator("[name=claim_en]").fill(CLAIM_EN)
    walk.look("a claim is worded")
    page.get_by_role("button", name=says("归入传言", "Put to the claim")).click()
    page.get_by_role("button", name=says("开始核实", "Take it up")).click()
    expect(page.get_by_text(says("正在核实", "Being looked into")).first).to_be_visible()
    page.get_by_role("link", name=says("撰写答复", "Word the answer")).click()
    page.locator("[name=answer_zh]").fill(ANSWER_ZH)
    page.locator("[name=answer_en]").fill(ANSWER_EN)
    page.locator("[name=finding][value=untrue]").check()
    page.locator("[name=source-0-title]").fill(OFFICIAL.title)
    page.locator("[name=source-0-address]").fill(OFFICIAL.address)
    page.locator("[name=source-0-dated_on]").fill("2020-03-09")
    page.locator("[name=source-0-is_official]").check()
    walk.look("an answer is worded")
    page.get_by_role("button", name=says("提交第二人审核", "Put before a second person")).click()
    expect(page.get_by_role("heading", name=says("等待第二人审核", "This waits for the second person"))).to_be_visible()
    address = page.url

    walk.sign_in("approver")
    page.goto(address)
    walk.look("the second person reads it")
    publish = says("公布", "Make public")
    page.get_by_role("button", name=publish, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=publish, exact=True).click()
    expect(page.get_by_role("link", name=says("公开页面", "The public page"))).to_be_visible()
    walk.look("public")
    walk.open("/clarifications/claims/")
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("the board of claims")

    page.context.clear_cookies()
    page.context.add_cookies(kept)
    walk.open("/p/question/sent/")
    page.get_by_role("link", name=says(CLAIM_ZH, CLAIM_EN)).click()
    expect(page.get_by_text(ANSWER_ZH)).to_be_visible()
    expect(page.get_by_text(ANSWER_EN)).to_be_visible()
    walk.look("the answer in both languages")
    walk.open("/clarifications/?q=" + says("水", "water"))
    expect(page.locator("article")).to_have_count(1)
    walk.look("the public page")

    walk.sign_in("grid")
    walk.open("/clarifications/publicity/")
    page.locator("[name=title]").fill(CLAIM_ZH)
    page.locator("[name=channel]").select_option("loudspeaker_car")
    page.locator("[name=item_count]").fill("3")
    walk.look("the ledger of publicity")
    page.get_by_role("button", name=says("保存", "Save")).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("a line of publicity")
