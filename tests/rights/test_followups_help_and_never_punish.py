"""Attacks on the follow-up: as a reason to restrict, as a thing to read from afar, as a question of origin (F07)."""

import dataclasses
import inspect
from datetime import timedelta

import pytest

from fangxian.core.actors.rules import POWERS, Purpose, Role
from fangxian.core.problems.rules import Refused
from fangxian.followup import queries, rules
from fangxian.followup.forms import ReadingForm
from fangxian.followup.models import Reading, VisitReport
from fangxian.followup.services import Answer, open_unreached_visits, record_reading
from fangxian.measures.models import Measure
from fangxian.tasks.models import Task
from tests.followups import a_followup, an_isolation, herself, tells, worker
from tests.work import later

pytestmark = pytest.mark.django_db


@pytest.mark.invariant("INV-02")
def test_readings_missed_for_a_week_change_no_measure_and_open_nothing_but_visits(city):
    file = an_isolation(city)
    before = list(Measure.objects.values())
    for day in range(7):
        at = later(city, days=day)
        record_reading(file=file, answer=Answer(outcome="not_reached"), client_id=city.posts["grid"].id,
                       by=worker(city), at=city.at)  # fmt: skip
        open_unreached_visits(at=at + timedelta(hours=3))
    assert list(Measure.objects.values()) == before
    assert set(Task.objects.values_list("kind", flat=True)) <= {"visit", "serve_notice"}


def test_not_wanting_to_say_is_an_answer_after_which_nobody_comes(city):
    file = a_followup(city)
    record_reading(file=file, answer=Answer(outcome="declined"), client_id=file.id, by=worker(city), at=city.at)
    assert open_unreached_visits(at=later(city, hours=9)) == 0
    due = queries.due_of(city.programme, at=later(city, hours=9))
    assert queries.next_due(worker(city), due=due, at=later(city, hours=9)) is None


@pytest.mark.invariant("INV-04")
def test_a_follow_up_is_over_on_its_day_although_the_last_visit_is_missing(city):
    file = a_followup(city, days=1)
    assert queries.shown_of(file, at=later(city, days=1)).state == "completed"
    assert open_unreached_visits(at=later(city, days=1, hours=3)) == 0


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize("name", ["next", "checkpoint", "commander", "approver", "auditor", "supervisor"])
def test_a_reading_is_written_and_read_by_her_care_team_and_area_alone(city, name):
    file = a_followup(city)
    with pytest.raises(Refused):
        tells(city, file, by=name)
    assert Reading.objects.count() == 0
    if name == "next":
        assert queries.followup_of(worker(city, name), file.id) is None
    else:
        assert not city.actor(name, Purpose.FOLLOW_UP).can(rules.POWER)


@pytest.mark.invariant("INV-05")
def test_the_police_and_whoever_keeps_a_gate_have_no_power_to_read_a_follow_up():
    assert not any(rules.POWER in POWERS[role] for role in (Role.POLICE_LIAISON, Role.CHECKPOINT_OFFICER))


def test_another_resident_cannot_answer_in_her_place(city):
    hers, other = a_followup(city), a_followup(city, 2)
    with pytest.raises(Refused) as refused:
        record_reading(file=hers, answer=Answer(symptoms=("cough",)), client_id=hers.id, by=herself(city, other),
                       at=city.at)  # fmt: skip
    assert refused.value.problem.code == "followup.not_hers"


@pytest.mark.invariant("INV-08")
def test_she_reads_what_was_written_of_her_and_who_wrote_it(city):
    file = a_followup(city)
    tells(city, file, "36.9", note="想要口罩")
    (reading,) = queries.readings_of_person(file.person_id, programme_id=city.programme.id)
    assert (str(reading.celsius), reading.note, reading.post.user.full_name) == ("36.9", "想要口罩", "Synthetic grid")


def test_nobody_is_asked_where_she_comes_from():
    asked = {*ReadingForm.base_fields, *(f.name for f in dataclasses.fields(Answer))}
    asked |= {f.name for model in (Reading, VisitReport) for f in model._meta.get_fields()}
    assert not {"origin", "hometown", "household_registration", "ethnicity", "religion", "nationality"} & asked
    assert "origin" not in inspect.getsource(rules.readings)
