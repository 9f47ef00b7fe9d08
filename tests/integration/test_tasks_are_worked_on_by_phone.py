"""Steps on tasks that a phone wrote down with no signal: each once, by the phone's moment, none lost (F05, INV-23)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.city import GRID, NEXT_COUNTY_GRID, OTHER_GRID
from tests.work import arrival, later, one_task, worker

from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.engine.merging import MergeWord
from fangxian.tasks import rules, services
from fangxian.tasks.models import Task, TaskEvent

NEW, IDENTICAL, OLD, INVALID, DISCARDED = (
    MergeWord.NEW, MergeWord.IDENTICAL, MergeWord.OLD, MergeWord.INVALID, MergeWord.DISCARDED,
)  # fmt: skip
IN_TIME = timedelta()


def step(city, task, name, minutes, by="grid", **said):
    """A step as a phone sends it, taken so many minutes after the task came."""
    return {
        "kind": "task_step", "client_id": str(uuid4()), "task": str(task.id), "step": name, "held": 0,
        "device_at": later(city, minutes=minutes).isoformat(), "recorded_by": str(city.posts[by].id), "note": "",
    } | said  # fmt: skip


def land(city, *records, by="grid", minutes=31, ahead_by=IN_TIME):
    return services.land_steps(
        records, programme=city.programme, ahead_by=ahead_by, by=worker(city, by), at=later(city, minutes=minutes)
    )


def words(landed):
    return [one.word for one in landed]


def done(city, task, outcome="confirmed", **said):
    """Accepted at 4 minutes, reached at 6, found out at 20."""
    return (
        step(city, task, "accepted", 4), step(city, task, "first_report", 6, word="reached"),
        step(city, task, "reported", 20, outcome=outcome, **said),
    )  # fmt: skip


def test_what_was_done_in_time_with_no_signal_is_in_time_whenever_it_is_sent(city):
    task = one_task(city)
    landed = land(city, *done(city, task))
    assert words(landed) == [NEW] * 3 and {one.marks for one in landed} == {("late",)}
    task.refresh_from_db()
    assert rules.kept(task) == {"accept": True, "first_report": True, "finding": True}
    assert (task.accepted_at, task.reported_at) == (later(city, minutes=4), later(city, minutes=20))
    assert task.accepted_post_id == city.posts["grid"].id and task.conclusion == "follow_up_opened"
    event = TaskEvent.objects.get(action="reported")
    assert (event.at, event.device_at) == (later(city, minutes=31), later(city, minutes=20))


def test_a_batch_that_is_sent_twice_or_in_disorder_counts_once(city):
    records = done(city, one_task(city))
    assert words(land(city, *reversed(records))) == [NEW] * 3
    assert words(land(city, *records, minutes=40)) == [IDENTICAL] * 3
    changed = records[2] | {"outcome": "not_found"}
    assert words(land(city, changed, minutes=41)) == [DISCARDED]
    assert TaskEvent.objects.filter(client_id__isnull=False).count() == 3
    assert AuditEvent.objects.get(action="tasks.offline_steps_landed").count == 3


def test_of_two_who_took_it_the_second_is_told_and_what_she_found_stands_in_the_history(city):
    task = one_task(city)
    services.accept_task(task=task, by=worker(city, "post_worker"), at=later(city, minutes=9))
    landed = land(city, *done(city, task, note="本人在家"))
    assert words(landed) == [OLD] * 3
    assert [one.marks[-1] for one in landed] == ["task_taken"] * 3
    task.refresh_from_db()
    assert task.accepted_post_id == city.posts["post_worker"].id and task.reported_at is None
    kept = TaskEvent.objects.get(action="not_used", detail__step="reported")
    assert kept.note == "本人在家" and kept.detail["outcome"] == "confirmed"
    assert words(land(city, *done(city, task)[:1], minutes=32)) == [OLD]


def test_what_was_reported_handed_on_or_given_meanwhile_is_said_so(city):
    task = services.accept_task(task=one_task(city), by=worker(city), at=later(city, minutes=1))
    services.report_task(task=task, outcome="confirmed", by=worker(city), at=later(city, minutes=5))
    (told,) = land(city, step(city, task, "reported", 3, outcome="not_found"))
    assert (told.word, told.marks) == (OLD, ("late", "task_closed"))
    assert Task.objects.get().outcome == "confirmed"


def test_a_task_that_went_to_another_county_is_not_unknown_and_nothing_is_lost(city):
    task = one_task(city)
    services.hand_over_task(task=task, to_area_code=NEXT_COUNTY_GRID, by=worker(city), at=later(city, minutes=2))
    landed = land(city, *done(city, task, note="已搬走"))
    assert {one.marks[-1] for one in landed} == {"task_moved"} and words(landed) == [OLD] * 3
    assert Task.objects.get().accepted_at is None
    assert TaskEvent.objects.filter(action="not_used").count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tasks_taskevent WHERE note LIKE %s", ["%搬走%"])
        assert cursor.fetchone() == (0,)


def test_a_finding_under_a_stopped_clock_counts_and_says_so(city):
    task = services.accept_task(task=one_task(city), by=worker(city), at=later(city, minutes=1))
    services.pause_task(task=task, reason="in_hospital", by=worker(city), at=later(city, minutes=10))
    (told,) = land(city, step(city, task, "reported", 8, outcome="confirmed"))
    assert (told.word, told.marks) == (NEW, ("late", "task_paused"))
    task.refresh_from_db()
    assert task.paused_at is None and task.reported_at == later(city, minutes=10)


def test_a_hand_over_starts_the_receivers_clocks_when_it_arrives_and_the_total_runs_on(city):
    task = one_task(city)
    landed = land(city, step(city, task, "accepted", 2), step(city, task, "reported", 8, outcome="wrong_area"),
                  step(city, task, "handed_over", 9, to_area=NEXT_COUNTY_GRID))  # fmt: skip
    assert words(landed) == [NEW] * 3
    total = task.total_finding_due_at
    task.refresh_from_db()
    assert (task.area_code, task.hand_over_count, task.total_finding_due_at) == (NEXT_COUNTY_GRID, 1, total)
    assert task.counted_from_at == task.came_at == later(city, minutes=31)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"step": "closed"}, "step"),
        ({"step": "reported", "outcome": "served"}, "outcome"),
        ({"step": "reported", "outcome": "TURN_BACK"}, "outcome"),
        ({"step": "first_report", "word": "somehow"}, "word"),
        ({"step": "handed_over", "to_area": "420106"}, "to_area"),
        ({"step": "handed_over", "to_area": ""}, "to_area"),
        ({"step": "handed_over", "to_area": GRID}, "to_area"),
        ({"held": -1}, "held"),
        ({"device_at": "2020-03-10T09:04"}, "device_at"),
        ({"note": "x" * 501}, "note"),
        ({"task": "no id"}, "task"),
    ],
)
def test_a_step_that_cannot_be_is_named_and_the_others_land(city, changed, field):
    task = one_task(city)
    accepted = step(city, task, "accepted", 1)
    bad, good = step(city, task, "accepted", 2) | changed, step(city, task, "first_report", 3, word="on_the_way")
    landed = land(city, accepted, bad, good)
    assert words(landed) == [NEW, INVALID, NEW]
    assert landed[1].finding.field == field and landed[1].finding.reason.zh


def test_what_another_room_refuses_costs_the_batch_nothing(city):
    task = one_task(city)
    Task.objects.filter(id=task.id).update(kind=rules.REACH_CONTACT)
    landed = land(city, step(city, task, "accepted", 1), step(city, task, "reported", 2, outcome="told"))
    assert words(landed) == [NEW, INVALID] and "second reviewer" in landed[1].finding.reason.en
    task.refresh_from_db()
    assert task.accepted_at and task.reported_at is None


def test_a_worker_of_the_next_county_cannot_tell_that_the_task_is_there(city):
    task = one_task(city)
    real, invented = step(city, task, "accepted", 1, by="next"), step(city, task, "accepted", 1, by="next")
    invented["task"] = str(uuid4())
    landed = land(city, real, invented, by="next")
    assert words(landed) == [INVALID] * 2 and landed[0].finding.code == landed[1].finding.code == "unknown_task"
    assert land(city, step(city, task, "accepted", 1, by="grid2"), by="grid2")[0].word == INVALID
    with pytest.raises(Refused, match="power"):
        land(city, step(city, task, "accepted", 1, by="epi"), by="epi")
    assert Task.objects.get().accepted_at is None


def test_accepted_on_a_page_and_on_the_phone_is_accepted_once(city):
    task = services.accept_task(task=one_task(city), by=worker(city), at=later(city, minutes=3))
    assert words(land(city, step(city, task, "accepted", 2))) == [IDENTICAL]
    assert Task.objects.get().accepted_at == later(city, minutes=3)


def test_five_hundred_steps_are_one_batch(city):
    from tests.work import list_in_effect, react, record

    list_in_effect(city)
    record(city, *(arrival(number) for number in range(250)))
    react(city)
    steps = [one for task in Task.objects.all() for one in (
        step(city, task, "accepted", 2), step(city, task, "reported", 9, outcome="not_found"))]  # fmt: skip
    assert set(words(land(city, *steps))) == {NEW}
    assert Task.objects.filter(outcome="not_found", reported_at=later(city, minutes=9)).count() == 250
    assert {OTHER_GRID, GRID} >= set(Task.objects.values_list("area_code", flat=True))
