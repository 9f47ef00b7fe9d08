"""The resident deletes what she need not have told, and reads why the rest stays."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.services import issue_code
from fangxian.intake.models import Fact
from tests.integration.test_the_public_door import DATA
from tests.work import list_in_effect, react

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def test_a_resident_deletes_what_is_optional(walk, client):
    page, says = walk.page, walk.says
    walk.quoted |= {"湖北省武汉市", "湖北省"}
    list_in_effect(walk.city)
    client.post("/p/declare/", DATA | {"client_id": str(uuid4()), "symptoms": ["cough"]})
    react(walk.city)
    person = Person.objects.get()
    code = issue_code(person=person, by=walk.city.actor("duty", Purpose.FOLLOW_UP), at=walk.city.at)[1]
    walk.open("/p/file/")
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=says("打开我的档案", "Open my file")).click()
    expect(page.get_by_text(says("咳嗽", "Cough")).first).to_be_visible()
    page.locator("a[href$='/file/mine/delete/']").click()
    walk.look("what may be deleted and what stays")
    page.locator("[name=parts][value=symptoms]").check()
    page.get_by_role("button", name=says("删除勾选的内容", "Delete what is ticked")).click()
    walk.look("asked once more")
    page.locator("#ask button[value=yes]").click()
    expect(page.get_by_text(says("系统只记录您提出过删除", "It is recorded that you asked for it"))).to_be_visible()
    walk.look("deleted")
    page.get_by_role("link", name=says("我的档案", "My file")).click()
    expect(page.get_by_text(says("已按您的要求删除", "Erased at your wish")).first).to_be_visible()
    walk.look("the file without it")
    assert all(not fact.content["symptoms"] for fact in Fact.objects.all())
