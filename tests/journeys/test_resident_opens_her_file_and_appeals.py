"""The resident without a letter: a code by text, her own file, an appeal, paper; then everything closes behind her."""

import json

import pytest
from playwright.sync_api import expect

from fangxian.measures.models import Appeal
from tests.household import in_force
from tests.residents import code_in_message

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def test_a_resident_opens_her_file_by_text_and_appeals(walk):
    page, says = walk.page, walk.says
    in_force(walk.city)
    walk.quoted |= {"社区送菜", "家庭医生送药", "物业上门", "社区卫生站"}
    walk.open("/p/file/")
    walk.look("four ways in")
    page.get_by_role("link", name=says("发送验证码", "Send me a code")).click()
    page.locator("[name=name]").fill("试验配偶")
    page.locator("[name=phone]").fill("138 0013 8000")
    walk.look("who she is")
    page.get_by_role("button", name=says("发送验证码", "Send me a code")).click()
    expect(page.locator("[name=code]")).to_be_visible()
    walk.look("enter the code")
    page.locator("[name=code]").fill(code_in_message())
    page.get_by_role("button", name=says("打开我的档案", "Open my file")).click()
    expect(page.get_by_role("heading", name=says("如何申诉", "How to appeal"))).to_be_visible()
    walk.look("own file under a measure")
    look_at_the_smallest_phone(walk)
    page.get_by_role("link", name=says("对此提出申诉", "Appeal against this")).first.click()
    page.locator("[name=text]").fill("试验")
    walk.look("appeal")
    page.get_by_role("button", name=says("提交申诉", "Send the appeal")).click()
    expect(page.get_by_text(says("您的申诉，提出于", "Your appeal of")).first).to_be_visible()
    assert Appeal.objects.get().lodged_by_role == "resident"
    walk.look("the clocks of the appeal")
    print_and_keep(walk)
    leave(walk)


def look_at_the_smallest_phone(walk):
    size = walk.page.viewport_size
    walk.page.set_viewport_size({"width": 320, "height": 640})
    walk.look("on the smallest phone")
    walk.page.get_by_role("button", name=walk.says("大字", "Large text")).click()
    expect(walk.page.locator("html.large")).to_have_count(1)
    walk.look("on the smallest phone in large text")
    walk.page.get_by_role("button", name=walk.says("标准字号", "Normal text")).click()
    walk.page.set_viewport_size(size)


def print_and_keep(walk):
    page, says = walk.page, walk.says
    with page.expect_download() as download:
        page.get_by_role("button", name=says("保存副本", "Save a copy")).click()
    assert download.value.suggested_filename == "my-file.json"
    assert json.loads(download.value.path().read_text("utf-8"))["person"]["name"] == "试验配偶"
    page.locator("a[href$='/file/mine/paper/']").click()
    expect(page.locator(".sheet")).to_be_visible()
    walk.look("on paper")


def leave(walk):
    """She is warned before the file closes, stays, and leaves; going back shows nothing."""
    page, says = walk.page, walk.says
    page.clock.install()
    page.reload()
    page.clock.fast_forward("27:30")
    box = page.get_by_role("alertdialog")
    expect(box).to_be_visible()
    walk.look("a warning before it closes")
    box.get_by_role("button", name=says("继续停留", "Stay longer")).click()
    expect(box).to_be_hidden()
    page.get_by_role("button", name=says("退出并关闭我的档案", "Leave and close my file")).click()
    expect(page).to_have_url(walk.url + "/p/")
    page.go_back()
    expect(page.locator("[name=code]")).to_be_visible()
