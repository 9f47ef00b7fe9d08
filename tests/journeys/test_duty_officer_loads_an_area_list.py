"""The duty officer: a list of listed areas, signed by two bodies, by which what has arrived is judged anew."""

import pytest
from playwright.sync_api import expect

from fangxian.screening.models import AreaList
from fangxian.tasks.models import Task
from tests.city import GRID
from tests.journeys.background import do_periodic_work
from tests.journeys.test_duty_officer_takes_in_a_list import press
from tests.work import HUBEI_HIGH, arrival, record

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
ONE_ROW_WRONG = HUBEI_HIGH + "鼓楼区,鼓楼区,high,2020-02-01,,演练公布\n"


def test_a_list_has_effect_once_two_bodies_have_signed_it(walk, let_time_pass):
    page, says = walk.page, walk.says
    walk.quoted |= {"演练名单", "湖北省"}
    record(walk.city, arrival(1))
    let_time_pass(minutes=1)
    walk.sign_in("duty")
    walk.open("/screening/lists/")
    walk.look("no-area-list")
    page.get_by_role("link", name=says("载入名单", "Load a list")).click()
    page.get_by_label(says("标题", "Title")).fill("演练名单")
    page.get_by_label(says("发布机关", "Published by")).fill(says("省防控办（演练）", "Provincial office (drill)"))
    page.get_by_label(says("名单文件", "List file")).set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": ONE_ROW_WRONG.encode()}
    )
    walk.look("load-a-list")
    page.get_by_role("button", name=says("加载", "Load"), exact=True).click()
    expect(page.get_by_text(says("第 3 行", "row 3"))).to_be_visible()
    expect(page.get_by_text(says("还须 2 个不同单位签署", "2 more bodies must sign"))).to_be_visible()
    walk.look("one-row-not-taken")
    address = page.url.removeprefix(walk.url)
    assert not Task.objects.exists()

    for name in ("epi", "approver"):
        walk.sign_in(name)
        walk.open(address)
        press(walk, says("签署", "Sign off"))
        expect(page.get_by_role("status")).to_contain_text(says("已签署", "Signed"))
    expect(page.locator(".lead")).to_contain_text(says("生效", "In effect"))
    walk.look("area-list-in-effect")
    assert AreaList.objects.get().listings.count() == 1

    let_time_pass(minutes=1)
    do_periodic_work()
    let_time_pass(seconds=1)
    walk.open("/screening/")
    page.get_by_role("link", name=says("需随访", "Follow up")).first.click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    walk.look("verdicts")
    page.locator("main tbody").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("湖北省")
    walk.look("verdict")
    assert Task.objects.get().area_code == GRID
