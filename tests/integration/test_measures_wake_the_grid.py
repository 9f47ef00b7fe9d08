"""What a decision asks of the grid: serve the notice, look in once a day; and it stops by itself."""

from datetime import timedelta

from tests.household import a_proposal, approved, in_force, served

from fangxian.core.actors.rules import system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.measures import services
from fangxian.tasks.models import Task


def react(city, action, reaction):
    event = AuditEvent.objects.get(action=action)
    reaction(event, by=system(city.programme.id), at=city.at)


def test_an_approved_measure_asks_the_grid_to_serve_it_once(city):
    measure = approved(city, a_proposal(city))
    for _again in range(2):
        react(city, "measures.approved", services.open_service_task)
    task = Task.objects.get()
    assert (task.kind, task.area_code, task.person_id) == ("serve_notice", measure.area_code, measure.person_id)


def test_recording_the_service_reports_the_task_as_well(city):
    measure = approved(city, a_proposal(city))
    react(city, "measures.approved", services.open_service_task)
    served(city, measure, how="refused_to_sign", witness="试验邻居")
    task = Task.objects.get()
    assert (task.outcome, task.conclusion, task.closed_at) == ("refused_to_sign", "done", city.at)


def test_somebody_is_looked_in_on_once_a_city_day(city):
    in_force(city)
    react(city, "measures.served", services.open_visit_task)
    assert services.open_todays_visits(at=city.at + timedelta(hours=1)) == 0
    Task.objects.update(closed_at=city.at, conclusion="done", reported_at=city.at, outcome="visited")
    assert services.open_todays_visits(at=city.at + timedelta(hours=2)) == 0
    assert services.open_todays_visits(at=city.at + timedelta(days=1)) == 1
    assert Task.objects.filter(kind="visit").count() == 2


def test_nobody_is_looked_in_on_after_the_end(city):
    measure = in_force(city)
    assert services.open_todays_visits(at=measure.ends_at) == 0
    assert not Task.objects.filter(kind="visit").exists()


def test_many_visits_are_opened_with_few_queries(city, django_assert_max_num_queries):
    in_force(city)
    with django_assert_max_num_queries(40):
        assert services.open_todays_visits(at=city.at) == 1


def test_the_person_gets_one_message_that_it_is_over(city):
    measure = in_force(city)
    for _again in range(2):
        services.record_ends(at=measure.ends_at)
    message = Message.objects.get()
    assert message.kind == "measures.ended" and message.to == "+8613800138000"
    assert measure.number in message.text_zh and measure.number in message.text_en
    assert "试验" not in message.text_zh
