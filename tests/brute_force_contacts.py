"""Close contacts the slow way, written without tables: what every engine is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

Stay = tuple[object, object, int, int]  # person, place, from, until in seconds
Span = tuple[object, int | None, int | None]


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch or overlap as one, in order."""
    whole: list[tuple[int, int]] = []
    for begins, ends in sorted(spans):
        if whole and begins <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], ends))
        else:
            whole.append((begins, ends))
    return whole


def close_contacts(stays: Iterable[Stay], cases: Iterable[Span], *, min_minutes: float) -> dict:
    """(case, person) -> (seconds together, place of the longest time, its seconds)."""
    lived: dict = defaultdict(list)
    for person, place, begins, ends in stays:
        if begins < ends:
            lived[person, place].append((begins, ends))
    whole = {key: joined(spans) for key, spans in lived.items()}
    may_pass_on: dict = defaultdict(list)
    for case, begins, ends in cases:
        for (person, place), spans in whole.items():
            if person == case:
                low, high = begins if begins is not None else -(10**18), ends if ends is not None else 10**18
                may_pass_on[case, place] += [
                    (max(a, low), min(b, high)) for a, b in spans if max(a, low) < min(b, high)
                ]
    shared: dict = defaultdict(list)
    for (case, place), spans in may_pass_on.items():
        for (person, other_place), others in whole.items():
            if person == case or other_place != place:
                continue
            for (a, b), (c, d) in product(joined(spans), others):
                if (min(b, d) - max(a, c)) / 60 >= min_minutes and min(b, d) > max(a, c):
                    shared[case, person].append((min(b, d) - max(a, c), place))
    found = {}
    for pair, times in shared.items():
        longest = max(seconds for seconds, _ in times)
        found[pair] = (sum(s for s, _ in times), min(p for s, p in times if s == longest), longest)
    return found
