"""The grid worker: today's tasks under running clocks, and what happens to those that nobody works on."""

import re

import pytest
from playwright.sync_api import expect

from fangxian.tasks.models import Task, TaskEscalation
from tests.city import GRID, NEXT_COUNTY_GRID, VACANT_GRID
from tests.journeys.background import do_periodic_work
from tests.work import arrival, list_in_effect, record

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
NOTE = "本人在家，3月5日自武汉返回。"


@pytest.fixture
def told(walk, let_time_pass):
    """Single leads arrive, one in each of these areas, and are judged."""
    list_in_effect(walk.city)

    def tell(*area_codes):
        record(walk.city, *(arrival(n, area_code=code) for n, code in enumerate(area_codes, start=1)))
        let_time_pass(seconds=1)
        return Task.objects.order_by("area_code")

    return tell


def accept(walk):
    walk.page.get_by_role("article").get_by_role("button", name=walk.says("接收", "Accept"), exact=True).first.click()
    expect(walk.page.get_by_role("status")).to_contain_text(walk.says("由您办理", "The task is yours"))


def find(walk, finding, note=""):
    walk.page.get_by_role("radio", name=finding, exact=True).check()
    walk.page.locator("form", has_text=finding).get_by_label(walk.says("备注", "Remark")).fill(note)
    walk.page.get_by_role("button", name=walk.says("反馈", "Report"), exact=True).click()


def test_a_task_is_accepted_and_reported_within_its_clocks(walk, told, let_time_pass):
    page, says = walk.page, walk.says
    told(GRID)
    walk.sign_in("grid")
    expect(page.locator("article .clock")).to_have_text(says("还剩 4 分钟", "4 min left"))
    walk.look("today")
    let_time_pass(minutes=2)
    page.reload()
    expect(page.locator("article .clock")).to_have_text(says("还剩 2 分钟", "2 min left"))
    accept(walk)
    expect(page.get_by_role("link", name="+8613800000001")).to_be_visible()
    walk.look("task")

    page.get_by_role("link", name=says("打印任务单", "Print a slip")).click()
    expect(page.locator(".sheet")).to_contain_text("演练路1号")
    walk.look("slip")
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("button", name=says("电话已联系上", "Reached by phone")).click()
    let_time_pass(minutes=20)
    page.reload()
    find(walk, says("属实", "Confirmed"), NOTE)
    expect(page.get_by_role("link", name="+8613800000001")).to_have_count(0)
    walk.look("reported")
    task = Task.objects.get()
    assert (task.outcome, task.conclusion) == ("confirmed", "follow_up_opened")
    assert task.first_reported_at < task.first_report_due_at and task.reported_at < task.finding_due_at
    page.get_by_role("link", name=says("任务", "Tasks"), exact=True).last.click()
    expect(page.locator(".lead")).to_contain_text(says("今日已办 1 项", "1 done today"))


def test_a_task_of_another_area_is_handed_over_with_its_clock_running_on(walk, told, let_time_pass):
    page, says = walk.page, walk.says
    told(GRID)
    walk.sign_in("grid")
    accept(walk)
    find(walk, says("不属本区域", "Wrong area"), says("本人已搬到新市镇", "Moved to Xinshi"))
    page.get_by_role("searchbox").press_sequentially("东安社区第一")
    page.get_by_role("radio", name=re.compile("东安社区.*第一网格")).check()
    walk.look("hand-over")
    page.get_by_role("button", name=says("移交", "Hand over"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(says("接收方开始计时", "clock is running"))
    let_time_pass(minutes=3)

    walk.sign_in("next")
    expect(page.locator("article")).to_contain_text(says("移交", "handed over"))
    walk.look("received-from-another-area")
    accept(walk)
    expect(page.get_by_text(says("自首次收到起：", "from first receipt:")).first).to_be_visible()
    walk.look("handed-over")
    task = Task.objects.get()
    assert task.area_code == NEXT_COUNTY_GRID and task.accepted_post == walk.city.posts["next"]
    assert task.first_report_due_at > task.total_first_report_due_at


def test_a_late_task_climbs_the_ladder_and_is_given_to_somebody_else(walk, told, let_time_pass):
    page, says = walk.page, walk.says
    told(GRID)
    let_time_pass(minutes=6)
    do_periodic_work()
    walk.sign_in("post_worker")
    expect(page.get_by_role("heading", name=says("下级逾期任务", "Late below you"))).to_be_visible()
    expect(page.locator("article .clock.late")).to_be_visible()
    walk.look("late-below")
    let_time_pass(minutes=16)
    do_periodic_work()
    assert list(TaskEscalation.objects.order_by("level").values_list("level", flat=True)) == [1, 2, 3]

    walk.sign_in("supervisor")
    expect(page.locator("#tasks tbody tr")).to_contain_text(says("已提醒： 市级", "told: The city"))
    walk.look("late")
    walk.sign_in("duty")
    walk.open("/tasks/board/?step=late")
    page.locator("#tasks tbody").get_by_role("checkbox").check()
    page.get_by_label(says("将所选任务派给", "Give the chosen tasks to")).select_option(
        str(walk.city.posts["grid2"].id)
    )
    walk.look("board")
    page.get_by_role("button", name=says("派发", "Give"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(says("已将 1 项任务派给", "1 task given to"))
    walk.sign_in("grid2")
    accept(walk)
    assert Task.objects.get().accepted_post == walk.city.posts["grid2"]


def test_work_for_a_vacant_grid_goes_to_the_level_above_and_raises_an_alarm(walk, told):
    page, says = walk.page, walk.says
    told(VACANT_GRID, GRID)
    walk.sign_in("post_worker")
    expect(page.locator("article")).to_have_count(1)
    page.locator("article").get_by_role("link").click()
    expect(page.locator("dl.facts", has_text=says("空岗网格", "Vacant grid")).first).to_contain_text("第三网格")
    walk.look("for-a-vacant-grid")
    walk.sign_in("supervisor")
    walk.open("/tasks/vacant/")
    expect(page.locator("main tbody")).to_contain_text(says("仍空岗", "still vacant"))
    page.locator("main tbody").get_by_role("link").click()
    expect(page.locator("main form tbody tr")).to_have_count(1)
    walk.look("board-of-vacant-grids")
