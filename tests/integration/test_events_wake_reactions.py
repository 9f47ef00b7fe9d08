"""An event that is audited and sealed wakes what the table names, once, in order, whatever fails."""

from datetime import timedelta

import pytest
from tests.city import AT

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Problem, Refused
from fangxian.reactions import queries, services
from fangxian.reactions.jobs import run_all
from fangxian.reactions.models import Claim, Cursor, Failure


def note(event, *, by, at):
    audit.record("tests.noted", by=by, at=at, detail={"of": event.id})


def answer(event, *, by, at):
    audit.record("tests.answered", by=by, at=at, detail={"of": event.id})


def fail(event, *, by, at):
    audit.record("tests.half_done", by=by, at=at)
    raise Refused(Problem("tests.not_yet", "Not yet."))


def happened(city, count=1):
    return [
        audit.record("tests.happened", by=system(city.programme.id, Purpose.KEEP_TIME), at=AT) for _ in range(count)
    ]


def actions():
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_a_chain_runs_until_nothing_happens_any_more(city):
    happened(city)
    run = run_all(at=AT, table={"tests.happened": [note], "tests.noted": [answer]})
    assert (run, actions()) == (2, ["tests.happened", "tests.noted", "tests.answered"])
    assert not Claim.objects.exists()


def test_running_again_runs_nothing(city):
    happened(city)
    run_all(at=AT, table={"tests.happened": [note]})
    assert run_all(at=AT, table={"tests.happened": [note]}) == 0
    assert actions().count("tests.noted") == 1


def test_an_event_without_its_seal_wakes_nothing(city):
    happened(city)
    assert services.run_pending({"tests.happened": [note]}, at=AT) == 0
    assert actions() == ["tests.happened"]


def test_a_reaction_acts_as_the_system_of_the_events_programme(city):
    happened(city)
    run_all(at=AT, table={"tests.happened": [note]})
    noted = AuditEvent.objects.get(action="tests.noted")
    assert (noted.role, noted.programme_id, noted.user_id) == ("system", city.programme.id, None)


def test_a_failed_reaction_leaves_nothing_half_done_and_does_not_hold_up_the_next(city):
    happened(city)
    audit.seal(at=AT, through="default")
    table = {"tests.happened": [fail, note]}
    assert services.run_pending(table, at=AT) == 2
    assert actions() == ["tests.happened", "tests.noted"]
    failure = Failure.objects.get()
    assert (failure.error, failure.attempt) == ("Refused: tests.not_yet", 1)
    assert failure.place.startswith("tests/integration/test_events_wake_reactions.py:")


def test_a_failed_reaction_is_tried_again_later_and_not_before(city):
    happened(city)
    audit.seal(at=AT, through="default")
    services.run_pending({"tests.happened": [fail]}, at=AT)
    assert services.run_pending({"tests.happened": [fail]}, at=AT + timedelta(seconds=4)) == 0
    assert services.run_pending({"tests.happened": [fail]}, at=AT + timedelta(seconds=5)) == 1
    assert Failure.objects.count() == 2


def parked(city):
    happened(city)
    audit.seal(at=AT, through="default")
    for hours in range(7):
        services.run_pending({"tests.happened": [fail]}, at=AT + timedelta(hours=2 * hours))
    return Claim.objects.get()


def test_a_reaction_that_keeps_failing_is_parked_and_seen(city):
    claim = parked(city)
    assert (claim.attempts, claim.parked_at) == (6, AT + timedelta(hours=10))
    assert list(queries.parked(programme_id=city.programme.id)) == [claim]
    assert queries.failures_of(claim).count() == 6


def test_a_parked_reaction_runs_again_when_an_administrator_says_so(city):
    claim = parked(city)
    by = city.actor("admin", Purpose.ADMINISTER)
    services.run_again(claim, by=by, at=AT)
    claim.refresh_from_db()
    assert claim.parked_at is None and "reactions.run_again" in actions()


def test_nobody_else_may_run_it_again(city):
    claim = parked(city)
    for username in ("grid", "commander", "auditor"):
        with pytest.raises(Refused):
            services.run_again(claim, by=city.actor(username, Purpose.COMMAND), at=AT)


def test_a_reaction_that_left_the_table_is_recorded_as_failed(city):
    happened(city)
    audit.seal(at=AT, through="default")
    services.claim_sealed({"tests.happened": [note]}, at=AT)
    services.run_pending({}, at=AT)
    assert Failure.objects.get().error == "LookupError"


def test_a_broken_constraint_is_recorded_and_not_left_to_the_commit(city):
    from fangxian.core.people.models import PersonFile

    def orphan(event, *, by, at):
        PersonFile.objects.create(
            programme=city.programme, person_id=city.programme.id, area_code="", basis_rule="", opened_at=at,
            follow_until=at,
        )  # fmt: skip

    happened(city)
    audit.seal(at=AT, through="default")
    services.run_pending({"tests.happened": [orphan]}, at=AT)
    assert Failure.objects.get().error == "IntegrityError"
    assert not PersonFile.objects.exists()


def test_many_events_are_read_in_portions_and_none_is_missed(city, monkeypatch):
    monkeypatch.setattr(services, "CLAIMED_AT_ONCE", 3)
    happened(city, 10)
    assert run_all(at=AT, table={"tests.happened": [note]}) == 10
    assert Cursor.objects.get().position == 20
