"""Whatever the dates: a measure ends after its exposure, by itself, and no later edition lengthens it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.isolation.courses import course, governing, intrusiveness, measure_rule
from fangxian.engine.isolation.editions import under_new_edition
from fangxian.engine.isolation.proposals import propose
from fangxian.engine.isolation.releases import release, release_days
from fangxian.engine.rules.packs import read_pack, read_packs

EDITIONS = [pack for pack in read_packs() if pack.family == "cn.protocol"]
WITH_MEASURES = [pack for pack in EDITIONS if measure_rule(pack, "close")]
NINTH = read_pack("cn.protocol.9")
days = st.dates(date(2019, 12, 1), date(2023, 6, 30))
editions = st.sampled_from(WITH_MEASURES)


def of(pack, anchor, contact_class="close"):
    rule = measure_rule(pack, contact_class)
    return course(pack, rule, anchor) if rule else None


@pytest.mark.invariant("INV-04")
@given(editions, days)
def test_a_measure_ends_after_its_exposure_and_within_its_ceiling(pack, anchor):
    planned, rule = of(pack, anchor), measure_rule(pack, "close")
    anchor_at = planned.phases[0].starts_at
    assert anchor_at < planned.ends_at <= anchor_at + timedelta(days=rule.ceiling.days + 1)
    assert all(intrusiveness(phase.type) <= intrusiveness(rule.ceiling.type) for phase in planned.phases)


@given(editions, days)
def test_phases_follow_one_another_without_a_gap(pack, anchor):
    planned = of(pack, anchor)
    assert [phase.ends_at for phase in planned.phases[:-1]] == [phase.starts_at for phase in planned.phases[1:]]
    assert planned.phases[-1].ends_at == planned.ends_at


@pytest.mark.invariant("INV-06")
@given(editions, st.sampled_from(EDITIONS), days)
def test_a_new_edition_never_lengthens_and_never_hardens(old, new, anchor):
    running = of(old, anchor)
    changed = under_new_edition(running, of(new, anchor), new)
    assert changed.ends_at <= max(running.ends_at, running.phases[0].starts_at)
    for hours in range(0, 24 * 25, 6):
        at = running.phases[0].starts_at + timedelta(hours=hours)
        before, after = running.phase_at(at), changed.phase_at(at)
        assert intrusiveness(after.type if after else None) <= intrusiveness(before.type if before else None)


@pytest.mark.invariant("INV-06")
@given(editions, st.sampled_from(EDITIONS), days)
def test_a_new_edition_does_not_rewrite_the_past(old, new, anchor):
    running = of(old, anchor)
    changed = under_new_edition(running, of(new, anchor), new)
    for phase in running.phases:
        if phase.starts_at < new.valid_from:
            assert changed.phase_at(phase.starts_at).type == phase.type


@pytest.mark.invariant("INV-04")
@given(editions, days, st.integers(0, 40))
def test_being_found_later_never_gives_a_later_end(pack, anchor, later):
    found_at = datetime(anchor.year, anchor.month, anchor.day, tzinfo=UTC) + timedelta(days=later)
    proposal = propose(pack, "close", anchor, found_at=found_at, at=found_at)
    whole = of(pack, anchor)
    assert proposal.planned in (None, whole)
    assert (proposal.planned is None) == (found_at >= whole.ends_at) == (proposal.evaluation.result == "none")


@given(st.lists(days, min_size=1, max_size=5))
def test_of_several_exposures_the_last_to_end_governs(anchors):
    courses = [of(NINTH, anchor) for anchor in anchors]
    assert governing(courses).anchor_on == max(anchors)


@pytest.mark.invariant("INV-07")
@given(editions, days, st.sampled_from(["SELF_MONITOR", "HOME_MONITOR", "HOME_OBS"]))
def test_a_milder_choice_is_as_long_and_nowhere_harder(pack, anchor, chosen):
    milder = course(pack, measure_rule(pack, "close"), anchor, no_more_than=chosen)
    assert milder.ends_at == of(pack, anchor).ends_at
    assert all(intrusiveness(phase.type) <= intrusiveness(chosen) for phase in milder.phases)


@pytest.mark.invariant("INV-26")
def test_a_test_nobody_offered_delays_nothing():
    planned = of(NINTH, date(2022, 7, 4))
    ended = release(planned, tested_on=[])
    assert ended.ends_at == planned.ends_at
    assert ended.tests_not_offered == planned.tests_on


@pytest.mark.invariant("INV-04")
def test_at_its_last_moment_a_measure_is_over():
    planned = of(NINTH, date(2022, 7, 4))
    assert planned.ended(planned.ends_at)
    assert planned.phase_at(planned.ends_at) is None
    assert not planned.ended(planned.ends_at - timedelta(microseconds=1))


def test_ends_at_midnight_are_counted_on_the_day_that_begins():
    courses = [of(NINTH, date(2022, 7, 4)), of(NINTH, date(2022, 7, 4)), of(NINTH, date(2022, 7, 5))]
    assert release_days(courses, NINTH.zone) == {date(2022, 7, 15): 2, date(2022, 7, 16): 1}


def test_days_are_counted_by_the_calendar_where_the_clocks_change():
    from zoneinfo import ZoneInfo

    berlin = ZoneInfo("Europe/Berlin")
    planned = course(NINTH, measure_rule(NINTH, "close"), date(2022, 10, 25), zone=berlin)
    assert planned.ends_at == datetime(2022, 11, 5, tzinfo=berlin)


def test_counting_by_the_hour_needs_a_moment():
    from dataclasses import replace

    rule = measure_rule(NINTH, "close")
    with pytest.raises(ValueError, match="moment with a zone"):
        course(NINTH, replace(rule, params={**rule.params, "counting": "elapsed"}), date(2022, 7, 4))


def test_where_the_first_day_is_the_anchors_own_the_end_is_a_day_earlier():
    from dataclasses import replace

    rule = measure_rule(NINTH, "close")
    same_day = course(NINTH, replace(rule, params={**rule.params, "first_day": "anchor"}), date(2022, 7, 4))
    planned = of(NINTH, date(2022, 7, 4))
    assert planned.ends_at - same_day.ends_at == timedelta(days=1)
    assert same_day.tests_on[0] == date(2022, 7, 4)
