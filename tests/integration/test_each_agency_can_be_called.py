"""For each agency it is told who can be called now, and where nobody can; leaders answer, then and now (F41)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.work import arrival, one_task

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.staff.services import end_sponsorship, name_sponsor
from fangxian.readiness import queries, services

NOON = timedelta(hours=3)


def on_duty(city, name="post_worker", *, by=None, starts=timedelta(), phone="0572-2000001", hours=8):
    unit = city.posts[name].unit
    return services.enter_duty(
        unit=unit, function="值班医生", phone=phone, starts_at=city.at + starts,
        ends_at=city.at + starts + timedelta(hours=hours), by=city.actor(by or name, Purpose.COMMAND), at=city.at,
    )  # fmt: skip


def agencies(city, at=None):
    found = queries.agencies_for(GRID, programme_id=city.programme.id, at=at or city.at)
    return {one.body.name: (len(one.now), one.next is not None) for one in found}


def test_whoever_is_on_duty_is_told_for_her_hours_and_then_nobody(city):
    on_duty(city)
    on_duty(city, starts=timedelta(hours=10))
    assert agencies(city)["月河卫生站"] == (1, True)
    assert agencies(city, city.at + timedelta(hours=9))["月河卫生站"] == (0, True)
    assert agencies(city)["月河街道办"] == (0, False) and "新市镇政府" not in agencies(city)


def test_what_is_withdrawn_holds_no_longer_and_stays_on_record(city):
    duty = on_duty(city)
    services.withdraw_duty(duty=duty, by=city.actor("duty", Purpose.COMMAND), at=city.at)
    duty.refresh_from_db()
    assert agencies(city)["月河卫生站"] == (0, False) and duty.withdrawn_by == city.posts["duty"]


@pytest.mark.parametrize("by", ["grid", "next", "auditor"])
def test_another_unit_enters_nothing_for_her(city, by):
    with pytest.raises(Refused):
        on_duty(city, by=by)


@pytest.mark.parametrize(
    ("told", "code"),
    [({"phone": "12345"}, "no_phone"), ({"hours": -1}, "ends_before"), ({"hours": 24 * 8}, "too_long")],
)
def test_hours_that_help_nobody_are_refused_with_the_reason(city, told, code):
    with pytest.raises(Refused) as refused:
        on_duty(city, **told)
    assert refused.value.problem.code == f"readiness.{code}"


def test_a_task_leads_to_the_phone_in_one_click(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    task = one_task(city, arrival())
    on_duty(city)
    client.force_login(city.posts["grid"].user)
    client.cookies["language"] = "en"
    link = f"{reverse('readiness:liaisons')}?area={task.area_code}"
    assert link in client.get(reverse("tasks:task", args=[task.id])).content.decode()
    page = client.get(link).content.decode()
    assert 'href="tel:+865722000001"' in page and "Nobody is on duty" in page


def test_whoever_answered_before_stays_on_the_board_of_responsibility(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    by = city.actor("admin", Purpose.ADMINISTER)
    named = name_sponsor(
        leader=city.posts["commander"].user, function="区长", kind="area", area_code="330502", target="", by=by,
        at=city.at - NOON,
    )  # fmt: skip
    end_sponsorship(sponsorship=named, by=by, at=city.at - timedelta(hours=1))
    client.force_login(city.posts["supervisor"].user)
    client.cookies["language"] = "en"
    page = client.get(reverse("staff:responsibility")).content.decode()
    assert "Who answered before" in page and "Synthetic commander" in page
