"""The checkpoint officer: counts with one tap, looks at one person, lets an emergency through, hands over."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint
from tests.integration.test_a_post_counts_and_points_to_nobody import judged
from tests.posts import order, post


def test_an_officer_works_a_post(walk, settings):
    page, says = walk.page, walk.says
    receipt = judged(walk.city)
    post(walk.city)
    walk.quoted.add("织里收费站")
    walk.sign_in("checkpoint")
    walk.open("/post/")
    walk.look("choose")
    page.get_by_role("button", name="织里收费站").click()
    walk.look("lane at the start")
    page.get_by_role("button", name=says("一人通过", "One person passes")).click()
    page.get_by_role("button", name="4", exact=True).click()
    expect(page.locator(".toast")).to_be_visible()
    walk.look("lane with an undo")  # looking takes longer than an undo is offered
    page.get_by_role("button", name="3", exact=True).click()
    page.locator(".toast button").click()
    expect(page.get_by_text(says("已撤回", "taken back")).first).to_be_visible()
    page.get_by_role("button", name=says("紧急：立即放行", "Emergency: pass at once")).click()
    look_at(walk, "37.6")
    expect(page.get_by_text(says("休息后复测", "Rest, then measure again")).first).to_be_visible()
    walk.look("rest")
    page.get_by_role("link", name=says("下一位", "Next, please"), exact=True).click()
    walk.look("lane with a waiting person")
    settings.CLOCK_OFFSET += timedelta(minutes=10)
    page.get_by_role("link", name=says("复测", "Measure again")).click()
    page.locator("[name=celsius]").fill("37.5")
    walk.look("second reading")
    page.get_by_role("button", name=says("给出结论", "What now?")).click()
    walk.look("to the health post")
    hand_over(walk, receipt)
    page.get_by_role("button", name=says("结束班次", "End the shift")).click()
    page.locator("dialog [value=yes]").click()
    walk.look("shift ended")
    assert Check.objects.count() == 7 and Fact.objects.filter(source="checkpoint").count() == 1


def look_at(walk, celsius, number=""):
    walk.open("/post/person/")
    walk.page.locator("[name=celsius]").fill(celsius)
    walk.page.locator("[name=number]").fill(number)
    walk.look("look")
    walk.page.get_by_role("button", name=walk.says("给出结论", "What now?")).click()


def hand_over(walk, receipt):
    page, says = walk.page, walk.says
    look_at(walk, "36.5", receipt.spoken_number)
    walk.look("controlled entry")
    page.get_by_role("button", name=says("告知并放行", "Tell them, and go on")).click()
    expect(page.get_by_text(says("已告知目的地", "The destination is told")).first).to_be_visible()


def test_a_duty_officer_runs_the_posts(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {"织里收费站", "演练令", "湖防指", "G50", "浙防控〔2020〕8号"}
    walk.sign_in("duty")
    walk.open("/post/posts/")
    walk.look("no order")
    order(walk.city, "checkpoint")
    walk.open("/post/posts/open/")
    page.locator("[name=name]").fill("织里收费站")
    page.locator("[name=area]").fill("吴兴区")
    page.locator("[name=road]").fill("G50 织里出口")
    page.locator("[name=phone]").fill("0572-2398110")
    page.locator("[name=area_risk]").select_option("medium")
    page.locator("[name=approved_level]").select_option("province")
    page.locator("[name=approval_ref]").fill("浙防控〔2020〕8号")
    walk.look("open a post")
    page.get_by_role("button", name=says("设立卡点", "Open the post")).click()
    expect(page.get_by_text(re.compile(says("运行中", "In operation"))).first).to_be_visible()
    walk.look("post")
    walk.open("/post/posts/")
    walk.look("posts")
    walk.open("/post/posts/rings/")
    walk.look("rings")
    walk.open(f"/post/posts/{Checkpoint.objects.get().id}/beside/")
    walk.look("shifts and complaints")
    assert Checkpoint.objects.get().area_code == "330502"


def test_a_passage_is_registered_under_an_order(walk):
    post(walk.city)
    order(walk.city, "registration", number="2号")
    walk.quoted.add("织里收费站")
    walk.sign_in("checkpoint")
    walk.open("/post/choose/")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="织里收费站").click()
    walk.look("lane that registers")
    walk.open("/post/register/")
    walk.page.locator("[name=plate]").fill("浙E12345")
    walk.page.locator("[name=shown]").fill("13800138000\nabc")
    walk.page.get_by_role("button", name=walk.says("放行", "They pass")).click()
    walk.look("register with a slip")
