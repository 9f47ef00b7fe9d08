"""The board of leads: by source, within the clock, how long it took, what was found, what did not hold (F05)."""

import pytest
from tests.city import GRID
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts
from tests.work import arrival, later, list_in_effect, react, record, worker

from fangxian.core.actors.rules import Purpose
from fangxian.tasks import services
from fangxian.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(city):
    """Five leads: reported after 4, 8, 9, 12 and 30 minutes."""
    list_in_effect(city)
    record(city, *(arrival(number) for number in range(1, 6)))
    react(city)
    outcomes = {4: "confirmed", 8: "confirmed", 9: "not_found", 12: "untrue", 30: "wrong_area"}
    tasks = []
    for task, (minutes, outcome) in zip(Task.objects.order_by("id"), outcomes.items(), strict=True):
        task = services.accept_task(task=task, by=worker(city), at=later(city, minutes=1))
        tasks.append(services.report_task(task=task, outcome=outcome, by=worker(city), at=later(city, minutes=minutes)))
    return tasks


def test_how_many_kept_the_clock_and_how_long_it_took(city, found):
    assert counts(city, "tasks_in_time_share", "tasks_median_minutes", "tasks_p95_minutes", hours=1) == (60, 9, 30)
    assert counts(city, "tasks_in_time", "tasks_reported_late", "tasks_closed", "tasks_open", hours=1) == (3, 2, 2, 3)


def test_what_was_found_also_where_the_task_went_on_elsewhere(city, found):
    services.hand_over_task(task=found[4], to_area_code="330521", by=worker(city), at=later(city, minutes=40))
    shares = ("leads_not_found", "leads_untrue", "leads_wrong_area")
    assert counts(city, *shares, hours=1) == (20, 20, 20)
    assert counts(city, *shares, hours=0.01) == (None, None, None)


def test_where_work_came_from_adds_up_to_what_was_received(city, found):
    duty = city.actor("duty", Purpose.VERIFY_LEAD)
    for source in ("service_request", "sweep", "cases", "checkpoint", "declaration", "", "letters"):
        services.open_task(kind="visit", area_code=GRID, source=source, by=duty, at=city.at)
    ways = (
        "tasks_from_lists", "tasks_from_declarations", "tasks_from_posts", "tasks_from_doors", "tasks_from_callers",
        "tasks_from_cases", "tasks_from_others",
    )  # fmt: skip
    assert counts(city, *ways) == (5, 1, 1, 1, 1, 1, 2)
    assert counts(city, "tasks_received") == (sum(counts(city, *ways)),) == (12,)


def test_what_did_not_hold_is_counted_though_it_was_opened_again(city, found):
    supervisor = city.actor("supervisor", Purpose.SUPERVISE)
    for task, result in ((found[0], "false"), (found[1], "confirmed")):
        services.look_back_task(task=task, result=result, by=supervisor, at=later(city, minutes=45))
    assert counts(city, "look_backs_done", "look_backs_failed", "tasks_open", hours=1) == (2, 1, 4)


def test_what_was_drawn_and_nobody_looked_at_is_waiting(city, found):
    from fangxian.tasks.models import LookBack

    services.draw_look_backs(later(city, days=1))
    LookBack.objects.update(drawn_at=later(city, minutes=45))
    assert counts(city, "look_backs_waiting", hours=1) == (1,)


def test_how_soon_the_level_above_was_told_counts_the_first_telling_alone(city):
    list_in_effect(city)
    record(city, *(arrival(number) for number in range(1, 4)))
    react(city)
    first, *_ = Task.objects.order_by("id")
    services.accept_task(task=first, by=worker(city), at=later(city, minutes=1))
    services.escalate_overdue(later(city, minutes=5, seconds=50))  # two, 50 seconds after their clock
    services.escalate_overdue(later(city, minutes=12))  # the third, two minutes after its own
    services.escalate_overdue(later(city, minutes=50))  # all of them, one level higher
    assert counts(city, "escalations", "escalations_in_a_minute_share", hours=2) == (9, 67)  # nobody is in the county
    assert counts(city, "escalations_in_a_minute_share", hours=0.01) == (None,)
