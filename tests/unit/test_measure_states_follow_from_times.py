"""Where a measure stands is computed from its times and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.measures import rules
from fangxian.measures.rules import Times, ends_at, state_at

T0 = datetime(2020, 3, 10, tzinfo=UTC)
END = T0 + timedelta(days=14)
PROPOSED = Times(proposed_at=T0, ends_at=END)
SERVED = replace(PROPOSED, approved_at=T0 + timedelta(hours=1), served_at=T0 + timedelta(hours=2))


def after(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("times", "at", "state"),
    [
        (PROPOSED, T0, rules.PROPOSED),
        (PROPOSED, END, rules.LAPSED),
        (replace(PROPOSED, declined_at=after(1)), after(1), rules.DECLINED),
        (replace(PROPOSED, withdrawn_at=after(1)), after(1), rules.WITHDRAWN),
        (SERVED, after(1), rules.APPROVED),
        (SERVED, after(2), rules.ACTIVE),
        (SERVED, END - timedelta(microseconds=1), rules.ACTIVE),
        (SERVED, END, rules.EXPIRED),
        (replace(SERVED, released_at=after(5)), after(5), rules.RELEASED_EARLY),
        (replace(SERVED, revoked_at=after(5)), after(5), rules.REVOKED),
        (replace(SERVED, grounds_end_at=after(5)), after(5), rules.RELEASED_EARLY),
        (replace(SERVED, shortened_at=after(5), ends_at=after(6)), after(6), rules.SUPERSEDED_SHORTER),
        (replace(SERVED, grounds_end_at=after(5)), after(4), rules.ACTIVE),
    ],
)
def test_the_state_of_a_measure_at_a_moment(times, at, state):
    assert state_at(times, at=at) == state


moments = st.integers(0, 24 * 20).map(after)
maybe = st.none() | moments


@pytest.mark.invariant("INV-04")
@given(maybe, maybe, maybe, moments)
def test_nothing_that_may_happen_puts_the_end_off(grounds_end_at, revoked_at, released_at, at):
    times = replace(SERVED, grounds_end_at=grounds_end_at, revoked_at=revoked_at, released_at=released_at)
    assert ends_at(times) <= END
    assert (state_at(times, at=at) == rules.ACTIVE) == (after(2) <= at < ends_at(times))


@pytest.mark.invariant("INV-04")
@given(maybe, maybe, maybe, maybe, moments, moments)
def test_what_has_ended_stays_ended(grounds_end_at, revoked_at, released_at, served_at, one, other):
    times = replace(
        PROPOSED, approved_at=T0, served_at=served_at, grounds_end_at=grounds_end_at, revoked_at=revoked_at,
        released_at=released_at,
    )  # fmt: skip
    earlier, later = sorted((one, other))
    before, then = state_at(times, at=earlier), state_at(times, at=later)
    assert before == then or then in rules.MOVES[before] or rules.MOVES[before] & set(rules.ENDED_STATES)
    if not rules.MOVES[before]:
        assert then == before


def test_every_kind_says_which_line_it_serves_and_has_its_words():
    from fangxian.core.screens.rules import label_of
    from fangxian.engine.lines import Line
    from fangxian.measures.registry import KINDS

    for key, kind in KINDS.items():
        assert kind.line in Line and kind.type in rules.RESTRICTING_TYPES
        assert label_of("measures.kind", key).text


@pytest.mark.invariant("INV-14")
def test_no_word_of_a_measure_turns_anybody_back():
    assert not {"TURN_BACK", "REFUSE_ENTRY"} & set(rules.TYPES)
    assert set(rules.RESTRICTING_TYPES) == {"HOME_OBS", "FACILITY_OBS"}
