"""Whoever was treated badly at a post or held up at a gate says so without a name, and reads the answer (F15, F18)."""

import re

import pytest
from playwright.sync_api import expect

from tests.gates import gate
from tests.posts import order, post

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def number_on(page):
    return re.sub(r"\D", "", page.locator(".code.big").first.inner_text())


def read_under(walk, number):
    walk.page.context.clear_cookies()
    walk._choose_language()
    walk.open("/p/complaint/")
    walk.page.get_by_label(walk.says("投诉编号", "Number of the complaint")).fill(number)
    walk.page.get_by_role("button", name=walk.says("查看答复", "Read the answer")).click()


def test_a_complaint_and_a_report_are_answered_by_the_office_and_read_under_their_numbers(walk):
    page, says = walk.page, walk.says
    at_post = post(walk.city)
    at_gate = gate(walk.city, under=order(walk.city, "gate", number="湖防指〔2020〕3号"))
    walk.quoted |= {at_post.name, at_gate.name, at_gate.order.number}
    walk.open(f"/p/post/{at_post.id}/complain/")
    page.get_by_role("radio", name=says("等候过久", "I waited too long")).check()
    page.get_by_label(says("您的说明", "In your own words")).fill("等了两小时")
    walk.look("a complaint")
    page.get_by_role("button", name=says("提交投诉", "Send the complaint")).click()
    expect(page.locator(".code.big")).to_be_visible()
    complaint = number_on(page)
    walk.open(f"/p/gate/{at_gate.id}/")
    walk.look("held up")
    page.get_by_role("button", name=says("我被误拦了", "I was held up")).click()
    expect(page.locator(".code.big")).to_have_count(2)
    walk.look("two numbers")
    report = number_on(page)

    walk.sign_in("duty")
    walk.open(f"/post/posts/{at_post.id}/beside/")
    walk.look("complaints of a post")
    page.locator(f"#answer-{complaint}").fill("已加开通道，对不起")
    page.get_by_role("button", name=says("答复", "Answer"), exact=True).click()
    expect(page.get_by_text(says("已答复", "Answered")).first).to_be_visible()
    walk.open(f"/gates/{at_gate.id}/")
    page.locator("[name=answer]").fill("已告知值守员")
    walk.look("a report of a gate")
    page.get_by_role("button", name=says("已纠正", "Put right")).click()
    expect(page.get_by_text(says("没有待处理的报告", "No report is open"))).to_be_visible()

    for number, answer in ((complaint, "已加开通道，对不起"), (report, "已告知值守员")):
        read_under(walk, number)
        expect(page.get_by_text(answer)).to_be_visible()
    walk.look("the answer")
