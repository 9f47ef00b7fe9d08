"""What the police keep is no input of a rule, and no role reads people for somebody outside."""

import pytest

from fangxian.core.actors.rules import POWERS, Role
from fangxian.engine.rules.denylist import is_denied

OUTSIDE = ("export", "search", "hand_to_police", "answer_police")


@pytest.mark.invariant("INV-25")
@pytest.mark.parametrize("column", ["前科", "犯罪记录", "criminal_record", "watch list", "吸毒人员", "人脸照片"])
def test_what_the_police_keep_of_a_person_is_no_input_of_any_rule(column):
    assert is_denied(column) is not None


@pytest.mark.invariant("INV-17", "INV-25")
@pytest.mark.parametrize("role", Role)
def test_no_role_searches_or_exports_people_for_anybody(role):
    assert [power for power in POWERS[role] if power.startswith("people.") and power.endswith(OUTSIDE)] == []
