"""The duty officer: a pushed list from its manifest to its reconciliation, seen by a second unit."""

import hashlib
import json

import pytest
from playwright.sync_api import expect

from fangxian.core.messages.models import Message
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.tasks.models import Task
from tests.city import GRID, VACANT_GRID
from tests.journeys.background import do_background_work
from tests.lists import HEADS, as_csv, row
from tests.work import list_in_effect

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
# 25 rows: 20 go to a staffed grid, one to a vacant one and one to another city; one repeats the first,
# one names a district of several cities, and one a day of no calendar
ROWS = [
    *(row(n) for n in range(1, 21)),
    row(21, 目的地="湖州市吴兴区月河街道浮星桥社区第三网格"),
    row(24, 目的地="杭州市"),
    row(1),
    row(22, 旅居地="鼓楼区"),
    row(23, 离开日期="上周"),
]
ASKING = 25  # the row of the district, counted with the head


@pytest.fixture
def list_file(tmp_path):
    """The list and its manifest as files, as the sender delivers them."""

    def write(rows, *, told_count=None):
        content = as_csv(rows)
        manifest = {
            "sender": "省大数据局", "channel": "government_network", "reference": "浙数〔2020〕31号",
            "contact": "0572-2398000", "sha256": hashlib.sha256(content).hexdigest(),
            "count": len(rows) if told_count is None else told_count,
        }  # fmt: skip
        (tmp_path / "list.csv").write_bytes(content)
        (tmp_path / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def duty(walk):
    """The duty officer at her desk, with an area list in effect."""
    walk.quoted |= {*HEADS, "省大数据局", "鼓楼区", "杭州市"}
    list_in_effect(walk.city)
    walk.sign_in("duty")
    return walk


def take_in(walk, folder):
    """From the list of lists to the page that follows the upload."""
    page, says = walk.page, walk.says
    page.get_by_role("link", name=says("接收名单", "Take a list in")).click()
    page.get_by_label(says("名单", "The list"), exact=True).set_input_files(folder / "list.csv")
    page.get_by_label(says("清单文件", "The manifest as a file")).set_input_files(folder / "manifest.json")
    page.get_by_label(says("用途", "What it is used for")).fill(says("核查来自疫情发生地的人员", "Verify arrivals"))
    walk.look("receive")
    page.get_by_role("button", name=says("接收", "Take in"), exact=True).click()


def read(walk):
    """From the columns to the dry run, while a worker reads."""
    walk.page.get_by_role("button", name=walk.says("读取名单", "Read the list")).click()
    expect(walk.page.get_by_role("progressbar")).to_be_visible()
    walk.look("being-read")
    do_background_work()
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text(walk.says("试算完成", "Dry run ready"))


def press(walk, word):
    """Press a button, and again in the question that it asks."""
    walk.page.get_by_role("button", name=word, exact=True).click()
    walk.page.get_by_role("dialog").get_by_role("button", name=word, exact=True).click()


def answer_the_question(walk):
    """The row that names a district of several cities: the sender says which."""
    page, says = walk.page, walk.says
    page.locator("caption", has_text=says("待核", "Questions")).locator("..").get_by_role("link").click()
    walk.look("rows")
    page.get_by_role("link", name=says(f"第 {ASKING} 行", f"Row {ASKING}")).click()
    page.get_by_label("江苏省南京市鼓楼区").check()
    page.get_by_label(says("发送方答复", "The sender answered")).check()
    walk.look("row")
    page.get_by_role("button", name=says("答复", "Answer"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(says("采纳 1", "Accepted 1"))


def confirm_as_second_unit(walk):
    """Somebody of another body looks at every row and confirms."""
    page, says = walk.page, walk.says
    walk.sign_in("duty2")
    page.get_by_role("link", name=says("待复核 1 份", "1 to confirm")).click()
    walk.look("to-confirm")
    page.locator("main tbody").get_by_role("link").click()
    expect(page.locator("main table").first.locator("tbody tr")).to_have_count(23)
    walk.look("confirm")
    press(walk, says("复核通过", "Confirm the list"))
    expect(page.get_by_role("status")).to_contain_text(says("名单现在可以登记", "can be committed now"))


def commit(walk):
    """Back at the first desk: the accepted rows become facts while a worker records them."""
    page, says = walk.page, walk.says
    walk.sign_in("duty")
    page.locator("main tbody").get_by_role("link").click()
    press(walk, says("登记", "Commit"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    do_background_work()
    expect(page.get_by_role("heading", level=1)).to_contain_text(says("已登记", "Committed"))


def test_from_the_manifest_to_the_reconciliation(duty, list_file, let_time_pass):
    walk, page, says = duty, duty.page, duty.says
    walk.look("no-list-yet")
    take_in(walk, list_file(ROWS))
    expect(page.get_by_label("旅居地")).to_have_value("stay_place")
    walk.look("columns")
    read(walk)
    expect(page.get_by_text("25 = 22 + 1 + 1 + 1")).to_be_visible()
    walk.look("dry-run")
    assert not Fact.objects.exists()

    answer_the_question(walk)
    page.get_by_role("link", name="省大数据局").click()
    expect(page.get_by_text("25 = 23 + 1 + 0 + 1")).to_be_visible()
    page.get_by_role("button", name=says("提交另一单位复核", "Hand to a second unit")).click()
    confirm_as_second_unit(walk)
    commit(walk)
    walk.look("committed")
    assert Fact.objects.count() == 23

    press(walk, says("结案并销毁原始数据", "Close and destroy the originals"))
    expect(page.locator("tr.total")).to_contain_text("23 + 1 + 0 + 1 = 25")
    walk.look("reconciliation")
    assert Import.objects.get().state == "closed"
    let_time_pass(minutes=1)
    owners = list(Task.objects.values_list("area_code", flat=True))
    assert (owners.count(GRID), owners.count("330502001"), owners.count("3305")) == (20, 1, 1) and len(owners) == 22

    walk.sign_in("grid")
    expect(page.get_by_text(says("待接收 20 项", "20 tasks to accept"))).to_be_visible()
    walk.sign_in("duty")
    walk.open("/tasks/vacant/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text("月河街道")
    walk.look("vacant-grids")
    assert Task.objects.get(area_code="330502001").vacant_area_code == VACANT_GRID


def test_a_list_that_is_not_what_its_manifest_says_is_held(duty, list_file):
    walk, page, says = duty, duty.page, duty.says
    take_in(walk, list_file(ROWS[:3], told_count=5))
    expect(page.get_by_role("heading", level=1)).to_contain_text(says("暂扣", "Held"))
    expect(page.get_by_text(says("清单写明 5 行", "the manifest says 5"))).to_be_visible()
    walk.look("held")
    assert {message.channel for message in Message.objects.filter(kind="list_held")} == {"sms", "letter"}
    assert not Import.objects.get().rows.exists()

    page.get_by_label(says("发送方所计行数", "Rows, as the sender counts them")).fill("3")
    page.get_by_label(says("SHA-256", "SHA-256")).fill(Import.objects.get().file_sha256)
    page.get_by_label(says("由谁更正", "Who corrected it")).fill(says("省大数据局值班来电更正", "The sender's desk"))
    page.get_by_role("button", name=says("采用更正", "Take the correction")).click()
    read(walk)
    expect(page.get_by_role("button", name=says("提交另一单位复核", "Hand to a second unit"))).to_be_visible()
    expect(page.get_by_role("button", name=says("登记", "Commit"), exact=True)).to_have_count(0)
    walk.look("held-then-corrected")
