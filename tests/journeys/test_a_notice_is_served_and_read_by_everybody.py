"""A notice is written, approved by somebody else, served at a venue, and read by everybody without an account (F40)."""

import pytest
from playwright.sync_api import expect

from fangxian.letters.models import Document
from tests.city import GRID

pytestmark = pytest.mark.journey
TITLE, TEXT = "致娱乐经营场所告知书", "请暂停接待聚集性活动，配合检查。"


def pressed(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_notice_is_served_and_read_by_everybody(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {TITLE, "浮星桥邻里群"}
    walk.sign_in("duty")
    walk.open("/letters/documents/write/")
    page.locator("[name=kind]").select_option("notice")
    page.locator("[name=audience]").select_option("venues")
    page.locator("[name=area]").fill("330502")
    page.locator("[name=title_zh]").fill(TITLE)
    page.locator("[name=text_zh]").fill(TEXT)
    walk.look("writing")
    pressed(page, says("保存草稿", "Keep as a draft"))
    address = f"/letters/documents/{Document.objects.get().id}/"

    walk.sign_in("commander")
    walk.open(address)
    pressed(page, says("批准此文书", "Approve the document"))

    walk.sign_in("grid")
    walk.open(address)
    page.locator("[name=place]").fill("东街棋牌室")
    page.locator("input[name=way][value=handed]").check()
    page.locator("input[name=receipt][value=signed]").check()
    page.locator("[name=explained]").check()
    walk.look("serving")
    pressed(page, says("登记送达", "Record the serving"))
    walk.open("/letters/documents/")
    walk.look("how-often-it-was-served")
    walk.open("/duty/groups/")
    page.locator("[name=name]").fill("浮星桥邻里群")
    page.locator("[name=area]").fill(GRID)
    page.locator("[name=function]").fill("社区值班")
    pressed(page, says("登记", "Put it there"))
    walk.look("the-register-of-chat-groups")

    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/letters/public/")
    walk.look("for-everybody")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text(TEXT)).to_be_visible()
    walk.look("the-notice")
