"""Somebody is asked once more about her journey: why comes first, she corrects it, and nothing else follows (F50)."""

import pytest
from playwright.sync_api import expect

from fangxian.intake.models import Fact
from fangxian.measures.models import Measure
from fangxian.tasks import services
from fangxian.tasks.models import Task
from tests.work import arrival, one_task, worker

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def test_she_corrects_what_was_told_after_hearing_that_it_costs_nothing(walk, let_time_pass):
    page, says = walk.page, walk.says
    task = one_task(walk.city, arrival())
    services.accept_task(task=task, by=worker(walk.city), at=walk.city.at)
    walk.sign_in("grid")
    walk.open(f"/tasks/{task.id}/")
    page.get_by_role("link", name=says("再次询问", "Ask again")).click()
    expect(page.get_by_role("heading", name=says("先说明", "Say this first"))).to_be_visible()
    walk.look("what to say first")
    page.get_by_role("radio", name=says("情况不同，本人更正", "It was different: she corrects it")).check()
    place = page.locator("[name=stays-0-place]")
    place.fill("")
    with page.expect_navigation():
        page.get_by_role("button", name=says("记录本人所说", "Record what she said")).click()
    walk.look("a correction that says nothing")
    assert not Fact.objects.filter(supersedes=task.fact_id).exists()
    place.fill("杭州市")
    page.get_by_role("button", name=says("记录本人所说", "Record what she said")).click()
    expect(page.get_by_role("status")).to_be_visible()
    let_time_pass(minutes=1)
    assert Task.objects.get().conclusion == "corrected" and not Measure.objects.exists()
