"""The desk asks the police for help at a door; the liaison sees where, when and what help, and says how it went."""

import pytest
from playwright.sync_api import expect

from tests.city import GRID
from tests.help import ADDRESS, liaisons

pytestmark = pytest.mark.journey


def test_police_liaison_helps_on_request(walk):
    liaisons(walk.city)
    page = walk.page
    walk.sign_in("duty")
    walk.open("/assistance/")
    walk.look("no-request-yet")
    walk.open("/assistance/ask/")
    page.locator("input[name=help_kind][value=stand_by]").check()
    page.locator("input[name=area_code]").fill(GRID)
    page.locator("input[name=address]").fill(ADDRESS)
    page.locator("input[name=phone]").fill("13800138111")
    page.locator("textarea[name=words]").fill("试验：此人发热，请小心")
    page.locator("main form button.button").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    walk.look("health-is-refused")
    page.locator("textarea[name=words]").fill("试验：楼道灯坏了，请带手电。")
    page.locator("main form button.button").click()
    expect(page.locator(".state.wait").first).to_be_visible()
    walk.look("asked")

    walk.sign_in("liaison")
    expect(page).to_have_url(walk.url + "/assistance/desk/")
    expect(page.get_by_text(ADDRESS)).to_be_visible()
    walk.look("the-liaisons-only-page")
    page.get_by_role("button", name=walk.says("接收申请", "Take it on")).click()
    expect(page.locator("main .state.live").first).to_be_visible()
    page.locator("details > summary", has_text=walk.says("填写协助情况", "Say how it went")).click()
    page.locator("input[name=answer][value=done]").check()
    page.locator("textarea[name=words]").fill("试验：已到场，秩序正常。")
    page.get_by_role("button", name=walk.says("答复", "Answer"), exact=True).click()
    expect(page.get_by_text(ADDRESS)).to_have_count(0)
    walk.look("over-without-the-place")
    walk.open("/cases/")
    walk.look("nothing-else-opens")
