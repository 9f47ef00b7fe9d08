"""When the worker or the sealer falls behind, whoever looks is told in words."""

from datetime import timedelta

import pytest
from tests.city import AT

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.audit.models import AuditEvent
from fangxian.reactions import jobs, queries, rules, services
from fangxian.reactions.models import Claim, Heartbeat


def codes(at=AT):
    return [problem.code for problem in queries.what_is_behind(at=at)]


def beat(name="seal", seconds=2, at=AT, error=None):
    services.beat(name, at=at, every_seconds=seconds, took_ms=5, error=error)


@pytest.mark.django_db
def test_a_house_without_a_worker_says_so():
    assert codes() == ["reactions.no_worker"]


@pytest.mark.django_db
def test_a_job_that_ran_in_time_is_not_late():
    beat()
    assert codes(AT + timedelta(seconds=30)) == []


@pytest.mark.django_db
def test_a_job_that_missed_its_turns_is_late():
    beat()
    assert codes(AT + timedelta(seconds=31)) == ["reactions.job_late"]


@pytest.mark.django_db
def test_a_job_that_only_fails_is_late_as_if_it_did_not_run():
    beat()
    beat(at=AT + timedelta(minutes=5), error=ValueError("name of somebody"))
    assert codes(AT + timedelta(minutes=5)) == ["reactions.job_late"]
    row = Heartbeat.objects.get()
    assert (row.error, row.beat_at) == ("ValueError", AT)


@pytest.mark.django_db
def test_a_job_that_was_announced_and_never_ran_is_missed():
    services.expect_jobs({"seal": 2, "react": 2}, at=AT)
    beat("seal", at=AT + timedelta(minutes=1))
    assert codes(AT + timedelta(minutes=1)) == ["reactions.job_never_ran"]


@pytest.mark.django_db
def test_a_job_that_is_no_longer_run_is_not_missed():
    beat("old")
    services.expect_jobs({"seal": 2}, at=AT)
    beat("seal", at=AT + timedelta(hours=1))
    assert codes(AT + timedelta(hours=1)) == []


def test_events_that_wait_long_for_their_seal_are_named(city):
    beat()
    audit.record("tests.happened", by=system(city.programme.id, Purpose.KEEP_TIME), at=AT)
    assert codes(AT + timedelta(minutes=3)) == ["reactions.job_late", "reactions.unsealed"]


def test_a_sealer_that_is_stuck_while_its_jobs_report_on_time_is_named(city):
    audit.record("tests.happened", by=system(city.programme.id, Purpose.KEEP_TIME), at=AT)
    beat(at=AT + timedelta(minutes=3))
    assert codes(AT + timedelta(minutes=3)) == ["reactions.unsealed"]


@pytest.mark.django_db
def test_a_monitor_hears_it_without_signing_in(client, settings):
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert answer.json()["behind"][0]["code"] == "reactions.no_worker"


@pytest.mark.django_db
def test_a_monitor_hears_that_all_is_well(client):
    from fangxian.core import clock

    beat(at=clock.now())
    assert (client.get("/health/").status_code, client.get("/health/").json()) == (200, {"ok": True, "behind": []})


@pytest.mark.django_db
def test_a_job_runs_once_at_a_time_and_its_errors_stay_without_text():
    def fails(*, at):
        raise ValueError("name of somebody")

    jobs.run_turn(fails, name="fails", every_seconds=60)
    row = Heartbeat.objects.get()
    assert (row.error, row.beat_at) == ("ValueError", None) and "test_late_jobs" in row.place


@pytest.mark.django_db(transaction=True)
def test_a_second_turn_is_skipped_while_the_first_runs():
    from tests.databases import connected_as

    ran = []
    with connected_as("fangxian_app") as other:
        other.execute("SELECT pg_advisory_lock(7305, %s)", [jobs.key_of("job")])
        jobs.run_turn(lambda *, at: ran.append(at), name="job", every_seconds=60)
        other.execute("SELECT pg_advisory_unlock_all()")
    assert not ran and not Heartbeat.objects.exists()
    jobs.run_turn(lambda *, at: ran.append(at), name="job", every_seconds=60)
    assert len(ran) == 1


@pytest.mark.parametrize(("seconds", "cron"), [
    (2, "* * * * * */2"), (30, "* * * * * */30"), (60, "*/1 * * * *"), (600, "*/10 * * * *"), (3600, "0 */1 * * *"),
    (86400, "0 0 * * *"),
])  # fmt: skip
def test_a_schedule_in_seconds_becomes_cron(seconds, cron):
    assert rules.cron_of(seconds) == cron


@pytest.mark.parametrize("seconds", [0, 7, 45, 90, 5400, 100000])
def test_a_schedule_that_cron_cannot_keep_is_refused(seconds):
    with pytest.raises(ValueError):
        rules.cron_of(seconds)


@pytest.mark.parametrize("seconds", [seconds for seconds, _ in jobs.JOBS])
def test_every_job_of_the_table_can_be_scheduled(seconds):
    assert rules.cron_of(seconds)


def sign_in(client, city, username):
    client.force_login(city.posts[username].user, backend="fangxian.core.staff.services.backend.StaffBackend")


def give_up(city):
    return Claim.objects.create(
        programme=city.programme, position=1, event_id=1, event_at=AT, action="tests.happened", reaction="tests.fail",
        due_at=AT, attempts=6, parked_at=AT,
    )  # fmt: skip


def test_an_administrator_runs_a_step_again_from_the_screen(client, city):
    claim = give_up(city)
    sign_in(client, city, "admin")
    assert "tests.fail" in client.get("/operations/").content.decode()
    assert client.post(f"/operations/{claim.id}/run-again/").status_code == 302
    claim.refresh_from_db()
    assert claim.parked_at is None
    assert AuditEvent.objects.filter(action="reactions.run_again", on_id=str(claim.id)).exists()


def test_an_auditor_sees_the_steps_and_runs_none(client, city):
    claim = give_up(city)
    sign_in(client, city, "auditor")
    page = client.get("/operations/").content.decode()
    assert "tests.fail" in page and "run-again" not in page
    assert client.post(f"/operations/{claim.id}/run-again/").status_code == 403


@pytest.mark.parametrize("username", ["grid", "next", "commander"])
def test_nobody_else_sees_the_operations(client, city, username):
    sign_in(client, city, username)
    assert client.get("/operations/").status_code == 403


def test_a_step_of_another_programme_is_not_found(client, city):
    claim = give_up(city)
    Claim.objects.update(programme_id="00000000-0000-0000-0000-000000000001")
    sign_in(client, city, "admin")
    assert client.post(f"/operations/{claim.id}/run-again/").status_code == 404


def test_staff_see_a_banner_and_strangers_nothing(client, city):
    assert client.get("/health/banner/").status_code == 204
    sign_in(client, city, "grid")
    assert "note warning" in client.get("/health/banner/").content.decode()
