"""A need told at a door waits for nobody to ask again: nothing said is lost, and it is kept until it is helped."""

from datetime import timedelta

import pytest
from tests.sweeps import door, land, sent_round, visit
from tests.work import worker

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.engine.rules.packs import read_pack
from fangxian.erasure import services as erasure
from fangxian.intake.sources.sweep.models import Visit
from fangxian.intake.sources.sweep.rules import words
from fangxian.reactions.table import REACTIONS
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task, TaskFact

pytestmark = pytest.mark.django_db
CONTACT = {"name": "试验一", "phone": "13800000001"}


def told(city, round_, *, hours: int = 0, **what):
    at = city.at + timedelta(hours=hours)
    land(city, visit(door(round_), at=at, contact=CONTACT, **what), at=at + timedelta(minutes=30))


def helped(city):
    by = system(city.programme.id, Purpose.KEEP_TIME)
    for event in AuditEvent.objects.filter(action="intake.facts_recorded").order_by("id"):
        tasks.help_households(event, by=by, at=city.at)


def done(city, task, *, hours: int = 2):
    at = city.at + timedelta(hours=hours)
    tasks.accept_task(task=task, by=worker(city), at=at)
    tasks.report_task(task=task, outcome="helped", by=worker(city), at=at)


def test_a_told_need_wakes_the_help():
    assert tasks.help_households in REACTIONS["intake.facts_recorded"]


def test_what_is_needed_besides_is_written_to_the_open_task_once(city):
    round_ = sent_round(city)
    told(city, round_, needs=["supplies"])
    helped(city)
    told(city, round_, hours=1, needs=["dialysis"])
    for _ in range(2):
        helped(city)
    lines = Task.objects.get(kind="help_need").note.splitlines()
    assert len(lines) == 2 and "缺生活物资" in lines[0] and "Dialysis" in lines[1]
    assert AuditEvent.objects.filter(action="tasks.need_added").count() == 1


def test_help_that_was_given_is_not_opened_again_by_the_same_words(city):
    round_ = sent_round(city)
    told(city, round_, needs=["medicine"])
    told(city, round_, hours=1, needs=["supplies"])
    helped(city)
    done(city, Task.objects.get())
    helped(city)
    assert Task.objects.count() == 1 and Task.objects.get().conclusion == "done"
    told(city, round_, hours=3, needs=["medicine"])
    helped(city)
    assert Task.objects.filter(closed_at=None).count() == 1


def without_contact(city, round_, number="101", *, hours=0, **what):
    at = city.at + timedelta(hours=hours)
    land(city, visit(door(round_, number), at=at, **what), at=at + timedelta(minutes=30))


def test_a_household_without_a_contact_keeps_its_one_task_and_is_known_by_its_door(city):
    round_ = sent_round(city)
    for hours in (0, 1):
        without_contact(city, round_, hours=hours, needs=["supplies"])
        helped(city)
    without_contact(city, round_, "102", hours=2, needs=["supplies"])
    helped(city)
    assert sorted(task.note.count("缺生活物资") for task in Task.objects.all()) == [1, 1]
    assert TaskFact.objects.count() == 1
    done(city, Task.objects.get(fact_id__in=TaskFact.objects.values("task__fact_id")), hours=3)
    without_contact(city, round_, hours=4, needs=["supplies"])
    helped(city)
    assert Task.objects.count() == 3 and Task.objects.filter(closed_at=None).count() == 2


def test_two_visits_of_one_batch_to_a_household_without_a_contact_open_one_task(city):
    round_ = sent_round(city)
    without_contact(city, round_, needs=["medicine"])
    without_contact(city, round_, hours=1, needs=["supplies"])
    helped(city)
    assert Task.objects.get().note.count("\n") == 1


def test_which_needs_are_urgent_stands_in_the_edition(city):
    serious = read_pack("cn.sweep.2020-02").rule("needs-urgent").params["serious"]
    assert set(serious) < set(words.NEEDS)
    round_ = sent_round(city)
    for number, need in zip(("101", "102", "201"), ("dialysis", "medicine", "supplies"), strict=True):
        without_contact(city, round_, number, needs=[need])
    helped(city)
    found = {task.note.split(" · ")[-1]: task.severity for task in Task.objects.all()}
    assert {word: severity == "serious" for word, severity in found.items()} == {
        words.NEEDS[need].en: need in serious for need in ("dialysis", "medicine", "supplies")
    }


def test_an_urgent_need_told_later_hurries_the_task_that_is_open(city):
    round_ = sent_round(city)
    told(city, round_, needs=["supplies"])
    helped(city)
    before = Task.objects.get()
    told(city, round_, hours=1, needs=["dialysis"])
    helped(city)
    after = Task.objects.get()
    assert (before.severity, after.severity) == ("normal", "serious")
    assert after.finding_due_at < before.finding_due_at


def test_nobody_who_needs_nothing_is_given_a_task(city):
    told(city, sent_round(city), household_size=3)
    helped(city)
    assert not Task.objects.exists()


@pytest.mark.invariant("INV-24")
def test_visits_are_forgotten_after_thirty_days_unless_what_they_told_is_open(city):
    round_ = sent_round(city)
    told(city, round_, needs=["medicine"])
    told(city, round_, hours=1, needs=["supplies"])
    land(city, visit(door(round_, "102"), at=city.at))
    helped(city)
    erasure.forget(at=city.at + timedelta(days=32))
    assert sorted(Visit.objects.values_list("needs", flat=True)) == [["medicine"], ["supplies"]]
    done(city, Task.objects.get())
    erasure.forget(at=city.at + timedelta(days=33))
    assert not Visit.objects.exists()
