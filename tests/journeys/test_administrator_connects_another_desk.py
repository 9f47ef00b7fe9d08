"""The administrator issues a key to another desk, its requests come in by machine, and the key is ended."""

import pytest
from playwright.sync_api import expect

from fangxian.intake.sources.service_request.models import OtherDesk, ServiceRequest
from tests.city import GRID

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def test_a_desk_gets_a_key_sends_a_request_and_loses_the_key(walk, served_city):
    page, says = walk.page, walk.says
    walk.quoted |= {"12345"}
    walk.sign_in("admin")
    walk.open("/requests/desks/")
    walk.look("no desk has a key")
    page.get_by_label(says("平台或应用名称", "Name of the desk or app")).fill("12345")
    page.get_by_role("button", name=says("登记平台", "Add the desk")).click()
    expect(page.get_by_text(says("新密钥（只显示一次）", "The new key, shown once"))).to_be_visible()
    key = page.locator("code.number").inner_text()
    walk.look("a key is shown once")
    sent = page.request.post(
        f"{walk.url}/open311/v2/requests.json",
        form={"api_key": key, "service_code": "gathering", "description": "棋牌室有人打麻将", "address_id": GRID},
    )
    assert sent.status == 201 and ServiceRequest.objects.get().desk.name == "12345"
    walk.open("/requests/desks/")
    expect(page.get_by_text(says("新密钥", "The new key"))).to_have_count(0)
    page.get_by_role("button", name=says("停用此平台", "End this desk")).click()
    page.get_by_role("dialog").get_by_role("button", name=says("停用此平台", "End this desk")).click()
    expect(page.get_by_role("button", name=says("停用此平台", "End this desk"))).to_have_count(0)
    walk.look("the key is ended")
    assert OtherDesk.objects.get().ended_at is not None
