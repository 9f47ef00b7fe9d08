"""Readings of those who are isolated or followed up: who is asked when, and what follows from an answer (F07)."""

from datetime import timedelta

import pytest
from tests.followups import a_followup, an_isolation, herself, tells, worker
from tests.work import later

from fangxian.core.actors.rules import system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.followup import queries
from fangxian.followup.models import Reading
from fangxian.followup.queries.calling import ALL, MISSED, TO_CALL, UNWELL, followups_of
from fangxian.followup.services import (
    Answer,
    open_health_checks,
    open_unreached_visits,
    record_reading,
    record_return,
    refer,
)
from fangxian.measures.models import Measure
from fangxian.tasks.models import Task

AFTERNOON = timedelta(hours=7)  # 16:00 in the city; the tests' moment is 09:00


def shown(city, which, at, by="grid"):
    due = queries.due_of(city.programme, at=at)
    return [file.number for file in followups_of(worker(city, by), which, due=due, at=at)]


def state(file, at):
    return queries.shown_of(file, at=at).state


def react(city, at):
    for event in AuditEvent.objects.filter(action="followup.reading_recorded").order_by("id"):
        open_health_checks(event, by=system(city.programme.id), at=at)


def test_whoever_is_isolated_is_asked_again_in_the_evening(city):
    file = an_isolation(city)
    tells(city, file)
    assert shown(city, TO_CALL, city.at) == []
    assert shown(city, TO_CALL, city.at + AFTERNOON) == [file.number]


def test_whoever_is_only_followed_up_is_asked_once_a_day(city):
    file = a_followup(city)
    assert shown(city, TO_CALL, city.at) == [file.number]
    tells(city, file)
    assert shown(city, TO_CALL, city.at + AFTERNOON) == []


def test_a_window_that_is_over_is_missed_until_she_is_heard_of(city):
    file, noon = an_isolation(city), later(city, hours=3, minutes=1)
    assert shown(city, MISSED, noon) == [file.number]
    tells(city, file, at=noon)
    assert shown(city, MISSED, noon) == []
    assert [w.state for w in queries.shown_of(file, at=noon).today.windows] == ["missed", "upcoming"]


def test_somebody_who_came_after_the_window_has_missed_nothing(city):
    file = a_followup(city)
    type(file).objects.update(opened_at=later(city, hours=12))
    assert shown(city, TO_CALL, later(city, hours=12, minutes=1)) == []


def test_a_follow_up_goes_through_its_states_and_ends_by_itself(city):
    file = a_followup(city, days=2)
    states = [state(file, city.at)]
    for celsius, minutes in (("36.4", 1), ("38.1", 2)):
        tells(city, file, celsius, at=later(city, minutes=minutes))
        states.append(state(file, later(city, minutes=minutes)))
    refer(file=file, place="市一医院发热门诊", by=worker(city), at=later(city, minutes=3))
    states.append(state(file, later(city, minutes=3)))
    record_return(file=file, finding="well", by=worker(city), at=later(city, minutes=4))
    states.append(state(file, later(city, minutes=4)))
    assert states == ["open", "active", "symptomatic", "referred", "returned"]
    assert state(file, later(city, days=2)) == "completed"  # nobody came for a last visit
    assert state(file, later(city, days=40)) == "archived"


def test_a_raised_reading_brings_the_health_post_and_no_measure(city):
    file = a_followup(city)
    tells(city, file, "37.3")
    react(city, city.at)
    task = Task.objects.get()
    assert (task.kind, task.area_code, task.severity) == ("health_check", "330502001", "serious")
    assert Measure.objects.count() == 0
    react(city, city.at)
    assert Task.objects.count() == 1


def test_a_sign_counts_without_any_temperature(city):
    tells(city, a_followup(city), None, symptoms=("cough",))
    react(city, city.at)
    assert Task.objects.filter(kind="health_check").count() == 1


def test_an_ordinary_reading_brings_nobody(city):
    tells(city, a_followup(city), "37.2")
    react(city, city.at)
    assert Task.objects.count() == 0


def test_going_to_a_clinic_reports_the_work_of_the_health_post(city):
    file = a_followup(city)
    tells(city, file, "38.5")
    react(city, city.at)
    refer(file=file, place="市一医院", by=worker(city, "post_worker"), at=later(city, minutes=9))
    task = Task.objects.get()
    assert (task.outcome, task.conclusion) == ("referred", "done")
    assert shown(city, UNWELL, later(city, minutes=9)) == []


def test_whoever_is_called_in_vain_is_visited_after_two_hours_and_once(city):
    file = a_followup(city)
    record_reading(file=file, answer=Answer(outcome="not_reached"), client_id=file.id, by=worker(city), at=city.at)
    assert open_unreached_visits(at=later(city, hours=1, minutes=59)) == 0
    assert open_unreached_visits(at=later(city, hours=2)) == 1
    assert open_unreached_visits(at=later(city, hours=3)) == 0
    assert Task.objects.get().kind == "visit"


def test_whoever_is_heard_of_after_a_vain_call_is_not_visited(city):
    file = a_followup(city)
    record_reading(file=file, answer=Answer(outcome="not_reached"), client_id=file.id, by=worker(city), at=city.at)
    tells(city, file, at=later(city, minutes=30))
    assert open_unreached_visits(at=later(city, hours=3)) == 0


def test_she_may_give_her_own_reading(city):
    file = a_followup(city)
    answer = Answer(celsius=None, symptoms=("tired",), channel="app")
    reading = record_reading(file=file, answer=answer, client_id=file.id, by=herself(city, file), at=city.at)
    assert (reading.channel, reading.post, reading.is_unwell) == ("app", None, True)
    assert shown(city, TO_CALL, city.at) == []


@pytest.mark.parametrize(
    ("celsius", "answer", "code"),
    [
        ("43.5", {}, "followup.not_a_temperature"),
        (None, {}, "followup.nothing_said"),
        ("36.5", {"outcome": "not_reached"}, "followup.answered_after_all"),
        ("36.5", {"symptoms": ("hubei",)}, "followup.unknown_value"),
        ("36.5", {"channel": "drone"}, "followup.unknown_value"),
    ],
)
def test_what_cannot_have_been_said_is_not_recorded(city, celsius, answer, code):
    file = a_followup(city)
    with pytest.raises(Refused) as refused:
        tells(city, file, celsius, **answer)
    assert refused.value.problem.code == code
    assert Reading.objects.count() == 0


def test_nothing_is_asked_once_a_follow_up_is_over(city):
    file = a_followup(city, days=1)
    with pytest.raises(Refused) as refused:
        tells(city, file, at=later(city, days=1))
    assert refused.value.problem.code == "followup.is_over"
    assert shown(city, ALL, later(city, days=1)) == []


def test_the_same_form_sent_twice_is_one_reading(city):
    file = a_followup(city)
    for _ in range(2):
        record_reading(file=file, answer=Answer(symptoms=("cough",)), client_id=file.id, by=worker(city), at=city.at)
    assert Reading.objects.count() == 1
