"""The resident is told on by others: with the code of a letter she confirms one stay and denies another."""

import pytest
from playwright.sync_api import expect

from fangxian.intake.models import Fact
from fangxian.intake.queries import correction_of
from fangxian.screening.models import Verdict
from tests.work import WUHAN_STAY, arrival, list_in_effect, react, record

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
JINGZHOU_STAY = WUHAN_STAY | {"area_code": "4210", "area_text": "荆州"}


def told_twice(city):
    """Two reports of one person, each from a listed place; the later one is shown first."""
    list_in_effect(city)
    right, wrong = record(city, arrival(1), arrival(1, JINGZHOU_STAY))
    react(city)
    return right, wrong


def test_a_resident_confirms_one_stay_and_denies_another(walk, let_time_pass):
    right, wrong = told_twice(walk.city)
    open_her_file(walk, code_of_a_letter(walk, right.person))
    confirm(walk, right)
    deny(walk, wrong)
    assert correction_of(right).content["confirmed_by_person"] and correction_of(right).content["stays"]
    assert correction_of(wrong).content["stays"] == []
    let_time_pass(minutes=1)
    verdicts = Verdict.objects.filter(superseded_by=None)
    assert verdicts.get(fact_id=correction_of(right).id).result == "follow_up"
    assert verdicts.get(fact_id=correction_of(wrong).id).result == "no_action"


def code_of_a_letter(walk, person):
    """The duty officer prints a letter; the code stands on that page and nowhere else."""
    walk.sign_in("duty")
    walk.open(f"/p/letters/{person.id}/")
    walk.page.get_by_role("button", name=walk.says("生成信件", "Make the letter")).click()
    return walk.page.locator(".letter-code").first.inner_text()


def open_her_file(walk, code):
    walk.page.context.clear_cookies()
    walk._choose_language()
    walk.open("/p/file/")
    walk.page.locator("[name=code]").fill(code)
    walk.page.get_by_role("button", name=walk.says("打开我的档案", "Open my file")).click()
    expect(walk.page.locator(".state", has_text=walk.says("等您答复", "waits for your answer"))).to_have_count(2)
    walk.look("two reports wait for an answer")


def confirm(walk, fact):
    walk.page.locator(f"form[action*='{fact.id}']").get_by_role("button").click()
    expect(walk.page.get_by_text(walk.says("由您本人申报或确认", "said or confirmed by you")).first).to_be_visible()
    walk.look("one is confirmed")


def deny(walk, fact):
    page, says = walk.page, walk.says
    page.locator(f"a[href*='{fact.id}']", has_text=says("这不对", "That is not right")).click()
    walk.look("where she really was")
    page.get_by_role("button", name=says("这些地方我都没有去过", "I was in none of these places")).click()
    expect(page.get_by_text(says("已被更正", "has been corrected")).first).to_be_visible()
    expect(page.locator(".state", has_text=says("等您答复", "waits for your answer"))).to_have_count(0)
    walk.look("the other is denied")
    assert Fact.objects.count() == 4
