"""A grid worker on the stairs with no signal: how somebody is, what she needs, whose door stayed shut (F07, F12)."""

import pytest
from playwright.sync_api import expect

from fangxian.followup.models import Reading, VisitReport
from fangxian.tasks.models import Task
from fangxian.tasks.rules import LIST, VISIT
from fangxian.tasks.services import open_task
from tests.followups import a_followup, worker

from .phones import in_hands

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


@in_hands()
def test_two_doors_are_visited_with_no_signal(phones, served_city, way, width):
    city = served_city
    for number in (10, 2):
        file = a_followup(city, number)
        open_task(kind=VISIT, area_code=file.area_code, person=file.person, profile=LIST, source="follow_up",
                  by=worker(city), at=city.at)  # fmt: skip
    phone = phones(way, width=width)
    phone.quoted |= {"演练路", "随访"}
    says = phone.says
    phone.enter("grid")
    phone.duty("visit")
    doors = phone.page.locator(".records .door")
    expect(doors).to_have_count(2)
    expect(doors.first).to_contain_text("演练路2号")  # before number 10, which was opened first
    phone.look("doors")

    phone.offline()
    doors.first.click()
    phone.page.get_by_label(says("体温", "Temperature")).first.fill("379")
    phone.page.get_by_label(says("药品", "Medicine")).check()
    phone.look("door")
    phone.page.get_by_role("button", name=says("保存本次上门", "Save this visit")).click()
    expect(phone.page.get_by_role("status").filter(has_text=says("卫生站", "health post"))).to_be_visible()
    phone.page.locator(".records .door", has_text="演练路10号").click()
    phone.page.get_by_role("button", name=says("家中无人", "Nobody at home")).click()
    expect(phone.page.get_by_text(says("还剩 0 户", "0 left"))).to_be_visible()
    phone.look("written")
    assert len(phone.outbox()) == 3 and Reading.objects.count() == 0

    phone.online()
    phone.all_answered()
    assert Reading.objects.get().is_unwell and VisitReport.objects.count() == 2
    assert set(Task.objects.filter(kind=VISIT).values_list("outcome", flat=True)) == {"visited", "absent"}
