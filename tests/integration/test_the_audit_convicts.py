"""Whoever touches the audit is found out, and the row is named (INV-18, P08)."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from tests.databases import connected_as, tamper

from fangxian.core.actors.rules import system
from fangxian.core.audit import queries, rules, services
from fangxian.core.audit.models import AuditEvent, AuditRoot, AuditSeal

AT = datetime(2020, 3, 10, 1, 0, tzinfo=UTC)
NEXT_DAY = AT + timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def record(count: int = 10, at: datetime = AT) -> list[AuditEvent]:
    return [
        services.record("tests.counted", by=system(None), at=at, detail={"n": n, "share": n / 7, "区": "吴兴"})
        for n in range(count)
    ]


def sealed(count: int = 10, at: datetime = AT) -> list[AuditEvent]:
    events = record(count, at)
    assert services.seal(at=at) == count
    return events


def found() -> list[tuple]:
    return [(f.kind, f.position, f.event_id) for f in queries.verify().findings]


def test_an_untouched_audit_is_whole():
    sealed()
    record(2)
    result = queries.verify()
    assert (result.is_whole, result.sealed_count, result.waiting_count) == (True, 10, 2)


@pytest.mark.invariant("INV-18")
@pytest.mark.parametrize("change", ["action = 'tests.other'", "at = at + interval '1 s'", "detail = '{}'", "count = 2",
                                    "digest = '\\x00'", "transaction = '1'"])  # fmt: skip
def test_an_edited_event_is_named(change):
    event = sealed()[4]
    tamper(f"UPDATE audit_auditevent SET {change} WHERE id = {event.id}")
    assert found() == [(rules.EDITED, 5, event.id)]


@pytest.mark.invariant("INV-18")
def test_a_removed_event_is_named():
    event = sealed()[4]
    tamper(f"DELETE FROM audit_auditevent WHERE id = {event.id}")
    assert found() == [(rules.REMOVED, 5, event.id)]


@pytest.mark.invariant("INV-18")
def test_an_event_removed_with_its_seal_leaves_a_gap():
    event = sealed()[4]
    tamper(f"DELETE FROM audit_auditevent WHERE id = {event.id}", "DELETE FROM audit_auditseal WHERE position = 5")
    assert found() == [(rules.GAP, 5, None)]


@pytest.mark.invariant("INV-18")
def test_closing_the_gap_breaks_the_chain_where_it_was():
    event = sealed()[4]
    tamper(
        f"DELETE FROM audit_auditevent WHERE id = {event.id}",
        "DELETE FROM audit_auditseal WHERE position = 5",
        "UPDATE audit_auditseal SET position = -position + 1 WHERE position > 5",
        "UPDATE audit_auditseal SET position = -position WHERE position < 0",
    )
    assert (rules.BROKEN, 5, event.id + 1) in found()


@pytest.mark.invariant("INV-18")
def test_two_events_that_changed_places_are_both_named():
    one, other = sealed()[2:4]
    tamper(
        f"UPDATE audit_auditevent SET id = -1 WHERE id = {one.id}",
        f"UPDATE audit_auditevent SET id = {one.id} WHERE id = {other.id}",
        f"UPDATE audit_auditevent SET id = {other.id} WHERE id = -1",
    )
    assert found() == [(rules.EDITED, 3, one.id), (rules.EDITED, 4, other.id)]


def seal_until_decided(event_id: int) -> None:
    """Seal until the sealer knows that no id up to this one is still to come.

    Transactions are counted for the whole cluster: one that another test worker has open holds it back.
    """
    deadline = time.monotonic() + 120
    while services.SealerState.objects.get().floor_id < event_id and time.monotonic() < deadline:
        services.seal(at=AT)
        time.sleep(0.1)
    assert services.SealerState.objects.get().floor_id >= event_id


@pytest.mark.invariant("INV-18")
def test_an_event_put_in_afterwards_is_named():
    sealed()
    with transaction.atomic():
        lost = record(1)[0]  # its id is used up and free for a forger
        transaction.set_rollback(True)
    sealed(1)
    seal_until_decided(lost.id + 1)
    tamper(
        "INSERT INTO audit_auditevent (id, at, action, on_kind, on_id, area_code, role, purpose, count, detail) "
        f"VALUES ({lost.id}, '{AT}', 'tests.forged', '', '', '', 'system', 'keep_time', 1, '{{}}')"
    )
    assert found() == [(rules.UNSEALED, None, lost.id)]


@pytest.mark.invariant("INV-18")
def test_a_tail_cut_off_is_noticed():
    sealed()
    tamper("DELETE FROM audit_auditevent WHERE id > 7", "DELETE FROM audit_auditseal WHERE position > 7")
    assert found() == [(rules.CUT, 8, None)]


@pytest.mark.invariant("INV-18")
def test_a_tail_cut_off_under_a_root_is_noticed_even_if_the_sealer_was_turned_back():
    sealed()
    services.make_roots(at=NEXT_DAY)
    tamper(
        "DELETE FROM audit_auditevent WHERE id > 7",
        "DELETE FROM audit_auditseal WHERE position > 7",
        "UPDATE audit_sealerstate SET position = 7, hash = (SELECT hash FROM audit_auditseal WHERE position = 7)",
    )
    assert {kind for kind, _, _ in found()} == {rules.REWRITTEN, rules.CUT}


@pytest.mark.invariant("INV-18")
def test_a_chain_made_anew_is_told_from_the_published_one():
    event = sealed()[4]
    services.make_roots(at=NEXT_DAY)
    published = queries.roots_made()
    tamper(
        f"UPDATE audit_auditevent SET action = 'tests.other' WHERE id = {event.id}",
        "TRUNCATE audit_auditseal, audit_auditroot, audit_sealerstate",
    )
    services.seal(at=AT)
    services.make_roots(at=NEXT_DAY)
    assert queries.verify().is_whole
    assert [(f.kind, f.day) for f in queries.verify(published=published).findings] == [(rules.REWRITTEN, AT.date())]


def test_a_root_is_made_of_each_finished_day_and_of_empty_ones():
    sealed(3)
    sealed(2, at=AT + timedelta(days=2))
    services.make_roots(at=AT + timedelta(days=3))
    spans = [(r.day.day, r.first_position, r.last_position) for r in AuditRoot.objects.order_by("day")]
    assert spans == [(10, 1, 3), (11, 4, 3), (12, 4, 5)]
    assert queries.verify().is_whole


def test_what_commits_late_is_sealed_late_and_never_skipped():
    with connected_as("fangxian_app") as slow:
        slow.execute("BEGIN")
        slow.execute(
            "INSERT INTO audit_auditevent (at, action, on_kind, on_id, area_code, role, purpose, count, detail) "
            "VALUES (%s, 'tests.slow', '', '', '', 'system', 'keep_time', 1, '{}')",
            [AT],
        )
        record(3)
        for _ in range(4):
            services.seal(at=AT)
        slow.execute("COMMIT")
    services.seal(at=AT)
    last = AuditSeal.objects.order_by("-position").first()
    assert AuditEvent.objects.get(id=last.event_id).action == "tests.slow"
    assert AuditSeal.objects.count() == 4 and queries.verify().is_whole


def test_sealing_goes_on_where_transactions_count_from_the_start_again():
    sealed(2)
    tamper("UPDATE audit_sealerstate SET pending_transaction = 9000000000, pending_id = 2")
    sealed(2)
    seal_until_decided(4)
    state = services.SealerState.objects.get()
    assert state.floor_id == 4 and state.pending_transaction < 9_000_000_000
