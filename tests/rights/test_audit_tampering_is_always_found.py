"""Wherever and however somebody with full power over the database changes the audit, it is found (INV-18)."""

from contextlib import contextmanager
from random import Random

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.core.audit import queries, rules
from tests.chains import make_chain
from tests.databases import connected_as
from tests.tampering import AT_A_PLACE, FROM_A_PLACE_ON, Forger

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer", "owner"])
ENTRIES, DAYS = 2000, 4
TRIES = settings(
    max_examples=15,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def published():
    """A chain of four closed days, and its roots as they were published."""
    make_chain(ENTRIES, days=DAYS)
    return queries.roots_made()


@pytest.fixture
def forger_connection():
    """The owner's connection, with the superuser's rights: what is undone can be verified before."""
    from tests import conftest

    owner = connections["owner"]
    before = dict(owner.settings_dict)
    owner.close()
    owner.settings_dict |= {"USER": "postgres", "PASSWORD": conftest.CLUSTER._secrets()["superuser"]}
    yield "owner"
    owner.close()
    owner.settings_dict |= before


@contextmanager
def forged(alias):
    """A forger at work in a transaction that is undone."""
    with transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            yield cursor
        transaction.set_rollback(True, using=alias)


@pytest.mark.invariant("INV-18")
@pytest.mark.parametrize("tamper", [*AT_A_PLACE, *FROM_A_PLACE_ON], ids=lambda tamper: tamper.__name__)
def test_a_change_at_any_place_is_found_against_the_published_roots_and_named(published, forger_connection, tamper):
    @TRIES
    @given(position=st.integers(1, ENTRIES - 1), seed=st.integers(0, 10**6))
    def at_any_place(position, seed):
        with forged(forger_connection) as cursor:
            trace = tamper(Forger(cursor, random=Random(seed)), position)
            found = queries.verify(published=published, using=forger_connection)
        assert trace.is_named_by(found.findings), (trace, found.findings[:5])

    at_any_place()
    assert queries.verify(published=published).is_whole


@pytest.mark.invariant("INV-18")
def test_what_is_hashed_anew_is_dated_by_the_first_day_that_differs(published, forger_connection):
    with forged(forger_connection) as cursor:
        Forger(cursor, random=Random(1)).rehash(ENTRIES // 2)
        inside = queries.verify(using=forger_connection)
        against = queries.verify(published=published, using=forger_connection)
    assert inside.is_whole  # the database alone tells nothing any more
    days = [finding.day for finding in against.findings if finding.kind == rules.REWRITTEN]
    assert days == [root.day for root in published if root.last_position >= ENTRIES // 2]


@pytest.mark.invariant("INV-18")
def test_a_second_event_under_a_sealed_id_is_named(published, forger_connection):
    with forged(forger_connection) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            'INSERT INTO audit_auditevent SELECT (jsonb_populate_record(e, \'{"at": "2020-03-04T00:00:00Z"}\')).* '
            "FROM audit_auditevent e WHERE id = 7"
        )
        found = queries.verify(published=published, using=forger_connection)
    assert [(f.kind, f.event_id) for f in found.findings] == [(rules.UNSEALED, 7)]


@pytest.mark.invariant("INV-18")
def test_many_changes_at_once_are_each_named(published, forger_connection):
    random = Random(5)
    places = random.sample(range(1, ENTRIES, 3), 40)
    with forged(forger_connection) as cursor:
        forger = Forger(cursor, random=random)
        traces = [AT_A_PLACE[n % len(AT_A_PLACE)](forger, place) for n, place in enumerate(places)]
        found = queries.verify(published=published, using=forger_connection)
    assert [trace for trace in traces if not trace.is_named_by(found.findings)] == []


@pytest.mark.invariant("INV-18")
def test_several_processes_find_what_one_finds(published):
    with connected_as("postgres") as connection:
        forger = Forger(connection.cursor(), random=Random(2))
        for place, tamper in zip((100, 499, 700, 1500), AT_A_PLACE, strict=True):
            tamper(forger, place)
    alone, together = (queries.verify(published=published, processes=n, stretch=250) for n in (1, 2))
    assert alone.findings and together.findings == alone.findings
    assert (together.sealed_count, together.root_count) == (alone.sealed_count, alone.root_count)


def test_an_untouched_chain_is_whole_however_it_is_divided(published):
    for stretch in (1999, 2000, 333):
        result = queries.verify(published=published, processes=1, stretch=stretch)
        assert (result.is_whole, result.sealed_count, result.root_count) == (True, ENTRIES, DAYS)
