"""A call tells of a dispute; an officer writes it down without names, talks with both sides; it is agreed (F29)."""

import pytest
from playwright.sync_api import expect

from tests.incidents import PLACE, WORDS
from tests.requests import request

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def test_an_officer_mediates_where_somebody_is_shunned(walk):
    page, says = walk.page, walk.says
    told = request(walk.city, service="shunned", text="我是护士，邻居不让我进小区", place=PLACE)
    walk.sign_in("duty")
    walk.open(f"/requests/{told.id}/")
    page.get_by_role("link", name=says("开始调解", "Begin a mediation")).click()
    page.locator("[name=kind]").select_option("stigma")
    page.locator("[name=target]").select_option("medical_staff")
    page.locator("[name=done_to]").select_option("barred")
    page.locator("[name=place]").fill(PLACE)
    page.locator("[name=words]").fill(WORDS)
    walk.look("an incident is written down")
    page.get_by_role("button", name=says("保存", "Save")).click()
    expect(page.get_by_text(says("尚未沟通", "Nobody has talked with them yet"))).to_be_visible()
    page.locator("[name=kind]").select_option("group_talk")
    page.locator("[name=note]").fill("在业主群讲了防护知识，请大家放行")
    page.get_by_role("button", name=says("记下", "Write it down"), exact=True).click()
    expect(page.get_by_text(says("调解中", "Being talked about"))).to_be_visible()
    walk.look("a talk in the chat group")
    page.locator("[name=outcome]").select_option("access")
    page.get_by_role("button", name=says("记录达成一致", "Record the agreement")).click()
    expect(page.get_by_text(says("恢复出入、服务或工作", "Access, service or work is given again"))).to_be_visible()
    walk.look("agreed")
    walk.open("/incidents/?over=1")
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("what is over")
