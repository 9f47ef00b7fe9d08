"""Days from one onset to the next, with what chance alone could make of them."""

import numpy as np

from fangxian.engine.chains.serial import LEAST_PAIRS, serial_interval


def test_too_few_pairs_give_no_figure():
    assert serial_interval([3] * (LEAST_PAIRS - 1)) is None


def test_the_same_interval_in_every_pair_is_certain():
    found = serial_interval([4] * LEAST_PAIRS)
    assert (found.mean.low, found.mean.value, found.mean.high, found.spread.value) == (4, 4, 4, 0)


def test_negative_intervals_count_and_are_counted():
    found = serial_interval([-2, -1, 0, 1, 2, 3, 4, 5, 6, 7])
    assert (found.pair_count, found.negative_count, found.mean.value) == (10, 2, 2.5)


def test_one_record_has_one_answer():
    days = [1, 2, 3, 5, 8, 4, 4, 6, 2, 9, 3]
    assert serial_interval(days) == serial_interval(days)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    draw = np.random.default_rng(7)
    found = [serial_interval(list(draw.gamma(4.0, 1.25, size=40))).mean for _ in range(60)]
    held = sum(one.low <= 5.0 <= one.high for one in found)
    assert 51 <= held <= 60  # 57 of 60 are expected; fewer than 51 in less than one of 500 runs
