"""The administrator: a programme, its areas, its staff from a spreadsheet, an order that two people sign."""

import io

import pytest
import xlsxwriter
from playwright.sync_api import expect

from fangxian.core.areas.models import Area
from fangxian.core.orders.models import Order
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post, User
from tests.city import GRID, OTHER_GRID, VACANT_GRID

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
STAFF_HEADS = ("工号", "姓名", "值班电话", "单位", "条线", "部门", "岗位", "负责区域", "状态")
# one comes to the vacant grid, one leaves, one is there already, and one has a role that nobody knows
STAFF = (
    ("W1001", "试验员甲", "13800001001", "月河街道办", "社区", "", "网格员", VACANT_GRID, "在岗"),
    ("grid2", "Synthetic grid2", "", "月河街道办", "社区", "", "网格员", OTHER_GRID, "离岗"),
    ("grid", "Synthetic grid", "", "月河街道办", "社区", f"月河街道办 {GRID}", "网格员", GRID, "在岗"),
    ("W1002", "试验员丁", "", "月河街道办", "社区", "", "巡山员", GRID, "在岗"),
)
NEW_PASSWORD = "a staircase of two hundred doors"


def as_xlsx(heads, rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([heads, *rows]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return {"name": "staff.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


def go(walk, zh, en):
    """To a page of the menu, which is folded on a phone."""
    if walk.page.locator(".menu-fold summary").is_visible():
        walk.page.locator(".menu-fold summary").click()
    else:
        walk.page.locator("nav.menu details", has=walk.page.locator(f"a:text-is('{walk.says(zh, en)}')")).locator(
            "summary"
        ).click()
    line = walk.page.get_by_role("navigation").get_by_role("link", name=walk.says(zh, en), exact=True)
    line.locator("visible=true").click()


def agree(walk, word):
    """Press a button, and again in the question that it asks."""
    walk.page.get_by_role("button", name=word, exact=True).click()
    walk.page.get_by_role("dialog").get_by_role("button", name=word, exact=True).click()


def test_a_programme_begins_and_its_areas_are_loaded_and_divided(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {"吴兴演练", "浮玉", "试验"}
    walk.sign_in("admin")
    go(walk, "新建行动", "Begin a programme")
    page.get_by_label(says("名称", "Name"), exact=True).fill("吴兴演练")
    page.get_by_label(says("市", "City"), exact=True).fill("湖州市")
    page.get_by_label(says("疾病", "Disease"), exact=True).fill(walk.city.programme.disease_name)
    page.get_by_label(says("覆盖区域", "Areas covered")).fill("330502")
    page.get_by_label(says("开始", "Begins"), exact=True).fill("2020-03-10")
    page.get_by_label(says("评估日", "Review date")).fill("2020-03-01")
    page.get_by_label(says("演示：人员均为虚构", "A demonstration: everybody")).check()
    page.get_by_role("button", name=says("开始", "Begin"), exact=True).click()
    expect(page.locator(".field.wrong", has_text=says("评估日", "Review date"))).to_be_visible()
    walk.look("a-review-before-the-beginning")
    page.get_by_label(says("评估日", "Review date")).fill("2020-03-24")
    page.get_by_role("button", name=says("开始", "Begin"), exact=True).click()
    walk.look("choose-post")
    page.get_by_role("button", name="吴兴演练").click()
    expect(page.get_by_text(says("还没有网格", "No grids yet"))).to_be_visible()
    walk.look("no-grids-yet")

    go(walk, "区域", "Areas")
    page.get_by_role("link", name=says("加载区划代码", "Load division codes")).click()
    walk.look("load")
    page.get_by_role("button", name=says("加载", "Load"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(says("个区域", "areas added"), timeout=30_000)
    founded = Programme.objects.get(name="吴兴演练")
    assert Area.objects.filter(programme=founded, level="village").count() > 100
    walk.look("areas")
    page.get_by_label(says("名称、拼音或代码", "Name, pinyin or code")).fill("fuxingqiao")
    page.get_by_role("button", name=says("筛选", "Filter")).click()
    page.locator("main tbody").get_by_role("link").first.click()
    page.get_by_label(says("网格数量", "How many grids")).fill("3")
    walk.look("area")
    page.get_by_role("button", name=says("增加网格", "Add grids")).click()
    expect(page.get_by_role("status")).to_contain_text(says("尚无人到岗", "Nobody is in post there yet"))
    go(walk, "空岗网格", "Vacant grids")
    expect(page.locator("#vacant ~ .table tbody tr")).to_have_count(3)
    walk.look("three-vacant-grids")
    assert Area.objects.filter(programme=founded, level="grid").count() == 3


def test_staff_come_and_go_by_a_spreadsheet(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {*(row[1] for row in STAFF), "巡山员"}
    walk.sign_in("admin")
    vacant = page.locator("#vacant ~ .table tbody tr")
    expect(vacant).to_have_count(1)
    walk.look("vacant-before")
    go(walk, "人员", "Staff")
    walk.look("staff")
    page.get_by_role("link", name=says("导入名单", "Import a list")).click()
    page.get_by_label(says("人员名单", "List of staff")).set_input_files(as_xlsx(STAFF_HEADS, STAFF))
    page.get_by_role("button", name=says("读取名单", "Read the list")).click()
    expect(page.locator(".lead")).to_contain_text(
        says("收到 4 = 采纳 2 + 重复 1 + 待答复 0 + 退回 1", "4 received = 2 accepted + 1 duplicate")
    )
    walk.look("rehearsal")
    page.get_by_role("link", name=says("退回 (1)", "Rejected (1)")).click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody tr")).to_contain_text("巡山员")
    assert not User.objects.filter(username="W1001").exists()

    agree(walk, says("导入采纳的行", "Take the accepted rows over"))
    slip = page.locator(".slip")
    expect(slip).to_have_count(1)
    password = slip.locator("dd.big").inner_text()
    walk.look("slips")
    go(walk, "空岗网格", "Vacant grids")
    expect(vacant).to_have_count(1)
    expect(vacant).to_contain_text(OTHER_GRID)
    assert not User.objects.get(username="grid2").is_active

    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/account/login/")
    page.locator("input[name=login]").fill("W1001")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    walk.look("a-password-of-her-own")
    page.locator("input[name=oldpassword]").fill(password)
    page.locator("input[name=password1]").fill(NEW_PASSWORD)
    page.locator("input[name=password2]").fill(NEW_PASSWORD)
    page.locator("input[name=password2]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(says("今日任务", "Today"))
    assert Post.objects.get(user__username="W1001").area_code == VACANT_GRID


def test_an_order_takes_effect_with_two_signatures_and_ends_by_itself(walk, let_time_pass):
    page, says = walk.page, walk.says
    walk.quoted.add("关于设置入城卡点的命令")
    walk.sign_in("admin")
    go(walk, "命令", "Orders")
    walk.look("no-order")
    page.get_by_role("link", name=says("起草命令", "Draft an order")).first.click()
    page.get_by_label(says("文号", "Number"), exact=True).fill("湖防指〔2020〕12号（演练）")
    page.get_by_label(says("标题", "Title"), exact=True).fill("关于设置入城卡点的命令")
    page.get_by_label(says("机关层级", "Level of the authority")).select_option("city")
    page.get_by_label(says("内容", "Text"), exact=True).fill("在入城路口设置卡点，只测体温。")
    page.get_by_label(says("法律依据", "Legal basis"), exact=True).fill("《突发公共卫生事件应急条例》第四十条")
    page.get_by_label(says("卡点", "Checkpoints"), exact=True).check()
    page.get_by_label(says("生效", "Takes effect"), exact=True).fill("2020-03-10T09:00")
    page.get_by_label(says("结束", "Ends"), exact=True).fill("2020-04-10T09:00")
    page.get_by_role("button", name=says("保存草案", "Save the draft")).click()
    expect(page.locator(".errorlist")).to_contain_text(says("最长 14 天", "at most 14 days"))
    walk.look("an-order-that-is-too-long")
    page.get_by_label(says("结束", "Ends"), exact=True).fill("2020-03-20T09:00")
    page.get_by_role("button", name=says("保存草案", "Save the draft")).click()
    walk.look("draft")
    address = page.url.removeprefix(walk.url)

    walk.sign_in("signatory")
    walk.open(address)
    agree(walk, says("确认法律审核", "Confirm the legal review"))
    agree(walk, says("签署", "Sign"))
    expect(page.get_by_role("button", name=says("签署", "Sign"), exact=True)).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text(says("须由另一人签署", "a second person must"))).to_be_visible()
    walk.look("signed-once")
    walk.sign_in("signatory2")
    walk.open(address)
    agree(walk, says("签署", "Sign"))
    expect(page.locator(".lead")).to_contain_text(says("生效中", "In force"))
    walk.look("in-force")

    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/orders/register/")
    page.get_by_role("link", name="关于设置入城卡点的命令").click()
    walk.look("in-the-public-register")
    let_time_pass(days=10)
    page.reload()
    expect(page.locator("main")).to_contain_text(says("已结束", "Ended"))
    assert Order.objects.get().signatures.count() == 2
