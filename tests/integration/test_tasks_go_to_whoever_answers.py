"""A match becomes a task at the responsible grid, else at the nearest staffed level above (F02, F05)."""

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID, VACANT_GRID
from tests.work import arrival, later, list_in_effect, one_task, react, record, worker

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import PersonFile
from fangxian.tasks import queries, services
from fangxian.tasks.models import Task, TaskFact, VacancyAlarm


def test_a_match_is_the_grid_workers_task(city):
    task = one_task(city)
    assert (task.kind, task.area_code, task.vacant_area_code) == ("verify_stay", GRID, "")
    assert list(queries.tasks_of(worker(city))) == [task]


def test_a_vacant_grids_task_goes_to_the_health_post_above_and_alarms_once(city):
    list_in_effect(city)
    record(city, arrival(1, area_code=VACANT_GRID), arrival(2, area_code=VACANT_GRID))
    react(city)
    assert set(Task.objects.values_list("area_code", "vacant_area_code")) == {("330502001", VACANT_GRID)}
    alarm = VacancyAlarm.objects.get()
    assert (alarm.area_code, alarm.taken_by_area_code) == (VACANT_GRID, "330502001")


def test_a_place_named_only_to_the_county_goes_to_the_citys_desk_without_an_alarm(city):
    task = one_task(city, arrival(1, area_code="330521"))
    assert (task.area_code, task.origin_area_code) == ("3305", "330521")
    assert not VacancyAlarm.objects.exists()


def test_a_destination_outside_the_programme_is_handed_over_by_the_citys_desk(city):
    task = one_task(city, arrival(1, area_code="330106"))
    assert (task.kind, task.area_code, task.origin_area_code) == ("hand_over_out", "3305", "330106")
    assert not PersonFile.objects.exists()
    desk = city.actor("duty", Purpose.VERIFY_LEAD)
    services.accept_task(task=task, by=desk, at=city.at)
    done = services.report_task(task=task, outcome="handed_out", note="杭州市接收", by=desk, at=later(city, minutes=3))
    assert (done.conclusion, done.closed_at) == ("handed_over", later(city, minutes=3))


def test_a_person_told_of_twice_has_one_task_with_both_facts(city):
    list_in_effect(city)
    first, second = record(city, arrival(1)), record(city, arrival(1))
    react(city)
    task = Task.objects.get()
    assert task.fact_id == first[0].id
    assert list(TaskFact.objects.values_list("fact_id", flat=True)) == [second[0].id]


def test_a_correction_of_the_destination_moves_the_task_with_the_person(city):
    list_in_effect(city)
    (fact,) = record(city, arrival(1))
    react(city)
    record(city, arrival(1, area_code=NEXT_COUNTY_GRID, supersedes=fact.id), at=later(city, minutes=30))
    react(city, at=later(city, minutes=30))
    task = Task.objects.get()
    assert (task.area_code, task.hand_over_count) == (NEXT_COUNTY_GRID, 1)


def test_a_task_opened_by_hand_is_open_once(city):
    by = city.actor("epi", Purpose.SERVE_NOTICE)
    task = one_task(city)
    again = services.open_task(kind="verify_stay", area_code=GRID, person=task.person, by=by, at=city.at)
    other = services.open_task(kind="serve_notice", area_code=GRID, person=task.person, by=by, at=city.at)
    assert again.id == task.id and other.id != task.id


@pytest.mark.invariant("INV-16")
def test_readers_see_the_tasks_of_their_area_only(city):
    task = one_task(city)
    for name, sees in (("grid", True), ("post_worker", True), ("duty", True), ("grid2", False), ("next", False)):
        assert (queries.task_of(worker(city, name), task.id) is not None) is sees, name
