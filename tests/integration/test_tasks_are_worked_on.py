"""Accept, report, hand over, pause, close, look back; every step by its clock (O5, 6.5)."""

from datetime import UTC, datetime

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID, OTHER_GRID
from tests.work import arrival, later, one_task, worker

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Refused
from fangxian.screening.models import Verdict
from fangxian.tasks import queries, rules, services
from fangxian.tasks.models import Task, TaskEvent


def accepted(city, **passed):
    task = one_task(city)
    return services.accept_task(task=task, by=worker(city), at=later(city, **(passed or {"minutes": 2})))


def test_the_clocks_count_from_receipt(city):
    task = one_task(city)
    assert task.accept_due_at == later(city, minutes=5)
    assert task.first_report_due_at == later(city, minutes=10)
    assert task.finding_due_at == datetime(2020, 3, 10, 16, tzinfo=UTC)  # midnight in the city
    assert task.due_at == task.accept_due_at


def test_a_serious_lead_is_checked_within_two_hours(city):
    task = one_task(city, arrival(), profile="serious")
    assert (task.severity, task.finding_due_at) == ("serious", later(city, hours=2))


def test_a_bulk_list_is_due_within_the_shift(city):
    task = one_task(city, arrival(), profile="list")
    shift_ends_at = datetime(2020, 3, 10, 12, tzinfo=UTC)  # 20:00 in the city
    assert {task.accept_due_at, task.first_report_due_at, task.finding_due_at} == {shift_ends_at}


def test_a_bulk_list_that_comes_at_night_is_due_in_the_next_days_shift(city):
    task = one_task(city, arrival(), profile="list", at=datetime(2020, 3, 10, 15, tzinfo=UTC))
    assert task.accept_due_at == datetime(2020, 3, 11, 12, tzinfo=UTC)


def test_a_task_due_this_minute_is_not_yet_late(city):
    task = one_task(city)
    assert not rules.is_late(task, later(city, minutes=5))
    assert not queries.late_tasks(worker(city), at=later(city, minutes=5)).exists()
    assert rules.is_late(task, later(city, minutes=5, seconds=1))
    assert queries.late_tasks(worker(city), at=later(city, minutes=5, seconds=1)).get() == task


def test_accepting_starts_the_clock_of_the_first_report(city):
    task = accepted(city)
    assert (task.accepted_post_id, task.due_at) == (city.posts["grid"].id, task.first_report_due_at)
    task = services.first_report_task(task=task, word="reached", by=worker(city), at=later(city, minutes=6))
    assert (rules.state_at(task, later(city, minutes=6)), task.due_at) == ("accepted", task.finding_due_at)


def test_two_people_cannot_accept_one_task(city):
    task = accepted(city)
    with pytest.raises(Refused, match="already been accepted"):
        services.accept_task(task=task, by=worker(city, "post_worker"), at=later(city, minutes=3))


@pytest.mark.parametrize(
    ("name", "words"), [("grid2", "outside your post"), ("next", "outside"), ("checkpoint", "power")]
)
def test_nobody_from_elsewhere_works_on_a_task(city, name, words):
    task = one_task(city)
    with pytest.raises(Refused, match=words):
        services.accept_task(task=task, by=worker(city, name), at=city.at)


def test_a_confirmed_finding_closes_the_task_and_is_written_beside_the_verdict(city):
    task = services.report_task(task=accepted(city), outcome="confirmed", by=worker(city), at=later(city, minutes=9))
    assert (task.conclusion, task.closed_at, task.due_at) == ("follow_up_opened", later(city, minutes=9), None)
    assert task.first_reported_at == later(city, minutes=9)
    assert Verdict.objects.get().field_outcome == "confirmed"


def test_a_finding_before_acceptance_is_refused_and_nothing_is_written(city):
    task = one_task(city)
    with pytest.raises(Refused, match="Accept the task"):
        services.report_task(task=task, outcome="confirmed", by=worker(city), at=city.at)
    assert Task.objects.get().reported_at is None and not TaskEvent.objects.exists()


def test_not_found_waits_for_a_dispatcher_who_closes_it(city):
    task = services.report_task(task=accepted(city), outcome="not_found", by=worker(city), at=later(city, minutes=9))
    assert rules.state_at(task, later(city, minutes=9)) == "reported"
    with pytest.raises(Refused, match="power"):
        services.close_task(task=task, conclusion="no_action", by=worker(city), at=later(city, hours=1))
    duty = city.actor("duty", Purpose.VERIFY_LEAD)
    closed = services.close_task(task=task, conclusion="no_action", by=duty, at=later(city, hours=1))
    assert rules.state_at(closed, later(city, hours=1)) == "closed"


def test_a_reported_task_goes_back_to_the_field_only_with_a_reason(city):
    task = services.report_task(task=accepted(city), outcome="not_found", by=worker(city), at=later(city, minutes=9))
    duty = city.actor("duty", Purpose.VERIFY_LEAD)
    with pytest.raises(Refused, match="Say why"):
        services.send_back_task(task=task, note=" ", by=duty, at=later(city, hours=1))
    task = services.send_back_task(task=task, note="再查", by=duty, at=later(city, hours=1))
    assert (task.area_code, task.outcome, task.accepted_at) == (GRID, "", None)


def test_the_receiver_gets_clocks_of_its_own_and_the_total_runs_on(city):
    task = accepted(city)
    task = services.hand_over_task(task=task, to_area_code=NEXT_COUNTY_GRID, by=worker(city), at=later(city, minutes=8))
    assert (task.area_code, rules.state_at(task, later(city, minutes=8))) == (NEXT_COUNTY_GRID, "handed_over")
    assert (task.accept_due_at, task.first_report_due_at) == (later(city, minutes=13), later(city, minutes=18))
    assert task.total_first_report_due_at == later(city, minutes=10)
    assert TaskEvent.objects.get(action="handed_over").detail["accepted_at"] == later(city, minutes=2).isoformat()
    assert queries.task_of(worker(city), task.id) is None


def test_a_task_confirmed_after_a_hand_over_moves_the_person_and_her_file(city):
    task = services.hand_over_task(task=accepted(city), to_area_code=NEXT_COUNTY_GRID, by=worker(city), at=city.at)
    services.accept_task(task=task, by=worker(city, "next"), at=city.at)
    services.report_task(task=task, outcome="confirmed", by=worker(city, "next"), at=later(city, minutes=4))
    person = Person.objects.get()
    assert person.area_code == NEXT_COUNTY_GRID == person.file.area_code


def test_handing_to_another_city_makes_it_the_desks_task(city):
    task = services.hand_over_task(
        task=accepted(city), to_area_code="330106", by=worker(city), at=later(city, minutes=8)
    )
    assert (task.kind, task.area_code, task.origin_area_code) == ("hand_over_out", "3305", "330106")


@pytest.mark.invariant("INV-23")
def test_a_pause_moves_the_finding_and_not_the_total(city):
    task = services.first_report_task(task=accepted(city), word="reached", by=worker(city), at=later(city, minutes=5))
    due_at, total = task.finding_due_at, task.total_finding_due_at
    task = services.pause_task(task=task, reason="in_hospital", by=worker(city), at=later(city, hours=1))
    assert not rules.is_late(task, later(city, days=2))
    task = services.resume_task(task=task, by=worker(city), at=later(city, hours=4))
    assert (task.finding_due_at - due_at).total_seconds() == 3 * 3600
    assert task.total_finding_due_at == total


@pytest.mark.invariant("INV-23")
def test_a_clock_stops_for_no_reason_of_ones_own(city):
    with pytest.raises(Refused, match="listed reasons"):
        services.pause_task(task=accepted(city), reason="tired", by=worker(city), at=later(city, minutes=9))


def test_a_dispatcher_deals_tasks_out_without_starting_the_clock_again(city):
    task = one_task(city)
    duty = city.actor("duty", Purpose.VERIFY_LEAD)
    services.assign_tasks(tasks=[task], post=city.posts["grid2"], by=duty, at=later(city, minutes=4))
    task.refresh_from_db()
    assert (task.area_code, task.accept_due_at) == (OTHER_GRID, later(city, minutes=5))
    services.accept_task(task=task, by=worker(city, "grid2"), at=later(city, minutes=5))


def test_a_task_is_not_given_to_somebody_who_works_on_none(city):
    with pytest.raises(Refused, match="works on tasks"):
        services.assign_tasks(
            tasks=[one_task(city)], post=city.posts["epi"], by=city.actor("duty", Purpose.VERIFY_LEAD), at=city.at
        )


@pytest.mark.invariant("INV-16")
def test_contact_data_are_seen_by_whoever_works_on_the_task_while_she_does_and_it_is_audited(city):
    task = one_task(city)
    with pytest.raises(Refused, match="Accept the task"):
        services.read_contact(task=task, by=worker(city), at=city.at)
    task = services.accept_task(task=task, by=worker(city), at=city.at)
    assert services.read_contact(task=task, by=worker(city), at=city.at).phone == "+8613800000001"
    assert AuditEvent.objects.filter(action="people.saw_contact", purpose="verify_lead").count() == 1
    for name in ("post_worker", "duty", "next", "supervisor"):
        with pytest.raises(Refused):
            services.read_contact(task=task, by=worker(city, name), at=city.at)
    task = services.report_task(task=task, outcome="confirmed", by=worker(city), at=city.at)
    with pytest.raises(Refused, match="hidden again"):
        services.read_contact(task=task, by=worker(city), at=city.at)


def test_somebody_other_than_the_worker_looks_back(city):
    task = services.report_task(task=accepted(city), outcome="confirmed", by=worker(city), at=later(city, minutes=9))
    supervisor = city.actor("supervisor", Purpose.SUPERVISE)
    task = services.look_back_task(task=task, result="false", note="", by=supervisor, at=later(city, days=1))
    assert rules.state_at(task, later(city, days=1)) == "open"
    with pytest.raises(Refused, match="power"):
        services.look_back_task(task=task, result="confirmed", note="", by=worker(city), at=later(city, days=1))


@pytest.mark.invariant("INV-18")
def test_the_history_of_a_task_holds_no_name_phone_or_note_in_the_clear(city):
    task = services.first_report_task(
        task=accepted(city), word="reached", note="电话13800000001", by=worker(city), at=later(city, minutes=3)
    )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM tasks_taskevent WHERE note IS NOT NULL")
        assert b"13800000001" not in bytes(cursor.fetchone()[0])
    assert queries.history_of(task).last().note == "电话13800000001"
