"""What is computed from times goes from state to state only as its table draws it, and reaches every state of it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from fangxian.cli.reference import state_tables
from fangxian.intake.sources.checkpoint.rules import around
from fangxian.intake.sources.gate import rules as gates
from fangxian.intake.sources.venue import rules as venues
from fangxian.readiness import rules as readiness

NINE = datetime(2020, 3, 10, 1, tzinfo=UTC)
TABLES = {name: moves for name, _, moves in state_tables()}


def after(hours: float | None) -> datetime | None:
    return None if hours is None else NINE + timedelta(hours=hours)


def duty(at, withdrawn=None):
    return readiness.duty_state(starts_at=after(1), ends_at=after(9), withdrawn_at=after(withdrawn), at=at)


def transit(at, left=None):
    return around.transit_state(leave_by=after(4), left_at=after(left), at=at)


def check_in(at, left=None):
    return venues.check_in_state(left_at=after(left), expires_at=after(12), at=at)


def venue(at, closed=None):
    return venues.state_at(closed_at=after(closed), at=at)


LIVES = [
    ("LiaisonDuty", duty, (None, 0.5, 5)),
    ("Transit", transit, (None, 2, 6)),
    ("CheckIn", check_in, (None, 2)),
    ("Venue", venue, (None, 3)),
]


@pytest.mark.parametrize(("name", "state", "endings"), LIVES, ids=[name for name, *_ in LIVES])
def test_a_life_walks_along_its_table(name, state, endings):
    moves, seen = TABLES[name], set()
    for ending in endings:
        life = [state(NINE + timedelta(minutes=quarter * 15), ending) for quarter in range(60)]
        seen.update(life)
        wrong = [step for step in pairwise(life) if step[0] != step[1] and step[1] not in moves[step[0]]]
        assert wrong == [], (name, ending)
    assert seen == set(moves)


def test_hours_of_duty_that_were_over_are_not_withdrawn_afterwards():
    assert duty(NINE + timedelta(hours=11), withdrawn=10) == readiness.OVER


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("PostComplaint", lambda at: around.complaint_state(answered_at=at)),
        ("GateReport", lambda at: gates.report_state(settled_at=at)),
        ("MorningSheet", lambda at: readiness.sheet_state(dealt_at=at)),
    ],
    ids=["PostComplaint", "GateReport", "MorningSheet"],
)
def test_what_is_done_by_hand_has_two_states_and_the_way_between(name, state):
    before, done = state(None), state(NINE)
    assert done in TABLES[name][before] and set(TABLES[name]) == {before, done}
