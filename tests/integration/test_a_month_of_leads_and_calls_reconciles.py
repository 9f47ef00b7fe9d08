"""A simulated stretch of leads and calls adds up, and every missed clock is listed with what the record says of why."""

import csv
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import translation

from fangxian.cli.demo.month import FIRST_DAY, moments_of, shape
from fangxian.cli.demo.month_reckoning import Breach, write_breaches
from fangxian.cli.demo.month_story import live_a_month
from fangxian.intake.sources.service_request.rules import lateness as answers
from fangxian.tasks.rules import lateness

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """Two days of little traffic, with every sum checked; gone after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = []
        result = live_a_month(days=2, leads_a_day=12, tips_a_day=15, seed=3, tell=lambda zh, en: told.append(en))
        yield *result, told
        transaction.set_rollback(True)


@pytest.mark.thorough
def test_what_came_is_answered_or_open_and_the_bulletin_says_the_same(lived):
    sums = {balance.label.en: balance for balance in lived[0]}
    assert sums["Calls"].whole > 0 and sums["Leads"].whole > 0 and all(one.holds for one in sums.values())
    assert set(sums["Calls"].parts) == {"answered", "answered again", "not answered"}


@pytest.mark.thorough
def test_every_breach_is_listed_with_its_reason(lived, tmp_path):
    _, breaches, _ = lived
    write_breaches(breaches, tmp_path / "breaches.csv")
    with (tmp_path / "breaches.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(breaches) > 0
    assert all(row["reason_in_words"] not in ("", row["reason"]) for row in rows)


@pytest.mark.parametrize(
    ("language", "of", "kind", "reason", "words"),
    [
        ("en", "task", "verify_lead", "untaken", ("Verify a lead", "Accept", "Nobody has taken it on")),
        ("zh-hans", "task", "verify_lead", "untaken", ("核查线索", "接收", "尚无人接收")),
        ("en", "request", "gathering", "unsorted", ("A gathering", "Answer to the caller", "Nobody has sorted it")),
        ("zh-hans", "request", "gathering", "unsorted", ("聚集性活动", "给来电人的答复", "无人分类")),
    ],
)
def test_a_breach_is_told_in_the_language_of_the_run(language, of, kind, reason, words, tmp_path):
    clock = "accept" if of == "task" else "answer"
    breach = Breach(of, "A1", kind, clock, NOON, None, 60, reason)
    with translation.override(language):
        write_breaches([breach], tmp_path / "breaches.csv")
    with (tmp_path / "breaches.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["kind_in_words"], row["clock_in_words"], row["reason_in_words"]) == words


def test_the_days_keep_the_shape_of_a_real_hotline():
    busy = shape(30)
    assert sum(busy) == pytest.approx(30) and busy[5] == max(busy) and busy[0] > busy[29]


def test_a_day_brings_as_many_as_expected_on_the_average():
    counts = [len(moments_of(FIRST_DAY, 150, Random(seed))) for seed in range(40)]
    assert sum(counts) / 40 == pytest.approx(150, rel=0.05) and len(set(counts)) > 5


def task(**changes):
    """A task that came at noon and is at once accepted, told of and reported, unless something is changed."""
    given = {
        "received_at": NOON, "accept_due_at": NOON + timedelta(minutes=5), "accepted_at": NOON + timedelta(minutes=1),
        "total_first_report_due_at": NOON + timedelta(minutes=10), "first_reported_at": NOON + timedelta(minutes=3),
        "total_finding_due_at": NOON + timedelta(hours=2), "reported_at": NOON + timedelta(hours=1), "closed_at": None,
        "vacant_area_code": "", "hand_over_count": 0, "pause_reason": "",
    }  # fmt: skip
    return SimpleNamespace(**given | changes)


LATE = NOON + timedelta(hours=3)


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({}, []),
        ({"reported_at": LATE}, [("finding", "long")]),
        ({"reported_at": None}, [("finding", "open_work")]),
        ({"reported_at": LATE, "hand_over_count": 1}, [("finding", "handed_over")]),
        ({"reported_at": LATE, "pause_reason": "night"}, [("finding", "paused")]),
        ({"reported_at": LATE, "vacant_area_code": "33050200100501"}, [("finding", "vacant")]),
        ({"accepted_at": LATE, "first_reported_at": LATE, "reported_at": LATE},
         [("accept", "taken_late"), ("first_report", "taken_late"), ("finding", "taken_late")]),
        ({"accepted_at": None, "first_reported_at": None, "reported_at": None},
         [("accept", "untaken"), ("first_report", "untaken"), ("finding", "untaken")]),
        ({"reported_at": None, "closed_at": NOON + timedelta(hours=1)}, []),
        ({"received_at": NOON + timedelta(hours=10), "reported_at": LATE}, [("finding", "night")]),
    ],
)  # fmt: skip
def test_why_a_clock_was_missed_is_read_from_the_record(changes, missed):
    found = lateness.misses_of(task(**changes), zone=ZONE, at=NOON + timedelta(hours=4))
    assert [(miss.clock, miss.reason) for miss in found] == missed


def test_the_minute_of_the_clock_itself_is_not_late():
    due = NOON + timedelta(hours=2)
    assert lateness.misses_of(task(reported_at=due), zone=ZONE, at=LATE) == []
    (miss,) = lateness.misses_of(task(reported_at=due + timedelta(seconds=1)), zone=ZONE, at=LATE)
    assert miss.late_seconds == 1


def request(**changes):
    """A request that was sorted and sent at noon and is answered late, unless something is changed."""
    given = {"classified_at": NOON, "dispatched_at": NOON, "answered_at": LATE}
    return SimpleNamespace(**given | changes)


@pytest.mark.parametrize(
    ("changes", "reported_at", "reason"),
    [
        ({"classified_at": None, "dispatched_at": None, "answered_at": None}, None, "unsorted"),
        ({}, None, "field_late"),
        ({}, LATE, "field_late"),
        ({}, NOON, "desk_late"),
        ({"dispatched_at": None}, None, "desk_late"),
        ({"dispatched_at": None, "classified_at": LATE}, None, "sorted_late"),
    ],
)
def test_why_a_caller_had_no_answer_in_time_is_read_from_the_record(changes, reported_at, reason):
    due_at = NOON + timedelta(hours=1)
    assert answers.why_late(request(**changes), due_at=due_at, reported_at=reported_at) == reason
