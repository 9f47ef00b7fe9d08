"""The receiver's way: asked, accepts in one tap, says that she is there; or silent, or in difficulty (F16)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from fangxian.tasks.kinds.controlled_entry import rules, services
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from tests.entries import entry

NARROW = {"width": 320, "height": 700}
pytestmark = pytest.mark.usefixtures("served_city")


def prepared(walk):
    walk.quoted |= {"织里收费站", "演练路1号", "试验"}
    return entry(walk.city)


def state_of(one, walk):
    one.refresh_from_db()
    return rules.state_at(one, walk.city.at + timedelta(minutes=1))


def test_a_grid_accepts_in_one_tap_and_says_that_she_is_there(walk):
    page, says = walk.page, walk.says
    one = prepared(walk)
    if walk.name.startswith("phone"):
        page.set_viewport_size(NARROW)
    walk.sign_in("grid")
    walk.open("/entries/")
    walk.look("arrivals that nobody accepted")
    page.get_by_role("link", name=one.number).click()
    walk.look("asked")
    page.locator("#ask_words").fill("几点到？")
    page.get_by_role("button", name=says("询问卡点", "Ask the post")).click()
    walk.quoted.add("几点到？")
    page.get_by_role("button", name=says("确认接收", "Accept: she is expected")).click()
    expect(page.get_by_text(says("在途，已有人接应", "On the way, expected")).first).to_be_visible()
    page.get_by_role("button", name=says("本人已到达", "She has arrived")).click()
    expect(page.get_by_text(says("已记录到达", "Recorded: she is there")).first).to_be_visible()
    walk.look("arrived")
    assert state_of(one, walk) == rules.ARRIVED


def test_a_difficulty_goes_to_the_command_and_silence_upwards(walk, settings):
    page, says = walk.page, walk.says
    one = prepared(walk)
    services.dispute_entry(entry=one, reason=rules.NO_ROOM, by=receiver(walk), at=walk.city.at)
    walk.sign_in("duty")
    walk.open(f"/entries/{one.id}/")
    walk.look("in difficulty")
    page.locator("[name=place]").fill("迎宾馆")
    walk.quoted.add("迎宾馆")
    page.get_by_role("button", name=says("安排入住", "Lodge her there")).click()
    page.get_by_label(says("由目的地接收，指挥部协助", "The destination receives her; the command helps")).check()
    page.get_by_role("button", name=says("确定", "Decide"), exact=True).click()
    walk.look("decided")
    settings.CLOCK_OFFSET += timedelta(hours=3)
    services.watch_entries(walk.city.at + timedelta(hours=3))
    walk.sign_in("duty")  # nobody stays signed in for three hours without a touch
    walk.open("/entries/?show=under_way")
    walk.look("overdue")
    expect(page.get_by_text(says("逾期未到，需电话联系", "Has not arrived: to be called")).first).to_be_visible()
    assert ControlledEntry.objects.get(id=one.id).call_task_id is not None


def receiver(walk):
    from tests.entries import receiver as of

    return of(walk.city)
