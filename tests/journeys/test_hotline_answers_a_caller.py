"""A call is written down by keyboard, acted on in its grid and answered; a caller follows hers by its code (F28)."""

import re

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.reactions.jobs import run_all
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task
from tests.city import GRID
from tests.requests import PLACE, TIP

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def code_on(page):
    return re.sub(r"\D", "", page.locator(".code.big").first.inner_text())


def test_a_call_goes_from_the_operator_to_the_grid_and_back_to_the_caller(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {TIP, PLACE}
    walk.open("/p/ask/")
    page.locator("[name=service]").select_option("open_venue")
    page.locator("[name=text]").fill(TIP)
    page.locator("[name=place]").fill(PLACE)
    page.locator("[name=destination]").fill("浮星桥社区")
    walk.look("asking without an account")
    page.get_by_role("button", name=says("发送", "Send")).click()
    expect(page.locator(".code.big")).to_be_visible()
    code = code_on(page)
    walk.look("the code")

    walk.sign_in("duty")
    walk.open("/requests/take/")
    expect(page.locator("[name=text]")).to_be_focused()
    page.keyboard.type(TIP)
    expect(page.locator("#alike [type=radio]").nth(1)).to_be_visible()
    walk.look("similar requests while typing")
    page.locator("#alike [type=radio]").nth(1).check()
    page.locator("[name=place]").fill(PLACE)
    page.locator("[name=place]").press("Enter")
    expect(page.locator("#code-heading")).to_be_visible()
    walk.look("the code is read out")
    lead = ServiceRequest.objects.get(duplicate_of=None)
    walk.open(f"/requests/{lead.id}/")
    page.locator("[name=area]").fill("")
    page.locator("[name=area]").press_sequentially("dywg")
    expect(page.locator(".offers [role=option]").first).to_contain_text("第一网格")
    walk.look("places by the first letters of their sound")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=area]")).to_have_value(GRID)
    expect(page.locator(".combobox + output")).to_contain_text("浮星桥社区第一网格")
    page.get_by_role("button", name=says("保存", "Save")).click()
    expect(page.get_by_text(says("诉求分类", "Request sorted"))).to_be_visible()
    page.get_by_role("button", name=says("派给当地负责人", "Send to whoever answers there")).click()
    expect(page.get_by_text(says("已派办", "Sent to those who act")).first).to_be_visible()
    run_all(at=clock.now())
    walk.open("/requests/")
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("the board of requests")

    walk.sign_in("grid")
    task = Task.objects.get(kind="answer_request")
    walk.open(f"/tasks/{task.id}/")
    walk.look("the work in the grid")
    worked(walk, task)
    run_all(at=clock.now())

    walk.sign_in("duty")
    walk.open(f"/requests/{lead.id}/")
    expect(page.locator("[name=answer]")).to_have_value("已关门并贴公告")
    walk.look("the answer is proposed")
    page.locator("[name=answer]").fill("已关门，三天内复查。")
    page.get_by_role("button", name=says("答复", "Answer"), exact=True).click()
    expect(page.get_by_text(says("作出答复", "Answer given"))).to_be_visible()
    walk.look("answered")

    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/p/ask/code/")
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=says("查看答复", "Read the answer")).click()
    expect(page.get_by_text("已关门，三天内复查。")).to_be_visible()
    walk.look("the caller reads the answer")
    page.get_by_role("radio", name=says("非常满意", "Very satisfied")).check()
    page.get_by_role("button", name=says("评价答复", "Rate the answer")).click()
    expect(page.get_by_text(says("您的评价：", "You said:"))).to_be_visible()
    walk.look("rated")


def worked(walk, task) -> None:
    """The worker takes it on and reports; her own pages have a story of their own."""
    by = walk.city.actor("grid", Purpose.VERIFY_LEAD)
    tasks.accept_task(task=task, by=by, at=clock.now())
    tasks.report_task(task=task, outcome="handled", note="已关门并贴公告", by=by, at=clock.now())
