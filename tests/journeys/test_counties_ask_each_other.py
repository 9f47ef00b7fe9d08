"""One county's desk asks another where somebody is; the other takes her over, and her work goes along."""

import pytest
from playwright.sync_api import expect

from fangxian.core.actors.rules import Role
from fangxian.inquiries.models import Inquiry
from fangxian.tasks.models import Task
from tests.city import NEXT_COUNTY_GRID
from tests.work import one_task

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def test_a_county_asks_and_the_other_takes_her_over(walk):
    page, says, city = walk.page, walk.says, walk.city
    walk.quoted |= {"现住址", "上门送药", "吴兴区指挥部", "德清县指挥部", "Synthetic"}
    city.post("here", Role.DUTY_OFFICER, "330502", "吴兴区指挥部", "command")
    city.post("there", Role.DUTY_OFFICER, "330521", "德清县指挥部", "command")
    task = one_task(city)
    walk.sign_in("here")
    walk.open("/inquiries/?shown=ours")
    walk.look("nothing asked")
    walk.open(f"/inquiries/ask/?task={task.number}&q=德清县")
    page.get_by_role("radio", name="德清县", exact=False).first.check()
    page.get_by_role("radio", name=says("查明某人下落", "Find out where somebody is")).check()
    page.locator("[name=fields-0-label]").fill("现住址")
    page.locator("[name=fields-0-reason]").fill("上门送药")
    walk.look("asking")
    page.get_by_role("button", name=says("发出协查", "Send the inquiry")).click()
    expect(page.locator(".lead .state")).to_contain_text(says("待答复", "Waits for an answer"))
    walk.look("asked")
    inquiry = Inquiry.objects.get()

    walk.sign_in("there")
    walk.open("/inquiries/")
    walk.look("asked of us")
    page.get_by_role("link", name=inquiry.number).click()
    expect(page.get_by_role("link", name="+8613800000001")).to_be_visible()
    page.locator("[name=area]").fill(NEXT_COUNTY_GRID)
    walk.look("answering")
    page.get_by_role("button", name=says("接管", "Take over"), exact=True).click()
    expect(page.locator(".lead .state")).to_contain_text(says("对方已接管", "Taken over by the other area"))
    walk.look("taken over")
    assert Task.objects.get().area_code == NEXT_COUNTY_GRID
