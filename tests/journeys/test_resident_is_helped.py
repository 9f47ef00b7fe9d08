"""Somebody helps: named by the resident herself, and on a paper form that two workers check."""

import pytest
from playwright.sync_api import expect

from fangxian.core.audit.models import AuditEvent
from fangxian.portal.models import Proxy
from tests.residents import letter, somebody_followed

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def begin_again(walk, path):
    """Another browser: nothing of the one before is left."""
    walk.page.context.clear_cookies()
    walk._choose_language()
    walk.open(path)


def open_with(walk, code):
    begin_again(walk, "/p/file/")
    walk.page.locator("[name=code]").fill(code)
    walk.page.get_by_role("button", name=walk.says("打开我的档案", "Open my file")).click()


def test_a_resident_names_a_helper_and_takes_it_back(walk):
    page, says = walk.page, walk.says
    person = somebody_followed(walk.city)
    open_with(walk, letter(walk.city, person))
    page.locator("a[href$='/file/mine/helpers/']").click()
    page.locator("[name=name]").fill("试验帮手")
    page.get_by_label(says("家人或朋友", "Family or friend")).check()
    walk.look("name a helper")
    page.get_by_role("button", name=says("指定此人", "Name this helper")).click()
    hers = page.locator(".letter-code").inner_text()
    walk.look("code for the helper")
    open_with(walk, hers)
    expect(page.get_by_text(says("帮办人身份查看", "You read this as helper of")).first).to_be_visible()
    walk.look("the file as the helper reads it")
    assert AuditEvent.objects.filter(action="portal.saw_own_file", role="helper").exists()
    open_with(walk, letter(walk.city, person))
    expect(page.get_by_role("cell", name=says("居民的帮办人", "Helper of a resident")).first).to_be_visible()
    page.locator("a[href$='/file/mine/helpers/']").click()
    page.get_by_role("button", name=says("撤回", "Take back")).click()
    expect(page.get_by_text(says("已撤回", "Taken back")).first).to_be_visible()
    walk.look("taken back")
    open_with(walk, hers)
    expect(page.locator("[role=alert], .errorlist").first).to_be_visible()
    walk.look("the code opens nothing any more")


def test_a_paper_form_is_recorded_by_one_and_checked_by_another(walk):
    page, says = walk.page, walk.says
    person = somebody_followed(walk.city)
    walk.sign_in("grid")
    walk.open(f"/p/desk/{person.id}/")
    walk.look("at the counter")
    page.get_by_role("link", name=says("登记帮办人", "Record a helper")).click()
    page.locator("[name=name]").fill("试验帮手")
    page.get_by_label(says("照护人", "Carer")).check()
    page.get_by_label(says("当面询问过本人", "I asked her in person")).check()
    page.locator("[name=saw_form]").check()
    walk.look("the paper form")
    page.get_by_role("button", name=says("登记表格", "Record the form")).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("forms that wait")
    walk.sign_in("duty")
    walk.open("/p/helpers/")
    page.locator("tbody a").click()
    walk.look("the second check")
    page.get_by_role("button", name=says("本人愿意：生成查阅码", "She wants it: make the code")).click()
    expect(page.locator(".letter-code").first).to_be_visible()
    assert Proxy.objects.get().confirmed_by == walk.city.posts["duty"]
    walk.open(f"/p/desk/{person.id}/")
    page.get_by_label(says("电话", "On the phone"), exact=True).check()
    page.locator("[name=is_sure]").check()
    page.get_by_role("button", name=says("为本人打开", "Open it for her")).click()
    expect(page.locator(".sheet")).to_be_visible()
    walk.look("read to her")
