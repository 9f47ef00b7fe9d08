"""At a post only readings, symptoms, emergencies and a judged declaration count (INV-12, INV-14)."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.rules.packs import read_pack
from fangxian.engine.temperature import Reading
from fangxian.intake.sources.checkpoint import rules

AT = datetime(2020, 2, 10, tzinfo=UTC)
PACK = read_pack("cn.temperature")
CELSIUS = st.floats(34.0, 43.0).map(lambda value: round(value, 1))
READINGS = st.lists(CELSIUS, max_size=3).map(
    lambda values: [Reading(value, "forehead", AT + timedelta(minutes=10 * n)) for n, value in enumerate(values)]
)
LOOKS = st.builds(
    rules.Look, readings=READINGS, symptoms=st.booleans(), emergency=st.booleans(),
    declaration=st.sampled_from(rules.DECLARATIONS),
)  # fmt: skip


@pytest.mark.invariant("INV-13")
@given(look=LOOKS)
def test_every_look_ends_in_one_of_the_six_words(look):
    assert rules.first_look(PACK, look).verdict in rules.VERDICTS


@pytest.mark.invariant("INV-14")
def test_no_word_turns_anybody_back():
    assert not [word for word in rules.VERDICTS if "TURN" in word or "BACK" in word or "REFUS" in word]


@pytest.mark.invariant("INV-12")
@given(look=LOOKS)
def test_an_emergency_passes_whatever_else_is_known(look):
    emergency = rules.Look(look.readings, look.symptoms, True, look.declaration)
    assert rules.first_look(PACK, emergency) == rules.FirstLook(rules.EMERGENCY_PASS)


@given(look=LOOKS, celsius=CELSIUS)
def test_one_reading_refers_nobody(look, celsius):
    once = rules.Look([Reading(celsius, "ear", AT)], look.symptoms, look.emergency, look.declaration)
    assert rules.first_look(PACK, once).verdict != rules.TO_HEALTH_POST


@pytest.mark.invariant("INV-02")
@given(look=LOOKS)
def test_controlled_entry_needs_a_verdict_on_a_declaration(look):
    if rules.first_look(PACK, look).verdict == rules.CONTROLLED_ENTRY:
        assert rules.why_not_controlled_entry(declaration=look.declaration) is None
    if look.declaration != rules.FOLLOW_UP:
        assert rules.first_look(PACK, look).verdict != rules.CONTROLLED_ENTRY


@pytest.mark.invariant("INV-13", "INV-14")
def test_a_look_has_no_place_for_plate_phone_or_document():
    assert {field.name for field in fields(rules.Look)} == {"readings", "symptoms", "emergency", "declaration"}


OPEN_TERMS = {"order_state": "in_force", "opens_at": AT, "review_at": AT + timedelta(days=7), "suspended_from": None,
              "closed_at": None}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "at", "state"),
    [
        ({}, AT - timedelta(seconds=1), rules.APPROVED),
        ({}, AT, rules.OPEN),
        ({"suspended_from": AT}, AT, rules.SUSPENDED),
        ({"closed_at": AT}, AT, rules.CLOSED),
        ({"order_state": "expired"}, AT, rules.CLOSED),
        ({"order_state": "revoked"}, AT, rules.CLOSED),
        ({}, AT + timedelta(days=7), rules.CLOSED),
    ],
)
def test_a_post_is_open_only_while_its_order_and_its_review_hold(changed, at, state):
    assert rules.state_at(**{**OPEN_TERMS, **changed}, at=at) == state


@pytest.mark.invariant("INV-12")
def test_a_closed_post_checks_nobody_but_records_an_emergency():
    assert rules.why_not_check(state=rules.CLOSED, emergency=False).code == "checkpoint.not_open"
    assert rules.why_not_check(state=rules.CLOSED, emergency=True) is None


@pytest.mark.parametrize(("seconds", "code"), [(10, None), (11, "checkpoint.too_late_to_undo")])
def test_a_count_is_taken_back_within_ten_seconds(seconds, code):
    found = rules.why_not_undo(recorded_at=AT, undone_at=None, is_final=False, at=AT + timedelta(seconds=seconds))
    assert (found.code if found else None) == code
