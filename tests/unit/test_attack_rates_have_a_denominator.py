"""The secondary attack rate is a share of a stated number, with an interval that few people make wide (F09)."""

import pytest

from fangxian.engine.attack_rates import AttackRate


def test_a_rate_of_nobody_is_not_zero_but_missing():
    assert AttackRate(0, 0).share is None and AttackRate(0, 0).interval is None


@pytest.mark.parametrize(("exposed", "ill"), [(100, 10), (48, 7), (9, 1)])
def test_the_ends_of_the_interval_are_where_the_score_test_just_holds(exposed, ill):
    """Wilson's definition itself: at either end x the share lies 1.96 standard errors of x away."""
    rate = AttackRate(exposed, ill)
    for end in rate.interval:
        assert abs(rate.share - end) == pytest.approx(1.959964 * (end * (1 - end) / exposed) ** 0.5, rel=1e-5)


@pytest.mark.parametrize(("exposed", "ill"), [(1, 0), (1, 1), (5, 0), (48, 48)])
def test_the_interval_stays_between_nobody_and_everybody(exposed, ill):
    rate = AttackRate(exposed, ill)
    low, high = rate.interval
    assert 0 <= low <= rate.share <= high <= 1


def test_more_ill_than_exposed_is_refused():
    with pytest.raises(ValueError, match="more people"):
        AttackRate(3, 4)
