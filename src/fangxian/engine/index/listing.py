"""From the cases of a question to the list of contacts, over the days of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fangxian.engine.contacts import Window
from fangxian.engine.index.kernels import Kernels
from fangxian.engine.index.layout import AHEAD_FROM, NUMBER_BITS
from fangxian.engine.index.lives import Day, Ints, lived_by, pieces_of
from fangxian.engine.index.plain import SECONDS, Pairs
from fangxian.engine.index.spans import OPEN_TO, Spans


@dataclass(frozen=True, slots=True)
class Listed:
    """One row per case and contact, in the order of the definition; all arrays are as long.

    seconds    sum of the shared times that reach the threshold; strongest: the longest of them, place: where
    via        in the second order the contact through whom the longest came; -1 in the first
    """

    case: Ints
    person: Ints
    seconds: Ints
    place: Ints
    strongest: Ints
    order: NDArray[np.int8]
    via: Ints

    def __len__(self) -> int:
        return len(self.case)

    def table(self, *, orders: int = 1) -> pa.Table:
        """As the definition writes it: with `order` and `via` only where the second order was asked for."""
        columns: dict[str, Any] = {
            "case_id": self.case,
            "person_id": self.person,
            "minutes": self.seconds / SECONDS,
            "strongest_place": self.place,
            "strongest_minutes": self.strongest / SECONDS,
        }
        if orders == 2:
            columns |= {"order": self.order, "via": pa.array(self.via, mask=self.via < 0)}
        return pa.table(columns)


def close_contacts(
    days: Sequence[Day], cases: Spans, *, min_minutes: float, window: Window, kernels: Kernels
) -> Listed:
    """Who shared a place with a case for at least `min_minutes` at least once."""
    return _listed(_pairs(days, cases, min_minutes, window, kernels), order=1)


def second_order(days: Sequence[Day], cases: Spans, *, min_minutes: float, window: Window, kernels: Kernels) -> Listed:
    """Contacts, and who met a contact after the contact's own first exposure; by case, order, person."""
    first = _pairs(days, cases, min_minutes, window, kernels)
    carriers = Spans(first.case, first.person, first.first_in, np.full(len(first.case), OPEN_TO))
    further = _pairs(days, carriers, min_minutes, window, kernels)
    known = np.isin(_key(further.case, further.person), _key(first.case, first.person))
    second = _of(further, np.flatnonzero(~known & (further.person != further.case)))
    one, two = _listed(first, order=1), _listed(second, order=2)
    columns = (np.concatenate([getattr(one, name), getattr(two, name)]) for name in Listed.__slots__)
    both = Listed(*columns)
    return _take(both, np.lexsort((both.person, both.order, both.case)))


def _pairs(days: Sequence[Day], cases: Spans, min_minutes: float, window: Window, kernels: Kernels) -> Pairs:
    """One row per case and contact, in their order."""
    lived = lived_by(days, cases, window) if days and len(cases) else None
    if not lived:
        return Pairs(*(np.empty(0, np.int64) for _ in range(7)))
    if len(lived) >= AHEAD_FROM:
        for day in days:
            pieces_of(day, lived)  # asks the disk for all of it at once
    return kernels.pairs(days, lived, float(min_minutes))


def _key(case: Ints, person: Ints) -> Ints:
    return (case << NUMBER_BITS) | person


def _of(pairs: Pairs, rows: Ints) -> Pairs:
    return Pairs(*(getattr(pairs, name)[rows] for name in Pairs.__slots__))


def _take(listed: Listed, rows: Ints) -> Listed:
    return Listed(*(getattr(listed, name)[rows] for name in Listed.__slots__))


def _listed(pairs: Pairs, *, order: int) -> Listed:
    via = pairs.by if order == 2 else np.full(len(pairs.case), -1)
    orders = np.full(len(pairs.case), order, np.int8)
    return Listed(pairs.case, pairs.person, pairs.seconds, pairs.place, pairs.strongest, orders, via)
