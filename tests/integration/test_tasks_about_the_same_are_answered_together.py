"""Two tasks about the same are answered as one; an ordinary one becomes serious with a reason (F05)."""

from datetime import timedelta

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID, VACANT_GRID
from tests.work import arrival, later, list_in_effect, one_task, react, record, worker

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.tasks import queries, rules, services
from fangxian.tasks.models import Task, TaskEvent


def duty(city):
    return city.actor("duty", Purpose.VERIFY_LEAD)


def requests(city, count=3, area_code=GRID, kind="answer_request"):
    openings = [services.Opening(kind=kind, area_code=area_code, received_at=city.at) for _ in range(count)]
    return services.open_tasks(openings, programme=city.programme, by=duty(city), at=city.at)


def test_one_task_is_answered_and_all_that_are_linked_follow(city):
    main, second, third = requests(city)
    services.join_task(task=third, to=second, by=duty(city), at=later(city, minutes=1))
    services.join_task(task=second, to=main, by=duty(city), at=later(city, minutes=2))
    assert set(queries.linked_to(main)) == {second, third}
    day = queries.mine_today(worker(city), own_area_code=GRID, at=city.at, day_starts_at=city.at)
    assert list(day["free"]) == [main]
    main = services.accept_task(task=main, by=worker(city), at=later(city, minutes=3))
    services.report_task(task=main, outcome="handled", note="已关门", by=worker(city), at=later(city, minutes=30))
    assert set(Task.objects.values_list("outcome", "conclusion")) == {("handled", "done")}
    assert TaskEvent.objects.filter(action="reported").count() == 3


def test_who_is_linked_is_worked_on_nowhere_else_and_nobody_is_told_of_it_twice(city):
    main, second, _ = requests(city)
    second = services.join_task(task=second, to=main, by=duty(city), at=later(city, minutes=1))
    with pytest.raises(Refused, match="together with another"):
        services.accept_task(task=second, by=worker(city), at=later(city, minutes=2))
    with pytest.raises(Refused, match="together with another"):
        services.assign_tasks(tasks=[second], post=city.posts["grid2"], by=duty(city), at=later(city, minutes=2))
    assert services.escalate_overdue(later(city, minutes=6)) == 2
    second = services.part_task(task=second, by=duty(city), at=later(city, minutes=7))
    assert services.escalate_overdue(later(city, minutes=8)) == 1 and second.accept_due_at == later(city, minutes=5)


def test_what_is_opened_again_is_opened_with_all_that_were_linked(city):
    main, second, _ = requests(city)
    services.join_task(task=second, to=main, by=duty(city), at=city.at)
    main = services.accept_task(task=main, by=worker(city), at=later(city, minutes=3))
    main = services.report_task(task=main, outcome="handled", by=worker(city), at=later(city, minutes=30))
    services.reopen_task(task=main, note="又开了", by=duty(city), at=later(city, hours=2))
    assert Task.objects.filter(closed_at=None).count() == 3


def test_two_people_are_never_answered_as_one_nor_tasks_of_two_kinds(city):
    list_in_effect(city)
    record(city, arrival(1), arrival(2))
    react(city)
    one, other = Task.objects.order_by("id")
    with pytest.raises(Refused, match="two people"):
        services.join_task(task=one, to=other, by=duty(city), at=city.at)
    with pytest.raises(Refused, match="one kind"):
        services.join_task(task=one, to=requests(city)[0], by=duty(city), at=city.at)
    with pytest.raises(Refused, match="another task"):
        services.join_task(task=one, to=one, by=duty(city), at=city.at)


@pytest.mark.parametrize("name", ["grid", "next", "checkpoint"])
def test_only_whoever_deals_work_out_joins_tasks(city, name):
    main, second, _ = requests(city)
    with pytest.raises(Refused):
        services.join_task(task=second, to=main, by=worker(city, name), at=city.at)


def test_an_ordinary_task_becomes_serious_with_a_reason(city):
    task = one_task(city)
    with pytest.raises(Refused, match="Say why"):
        services.raise_severity(task=task, note="", by=worker(city), at=later(city, hours=1))
    task = services.raise_severity(task=task, note="同住多人发热", by=worker(city), at=later(city, hours=1))
    assert (task.severity, task.finding_due_at) == ("serious", later(city, hours=3))
    with pytest.raises(Refused, match="serious already"):
        services.raise_severity(task=task, note="再次", by=worker(city), at=later(city, hours=1))


def test_a_serious_one_that_is_joined_makes_the_other_serious(city):
    main, second, _ = requests(city)
    services.raise_severity(task=second, note="急", by=duty(city), at=city.at)
    services.join_task(task=second, to=main, by=duty(city), at=later(city, minutes=1))
    main.refresh_from_db()
    assert (main.severity, main.finding_due_at) == ("serious", later(city, minutes=121))


def test_no_more_tasks_are_given_at_once_than_one_page_shows(city):
    with pytest.raises(Refused, match="one page shows"):
        services.assign_tasks(
            tasks=requests(city, rules.SEEN_AT_ONCE + 1), post=city.posts["grid"], by=duty(city), at=city.at
        )


def test_work_of_an_area_that_is_abolished_goes_up_the_ladder_with_an_alarm(city):
    from fangxian.core.areas.models import Area
    from fangxian.tasks.models import VacancyAlarm

    task = services.accept_task(task=one_task(city), by=worker(city), at=later(city, minutes=2))
    assert services.leave_abolished_areas(later(city, hours=1)) == 0
    Area.objects.filter(code=GRID).update(valid_until="2020-03-11")
    at = later(city, days=1)
    assert services.leave_abolished_areas(at) == 1 and services.leave_abolished_areas(at) == 0
    task.refresh_from_db()
    assert (task.area_code, task.vacant_area_code, task.accepted_at) == ("330502001", GRID, None)
    assert (task.accept_due_at, task.received_at) == (at + timedelta(minutes=5), city.at)
    assert list(VacancyAlarm.objects.values_list("area_code", "taken_by_area_code")) == [(GRID, "330502001")]
    assert TaskEvent.objects.get(action="area_abolished").from_area_code == GRID
    new = services.open_task(kind="visit", area_code=GRID, by=duty(city), at=at)
    assert new.area_code == "330502001"  # nor does new work go there, whoever is in post


def test_work_elsewhere_stays_where_it_is_when_an_area_is_abolished(city):
    from fangxian.core.areas.models import Area

    list_in_effect(city)
    record(city, arrival(1, area_code=NEXT_COUNTY_GRID), arrival(2, area_code=VACANT_GRID))
    react(city)
    before = set(Task.objects.values_list("id", "area_code"))
    Area.objects.filter(code=GRID).update(valid_until="2020-03-09")
    assert services.leave_abolished_areas(city.at) == 0
    assert set(Task.objects.values_list("id", "area_code")) == before
