"""From the post to the arrival: asked, accepted or silent, late or there (F16)."""

from datetime import timedelta

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID, VACANT_GRID
from tests.entries import command, entry, phones, receiver

from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.tasks.kinds.controlled_entry import queries, rules, services
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.models import Task
from fangxian.tasks.rules import CALL, VERIFY_STAY

pytestmark = pytest.mark.django_db


def state(one, at):
    one.refresh_from_db()
    found = rules.state_at(one, at)
    assert queries.in_state(ControlledEntry.objects.all(), found, at=at).get() == one
    return found


def test_a_destination_is_asked_once_and_has_its_task(city):
    phones(city)
    one = entry(city)
    assert ControlledEntry.objects.count() == 1 and Task.objects.get(kind=VERIFY_STAY).area_code == GRID
    assert (one.owner_area_code, one.answer_due_at - one.asked_at) == (GRID, timedelta(minutes=10))
    assert one.overdue_at - one.eta_at == timedelta(minutes=30)
    assert state(one, city.at) == rules.RECEIVER_ASKED
    told = Message.objects.get(kind="tasks.entry_asked")
    assert one.number in told.text_zh and "试验" not in told.text_zh


def test_one_tap_accepts_and_an_arrival_ends_it(city):
    one = entry(city)
    at = city.at + timedelta(minutes=4)
    services.accept_entry(entry=one, by=receiver(city), at=at)
    assert state(one, at) == rules.IN_TRANSIT
    there = city.at + timedelta(minutes=55)
    services.arrive(entry=one, by=receiver(city), at=there)
    assert state(one, there) == rules.ARRIVED
    assert state(one, there + timedelta(hours=24)) == rules.CLOSED


def test_silence_counts_as_acceptance_and_is_told_upwards_once(city):
    phones(city)
    one = entry(city)
    at = one.answer_due_at + timedelta(seconds=1)
    assert services.watch_entries(at) == 1 and services.watch_entries(at) == 0
    assert state(one, at) == rules.NO_ANSWER and rules.is_accepted(one, at)
    assert one.alarmed_count == 1
    told = Message.objects.get(kind="tasks.entry_unanswered")
    assert told.to == city.posts["post_worker"].user.phone
    assert AuditEvent.objects.filter(action="tasks.entry_unanswered").count() == 1


def test_a_level_above_may_accept_for_a_silent_one(city):
    one = entry(city)
    at = one.answer_due_at + timedelta(minutes=1)
    services.accept_entry(entry=one, by=receiver(city, "post_worker"), at=at)
    one.refresh_from_db()
    assert (one.accepted_how, state(one, at)) == ("superior", rules.IN_TRANSIT)


def test_somebody_overdue_is_called_once_and_nothing_else_follows(city):
    one = entry(city)
    services.accept_entry(entry=one, by=receiver(city), at=city.at)
    at = one.overdue_at + timedelta(minutes=1)
    assert services.watch_entries(at) == 1 and services.watch_entries(at) == 0
    call = Task.objects.get(kind=CALL)
    assert (call.person_id, call.area_code, state(one, at)) == (one.person_id, GRID, rules.OVERDUE)
    assert one.call_task_id == call.id


def test_whoever_says_when_she_comes_starts_the_clock_anew(city):
    one = entry(city)
    services.accept_entry(entry=one, by=receiver(city), at=city.at)
    late = one.overdue_at + timedelta(minutes=1)
    services.watch_entries(late)
    services.expect_later(entry=one, eta_at=late + timedelta(hours=1), by=receiver(city), at=late)
    assert state(one, late) == rules.IN_TRANSIT
    assert services.watch_entries(late + timedelta(minutes=91)) == 1


def test_an_entry_that_nobody_ever_ends_ends_by_itself(city):
    one = entry(city)
    assert state(one, one.eta_at + timedelta(hours=72)) == rules.CLOSED


def test_a_vacant_grid_is_answered_for_by_the_level_above(city):
    one = entry(city, area_code=VACANT_GRID)
    assert one.owner_area_code == "330502001"
    services.accept_entry(entry=one, by=receiver(city, "post_worker"), at=city.at)
    one.refresh_from_db()
    assert one.accepted_how == "page"


def test_a_destination_in_another_city_is_asked_by_the_desk(city):
    one = entry(city, area_code="330106", in_programme=False)
    assert (one.is_outside, one.owner_area_code) == (True, "3305")
    services.accept_entry(entry=one, by=command(city), at=city.at)
    assert Task.objects.filter(kind="hand_over_out").exists()


def test_a_question_and_its_answer_stop_no_clock(city):
    one = entry(city)
    services.ask_post(entry=one, words="几个人？", by=receiver(city), at=city.at)
    services.answer_question(entry=one, words="一人", by=city.actor("checkpoint", one_purpose()), at=city.at)
    assert [note.kind for note in queries.notes_of(one)] == [rules.QUESTION, rules.ANSWER]
    assert state(one, one.answer_due_at + timedelta(seconds=1)) == rules.NO_ANSWER


def one_purpose():
    from fangxian.core.actors.rules import Purpose

    return Purpose.CHECK_AT_POST


def test_arrivals_that_nobody_accepted_are_listed_the_longest_asked_first(city):
    one = entry(city)
    by = command(city)
    assert list(queries.accepted_by_nobody(by, at=city.at)) == [one]
    assert list(queries.accepted_by_nobody(receiver(city, "next"), at=city.at)) == []
    services.accept_entry(entry=one, by=receiver(city), at=city.at)
    assert list(queries.accepted_by_nobody(by, at=city.at)) == []
    assert queries.counts_by_state(queries.entries_of(by), at=city.at)[rules.IN_TRANSIT] == 1


@pytest.mark.parametrize("name", ["grid2", "next", "commander"])
def test_only_the_destination_speaks_for_itself(city, name):
    one = entry(city)
    for act in (services.accept_entry, services.arrive):
        with pytest.raises(Refused):
            act(entry=one, by=receiver(city, name), at=city.at)
    assert queries.entry_of(receiver(city, "next"), one.id) is None
    assert one.owner_area_code != NEXT_COUNTY_GRID
