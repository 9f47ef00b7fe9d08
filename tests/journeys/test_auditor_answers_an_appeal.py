"""An appeal is acknowledged and answered by somebody who had no part; a wrong decision is void (F10, INV-09)."""

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.measures import queries, rules, services
from tests.household import in_force

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


@pytest.mark.invariant("INV-09")
def test_an_auditor_finds_a_decision_wrong(walk):
    city, page = walk.city, walk.page
    measure = in_force(city)
    by = city.actor("grid", Purpose.SERVE_NOTICE)
    services.tell(measure=measure, audience="employer", channel="phone", body_name="试验商行", by=by, at=city.at)
    services.lodge_appeal(measure=measure, text="我三月八日已经离开家。", channel="phone", by=by, at=city.at)

    walk.sign_in("auditor")
    walk.open("/measures/appeals/")
    walk.look("appeals")
    page.get_by_role("link", name=measure.number).click()
    expect(page.get_by_text("我三月八日已经离开家。")).to_be_visible()
    walk.look("appeal")
    page.get_by_role("button", name=walk.says("告知已收到", "Acknowledge: it has arrived")).click()
    page.get_by_label(walk.says("原决定有误", "The decision was wrong"), exact=False).check()
    page.get_by_role("button", name=walk.says("作出答复", "Give this answer")).click()
    expect(page.locator(".field.wrong, .errorlist").first).to_be_visible()
    walk.look("without-a-reason")
    page.locator("textarea[name=reason]").fill("最后一次接触早于规则的期限，没有依据")
    page.get_by_role("button", name=walk.says("作出答复", "Give this answer")).click()
    expect(page.get_by_text(walk.says("没有待答复的申诉", "No appeal waits for an answer"))).to_be_visible()
    walk.look("answered")
    page.get_by_role("link", name=walk.says("已答复", "Answered"), exact=True).click()
    expect(page.get_by_text(walk.says("撤销原决定", "Decision overturned"))).to_be_visible()
    assert queries.state_of(queries.by_id(measure.id), at=clock.now()) == rules.REVOKED
