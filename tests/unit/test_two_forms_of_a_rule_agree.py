"""A rule's logic and the quick form of it that works on whole tables say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fangxian.engine import arearisk, lookback
from fangxian.engine.exposure.windows import CaseTimes, judge_window, window
from fangxian.engine.rules.evaluation import evaluate
from fangxian.engine.rules.packs import read_pack, read_packs

AT = datetime(2020, 4, 1, tzinfo=UTC)
COUNTY = read_pack("cn.arearisk.2020-02-17")
SCREENS = [pack for pack in read_packs() if pack.family == "cn.screen"]
WINDOWS = [pack for pack in read_packs() if any(rule.name == "contact/window" for rule in pack.rules)]
days = st.dates(date(2020, 1, 1), date(2020, 4, 30))


@given(days, st.integers(0, 200), st.integers(0, 40), st.booleans() | st.none())
def test_the_level_of_an_area(as_of, cumulative, quiet, cluster):
    last_new = as_of - timedelta(days=quiet) if cumulative else None
    facts = {
        "area.cumulative": cumulative,
        "area.quiet_days": quiet if cumulative else None,
        "area.cluster_14d": cluster,
    }
    found = arearisk.level(COUNTY, as_of=as_of, cumulative=cumulative, last_new=last_new, cluster_14d=cluster)
    assert found.level == evaluate(COUNTY, "county", facts, at=AT).result


@given(st.sampled_from(SCREENS), days, days)
def test_the_look_back_of_an_arrival(pack, left, arrives):
    facts = {
        "stay.days_before_arrival": lookback.days_between(left, arrives),
        "stay.area_level": "high",
        "stay.transit_only": False,
    }
    follow_up = evaluate(pack, "look-back", facts, at=AT).result == "follow_up"
    assert lookback.matches(left, arrives, pack) is follow_up


@given(st.sampled_from(WINDOWS), days, st.integers(0, 120 * 24 * 60), st.booleans())
def test_the_window_of_a_contact(pack, onset, minutes, by_day):
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    contact = moment.date() if by_day else moment
    isolated = datetime(onset.year, onset.month, onset.day, 9, tzinfo=UTC) + timedelta(days=3)
    case = CaseTimes(onset_on=onset, isolated_at=isolated, last_symptom_on=onset)
    said = judge_window(pack, case, contact, at=AT).result == "inside"
    assert window(pack, case).meets(contact) is said


@pytest.mark.invariant("INV-22")
@given(days, st.integers(1, 200), st.integers(0, 40), st.sampled_from(arearisk.LEVELS), st.integers(0, 20))
def test_missing_data_never_lower_a_level(as_of, cumulative, quiet, previous, gap):
    missing = as_of - timedelta(days=gap)
    last_new = as_of - timedelta(days=quiet)
    assume(gap < COUNTY.rule("county").params["quiet_days"])
    found = arearisk.level(
        COUNTY,
        as_of=as_of,
        cumulative=cumulative,
        last_new=last_new,
        cluster_14d=False,
        missing_days=[missing],
        previous=previous,
    )
    assert arearisk.LEVELS.index(found.level) >= arearisk.LEVELS.index(previous)
    assert arearisk.DATA_MISSING in found.flags
