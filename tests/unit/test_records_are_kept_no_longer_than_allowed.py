"""How long a class of records is kept."""

from datetime import UTC, datetime

import pytest

from fangxian.engine.retention import kept_until, retention_rule
from fangxian.engine.rules.packs import read_pack

PACK = read_pack("cn.retention")
AT = datetime(2020, 2, 1, 20, tzinfo=UTC)  # 2 February, 04:00 in the city


def test_days_are_counted_from_the_city_day():
    assert kept_until(PACK, "gate_log", counted_from_at=AT, zone=PACK.zone) == datetime(2020, 2, 16, 16, tzinfo=UTC)


def test_a_class_kept_until_an_event_has_no_date():
    assert kept_until(PACK, "case_file", counted_from_at=AT, zone=PACK.zone) is None


@pytest.mark.invariant("INV-24")
def test_an_unknown_class_is_named_with_those_that_exist():
    with pytest.raises(LookupError, match="gate_log"):
        retention_rule(PACK, "for_ever")


@pytest.mark.invariant("INV-24")
def test_every_class_says_what_happens_then():
    assert all(rule.params["then"] and rule.params["from"] for rule in PACK.rules_of("RETENTION"))
