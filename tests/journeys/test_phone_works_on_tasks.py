"""A grid worker's day with no signal, and the phone of whoever answers above her (F05)."""

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.tasks import services
from fangxian.tasks.models import Task, TaskEvent
from tests.city import GRID, OTHER_GRID
from tests.journeys.background import do_periodic_work
from tests.work import arrival, list_in_effect, record, worker

from .phones import in_hands

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
QUOTED = {"演练路", "湖州市", "吴兴区", "月河街道", "浮星桥社区", "第一网格", "第二网格", "武汉", "试"}

# Chromium without a screen denies every notice and shows none, so what it would be asked is written down instead.
NOTICES = """
  Object.defineProperty(Notification, "permission", { get: () => sessionStorage.getItem("leave") ?? "default" });
  Notification.requestPermission = async () => {
    sessionStorage.setItem("leave", "granted");
    return "granted";
  };
  window.shown = [];
  ServiceWorkerRegistration.prototype.showNotification = async (_title, how) => void window.shown.push(how.body);
"""


def tap(phone, zh, en, **how):
    phone.page.get_by_role("button", name=phone.says(zh, en), **how).first.click()


def cards(phone):
    return phone.page.locator(".records .door")


@in_hands()
def test_a_task_is_accepted_and_reported_with_no_signal(phones, served_city, let_time_pass, way, width):
    list_in_effect(served_city)
    record(served_city, arrival(1), arrival(2))
    let_time_pass(seconds=1)
    phone = phones(way, width=width)
    phone.quoted |= QUOTED
    says = phone.says
    phone.enter("grid")
    phone.duty("tasks")
    expect(cards(phone)).to_have_count(2)
    expect(cards(phone).first).to_contain_text(says("请在 5 分钟内接收", "Accept within 5 min"))
    phone.look("tasks")

    cards(phone).first.click()
    tap(phone, "接收", "Accept", exact=False)
    expect(phone.page.get_by_text("演练路")).to_be_visible()  # the acceptance was sent, and whom to contact came
    phone.look("task accepted")
    phone.offline()
    tap(phone, "电话已联系上", "Reached by phone")
    expect(phone.page.locator(".clock")).to_contain_text(says("内反馈结果", "Finding within"))
    tap(phone, "属实", "Confirmed")
    phone.look("finding with no signal")
    tap(phone, "反馈结果", "Report", exact=True)
    expect(cards(phone).last).to_contain_text(says("结果已反馈", "Finding reported"))
    phone.close()  # a flat battery
    phone.reopen(offline=True)
    expect(phone.page.get_by_role("heading", name=says("选择岗位", "Choose a duty"))).to_be_visible()
    phone.duty("tasks")
    cards(phone).filter(has_text=says("请在", "Accept within")).click()
    tap(phone, "接收", "Accept", exact=False)
    tap(phone, "不属本区域", "Wrong area")
    tap(phone, "反馈结果", "Report", exact=True)
    phone.page.get_by_label(says("输入区域名称的一部分", "Type a part of its name")).fill("第二")
    tap(phone, "浮星桥社区第二网格", "浮星桥社区第二网格")
    phone.look("hand-over with no signal")
    tap(phone, "移交到", "Hand over to", exact=False)
    assert Task.objects.filter(reported_at__isnull=False).count() == 0

    phone.online()
    phone.enter("grid")  # a sign-in ends with the browser
    phone.all_answered()
    assert phone.all_taken_in()
    assert set(Task.objects.values_list("outcome", "area_code")) == {("confirmed", GRID), ("", OTHER_GRID)}
    assert TaskEvent.objects.filter(client_id__isnull=False).count() == 6


@in_hands(("phone-zh", 320), ("phone-en", 320))
def test_an_escalation_is_told_above_and_a_step_that_came_too_late_below(
    phones, served_city, let_time_pass, way, width
):
    list_in_effect(served_city)
    record(served_city, arrival(1))
    let_time_pass(seconds=1)
    leader, below = phones(way, width=width), phones(way, width=width)
    says = leader.says
    for phone, name in ((leader, "post_worker"), (below, "grid")):
        phone.quoted |= QUOTED
        phone.context.add_init_script(NOTICES)
        phone.enter(name)
    leader.duty("tasks")
    expect(leader.page.get_by_role("button", name=says("以后再说", "Not now"))).to_be_visible()
    leader.look("may the phone tell her")
    tap(leader, "有任务时提醒我", "Tell me when a task comes")
    expect(leader.page.get_by_role("button", name=says("以后再说", "Not now"))).to_have_count(0)
    leader.duty("visit")  # she does something else
    below.duty("tasks")
    expect(cards(below)).to_have_count(1)
    below.offline()
    let_time_pass(minutes=6)
    do_periodic_work()
    leader.page.evaluate("dispatchEvent(new Event('online'))")  # as a minute later: the phone asks what came
    notice = leader.page.locator(".notice")
    expect(notice).to_contain_text(says("下级 1 项任务逾期", "1 late below you"))
    leader.look("told")
    assert leader.page.evaluate("window.shown") == [says("下级 1 项任务逾期", "1 late below you")]
    notice.get_by_role("link", name=says("去看", "See")).click()
    expect(cards(leader)).to_contain_text(says("尚无人接收", "Nobody has accepted it"))
    leader.look("late below")

    services.accept_task(task=Task.objects.get(), by=worker(served_city, "post_worker"), at=clock.now())
    cards(below).click()
    tap(below, "接收", "Accept", exact=False)
    below.holds(1)
    below.online()
    below.all_answered()
    told = below.page.get_by_role("alert").filter(has_text=says("未采用", "was not used"))
    expect(told).to_contain_text(says("已由别人接收", "somebody else had accepted it"))
    below.look("not used")
    assert TaskEvent.objects.get(action="not_used").detail["marks"][-1] == "task_taken"
