"""The care worker: ten calls by keyboard, whoever is unwell gets help, and she says herself how she is (F07)."""

import pytest
from playwright.sync_api import expect

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.services import issue_code
from fangxian.followup.models import Reading
from fangxian.tasks.models import Task
from tests.followups import a_followup

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def test_ten_people_are_called_by_keyboard_and_one_is_unwell(walk, let_time_pass):
    page, says = walk.page, walk.says
    for number in range(1, 11):
        a_followup(walk.city, number)
    walk.quoted |= {"随访"}
    walk.sign_in("grid")
    walk.open("/follow-up/")
    expect(page.get_by_role("link", name=says("打下一个", "Call the next one"))).to_be_visible()
    walk.look("list")
    page.get_by_role("link", name=says("打下一个", "Call the next one")).click()
    for number in range(10):
        expect(page.get_by_label(says("体温（℃）", "Temperature, °C"))).to_be_focused()
        if number == 0:
            walk.look("call")
        page.keyboard.type("382" if number == 4 else "365")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_text(says("目前都已询问", "Everybody has been asked")).first).to_be_visible()
    walk.look("done")
    assert Reading.objects.count() == 10 and Reading.objects.filter(is_unwell=True).count() == 1
    let_time_pass(seconds=10)
    assert Task.objects.get().kind == "health_check"

    walk.sign_in("post_worker")
    walk.open("/follow-up/visits/")
    expect(page.get_by_text("演练路").first).to_be_visible()
    walk.look("doors")
    walk.open("/follow-up/?show=unwell")
    page.locator("tbody th a").click()
    walk.look("unwell")
    page.get_by_label(says("医疗机构", "Clinic")).fill("市一医院发热门诊")
    page.get_by_role("button", name=says("记录", "Record"), exact=True).click()
    expect(page.get_by_text(says("就诊中", "With a clinic")).first).to_be_visible()
    walk.look("referred")
    assert Task.objects.get().outcome == "referred"


def test_she_says_herself_how_she_is(walk):
    page, says = walk.page, walk.says
    file = a_followup(walk.city)
    _, code = issue_code(person=file.person, by=walk.city.actor("grid", Purpose.FOLLOW_UP), at=walk.city.at)
    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/p/file/")
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")
    page.get_by_role("link", name=says("填写我的身体情况", "Say how I am")).click()
    walk.look("own-readings")
    page.get_by_label(says("您的体温（℃）", "Your temperature, °C")).fill("36.8")
    page.get_by_role("button", name=says("发送", "Send"), exact=True).click()
    expect(page.get_by_text("36.8 °C")).to_be_visible()
    walk.look("own-recorded")
    assert Reading.objects.get().channel == "app"
