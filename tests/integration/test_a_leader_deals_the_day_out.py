"""A unit's leader draws up the day's work, deals it out, and each member sees her own part (F41)."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.followups import a_followup
from tests.gates import gate
from tests.sweeps import sent_round
from tests.work import arrival, one_task, worker

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.problems.rules import Refused
from fangxian.erasure import services as erasure
from fangxian.intake.sources.gate import services as gates
from fangxian.readiness import queries, services
from fangxian.readiness.models import MorningSheet, SheetLine
from fangxian.readiness.queries.work import WORK_OF_TASK
from fangxian.readiness.registry import WORKS
from fangxian.readiness.rules import WORK_WORDS
from fangxian.tasks import services as tasks
from fangxian.tasks.rules import ANSWER_REQUEST, KINDS

DAY = date(2020, 3, 10)


def by(city, name="grid"):
    return city.actor(name, Purpose.COMMAND)


@pytest.fixture
def led(city):
    """The grid's unit with a second member, led by the first."""
    mate = city.post("mate", Role.GRID_WORKER, GRID, "月河街道办")
    mate.unit = city.posts["grid"].unit
    mate.save(update_fields=["unit"])
    services.name_leader(unit=mate.unit, post=city.posts["grid"], by=by(city, "duty"), at=city.at)
    return city


def drawn(city, name="grid"):
    unit = city.posts["grid"].unit
    return services.draw_sheet(unit=unit, day=DAY, works=WORKS.values(), by=by(city, name), at=city.at)


def lines(sheet):
    return {(line.work, line.post and line.post.user.username): line.count for line in sheet.lines.all()}


def test_the_sheet_holds_the_days_work_and_who_has_it_already(led):
    sent_round(led, "mate")
    a_followup(led)
    tasks.accept_task(task=one_task(led, arrival()), by=worker(led, "grid"), at=led.at)
    assert lines(drawn(led)) == {("doors", "mate"): 12, ("calls", None): 2, ("checks", "grid"): 1}


def test_every_kind_of_task_has_its_place_on_a_sheet():
    assert set(WORK_OF_TASK) == set(KINDS) and set(WORK_OF_TASK.values()) <= set(WORK_WORDS)


def test_what_a_caller_asked_for_is_work_of_the_day(led):
    tasks.open_task(kind=ANSWER_REQUEST, area_code=GRID, source="service_request", note="试验",
                    by=by(led, "duty"), at=led.at)  # fmt: skip
    assert lines(drawn(led)) == {("checks", None): 1}


def test_a_gate_that_nobody_keeps_is_work_for_its_unit_until_somebody_comes(led):
    here = gate(led, manager="", name="浮星桥老宿舍")
    sheet = drawn(led)
    assert [(line.work, line.place, line.count) for line in sheet.lines.all()] == [("gates", "浮星桥老宿舍", 1)]
    came = {"client_id": str(uuid4()), "shift": str(uuid4()), "gate": str(here.id), "act": "begin",
            "at": led.at.isoformat()}  # fmt: skip
    keeper = led.actor("keeper", Purpose.CHECK_AT_POST)
    gates.land_shifts([came], programme=led.programme, ahead_by=timedelta(0), by=keeper, at=led.at)
    assert lines(drawn(led)) == {}


def test_nothing_on_it_names_a_resident_or_tells_of_her_health(led):
    a_followup(led)
    sheet = drawn(led)
    held = {field.name for field in SheetLine._meta.fields}
    assert held == {"id", "programme", "sheet", "work", "area_code", "place", "count", "post"}
    assert [line.place for line in sheet.lines.all()] == [""]


def test_it_is_dealt_out_once_everything_is_somebodys_and_then_each_sees_her_part(led):
    for number in (1, 2, 3):
        a_followup(led, number)
    sheet = drawn(led)
    with pytest.raises(Refused) as refused:
        services.hand_out(sheet=sheet, by=by(led), at=led.at)
    assert refused.value.problem.code == "readiness.undealt" and queries.my_part(by(led, "mate"), day=DAY) is None
    services.deal_evenly(sheet=sheet, by=by(led), at=led.at)
    services.hand_out(sheet=sheet, by=by(led), at=led.at)
    parts = [queries.my_part(by(led, name), day=DAY)[1] for name in ("grid", "mate")]
    assert sorted(line.count for part in parts for line in part) == [1, 2]


def test_what_is_dealt_out_is_taken_back_before_it_is_changed(led):
    a_followup(led)
    sheet = services.deal_evenly(sheet=drawn(led), by=by(led), at=led.at)
    services.hand_out(sheet=sheet, by=by(led), at=led.at)
    with pytest.raises(Refused):
        services.write_sheet(sheet=sheet, notes="", dealt={}, by=by(led), at=led.at)
    services.take_back(sheet=sheet, by=by(led), at=led.at)
    services.write_sheet(sheet=sheet, notes="今天戴好手套", dealt={}, by=by(led), at=led.at)
    assert MorningSheet.objects.get().notes == "今天戴好手套"


def test_a_line_is_split_so_that_two_share_it(led):
    sent_round(led, "mate")
    sheet = drawn(led)
    services.split_line(sheet=sheet, line_id=sheet.lines.get().id, by=by(led), at=led.at)
    assert set(sheet.lines.values_list("count", "post__user__username")) == {(6, None), (6, "mate")}


def test_a_phone_number_is_not_written_on_it(led):
    with pytest.raises(Refused) as refused:
        services.write_sheet(sheet=drawn(led), notes="请联系 138 0013 8000", dealt={}, by=by(led), at=led.at)
    assert refused.value.problem.field == "notes"


@pytest.mark.parametrize("name", ["mate", "next", "post_worker"])
def test_only_its_leader_or_the_duty_officer_deals_it_out(led, name):
    with pytest.raises(Refused):
        drawn(led, name)
    assert drawn(led, "duty").unit == led.posts["grid"].unit


def test_the_member_reads_her_part_on_her_first_page_and_the_neighbour_nothing(led, client, settings):
    settings.CLOCK_OFFSET = led.at - datetime.now(UTC)
    a_followup(led)
    sheet = services.deal_evenly(sheet=drawn(led), by=by(led), at=led.at)
    services.hand_out(sheet=sheet, by=by(led), at=led.at)
    (holder,) = lines(sheet)
    client.force_login(led.posts[holder[1]].user)
    client.cookies["language"] = "en"
    assert reverse("readiness:my_part") in client.get(reverse("tasks:today")).content.decode()
    assert "Calls due" in client.get(reverse("readiness:my_part")).content.decode()
    client.force_login(led.posts["next"].user)
    assert client.get(reverse("readiness:sheet", args=[sheet.unit_id])).status_code == 404
    assert b"Calls due" not in client.get(reverse("readiness:my_part")).content


def test_it_is_forgotten_with_the_tasks(led):
    drawn(led)
    erasure.forget(at=led.at + timedelta(days=32))
    assert not MorningSheet.objects.exists() and not SheetLine.objects.exists()
