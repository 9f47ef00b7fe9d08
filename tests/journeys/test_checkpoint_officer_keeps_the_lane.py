"""The lane and whoever reads it next: the duty officer who answers for the post, the grid that expects a traveller."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint.models import Check, Passage, Shift
from fangxian.tasks.models import Task
from tests.integration.test_a_post_counts_and_points_to_nobody import judged
from tests.posts import order, post

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
POST = "织里收费站"
PASSED = {"persons": 47, "vehicles": 2, "raised": 1, "rechecked": 1, "referred": 0, "controlled": 0, "emergencies": 1}


def go_on_shift(walk):
    walk.quoted.add(POST)
    walk.sign_in("checkpoint")
    walk.open("/post/")
    walk.page.get_by_role("button", name=POST).click()
    expect(walk.page.get_by_role("heading", name=POST, level=1)).to_be_visible()


def counted(walk, zh, en):
    """The figure of one tile of the lane or of the shift's end."""
    return walk.page.locator(".tile", has=walk.page.get_by_text(walk.says(zh, en), exact=True)).locator(".value")


def test_without_an_order_there_is_no_post_and_people_pass(walk):
    page, says = walk.page, walk.says
    walk.sign_in("checkpoint")
    walk.open("/post/")
    expect(page.get_by_text(says("您的区域内没有卡点", "No post stands in your area"))).to_be_visible()
    walk.look("no post stands")
    post(walk.city, under=order(walk.city, "checkpoint", expires_at=walk.city.at + timedelta(days=8)))
    go_on_shift(walk)
    expect(page.locator(".lead")).to_contain_text("湖防指〔2020〕1号")
    assert Shift.objects.get().ended_at is None


def test_a_lane_ends_when_its_order_does(walk, let_time_pass):
    page, says = walk.page, walk.says
    post(walk.city, under=order(walk.city, "checkpoint", expires_at=walk.city.at + timedelta(hours=1)),
         review_at=walk.city.at + timedelta(minutes=50))  # fmt: skip
    go_on_shift(walk)
    let_time_pass(hours=1)
    page.reload()
    refusal = says(
        "这个卡点未开放，不得查验，请放行。", "This post is not open, so nobody may be checked here: let people pass."
    )
    expect(page.get_by_text(refusal)).to_be_visible()
    expect(page.get_by_role("button", name=says("一人通过", "One person passes"))).to_have_count(0)
    walk.look("the order has ended")
    page.get_by_role("button", name=says("紧急：立即放行", "Emergency: pass at once")).click()
    expect(page.locator("select[name=kind]")).to_be_visible()
    assert Check.objects.get().verdict == "EMERGENCY_PASS"


def test_a_shift_is_counted_and_the_duty_officer_reads_it(walk, settings):
    post(walk.city)
    go_on_shift(walk)
    count_traffic(walk)
    pass_an_emergency(walk)
    rest_and_measure_again(walk, settings)
    end_the_shift(walk)
    walk.sign_in("duty")
    walk.open("/post/posts/")
    walk.page.get_by_role("link", name=POST).click()
    cells = walk.page.locator("tbody tr").first.locator("td")
    expect(cells).to_have_count(len(PASSED))
    figures = cells.all_inner_texts()
    assert [int(one) for one in figures] == list(PASSED.values())
    walk.look("figures by hour")
    assert not Passage.objects.exists() and not Fact.objects.filter(source="checkpoint").exists()


def count_traffic(walk):
    """One on foot, a car of four, a coach of forty; a tap too many is taken back before ten seconds are over."""
    page, says = walk.page, walk.says
    page.get_by_role("button", name=says("一人通过", "One person passes")).click()
    page.get_by_role("button", name="4", exact=True).click()
    page.get_by_role("button", name="9", exact=True).click()
    page.get_by_role("button", name=says("撤回", "Undo")).click()
    page.get_by_label(says("更多人（客车）", "More persons (a coach)")).fill("40")
    page.get_by_role("button", name=says("放行", "Pass"), exact=True).click()
    expect(counted(walk, "人数", "Persons")).to_have_text("45")
    expect(counted(walk, "车辆", "Vehicles")).to_have_text("2")
    walk.look("traffic is counted")


def pass_an_emergency(walk):
    """Nothing is asked; what it was is written down afterwards."""
    page, says = walk.page, walk.says
    page.get_by_role("button", name=says("紧急：立即放行", "Emergency: pass at once")).click()
    page.locator("select[name=kind]").select_option(label=says("透析或其他治疗", "Dialysis or other treatment"))
    walk.look("an emergency to note")
    page.get_by_role("button", name=says("记下", "Write it down")).click()
    expect(page.locator("select[name=kind]")).to_have_count(0)
    assert Check.objects.get(verdict="EMERGENCY_PASS").emergency_kind == "dialysis"


def rest_and_measure_again(walk, settings):
    """A typing error is refused; a raised reading rests; a normal second one passes."""
    page, says = walk.page, walk.says
    read(walk, "365")
    expect(page.get_by_text("34.0")).to_be_visible()
    walk.look("no temperature")
    read(walk, "37.6")
    expect(page.locator(".verdict > strong")).to_have_text(says("休息后复测", "Rest, then measure again"))
    with page.expect_navigation():
        page.get_by_role("link", name=says("下一位", "Next, please")).click()
    settings.CLOCK_OFFSET += timedelta(minutes=10)
    page.reload()
    page.get_by_role("link", name=says("复测", "Measure again")).click()
    page.get_by_label(says("体温（℃）", "Temperature, °C")).fill("36.8")
    page.get_by_role("button", name=says("给出结论", "What now?")).click()
    expect(page.locator(".verdict > strong")).to_have_text(says("放行并提醒", "Pass, with advice"))
    walk.look("passes after resting")


def read(walk, celsius):
    walk.open("/post/person/")
    walk.page.get_by_label(walk.says("体温（℃）", "Temperature, °C")).fill(celsius)
    walk.page.get_by_role("button", name=walk.says("给出结论", "What now?")).click()


def end_the_shift(walk):
    page, says = walk.page, walk.says
    walk.open("/post/")
    page.get_by_role("button", name=says("结束班次", "End the shift")).click()
    page.locator("dialog [value=yes]").click()
    expect(counted(walk, "人数", "Persons")).to_have_text(str(PASSED["persons"]))
    expect(counted(walk, "紧急放行", "Emergencies")).to_have_text("1")
    assert Shift.objects.get().ended_at is not None


def test_a_receipt_speaks_for_a_traveller_and_her_grid_expects_her(walk, let_time_pass):
    page, says = walk.page, walk.says
    receipt = judged(walk.city)
    post(walk.city)
    go_on_shift(walk)
    walk.open("/post/person/")
    page.get_by_label(says("体温（℃）", "Temperature, °C")).fill("36.5")
    page.get_by_label(says("回执号", "Receipt number")).fill(receipt.spoken_number)
    page.get_by_role("button", name=says("给出结论", "What now?")).click()
    expect(page.locator("main")).not_to_contain_text("试验甲")
    expect(page.locator("main")).not_to_contain_text(says("武汉", "Wuhan"))
    with page.expect_navigation():
        page.get_by_role("button", name=says("告知并放行", "Tell them, and go on")).click()
    let_time_pass(minutes=1)
    her_grid_expects_her(walk)


def her_grid_expects_her(walk):
    """One task for what she declared and for her passage, on the screen of the grid she goes to."""
    page, says = walk.page, walk.says
    task = Task.objects.get()
    walk.quoted.add("试验甲")
    walk.sign_in("grid")
    walk.open(f"/tasks/{task.id}/")
    expect(page.get_by_text(says("另有 1 条信息说的是同一件事", "1 further report says the same"))).to_be_visible()
    walk.look("the grid expects her")
    assert task.further_facts.get().fact_id == Fact.objects.get(source="checkpoint").id
