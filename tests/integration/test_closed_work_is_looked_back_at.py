"""Closed work is drawn by day and worker, looked at by somebody else, and opened again if it does not hold (F05)."""

from datetime import timedelta

import pytest
from tests.city import GRID, OTHER_GRID
from tests.work import arrival, later, list_in_effect, one_task, react, record, worker

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.tasks import queries, rules, services
from fangxian.tasks.models import LookBack, Task, TaskEscalation

NEXT_DAY = {"days": 1}


def closed(city, task, name="grid", outcome="confirmed"):
    task = services.accept_task(task=task, by=worker(city, name), at=later(city, minutes=2))
    return services.report_task(task=task, outcome=outcome, by=worker(city, name), at=later(city, minutes=9))


def closed_in(city, *area_codes):
    list_in_effect(city)
    record(city, *(arrival(n, area_code=code) for n, code in enumerate(area_codes, start=1)))
    react(city)
    names = {GRID: "grid", OTHER_GRID: "grid2"}
    return [closed(city, task, names[task.area_code]) for task in Task.objects.order_by("id")]


def supervisor(city):
    return city.actor("supervisor", Purpose.SUPERVISE)


def drawn():
    return set(LookBack.objects.values_list("task_id", "drawn_on"))


def test_some_of_each_workers_day_is_drawn_and_the_same_again(city):
    closed_in(city, *[GRID] * 30, *[OTHER_GRID] * 2)
    assert services.draw_look_backs(later(city, **NEXT_DAY)) == 3
    posts = sorted(LookBack.objects.values_list("post__area_code", flat=True))
    assert posts == [GRID, GRID, OTHER_GRID]  # five in a hundred of thirty, and at least one
    first = drawn()
    assert services.draw_look_backs(later(city, days=1, hours=1)) == 0
    LookBack.objects.all().delete()
    services.draw_look_backs(later(city, **NEXT_DAY))
    assert drawn() == first
    event = AuditEvent.objects.filter(action="tasks.look_backs_drawn").latest("at")
    assert event.count == 3 and event.digest


def test_nothing_is_drawn_of_a_day_that_is_not_over(city):
    closed_in(city, GRID)
    assert services.draw_look_backs(later(city, hours=3)) == 0


def test_what_holds_stays_closed_and_is_looked_at_once(city):
    (task,) = closed_in(city, GRID)
    services.draw_look_backs(later(city, **NEXT_DAY))
    assert [one.task_id for one in queries.look_backs_to_do(supervisor(city))] == [task.id]
    task = services.look_back_task(task=task, result="confirmed", by=supervisor(city), at=later(city, days=1, hours=2))
    assert rules.state_at(task, later(city, days=2)) == "looked_back"
    assert not queries.look_backs_to_do(supervisor(city)).exists()
    with pytest.raises(Refused, match="already been looked back"):
        services.look_back_task(task=task, result="false", by=supervisor(city), at=later(city, days=2))


def test_a_worker_who_closed_without_visiting_is_found_and_the_work_is_done_again(city):
    (task,) = closed_in(city, GRID)
    total = task.total_finding_due_at
    at = later(city, days=1, hours=2)
    task = services.look_back_task(task=task, result="false", note="没有人来过", by=supervisor(city), at=at)
    assert (rules.state_at(task, at), task.outcome, task.accepted_post_id) == ("open", "", None)
    assert (task.accept_due_at, task.total_finding_due_at) == (at + timedelta(minutes=5), total)
    kept = LookBack.objects.get()
    assert (kept.result, kept.post_id, kept.drawn_on) == ("false", city.posts["grid"].id, None)
    assert services.escalate_overdue(at + timedelta(minutes=6)) == 1
    assert TaskEscalation.objects.get().hand_over_count == 1
    again = services.accept_task(task=task, by=worker(city), at=at + timedelta(minutes=7))
    services.report_task(task=again, outcome="confirmed", by=worker(city), at=at + timedelta(minutes=20))
    services.draw_look_backs(later(city, days=2))
    assert LookBack.objects.count() == 2


def test_nobody_looks_back_at_her_own_work_and_only_who_may(city):
    (task,) = closed_in(city, GRID)
    for name in ("grid", "next", "duty", "checkpoint"):
        with pytest.raises(Refused):
            services.look_back_task(task=task, result="confirmed", by=worker(city, name), at=later(city, days=1))
    with pytest.raises(Refused, match="not one of the values"):
        services.look_back_task(task=task, result="perhaps", by=supervisor(city), at=later(city, days=1))
    assert not LookBack.objects.exists()


def test_a_person_with_such_a_task_open_is_not_given_a_second_one(city):
    (task,) = closed_in(city, GRID)
    duty = city.actor("duty", Purpose.VERIFY_LEAD)
    services.open_task(kind="verify_stay", area_code=GRID, person=task.person, by=duty, at=later(city, hours=1))
    task = services.look_back_task(task=task, result="false", by=supervisor(city), at=later(city, days=1))
    assert rules.state_at(task, later(city, days=1)) == "looked_back" and LookBack.objects.get().result == "false"
    with pytest.raises(Refused, match="open already"):
        services.reopen_task(task=task, note="再查", by=duty, at=later(city, days=1))


def test_closed_work_is_opened_again_with_a_reason_by_whoever_deals_it_out(city):
    task, duty = closed(city, one_task(city)), city.actor("duty", Purpose.VERIFY_LEAD)
    for by, note in ((worker(city), "再查"), (duty, " ")):
        with pytest.raises(Refused):
            services.reopen_task(task=task, note=note, by=by, at=later(city, hours=2))
    task = services.reopen_task(task=task, note="又接到反映", by=duty, at=later(city, hours=2))
    assert rules.state_at(task, later(city, hours=2)) == "open"
    with pytest.raises(Refused, match="Only a closed task"):
        services.reopen_task(task=task, note="再查", by=duty, at=later(city, hours=3))
