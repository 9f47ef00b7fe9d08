"""The state of a controlled entry follows from its times alone (F16)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from fangxian.tasks.kinds.controlled_entry import rules

NOON = datetime(2020, 3, 10, 4, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


ANSWER_DUE, OVERDUE, ENDS = after(10), after(80), after(50 + 4320)


@dataclass(frozen=True)
class Times:
    """Asked at noon, expected in 50 minutes."""

    owner_area_code: str = "330502"
    asked_at: datetime | None = NOON
    answer_due_at: datetime | None = ANSWER_DUE
    departed_at: datetime | None = NOON
    overdue_at: datetime = OVERDUE
    accepted_at: datetime | None = None
    disputed_at: datetime | None = None
    settled_at: datetime | None = None
    arrived_at: datetime | None = None
    closes_at: datetime | None = ENDS
    closed_at: datetime | None = None


@pytest.mark.parametrize(
    ("changes", "minutes", "state"),
    [
        ({"asked_at": None, "answer_due_at": None}, 5, rules.PROPOSED),
        ({}, 0, rules.RECEIVER_ASKED),
        ({}, 10, rules.RECEIVER_ASKED),
        ({}, 10.1, rules.NO_ANSWER),
        ({"accepted_at": after(3)}, 2, rules.RECEIVER_ASKED),
        ({"accepted_at": after(3)}, 3, rules.IN_TRANSIT),
        ({"accepted_at": after(3), "departed_at": None}, 4, rules.ACCEPTED),
        ({"disputed_at": after(3)}, 4, rules.DISPUTED),
        ({"disputed_at": after(3)}, 200, rules.DISPUTED),
        ({"disputed_at": after(3), "settled_at": after(9), "accepted_at": after(9)}, 9, rules.IN_TRANSIT),
        ({}, 80, rules.NO_ANSWER),
        ({}, 80.1, rules.OVERDUE),
        ({"accepted_at": after(3)}, 81, rules.OVERDUE),
        ({"accepted_at": after(3), "arrived_at": after(90)}, 91, rules.ARRIVED),
        ({"arrived_at": after(40), "closes_at": after(40 + 1440)}, 40 + 1440, rules.CLOSED),
        ({"closed_at": after(20), "conclusion": "gave_up"}, 20, rules.CLOSED),
    ],
)
def test_an_entry_has_one_state_at_every_moment(changes, minutes, state):
    changes.pop("conclusion", None)
    assert rules.state_at(replace(Times(), **changes), after(minutes)) == state


def test_silence_binds_the_destination_and_a_dispute_does_not():
    assert not rules.is_accepted(Times(), after(10)) and rules.is_accepted(Times(), after(11))
    assert not rules.is_accepted(Times(disputed_at=after(3)), after(11))


def test_every_move_leads_to_a_state_and_every_state_but_the_first_is_reached():
    assert set(rules.MOVES) == set(rules.STATES)
    assert {end for ends in rules.MOVES.values() for end in ends} == set(rules.STATES) - {rules.PROPOSED}


def test_every_way_ends():
    reached = {rules.CLOSED}
    while more := {state for state, ends in rules.MOVES.items() if ends & reached} - reached:
        reached |= more
    assert reached == set(rules.STATES)
