"""Readings and visits that were written down with no network: each once, the newest of two stands (F07, INV-23)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.followups import a_followup, an_isolation, worker
from tests.work import later

from fangxian.core.audit.models import AuditEvent
from fangxian.engine.merging import MergeWord
from fangxian.engine.pulling import NoSuchPlace
from fangxian.followup.models import Reading, VisitReport
from fangxian.followup.queries import rows_for_visits
from fangxian.followup.services import land_readings, land_visits
from fangxian.measures.services import open_todays_visits
from fangxian.tasks.models import Task

IN_TIME = timedelta()


def a_reading(followup, moment, **changed):
    return {
        "kind": "reading", "client_id": str(uuid4()), "file": str(followup.id), "at": moment.isoformat(),
        "celsius": 36.6, "method": "ear", "channel": "visit",
    } | changed  # fmt: skip


def a_visit(city):
    an_isolation(city)
    open_todays_visits(at=city.at)
    return Task.objects.get(kind="visit")


def done(task, at, **changed):
    sent = {"kind": "visit_done", "client_id": str(uuid4()), "visit": str(task.id), "at": at.isoformat()}
    return sent | {"outcome": "visited", "needs": ["food"]} | changed


def land(city, *records, room=land_readings, by="grid", at=None, ahead_by=IN_TIME):
    landed = room(records, programme=city.programme, ahead_by=ahead_by, by=worker(city, by), at=at or city.at)
    return [one.word for one in landed]


def test_a_batch_that_is_sent_twice_is_recorded_once(city):
    records = [a_reading(a_followup(city, n), city.at) for n in (1, 2)]
    assert land(city, *records) == [MergeWord.NEW] * 2
    assert land(city, *records, by="post_worker") == [MergeWord.IDENTICAL] * 2
    assert Reading.objects.count() == 2
    event = AuditEvent.objects.get(action="followup.offline_readings_landed")
    assert event.count == 2 and event.digest


def test_the_same_id_with_another_content_is_another_record(city):
    first = a_reading(a_followup(city), city.at)
    assert land(city, first, first | {"celsius": 36.9}) == [MergeWord.NEW, MergeWord.DISCARDED]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"celsius": 50}, "celsius"),
        ({"celsius": "warm"}, "celsius"),
        ({"celsius": None}, "celsius"),
        ({"file": str(uuid4())}, "file"),
        ({"at": "2020-03-10T09:00"}, "at"),
        ({"symptoms": ["hubei"]}, "symptoms"),
        ({"outcome": "not_reached"}, "outcome"),
    ],
)
def test_a_bad_reading_is_named_and_the_others_land(city, changed, field):
    good, bad = a_reading(a_followup(city), city.at), a_reading(a_followup(city, 2), city.at, **changed)
    landed = land_readings([bad, good], programme=city.programme, ahead_by=IN_TIME, by=worker(city), at=city.at)
    assert [one.word for one in landed] == [MergeWord.INVALID, MergeWord.NEW]
    assert landed[0].finding.field == field and landed[0].finding.reason.zh


def test_a_late_reading_of_a_wrong_clock_counts_for_when_it_was_taken(city):
    file, year = a_followup(city), timedelta(days=365)
    landed = land_readings(
        [a_reading(file, city.at + year - timedelta(hours=1))], programme=city.programme, ahead_by=year,
        by=worker(city), at=city.at,
    )  # fmt: skip
    assert landed[0].marks == ("late", "clock")
    assert Reading.objects.get().taken_at == city.at - timedelta(hours=1)


def test_a_clock_set_right_since_loses_no_reading_and_holds_up_no_later_visit(city):
    file, ahead = a_followup(city), city.at + timedelta(days=365)
    landed = land_readings(
        [a_reading(file, ahead)], programme=city.programme, ahead_by=IN_TIME, by=worker(city), at=city.at
    )  # fmt: skip
    assert landed[0].word == MergeWord.NEW and landed[0].marks == ("clock",)
    reading = Reading.objects.get()
    assert reading.taken_at == city.at and reading.device_at == ahead
    task = a_visit(city)
    assert land(city, done(task, ahead), room=land_visits) == [MergeWord.NEW]
    second = done(task, later(city, minutes=9), outcome="absent", needs=[])
    assert land(city, second, room=land_visits, at=later(city, minutes=20)) == [MergeWord.UPDATED]


def test_nobody_writes_down_readings_of_another_county(city):
    file = a_followup(city)
    assert land(city, a_reading(file, city.at), by="next") == [MergeWord.INVALID]


def test_the_later_of_two_reports_of_one_visit_stands(city):
    task, at = a_visit(city), later(city, minutes=20)
    assert land(city, done(task, city.at), room=land_visits, at=at) == [MergeWord.NEW]
    second = done(task, later(city, minutes=9), outcome="absent", needs=[])
    assert land(city, second, room=land_visits, by="post_worker", at=at) == [MergeWord.UPDATED]
    assert land(city, second, room=land_visits, at=at) == [MergeWord.IDENTICAL]
    assert land(city, done(task, later(city, minutes=5)), room=land_visits, at=at) == [MergeWord.OLD]
    report = VisitReport.objects.get()
    assert (report.outcome, report.edit_count) == ("absent", 2)


def test_the_first_report_closes_the_visit(city):
    task = a_visit(city)
    land(city, done(task, city.at), room=land_visits)
    task.refresh_from_db()
    assert (task.outcome, task.accepted_post_id) == ("visited", city.posts["grid"].id)


def test_a_visit_that_was_reported_meanwhile_is_taken_in_and_marked(city):
    task = a_visit(city)
    Task.objects.update(closed_at=city.at, conclusion="no_action", due_at=None)
    landed = land_visits([done(task, city.at)], programme=city.programme, ahead_by=IN_TIME, by=worker(city), at=city.at)
    assert landed[0].word == MergeWord.NEW and "task_closed" in landed[0].marks


def test_a_visit_of_another_county_is_unknown(city):
    assert land(city, done(a_visit(city), city.at), room=land_visits, by="next") == [MergeWord.INVALID]


def test_a_phone_is_handed_the_open_visits_of_its_area_and_no_reason(city):
    task = a_visit(city)
    page = rows_for_visits(by=worker(city), after="", limit=200, at=city.at)
    assert [row["id"] for row in page.rows] == [str(task.id), "cn.temperature"]
    assert page.people_count == 1 and page.next is None
    assert not {"basis", "rule", "case", "measure", "contact", "verdict"} & set(page.rows[0])
    elsewhere = rows_for_visits(by=worker(city, "next"), after="", limit=200, at=city.at)
    assert [row["kind"] for row in elsewhere.rows] == ["rule"] and elsewhere.people_count == 0
    with pytest.raises(NoSuchPlace):
        rows_for_visits(by=worker(city), after="nowhere", limit=200, at=city.at)
