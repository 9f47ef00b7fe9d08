"""Epidemiologist, approver: two records side by side, one under a measure; a second unit looks; taken apart again."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from fangxian.core.people.models import Person
from fangxian.core.people.services import know_people
from fangxian.files.models import MatchPair
from fangxian.files.services import propose_pairs
from tests.city import Purpose
from tests.household import SPOUSE, in_force

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


@pytest.fixture
def pair(served_city):
    bound = in_force(served_city).person
    by = served_city.actor("duty", Purpose.RECEIVE_FACTS)
    told = replace(SPOUSE, name="试验佩偶", birth_year=1980)
    (other,) = know_people([told], programme=served_city.programme, by=by, at=served_city.at)
    propose_pairs(programme=served_city.programme, pairs=[(bound.id, other.id, 0.962)], at=served_city.at)
    return MatchPair.objects.get()


def test_reviewer_keeps_two_records_as_one(pair, walk):
    walk.quoted |= {"试验配偶", "试验佩偶", "试验路一号", "电话和住址相同，姓名一字之差", "核实为两人，予以分开"}
    walk.sign_in("epi")
    walk.open("/files/matches/")
    walk.look("queue")
    with walk.page.expect_navigation():
        walk.page.locator("th a").first.click()
    walk.look("side-by-side")
    walk.page.locator("[name=decision][value=merge]").check()
    walk.page.locator("[name=reason]").first.fill("电话和住址相同，姓名一字之差")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("确定", "Decide"), exact=True).click()
    expect(walk.page.get_by_role("heading", name=walk.says("第二单位复核", "The second look"))).to_be_visible()
    assert not Person.objects.exclude(kept_id=None).exists()

    walk.sign_in("approver")
    walk.open(f"/files/matches/{pair.id}/")
    walk.look("second-look")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("同意：是同一人", "Agree: one person")).click()
    expect(walk.page.get_by_text(walk.says("重新分开", "Take them apart again"), exact=True)).to_be_visible()
    walk.look("merged")
    assert Person.objects.exclude(kept_id=None).count() == 1
    walk.page.locator("details.panel summary").click()
    walk.page.locator("details.panel [name=reason]").fill("核实为两人，予以分开")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=walk.says("分开", "Take apart"), exact=True).click()
    expect(walk.page.get_by_text(walk.says("已重新分开", "Taken apart again")).first).to_be_visible()
    assert not Person.objects.exclude(kept_id=None).exists()
