"""The serial interval: days from the infector's first symptoms to those of whom she infected, with its uncertainty.

Intervals are BCa bootstrap intervals (B. Efron, J. Am. Stat. Assoc. 82, 1987; SciPy's implementation), which suppose
no shape: intervals below zero occur, so that no distribution of waiting times fits. Pairs of one infector are taken
as independent, which makes the interval a little too narrow; recent infectors have had no time for long intervals,
which makes the mean a little too low while an outbreak grows. Both are said beside the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LEAST_PAIRS = 10  # with fewer the interval says more of chance than of the disease
CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 20200123  # one record, one answer: the resampling is the same each time


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval of 95 of 100."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SerialInterval:
    """In days. negative_count: infectees who fell ill before their infector."""

    pair_count: int
    negative_count: int
    mean: Estimate
    median: Estimate
    spread: Estimate


def serial_interval(days: Sequence[int]) -> SerialInterval | None:
    """Mean, median and standard deviation of the intervals of pairs; None with fewer than LEAST_PAIRS of them."""
    if len(days) < LEAST_PAIRS:
        return None
    import numpy as np  # few ask for it, and it takes a moment to read

    sample = np.asarray(days, dtype=float)
    return SerialInterval(
        pair_count=len(days),
        negative_count=int((sample < 0).sum()),
        mean=_estimate(sample, np.mean),
        median=_estimate(sample, np.median, method="percentile"),
        spread=_estimate(sample, _spread),
    )


def _spread(sample: Any, axis: int = -1) -> Any:
    import numpy as np

    return np.std(sample, ddof=1, axis=axis)


def _estimate(sample: Any, statistic: Any, method: str = "BCa") -> Estimate:
    import numpy as np
    from scipy.stats import bootstrap  # few ask for it, and it takes seconds to read

    value = float(statistic(sample, axis=-1))
    if np.ptp(sample) == 0:  # all the same: resampling finds no other
        return Estimate(value, value, value)
    found = bootstrap(
        (sample,), statistic, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, method=method,
        rng=np.random.default_rng(SEED), vectorized=True,
    ).confidence_interval  # fmt: skip
    return Estimate(value, float(found.low), float(found.high))
