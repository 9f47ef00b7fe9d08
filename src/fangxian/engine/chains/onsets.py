"""When people fell ill, day by day, brought along against caught here, and from which day on the count may grow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

COMPLETE_SHARE = 0.9  # a day counts as complete once nine of ten delays fit between it and today
LEAST_DELAYS = 10


@dataclass(frozen=True, slots=True)
class Onset:
    """One case. onset_on is None for somebody without symptoms; learned_on the day on which it became known."""

    onset_on: date | None
    learned_on: date
    origin: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the curve: how many fell ill on it, by origin."""

    on: date
    counts: dict[str, int]
    is_complete: bool


@dataclass(frozen=True)
class Curve:
    """The curve without gaps from the first onset to `today`.

    delay_days        the delay from onset to knowledge that nine of ten cases do not exceed; None if too few are known
    without_onset     cases without symptoms, by origin: they stand in no day
    """

    days: Sequence[Day]
    without_onset: dict[str, int]
    delay_days: int | None


def onset_curve(cases: Iterable[Onset], *, origins: Sequence[str], today: date) -> Curve:
    """The curve of these cases as it is known on `today`; what became known later is left out.

    Errors: KeyError for an origin that is not among `origins`.
    """
    known = [case for case in cases if case.learned_on <= today]
    without = dict.fromkeys(origins, 0)
    by_day: dict[date, dict[str, int]] = {}
    for case in known:
        if case.onset_on is None:
            without[case.origin] += 1
        else:
            by_day.setdefault(case.onset_on, dict.fromkeys(origins, 0))[case.origin] += 1
    delay = _delay([case for case in known if case.onset_on is not None])
    days = []
    first = min(by_day, default=today)
    for number in range((today - first).days + 1) if by_day else ():
        day = first + timedelta(days=number)
        complete = delay is not None and (today - day).days >= delay
        days.append(Day(day, by_day.get(day, dict.fromkeys(origins, 0)), complete))
    return Curve(days, without, delay)


def _delay(cases: Sequence[Onset]) -> int | None:
    """Whole days, rounded up; a case found before its first symptoms waited no time."""
    waited = [max(0, (case.learned_on - case.onset_on).days) for case in cases if case.onset_on]
    if len(waited) < LEAST_DELAYS:
        return None
    import numpy as np  # few ask for it, and it takes a moment to read

    return int(np.ceil(np.quantile(waited, COMPLETE_SHARE)))
