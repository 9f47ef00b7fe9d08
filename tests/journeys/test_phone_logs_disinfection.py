"""A phone at a post with no signal: what was disinfected is written down there, and landed once."""

import pytest
from playwright.sync_api import expect

from fangxian.intake.sources.disinfection.models import Disinfection
from tests.posts import post

from .phones import in_hands

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


@in_hands()
def test_a_post_and_a_firm_are_logged_with_no_signal(phones, served_city, way, width):
    here = post(served_city)
    phone = phones(way, width=width)
    phone.quoted |= {here.name, "星火纺织厂", "交通局消杀队"}
    phone.enter("checkpoint")
    phone.duty("disinfection")
    page, says = phone.page, phone.says
    page.get_by_role("button", name=here.name).wait_for()
    phone.offline()
    phone.look("places to disinfect")
    page.get_by_role("button", name=here.name).click()
    page.get_by_label(says("消毒单位", "Done by")).fill("交通局消杀队")
    page.get_by_label(says("浓度（mg/L）", "Strength (mg/L)")).fill("0")
    expect(page.get_by_text(says("请填 1 到 50000", "From 1 to 50000")).first).to_be_visible()
    page.get_by_label(says("浓度（mg/L）", "Strength (mg/L)")).fill("500")
    phone.look("one entry")
    page.get_by_role("button", name=says("记录", "Record"), exact=True).click()
    find = page.get_by_label(says("按名称查找，或填写新地点", "Find by name, or type a new place"))
    find.fill("星火纺织厂")
    phone.look("a new place")
    page.get_by_role("button", name=says("使用“星火纺织厂”", "Use “星火纺织厂”")).click()
    page.get_by_role("button", name=says("紫外线", "Ultraviolet light")).click()
    expect(page.get_by_label(says("消毒单位", "Done by"))).to_have_value("交通局消杀队")
    page.get_by_role("button", name=says("记录", "Record"), exact=True).click()
    find.wait_for()
    assert not Disinfection.objects.exists()
    phone.online()
    phone.all_answered()
    assert phone.all_taken_in()
    told = [(row.place_kind, row.place_name, row.concentration) for row in Disinfection.objects.order_by("id")]
    assert told == [("post", here.name, 500), ("firm", "星火纺织厂", None)]
