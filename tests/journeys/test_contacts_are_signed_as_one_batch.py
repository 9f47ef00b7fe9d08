"""Epidemiologist, approver, grid worker: a list with reasons, one action, one signature, a notice in the hand."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from fangxian.reactions.jobs import run_all
from fangxian.tasks.models import Task
from fangxian.tasks.services import accept_task
from tests import household
from tests.city import Purpose

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


@pytest.fixture
def case(served_city):
    case = household.a_case(served_city)
    told = {"minutes": 75.0, "metres": 0.8, "evidence_reference": "3"}
    for number, setting in enumerate(("household", "meal", "judged", "same_venue")):
        claim = replace(household.SPOUSE, name=f"试验{'甲乙丙丁'[number]}", phone=f"+861380013800{number}")
        household.a_contact(served_city, case, claim=claim, setting=setting, **(told if number else {}))
    return case


def test_contacts_are_signed_as_one_batch(case, walk, served_city):
    walk.quoted |= {"试***", "试**"}  # names, masked
    walk.sign_in("epi")
    walk.open(f"/cases/{case.id}/contacts/")
    walk.look("contact-list")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("发出全部任务", "Open all tasks")).click()
    expect(walk.page.get_by_text(walk.says("待第二人复核", "Before the second reviewer")).first).to_be_visible()
    run_all(at=served_city.at)

    walk.open(f"/cases/{case.id}/interview/")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("显示已有记录", "Show what records hold of her")).click()
    walk.page.locator("[name=begin]").last.fill("09:30")
    walk.page.locator("[name=until]").last.fill("10:15")
    walk.page.locator("select[name=kind]").select_option("market")
    walk.page.locator("[name=place]").last.fill("试验市场")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("保存此行", "Save this line")).click()
    expect(walk.page.locator("section.panel li")).to_have_count(1)
    walk.look("interview")
    walk.open("/cases/attack-rates/")
    walk.look("attack-rates")
    walk.open("/cases/services/")
    walk.page.locator("[name=listed]").fill("G7321 2020-03-05\nG7321")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("比对", "Match"), exact=True).click()
    expect(walk.page.locator(".errorlist, .problem").first).to_be_visible()  # the second line has no day
    walk.look("services")

    walk.sign_in("approver")
    walk.open("/cases/reviews/")
    walk.look("reviews")
    walk.page.get_by_role("link", name=walk.says("病例 1 的接触者", "Contacts of case 1")).click()
    walk.page.locator("summary").filter(has_text=walk.says("将告知本人的内容", "What she will be told")).first.click()
    walk.look("sheet")
    walk.page.get_by_label(walk.says("不同意", "I do not agree")).last.check()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("已阅本页，签字", "I have read this sheet: sign")).click()
    expect(walk.page.locator("#id_reason_error, .errorlist, .problem").first).to_be_visible()  # no reason was given
    walk.look("sheet-without-reason")
    walk.page.locator("[name=reason]").select_option("evidence_thin")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("已阅本页，签字", "I have read this sheet: sign")).click()
    expect(walk.page.get_by_text(walk.says("均已复核", "All decided"))).to_be_visible()
    walk.look("decided")

    worker = served_city.actor("grid", Purpose.VERIFY_LEAD)
    entry = case.batches.get().entries.get(decision="agreed")
    task = Task.objects.get(kind="reach_contact", person_id=entry.classification.exposure.person_id)
    accept_task(task=task, by=worker, at=served_city.at)
    walk.sign_in("grid")
    walk.open(f"/tasks/{task.id}/")
    walk.look("task")
    walk.page.get_by_role("link", name=walk.says("告知书", "The written notice")).click()
    expect(walk.page.locator("article.sheet")).to_be_visible()
    walk.quoted.add("试验")
    walk.look("notice")
