"""What the next seven days may ask: new contacts and beds, by two rules anybody can follow, with their past error.

Level: the next week brings as many contacts as the last. Trend: it grows or shrinks as the last week did beside the
week before, at most twofold either way. Both are asked about every past day of the record with nothing but what was
known then; the one that erred less is shown, with what the other erred. No model of the disease is fitted: a city has
neither the data nor the time for one in the first weeks, and a wrong one looks as sure as a right one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

WEEK = 7
LEAST_DAYS = 21  # two weeks to read the trend from, one to compare with
LEAST_TRIALS = 7  # past forecasts without which no range is given
MOST_CHANGE = 2.0
RANGE = (0.05, 0.95)
LEVEL, TREND = "level", "trend"
Rule = Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Watch:
    """One contact who needs a bed from the day on which she was found until her last day, which is not part of it."""

    found_on: date
    until: date


@dataclass(frozen=True, slots=True)
class PastError:
    """How forecasts of the past fared: `trial_count` of them; errors are what came minus what was forecast."""

    rule: str
    trial_count: int
    contacts_mean_abs: float
    beds_mean_abs: float
    contacts_range: tuple[float, float]
    beds_range: tuple[float, float]


@dataclass(frozen=True)
class Forecast:
    """The next seven days.

    contacts          people to be found contacts in all seven days; beds by day, at its end
    contacts_range, most_beds_range  forecast plus the 5th and 95th hundredth of past errors; None with too few trials
    past, other       the past error of the rule that is shown, and of the one that is not
    """

    rule: str
    contacts: float
    beds: Sequence[tuple[date, float]]
    contacts_range: tuple[float, float] | None
    beds_range: tuple[float, float] | None
    past: PastError
    other: PastError


def forecast(watches: Sequence[Watch], *, since: date, today: date) -> Forecast | None:
    """The week after `today` from a record that began on `since`; None if it is shorter than LEAST_DAYS or empty.

    `today` is a whole day, already over. A contact is counted on the day on which she was found.
    """
    known = [watch for watch in watches if watch.found_on <= today]
    if not known or (today - since).days + 1 < LEAST_DAYS:
        return None
    tried = {name: _past(name, known, since=since, today=today) for name in RULES}
    name = min(RULES, key=lambda rule: (tried[rule].contacts_mean_abs, rule))
    past, other = tried[name], tried[TREND if name == LEVEL else LEVEL]
    contacts = _contacts(name, known, today=today)
    beds = _beds(known, contacts, today=today)
    enough = past.trial_count >= LEAST_TRIALS
    return Forecast(
        rule=name,
        contacts=contacts,
        beds=beds,
        contacts_range=_around(contacts, past.contacts_range) if enough else None,
        beds_range=_around(beds[-1][1], past.beds_range) if enough else None,
        past=past,
        other=other,
    )


def _level(last: int, before: int) -> float:
    return float(last)


def _trend(last: int, before: int) -> float:
    growth = last / before if before else (MOST_CHANGE if last else 1.0)
    return last * min(MOST_CHANGE, max(1 / MOST_CHANGE, growth))


RULES: dict[str, Rule] = {LEVEL: _level, TREND: _trend}


def _found(watches: Sequence[Watch], *, after: date, until: date) -> int:
    return sum(1 for watch in watches if after < watch.found_on <= until)


def _contacts(name: str, watches: Sequence[Watch], *, today: date) -> float:
    """How many are to be found in the week after `today`, from the two weeks up to it."""
    week, fortnight = today - timedelta(days=WEEK), today - timedelta(days=2 * WEEK)
    return RULES[name](_found(watches, after=week, until=today), _found(watches, after=fortnight, until=week))


def _beds(watches: Sequence[Watch], contacts: float, *, today: date) -> list[tuple[date, float]]:
    """Beds at the end of each of the seven days: those already found leave on their day; the new come evenly and stay
    as long as people found so far did."""
    stays = [max(1, (watch.until - watch.found_on).days) for watch in watches]
    stay = fmean(stays)
    found = []
    for number in range(1, WEEK + 1):
        day = today + timedelta(days=number)
        fresh = contacts / WEEK * min(number, stay)
        found.append((day, _occupied(watches, day) + fresh))
    return found


def _occupied(watches: Sequence[Watch], day: date) -> int:
    return sum(1 for watch in watches if watch.found_on <= day < watch.until)


def _past(name: str, watches: Sequence[Watch], *, since: date, today: date) -> PastError:
    """The rule asked about each past day from which a whole week has passed."""
    contacts, beds = [], []
    day = since + timedelta(days=2 * WEEK - 1)
    while day <= today - timedelta(days=WEEK):
        known = [watch for watch in watches if watch.found_on <= day]
        after = day + timedelta(days=WEEK)
        said = _contacts(name, known, today=day)
        contacts.append(_found(watches, after=day, until=after) - said)
        full = [watch for watch in watches if watch.found_on <= after]
        bed = _beds(known, said, today=day)[-1][1] if known else 0.0
        beds.append(_occupied(full, after) - bed)
        day += timedelta(days=1)
    return PastError(
        rule=name,
        trial_count=len(contacts),
        contacts_mean_abs=fmean(map(abs, contacts)),
        beds_mean_abs=fmean(map(abs, beds)),
        contacts_range=_spread(contacts),
        beds_range=_spread(beds),
    )


def _spread(errors: Sequence[float]) -> tuple[float, float]:
    import numpy as np  # few ask for it, and it takes a moment to read

    low, high = np.quantile(errors, RANGE)
    return float(low), float(high)


def _around(middle: float, errors: tuple[float, float]) -> tuple[float, float]:
    return max(0.0, middle + errors[0]), max(0.0, middle + errors[1])
