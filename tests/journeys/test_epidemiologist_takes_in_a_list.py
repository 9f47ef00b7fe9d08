"""Epidemiologist: a list of another system, tried row by row; the one that lacks its laboratory gets it."""

import pytest
from playwright.sync_api import expect

from fangxian.cases.models import Case

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
LIST = (
    "姓名,民族,病例分类,发病日期,检测机构,样本编号,采样日期,结果日期\n"
    "试验甲,汉族,确诊,2020-03-05,试验实验室,S-1,2020-03-07,2020-03-08\n"
    "试验乙,汉族,确诊,2020-03-06,,S-2,2020-03-07,2020-03-08\n"
    "试验丙,汉族,很可能,2020-03-06,,S-3,2020-03-07,2020-03-08\n"
    ",汉族,确诊,2020-03-06,试验实验室,S-4,2020-03-07,2020-03-08\n"
)


def test_epidemiologist_takes_in_a_list(walk, served_city):
    walk.quoted |= {"试**", "民族", "试验疾控", "试验流调", "S-2", "试验乙"}
    walk.sign_in("epi")
    walk.open("/cases/lists/")
    walk.look("no-list")
    walk.open("/cases/lists/new/")
    walk.look("take-in")
    file = {"name": "cases.csv", "mimeType": "text/csv", "buffer": LIST.encode("gb18030")}
    walk.page.locator("[name=file]").set_input_files(file)
    for name, text in (("sender", "试验疾控"), ("told_count", "3"), ("purpose", "试验流调")):
        walk.page.locator(f"[name={name}]").fill(text)
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("接收", "Take in"), exact=True).click()
    expect(walk.page.locator(".errorlist, .problem").first).to_be_visible()  # the file holds four rows
    walk.look("not-what-the-sender-says")
    walk.page.locator("[name=file]").set_input_files(file)
    walk.page.locator("[name=told_count]").fill("4")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("接收", "Take in"), exact=True).click()
    expect(walk.page.get_by_role("link", name=walk.says("第 3 行", "Row 3"))).to_be_visible()
    walk.look("tried")

    with walk.page.expect_navigation():
        walk.page.get_by_role("link", name=walk.says("第 3 行", "Row 3")).click()
    walk.look("row")
    walk.page.locator("[name=lab_name]").fill("试验实验室")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("答复", "Answer"), exact=True).click()
    walk.page.get_by_role("button", name=walk.says("登记采纳的行", "Record the accepted rows")).click()
    with walk.page.expect_navigation():
        walk.page.locator("dialog [value=yes]").click()
    expect(walk.page.get_by_text(walk.says("已登记 2 行", "Recorded: 2 rows"))).to_be_visible()
    walk.look("recorded")
    assert Case.objects.count() == 2
    walk.open("/cases/lists/")
    walk.look("lists")
