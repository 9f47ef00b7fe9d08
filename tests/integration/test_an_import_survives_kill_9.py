"""kill -9 of the worker in the middle of a dry run or of a commit, and a restart, end with the same totals."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.db import connection
from tests.city import found_city
from tests.lists import as_csv, dry_run, receive, row

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.intake.models import Fact, FactReceipt
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.intake.sources.pushed_list.models import Import

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4000
ENDS = {"accepted": PEOPLE, "duplicate": 2, "quarantined": 1, "rejected": 1}
COMMAND = [sys.executable, "-c", "from fangxian.cli.main import main; main()", "worker"]


@pytest.fixture
def big_list():
    rows = [row(n) for n in range(PEOPLE)]
    rows += [row(5), row(6), row(PEOPLE, 旅居地="鼓楼区"), row(PEOPLE + 1, 离开日期="上周")]
    return as_csv(rows)


@pytest.fixture
def committed_city():
    return found_city()


@contextmanager
def worker():
    """The worker as it runs in an installation; ended at the end if the test has not killed it."""
    process = subprocess.Popen(COMMAND, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait(10)


def wait_until(happens, seconds=120):
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def by(city):
    return city.actor("duty", Purpose.RECEIVE_FACTS)


def confirmed(city, source_list):
    services.submit_list(source_list=source_list, by=by(city), at=city.at)
    second = city.actor("duty2", Purpose.RECEIVE_FACTS)
    return services.confirm_list(source_list=source_list, ticked=(), by=second, at=city.at)


def resume_at_once(settings_city):
    """What the worker's periodic turn does, without waiting for the turn."""
    from datetime import timedelta

    services.resume_lists(at=settings_city.at + timedelta(hours=1))


@pytest.mark.thorough
@pytest.mark.invariant("INV-20")
def test_a_commit_that_is_killed_and_taken_up_again_records_every_row_once(committed_city, big_list, settings):
    settings.INTAKE_IDENTICAL_STAYS_ALARM = PEOPLE
    city = committed_city
    source_list = confirmed(city, dry_run(city, big_list))
    services.start_commit(source_list=source_list, by=by(city), at=city.at)
    with worker() as killed:
        wait_until(lambda: source_list.chunks.filter(done_at__isnull=False).count() >= 2)
        kill(killed)
    done = source_list.chunks.filter(done_at__isnull=False).count()
    assert 2 <= done < source_list.chunks.count(), "it was over before it was killed: this run shows nothing"
    assert Fact.objects.count() == done * 500 == FactReceipt.objects.count()
    resume_at_once(city)
    with worker():
        wait_until(lambda: Import.objects.get(id=source_list.id).state == "committed")
    assert queries.counts_of(source_list) == ENDS
    assert Fact.objects.count() == PEOPLE == Person.objects.count()
    recorded = AuditEvent.objects.filter(action="intake.facts_recorded")
    assert sum(event.count for event in recorded) == PEOPLE and recorded.count() == PEOPLE // 500


@pytest.mark.thorough
def test_a_dry_run_that_is_killed_begins_anew_and_finds_the_same(committed_city, big_list, settings):
    settings.INTAKE_IDENTICAL_STAYS_ALARM = PEOPLE
    city = committed_city
    source_list = receive(city, big_list)
    services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by(city), at=city.at)
    with worker() as killed:
        wait_until(lambda: Import.objects.get(id=source_list.id).read_count > 0)
        kill(killed)
    assert Import.objects.get(id=source_list.id).state == "reading"
    resume_at_once(city)
    with worker():
        wait_until(lambda: Import.objects.get(id=source_list.id).state == "read")
    assert queries.counts_of(source_list) == ENDS
    assert queries.rows_of(source_list).count() == PEOPLE + 4


@pytest.mark.thorough
def test_two_workers_beside_each_other_record_every_row_once(committed_city, big_list, settings):
    settings.INTAKE_IDENTICAL_STAYS_ALARM = PEOPLE
    city = committed_city
    source_list = confirmed(city, dry_run(city, big_list))
    services.start_commit(source_list=source_list, by=by(city), at=city.at)
    with worker(), worker():
        wait_until(lambda: Import.objects.get(id=source_list.id).state == "committed")
    assert Fact.objects.count() == PEOPLE and queries.counts_of(source_list) == ENDS


def test_a_list_on_which_somebody_works_is_not_taken_up_again(committed_city, big_list, settings):
    city = committed_city
    source_list = receive(city, big_list)
    services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by(city), at=city.at)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with services.alone_with(source_list.id) as alone, other_connection() as elsewhere:
        assert (
            alone
            and not elsewhere.execute(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 1))", [f"import:{source_list.id}"]
            ).fetchone()[0]
        )
    resume_at_once(city)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        assert cursor.fetchone() == (1,)


@contextmanager
def other_connection():
    from tests.databases import connected_as

    with connected_as("postgres") as elsewhere:
        yield elsewhere
