"""A phone shows of a task what its page shows the same person, and a forged one moves no clock (F05)."""

from datetime import timedelta

import pytest

from fangxian.core.actors.rules import Role
from fangxian.core.audit.models import AuditEvent
from fangxian.engine.merging import MergeWord
from fangxian.tasks import services
from fangxian.tasks.models import Task
from tests.city import NEXT_COUNTY_GRID
from tests.integration.test_tasks_are_worked_on_by_phone import done, land, step, words
from tests.integration.test_tasks_lie_on_the_phone import pulled, tasks_on
from tests.work import later, one_task, worker


@pytest.mark.invariant("INV-16")
def test_whom_to_contact_is_handed_only_to_whoever_accepted_and_only_while_she_works_on_it(city):
    task = services.accept_task(task=one_task(city), by=worker(city), at=later(city, minutes=1))
    (row,) = tasks_on(pulled(city, minutes=2))
    assert row["contact"] == {"name": "试**", "phone": "+8613800000001", "address": "演练路1号"}
    for other in ("post_worker", "grid2", "next", "duty"):
        assert not any("contact" in row for row in tasks_on(pulled(city, other, minutes=2)))
    services.report_task(task=task, outcome="not_found", by=worker(city), at=later(city, minutes=3))
    assert tasks_on(pulled(city, minutes=4)) == []


@pytest.mark.invariant("INV-08", "INV-18")
def test_that_a_contact_lies_on_a_phone_is_on_record_once_for_the_person_to_read(city):
    services.accept_task(task=one_task(city), by=worker(city), at=later(city, minutes=1))
    for minutes in (2, 7, 12):
        assert pulled(city, minutes=minutes).people_count == 1
    looks = AuditEvent.objects.filter(action="people.saw_contact")
    assert looks.count() == 1 and looks.get().subject_ref and looks.get().detail == {"on_phone": True}


@pytest.mark.invariant("INV-05")
def test_no_late_lead_lies_on_a_phone_of_the_police(city):
    city.post("station", Role.DUTY_OFFICER, "330502001", "月河派出所", "public_security")
    one_task(city)
    services.escalate_overdue(later(city, minutes=6))
    assert tasks_on(pulled(city, "station", minutes=7)) == []
    assert len(tasks_on(pulled(city, "post_worker", minutes=7))) == 1


@pytest.mark.invariant("INV-23")
def test_a_clock_that_was_set_back_makes_nothing_earlier_than_the_task_came(city):
    task = one_task(city)
    landed = land(city, step(city, task, "accepted", -24 * 60), step(city, task, "reported", -60, outcome="confirmed"))
    assert words(landed) == [MergeWord.NEW] * 2
    task.refresh_from_db()
    assert task.accepted_at == task.reported_at == task.opened_at


@pytest.mark.invariant("INV-23")
def test_a_clock_that_is_wrong_when_it_sends_is_put_right_marked_and_helps_nobody(city):
    task, hour = one_task(city), timedelta(hours=1)
    behind = [step(city, task, "accepted", 20 - 60)]  # at 20 minutes, by a clock that is an hour behind
    landed = land(city, *behind, ahead_by=-hour)
    assert landed[0].marks == ("late", "clock")
    task.refresh_from_db()
    assert task.accepted_at == later(city, minutes=20) > task.accept_due_at


@pytest.mark.invariant("INV-16")
def test_nobody_acts_in_the_name_of_whoever_held_the_phone_before(city):
    task = one_task(city)
    landed = land(city, *done(city, task), by="post_worker")
    assert words(landed) == [MergeWord.INVALID] * 3
    assert {one.finding.code for one in landed} == {"not_yours_to_send"}  # so the phone keeps them for her
    assert Task.objects.get().accepted_at is None
    assert words(land(city, *done(city, task))) == [MergeWord.NEW] * 3


@pytest.mark.invariant("INV-16")
def test_neighbours_move_nothing_by_phone(city):
    task = one_task(city)
    for name in ("grid2", "next"):
        assert words(land(city, step(city, task, "accepted", 1, by=name), by=name)) == [MergeWord.INVALID]
    forged = step(city, task, "handed_over", 1, by="next", to_area=NEXT_COUNTY_GRID)
    assert words(land(city, forged, by="next")) == [MergeWord.INVALID]
    assert Task.objects.get().area_code == task.area_code and not task.events.filter(action="not_used").exists()
