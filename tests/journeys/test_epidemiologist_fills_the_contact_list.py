"""A case is opened; one trace fills its contact list with reasons; one action opens the tasks and the batch."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from fangxian.cases.models import Exposure
from fangxian.reactions.jobs import run_all
from fangxian.snapshots.services import keep_lakes
from fangxian.tasks.models import Task
from tests import household
from tests.stays import AT_TABLE, PATIENT, SPOUSE, Days

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


@pytest.fixture
def case(served_city, settings, tmp_path):
    """Two days of a canteen, a home and a train, left to the lake at night; then the laboratory calls."""
    settings.LAKE_URL, settings.LAKE_INDEX = str(tmp_path / "lake"), tmp_path / "index"
    days = Days(served_city)
    patient = days.person(replace(PATIENT, address="试验路1号302室"))
    days.person(SPOUSE)
    days.a_meal()
    days.rides(patient, "G7321", carriage="5")
    days.rides(days.person(replace(AT_TABLE, name="试验同车", phone="+8613800138021")), "G7321", carriage="5")
    keep_lakes(at=served_city.at)
    return household.a_case(served_city)


def test_epidemiologist_fills_the_contact_list(case, walk, served_city):
    walk.quoted |= {"试***", "试**", "试验食堂"}
    walk.sign_in("epi")
    walk.open(f"/cases/{case.id}/contacts/")
    walk.look("empty-list")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("由场所记录填入名单", "Fill the list from records")).click()
    expect(walk.page.get_by_role("button", name=walk.says("再次追踪", "Trace again"))).to_be_visible()
    for summary in walk.page.locator("main section details summary, main td details summary").all():
        summary.click()
    expect(walk.page.get_by_text("试验食堂").first).to_be_visible()
    expect(walk.page.get_by_role("link", name="+8613800138009")).to_be_visible()
    walk.look("filled-list")
    assert Exposure.objects.filter(case=case).count() == 3
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("发出全部任务", "Open all tasks")).click()
    expect(walk.page.get_by_text(walk.says("待第二人复核", "Before the second reviewer")).first).to_be_visible()
    run_all(at=served_city.at)
    assert Task.objects.filter(kind="reach_contact").count() == case.batches.get().entry_count == 2
    walk.look("put-up")
