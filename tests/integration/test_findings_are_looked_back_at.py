"""What inspectors find goes to its owner, is claimed, and somebody else looks back: nothing is believed (F35)."""

from datetime import timedelta

import pytest
from tests import inspecting
from tests.city import GRID

from fangxian.core.areas.models import Area
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.reactions.jobs import run_all
from fangxian.supervision.models import Finding
from fangxian.supervision.queries import found
from fangxian.supervision.rules import findings, words
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task


def state(city, finding, *, minutes=0.0):
    finding.refresh_from_db()
    return findings.state_at(finding.times, city.at + timedelta(minutes=minutes))


def test_a_finding_becomes_a_task_at_its_owner_with_its_own_clock_when_the_visit_ends(city):
    finding = inspecting.assigned(city)
    task = Task.objects.get(id=finding.task_id)
    assert finding.due_at == finding.found_at + timedelta(days=1)
    assert (task.kind, task.area_code, task.finding_due_at) == ("fix_finding", GRID, finding.due_at)
    assert task.person_id is None and state(city, finding, minutes=30) == findings.ASSIGNED


def test_who_puts_it_right_says_so_and_her_task_is_done(city):
    finding = inspecting.claimed(city)
    task = Task.objects.get(id=finding.task_id)
    assert state(city, finding, minutes=60) == findings.CLAIMED
    assert task.closed_at is not None and task.outcome == "fixed"
    assert finding.look_back_due_at == finding.claimed_at + timedelta(days=1)


def test_a_worker_who_reports_the_task_claims_the_finding(city):
    finding = inspecting.assigned(city)
    at, by = city.at + timedelta(minutes=40), inspecting.by(city, "grid")
    task = tasks.accept_task(task=Task.objects.get(id=finding.task_id), by=by, at=at)
    tasks.report_task(task=task, outcome="fixed", note="试验：已换锁。", by=by, at=at + timedelta(minutes=5))
    run_all(at=at + timedelta(minutes=10))
    run_all(at=at + timedelta(minutes=11))
    finding.refresh_from_db()
    assert (finding.claimed_by, finding.claim) == (city.posts["grid"], "试验：已换锁。")
    assert [step.action for step in found.history(finding)] == ["found", "assigned", "claimed"]


def test_a_worker_who_closed_without_visiting_is_found_by_the_look_back_and_her_clock_never_stopped(city):
    finding = inspecting.claimed(city)
    due_at, first_task = finding.due_at, finding.task_id
    inspecting.looked_back(city, finding, words.FALSE, minutes=60 * 26)
    finding.refresh_from_db()
    again = Task.objects.get(id=finding.task_id)
    assert (finding.false_count, finding.due_at, finding.claimed_at) == (1, due_at, None)
    assert again.id != first_task and again.received_at == finding.found_at and again.finding_due_at == due_at
    assert findings.is_overdue(state=findings.ASSIGNED, due_at=due_at, at=city.at + timedelta(hours=26))
    assert found.overdue(Finding.objects.all(), at=city.at + timedelta(hours=26)).get() == finding


def test_what_holds_closes_by_itself_and_another_may_look_once_more_until_then(city):
    finding = inspecting.claimed(city)
    inspecting.looked_back(city, finding, words.HOLDS)
    assert state(city, finding, minutes=91) == findings.LOOKED_BACK
    with pytest.raises(Refused):
        inspecting.looked_back(city, finding, words.FALSE)
    inspecting.second_inspector(city)
    inspecting.looked_back(city, finding, words.FALSE, name="supervisor2", minutes=200)
    assert state(city, finding, minutes=201) == findings.ASSIGNED and finding.false_count == 1


def test_after_the_days_of_the_edition_it_is_closed(city):
    finding = inspecting.claimed(city)
    inspecting.looked_back(city, finding, words.HOLDS)
    assert state(city, finding, minutes=90 + 3 * 1440) == findings.CLOSED
    with pytest.raises(Refused):
        inspecting.looked_back(city, finding, words.FALSE, name="auditor", minutes=91 + 3 * 1440)


@pytest.mark.parametrize("name", ["grid", "next", "supervisor", "auditor"])
def test_nobody_but_its_owner_says_that_it_is_put_right(city, name):
    finding = inspecting.assigned(city)
    with pytest.raises(Refused):
        inspecting.claimed(city, finding, name=name)


def test_a_locked_door_is_told_at_once_and_has_two_hours(city):
    city.posts["commander"].user.phone = "+8616900010001"
    city.posts["commander"].user.save()
    finding = inspecting.found(city, code="exits_open", severity=words.URGENT, text="试验：消防门上锁。")
    assert finding.due_at - finding.found_at == timedelta(hours=2)
    assert finding.assigned_at and finding.task_id and finding.reported_up_at == finding.found_at
    assert Task.objects.get(id=finding.task_id).severity == "serious"
    assert Message.objects.filter(kind="supervision.urgent").count() == 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"code": "exits_open", "severity": words.ORDINARY}, "too_mild"),
        ({"code": "exits_open", "severity": words.URGENT, "is_settled": True}, "urgent_is_looked_back"),
        ({"text": "电话13800138000"}, "long_number"),
        ({"text": "无"}, "no_words"),
        ({"severity": "grave"}, "no_severity"),
    ],
)
def test_what_a_finding_may_not_be_is_refused_and_nothing_is_written(city, told, code):
    with pytest.raises(Refused) as refused:
        inspecting.found(city, **told)
    assert refused.value.problem.code == f"supervision.{code}" and not Finding.objects.exists()


def test_what_is_put_right_before_the_inspectors_eyes_is_closed_and_makes_no_work(city):
    finding = inspecting.found(city, is_settled=True)
    inspecting.ended(city, finding.inspection, wrong=("staffed",))
    assert state(city, finding, minutes=31) == findings.CLOSED and not Task.objects.exists()


def test_the_same_line_at_the_same_place_is_a_repeat(city):
    gate, team = inspecting.a_gate(city), inspecting.team(city)
    first = inspecting.found(city, inspecting.begun(city, inspecting.planned(city, gate, team_=team)))
    inspecting.ended(city, first.inspection, wrong=("staffed",))
    second = inspecting.found(city, inspecting.begun(city, inspecting.planned(city, gate, team_=team), minutes=60),
                              minutes=70)  # fmt: skip
    other = inspecting.found(city, second.inspection, code="paper_valid", minutes=71)
    assert (second.repeats_id, other.repeats_id) == (first.id, None)


def test_a_place_whose_area_is_abolished_in_the_middle_is_visited_and_the_area_above_answers(city):
    visit = inspecting.planned(city)
    Area.objects.filter(code=GRID).update(valid_until=inspecting.TODAY)
    visit = inspecting.begun(city, visit)
    finding = inspecting.found(city, visit)
    inspecting.ended(city, visit, wrong=("staffed",))
    finding.refresh_from_db()
    assert visit.stands_in == finding.area_code == "330502001005"
    assert Task.objects.get(id=finding.task_id).area_code.startswith("330502001")
