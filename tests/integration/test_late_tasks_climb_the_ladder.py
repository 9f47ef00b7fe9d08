"""Late tasks are told to the health post, the county CDC and the city in turn, each once (O9)."""

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.work import arrival, later, list_in_effect, one_task, react, record, worker

from fangxian.core.actors.rules import Role
from fangxian.tasks import services
from fangxian.tasks.models import Task, TaskEscalation


def told():
    return list(TaskEscalation.objects.order_by("told_at", "level").values_list("level", "to_area_code", "told_count"))


def test_a_task_on_time_is_told_to_nobody(city):
    one_task(city)
    assert services.escalate_overdue(later(city, minutes=5)) == 0


def test_a_late_task_is_told_to_the_health_post_once(city):
    one_task(city)
    assert services.escalate_overdue(later(city, minutes=6)) == 1
    assert services.escalate_overdue(later(city, minutes=6)) == 0
    assert told() == [(1, "330502001", 1)]


def test_each_level_waits_for_the_one_below(city):
    city.post("county_cdc", Role.EPIDEMIOLOGIST, "330502", "吴兴区疾控中心")
    one_task(city)
    services.escalate_overdue(later(city, minutes=6))
    assert services.escalate_overdue(later(city, minutes=21)) == 0
    assert services.escalate_overdue(later(city, minutes=22)) == 1
    assert services.escalate_overdue(later(city, minutes=53)) == 1
    assert [(level, code) for level, code, _ in told()] == [(1, "330502001"), (2, "330502"), (3, "3305")]
    assert services.escalate_overdue(later(city, days=1)) == 0


def test_where_nobody_is_in_post_the_next_level_is_told_at_once(city):
    one_task(city, arrival(1, area_code=NEXT_COUNTY_GRID))
    services.escalate_overdue(later(city, minutes=6))
    levels = told()
    assert [(level, count > 0) for level, _, count in levels] == [(1, False), (2, False), (3, True)]


@pytest.mark.invariant("INV-05")
def test_the_ladder_does_not_pass_through_the_police(city):
    city.post("station", Role.DUTY_OFFICER, "330502", "吴兴区公安分局", "public_security")
    one_task(city)
    services.escalate_overdue(later(city, minutes=6))
    services.escalate_overdue(later(city, minutes=30))
    assert (2, "330502", 0) in told()


def test_a_new_holder_starts_at_the_bottom_of_the_ladder(city):
    task = one_task(city)
    services.escalate_overdue(later(city, minutes=6))
    services.hand_over_task(task=task, to_area_code=NEXT_COUNTY_GRID, by=worker(city), at=later(city, minutes=7))
    assert Task.objects.get().escalated_level == 0
    services.escalate_overdue(later(city, minutes=20))
    assert TaskEscalation.objects.filter(hand_over_count=1, level=1).exists()


def test_a_paused_task_is_not_told(city):
    task = services.accept_task(task=one_task(city), by=worker(city), at=later(city, minutes=1))
    services.pause_task(task=task, reason="in_hospital", by=worker(city), at=later(city, minutes=2))
    assert services.escalate_overdue(later(city, days=3)) == 0


def test_a_list_of_six_hundred_is_told_in_few_queries(city, django_assert_max_num_queries):
    list_in_effect(city)
    for start in (0, 300):
        record(city, *(arrival(number) for number in range(start, start + 300)))
    react(city)
    with django_assert_max_num_queries(45):
        assert services.escalate_overdue(later(city, minutes=6)) == 600
    assert set(Task.objects.values_list("escalated_area_code", "area_code")) == {("330502001", GRID)}
