"""What binds somebody is computed again from what was kept; what was changed behind the system's back is named."""

from datetime import timedelta

import pytest

from fangxian.core.audit.models import AuditEvent
from fangxian.measures.models import Measure
from fangxian.measures.queries import by_id
from fangxian.measures.services import replay_in_force, what_differs
from fangxian.reactions.queries import what_is_behind
from fangxian.reactions.services import beat
from tests.city import found_city
from tests.databases import tamper
from tests.household import in_force

NIGHT = timedelta(hours=15)


def replayed(city):
    """How many differed, and the code of each."""
    count = replay_in_force(at=city.at + NIGHT)
    codes = AuditEvent.objects.filter(action="measures.replay_differs").order_by("id")
    return count, [event.detail["code"] for event in codes]


def told_behind(city):
    """What the house says of itself the next morning, by code; its worker has run."""
    beat("measures.replay_in_force", at=city.at + NIGHT, every_seconds=86400, took_ms=1)
    return {problem.code for problem in what_is_behind(at=city.at + NIGHT)}


@pytest.mark.invariant("INV-02")
def test_what_nobody_touched_comes_out_the_same(city):
    in_force(city)
    assert replayed(city) == (0, [])
    event = AuditEvent.objects.get(action="measures.replayed")
    assert (event.count, event.detail) == (2, {"differing": 0})  # the measure and its classification


def test_what_has_ended_is_not_computed_again(city):
    measure = in_force(city)
    assert replay_in_force(at=measure.ends_at) == 0
    assert AuditEvent.objects.filter(action="measures.replayed", count=1).count() == 1  # the classification holds on


def test_nobody_is_told_of_something_behind_while_all_is_the_same(city):
    in_force(city)
    replayed(city)
    assert "reactions.replay_differs" not in told_behind(city)


@pytest.fixture
def standing(transactional_db):
    """A city with one measure in force, committed, so that the superuser can reach it."""
    city = found_city()
    in_force(city)
    return city


EDITS = {
    "measures.later_end": "UPDATE measures_measure SET ends_at = ends_at + interval '1 day', "
    "grounds_end_at = grounds_end_at + interval '1 day', ceiling_at = ceiling_at + interval '1 day'",
    "measures.not_the_same": """UPDATE measures_measure SET evaluation = jsonb_set(evaluation,
        '{inputs,person.contact_class}', '"secondary"')""",
    "measures.other_edition": "UPDATE measures_measure SET pack_sha256 = repeat('0', 64)",
}


@pytest.mark.invariant("INV-02", "INV-04")
@pytest.mark.parametrize(("code", "edit"), EDITS.items(), ids=EDITS)
def test_an_edit_by_whoever_owns_the_database_is_named_the_next_night(standing, code, edit):
    tamper(edit)
    count, codes = replayed(standing)
    assert count == 1 and codes == [code]
    assert "reactions.replay_differs" in told_behind(standing)


@pytest.mark.invariant("INV-02")
def test_a_classification_that_was_turned_by_hand_is_named(standing):
    tamper("UPDATE cases_classification SET facts = jsonb_set(facts, '{protection}', '\"full\"')")
    count, codes = replayed(standing)
    assert (count, codes) == (1, ["measures.not_the_same"])


@pytest.mark.invariant("INV-01", "INV-18")
def test_a_measure_that_was_written_past_the_services_is_on_no_record(standing):
    tamper("DELETE FROM audit_auditevent WHERE action LIKE 'measures.%'")
    assert what_differs(by_id(Measure.objects.get().id)).code == "measures.not_on_record"
