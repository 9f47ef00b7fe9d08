"""A letter goes from the desk to a department and back: approved, issued, answered, looked back at (F24)."""

import pytest
from playwright.sync_api import expect

from fangxian.letters.models import Letter
from tests.city import GRID
from tests.letters import PROBLEM, REQUEST, market_supervision

pytestmark = pytest.mark.journey
PLACE = "西街农贸市场"


def pressed(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_letter_is_written_answered_and_looked_back_at(walk):
    market_supervision(walk.city)
    page, says = walk.page, walk.says
    walk.quoted |= {PLACE}
    walk.sign_in("admin")
    walk.open("/letters/answering/")
    page.locator("[name=topic]").select_option("market")
    page.locator("[name=area]").fill("3305")
    page.locator("[name=unit]").select_option(str(walk.city.posts["liaison"].unit_id))
    pressed(page, says("指定", "Name it"))
    walk.look("which-unit-answers")

    walk.sign_in("duty")
    walk.open("/letters/write/?topic=market")
    page.locator("[name=area]").fill(GRID)
    page.locator("[name=place]").fill(PLACE)
    page.locator("[name=problem]").fill("摊主王先生不配合")
    page.locator("[name=request]").fill(REQUEST)
    pressed(page, says("保存草稿", "Keep as a draft"))
    expect(page.locator(".errorlist").first).to_be_visible()
    walk.look("a-name-is-refused")
    page.locator("[name=problem]").fill(PROBLEM)
    pressed(page, says("保存草稿", "Keep as a draft"))
    walk.look("the-draft")
    letter = Letter.objects.get()
    address = f"/letters/{letter.id}/"

    walk.sign_in("commander")
    walk.open(address)
    pressed(page, says("批准此函", "Approve the letter"))
    walk.look("approved")
    pressed(page, says("发函", "Issue the letter"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(says("协提函〔2020〕1号", "Letter 1 of 2020"))

    walk.sign_in("liaison")
    expect(page).to_have_url(walk.url + "/letters/to-us/")
    walk.look("letters-to-us")
    page.get_by_role("link", name=says("协提函〔2020〕1号", "Letter 1 of 2020")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_url("**" + address)
    pressed(page, says("接收此函", "Receive the letter"))
    walk.look("received")
    page.locator("input[name=reply][value=done]").check()
    page.locator("form [name=words]").first.fill("已增开出口，专人分流。")
    pressed(page, says("提交答复", "Give the reply"))
    expect(page.locator("input[name=reply]")).to_have_count(0)

    walk.sign_in("supervisor")
    walk.open("/letters/")
    walk.look("the-board")
    walk.open(address)
    page.locator("input[name=finding][value=not_settled]").check()
    page.locator("form [name=words]").first.fill("周三到场，仍在排队。")
    walk.look("looking-back")
    pressed(page, says("登记回头看", "Record the look-back"))
    expect(page.locator("main .state.late").first).to_be_visible()
    walk.look("opened-again")
