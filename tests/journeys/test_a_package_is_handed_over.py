"""A duty officer asks for a package, another body approves it, and she fetches it once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.outgoing import services
from tests.packages import PUBLIC, rows_in
from tests.published import HERE, follow_up

pytestmark = pytest.mark.journey


def test_a_list_goes_to_one_recipient_only(walk):
    follow_up(walk.city, HERE, 8)
    walk.sign_in("duty")
    walk.open(reverse("outgoing:list"))
    walk.page.get_by_role("link", name=walk.says("申请移交包", "Ask for a package")).click()
    walk.look("purposes")
    walk.page.get_by_role("link", name=walk.says("移交其他城市", "Handing people over to another city")).click()
    walk.page.locator("select[name=area_code]").select_option("330502")
    walk.page.locator("[name=reason]").fill("他们今天返回杭州")
    walk.page.locator("[name=recipient_body]").fill("杭州市指挥部")
    walk.page.locator("[name=recipient_name]").fill("试验收件人")
    walk.page.locator("[name=recipient_key]").fill(PUBLIC)
    walk.page.get_by_role("button", name=walk.says("先数人数", "Count the rows")).click()
    expect(walk.page.get_by_role("status")).to_contain_text("8")
    walk.look("counted")
    walk.page.get_by_role("button", name=walk.says("提交审批", "Ask for approval")).click()
    expect(walk.page.locator("[aria-disabled=true]").first).to_be_visible()
    walk.look("waits")
    address = walk.page.url.replace(walk.url, "")

    walk.sign_in("approver")
    walk.open(address)
    expect(walk.page.locator("tbody tr")).to_have_count(5)
    walk.look("second-person")
    approve = walk.says("批准", "Approve")
    walk.page.get_by_role("button", name=approve, exact=True).click()
    walk.page.get_by_role("dialog").get_by_role("button", name=approve, exact=True).click()
    expect(walk.page.get_by_role("progressbar")).to_be_visible()
    services.make_packages(at=clock.now())

    walk.sign_in("duty")
    walk.open(address)
    walk.look("ready")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("button", name=walk.says("取走（仅一次）", "Fetch once")).click()
    assert len(rows_in(download.value.path().read_bytes())) == 8
    walk.open(address)
    walk.look("handed-over")

    walk.open(reverse("outgoing:requests"))
    walk.page.locator("[name=asker_body]").fill("某公安分局")
    walk.look("requests")
    walk.page.get_by_role("button", name=walk.says("登记并拒绝", "Write down and refuse")).click()
    expect(walk.page.get_by_text(walk.says("对贵方的索取予以拒绝。", "Your request is refused."))).to_be_visible()
    walk.look("answer")
