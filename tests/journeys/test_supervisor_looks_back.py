"""The supervisor: open work by age, a bulk assignment, and a look-back that finds work not done and done again."""

import pytest
from playwright.sync_api import expect

from fangxian.tasks import services
from fangxian.tasks.models import LookBack, Task
from tests.city import OTHER_GRID
from tests.work import arrival, later, list_in_effect, react, record, worker

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


@pytest.fixture
def leads(walk):
    """Four leads: one that the worker closed yesterday without going there, three that wait; the lot has been drawn."""
    city = walk.city
    walk.quoted |= {"Synthetic", "月河街道办"}
    list_in_effect(city, at=later(city, days=-2))
    record(city, arrival(1), at=later(city, days=-1))
    react(city, at=later(city, days=-1))
    task = services.accept_task(task=Task.objects.get(), by=worker(city), at=later(city, days=-1, minutes=2))
    closed = services.report_task(task=task, outcome="confirmed", by=worker(city), at=later(city, days=-1, minutes=9))
    services.draw_look_backs(city.at)
    record(city, *(arrival(n) for n in (2, 3, 4)), at=later(city, hours=-3))
    react(city, at=later(city, hours=-3))
    return closed


def test_a_supervisor_deals_work_out_and_looks_back_and_the_worker_does_it_again(walk, leads):
    page, says, city = walk.page, walk.says, walk.city
    walk.sign_in("supervisor")
    walk.open("/tasks/ageing/")
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("by area")
    walk.open("/tasks/ageing/?by=worker")
    expect(page.get_by_role("rowheader")).to_contain_text(says("暂无", "Nobody yet"))
    walk.look("by worker")
    walk.open("/tasks/board/")
    for box in page.locator("[name=task]").all()[:2]:
        box.check()
    page.locator("[name=post]").select_option(str(city.posts["grid2"].id))
    walk.look("two chosen")
    page.get_by_role("button", name=says("派发", "Give"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("2")
    assert Task.objects.filter(area_code=OTHER_GRID, assigned_post=city.posts["grid2"]).count() == 2

    walk.open("/tasks/look-backs/")
    walk.look("to look back at")
    page.get_by_role("link", name=leads.number).click()
    page.get_by_role("radio", name=says("不属实", "Does not hold")).check()
    walk.look("looking back")
    page.get_by_role("button", name=says("记录", "Record"), exact=True).click()
    expect(page.locator(".lead")).to_contain_text(says("待接收", "Waiting to be accepted"))
    walk.look("opened again")
    assert LookBack.objects.get().result == "false"
    walk.open("/tasks/look-backs/?shown=done")
    walk.look("looked back")
    walk.open("/tasks/nights/")
    walk.look("nights")

    walk.sign_in("grid")
    walk.open(f"/tasks/{leads.id}/")
    expect(page.get_by_text(says("重新办理", "Opened again")).first).to_be_visible()
    walk.look("the worker's task again")
    page.get_by_role("button", name=says("接收", "Accept"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(says("由您办理", "The task is yours"))
    walk.open(f"/tasks/{leads.id}/slip/enter/")
    walk.look("entering a slip")
