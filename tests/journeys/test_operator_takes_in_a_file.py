"""Another desk's list is taken in: columns confirmed, rows tried, recorded urgent first (F28)."""

import pytest
from playwright.sync_api import expect

from fangxian.intake.sources.service_request.models import ServiceRequest
from tests import filed
from tests.filed import row

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
ROWS = [
    row(1), row(2), row(3, 诉求类别="断药、急需药品", 诉求内容="胰岛素没有了"),
    row(4, 工单编号=""), row(5, 办理状态="已办结"), row(1),
]  # fmt: skip


def test_a_file_of_another_desk_becomes_requests(walk):
    page, says = walk.page, walk.says
    filed.desk(walk.city)
    walk.quoted |= {"湖州12345", *filed.HEADS}
    walk.sign_in("duty")
    walk.open("/requests/files/")
    walk.look("no file has come")
    walk.open("/requests/files/new/")
    page.locator("[name=desk]").select_option(label="湖州12345")
    page.locator("[name=file]").set_input_files(
        {"name": "20200310.csv", "mimeType": "text/csv", "buffer": filed.as_csv(ROWS)}
    )
    page.locator("[name=told_count]").fill("6")
    walk.look("a file is handed over")
    page.get_by_role("button", name=says("接收文件", "Take it in")).click()
    expect(page.get_by_role("button", name=says("试读各行", "Try the rows"))).to_be_visible()
    walk.look("which column is what")
    page.get_by_role("button", name=says("试读各行", "Try the rows")).click()
    expect(page.get_by_role("button", name=says("登记采纳的行", "Record the accepted rows"))).to_be_visible()
    walk.look("the rows are tried")
    page.locator("[name=sends_out]").check()
    page.get_by_role("button", name=says("登记采纳的行", "Record the accepted rows")).click()
    page.get_by_role("dialog").get_by_role("button", name=says("登记采纳的行", "Record the accepted rows")).click()
    expect(page.get_by_role("heading", name=says("给来文平台的结果", "Results for the desk"))).to_be_visible()
    walk.look("the rows are requests")
    assert ServiceRequest.objects.count() == 3 and ServiceRequest.objects.filter(duplicate_of=None).count() == 2
    walk.open("/requests/")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text(says("紧急求助", "Urgent help"))
    walk.look("urgent help stands first")
