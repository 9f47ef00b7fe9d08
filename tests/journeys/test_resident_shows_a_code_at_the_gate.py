"""The resident shows a code for gates on her phone, prints a card; the counter prints a sheet for a household."""

import pytest
from playwright.sync_api import expect

from fangxian.core.tokens.models import IssuedToken
from tests.household import CHILD, SPOUSE, a_proposal
from tests.residents import letter, somebody_followed

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def test_a_resident_shows_her_code_and_withdraws_a_lost_card(walk):
    page, says = walk.page, walk.says
    person = somebody_followed(walk.city)
    walk.open("/p/file/")
    page.locator("[name=code]").fill(letter(walk.city, person))
    page.get_by_role("button", name=says("打开我的档案", "Open my file")).click()
    page.locator("a[href$='/file/mine/token/']").click()
    expect(page.get_by_text(says("门岗看到：放行", "The keeper is told: let pass"))).to_be_visible()
    walk.look("the code on the phone")
    page.get_by_role("button", name=says("生成可打印的卡", "Make a card to print")).click()
    expect(page.locator(".gate-card")).to_be_visible()
    walk.look("a card to print")
    page.locator("a[href$='/file/mine/token/']").click()
    row = page.locator("tbody tr").filter(has_text=says("纸质卡", "Printed card"))
    row.get_by_role("button").click()
    expect(page.locator("tbody tr").filter(has_text=says("已撤回", "Withdrawn"))).to_have_count(1)
    walk.look("a lost card is withdrawn")
    assert IssuedToken.objects.filter(form="card", withdrawn_at__isnull=False).count() == 1


def test_the_counter_prints_a_sheet_for_a_household_without_a_phone(walk):
    page, says = walk.page, walk.says
    spouse = a_proposal(walk.city, claim=SPOUSE).person
    a_proposal(walk.city, claim=CHILD, is_dependent=True, companion=SPOUSE.name)
    walk.sign_in("duty")
    walk.open(f"/p/desk/{spouse.id}/")
    page.get_by_role("link", name=says("门岗通行卡", "Cards for the gate")).click()
    page.get_by_label(says("在窗口", "At the counter"), exact=True).check()
    page.locator("[name=is_sure]").check()
    page.locator("[name=others]").fill("无此人")
    walk.look("who gets a card")
    page.get_by_role("button", name=says("生成通行卡", "Make the cards")).click()
    expect(page.locator("[role=alert], .errorlist").first).to_be_visible()
    walk.look("a name that is not known")
    page.locator("[name=others]").fill(CHILD.name)
    page.get_by_label(says("父母或监护人", "A parent or guardian")).check()
    page.get_by_role("button", name=says("生成通行卡", "Make the cards")).click()
    expect(page.locator(".gate-card")).to_have_count(2)
    walk.look("the sheet")
