"""From the cases of a question to the list of contacts, over the days of an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fangxian.engine.contacts import Window
from fangxian.engine.index.kernels import Kernels
from fangxian.engine.index.layout import NUMBER_BITS, NUMBER_MASK, TIME_AT, TIME_MASK, Side
from fangxian.engine.index.plain import SECONDS, Pairs, Pieces, Rows
from fangxian.engine.index.spans import OPEN_FROM, OPEN_TO, Spans

Ints = NDArray[np.int64]
ROWS_AT_ONCE = 16_000_000  # entries looked at before they are added up; bounds the memory of a question


class Day(Protocol):
    """What is needed of an indexed day."""

    @property
    def begins_at(self) -> int: ...
    @property
    def ends_at(self) -> int: ...
    @property
    def place(self) -> Side: ...
    @property
    def person(self) -> Side: ...


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


@dataclass(frozen=True, slots=True)
class Lived:
    """The joined stays of cases, case after case: whose, where, from, until."""

    case: Ints
    by: Ints
    place: Ints
    t_in: Ints
    t_out: Ints

    def __len__(self) -> int:
        return len(self.case)

    def take(self, rows: slice) -> Lived:
        return Lived(self.case[rows], self.by[rows], self.place[rows], self.t_in[rows], self.t_out[rows])


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
    """One row per case and contact, with the numbers of the cases, in the order of case and contact."""
    if not days or not len(cases):
        return Pairs(*(np.empty(0, np.int64) for _ in range(7)))
    base = min(day.begins_at for day in days)
    lived = _lived(days, cases, window)
    found = [_folded(days, part, min_minutes, base, kernels) for part in _batches(days, lived)]
    pairs = Pairs(*(np.concatenate([getattr(one, name) for one in found]) for name in Pairs.__slots__))
    if not (pairs.case != pairs.case[:1]).any():
        return pairs  # of one case they lie by person already
    return _of(pairs, np.argsort(_key(pairs.case, pairs.person)))


def _folded(days: Sequence[Day], lived: Lived, min_minutes: float, base: int, kernels: Kernels) -> Pairs:
    gathered = [
        kernels.gather(day.place.entries, pieces, day.begins_at - base)
        for day in days
        if len((pieces := _pieces(day, lived)).stay)
    ]
    if not gathered:
        return Pairs(*(np.empty(0, np.int64) for _ in range(7)))
    one = len(gathered) == 1
    rows = gathered[0] if one else Rows(*(_joined(gathered, name) for name in Rows.__slots__))
    pairs: Pairs = kernels.fold(rows, lived.case, lived.place, lived.by, float(min_minutes))
    return replace(pairs, first_in=pairs.first_in + base)


def _joined(parts: Sequence[Rows], name: str) -> Any:
    return np.concatenate([getattr(part, name) for part in parts])


def _pieces(day: Day, lived: Lived) -> Pieces:
    """What lies of the stays in one day."""
    here = np.flatnonzero((lived.t_in < day.ends_at) & (lived.t_out > day.begins_at))
    starts, stops = day.place.ranges(lived.place[here])
    low = np.maximum(lived.t_in[here] - day.begins_at, 0)
    high = np.minimum(lived.t_out[here], day.ends_at) - day.begins_at
    return Pieces(starts, stops, low, high, lived.by[here], here)


def _batches(days: Sequence[Day], lived: Lived) -> Iterator[Lived]:
    """Stays of as many cases at once as memory should hold; a case is never divided."""
    if len(lived) < 2048:
        yield lived
        return
    weight = np.zeros(len(lived), np.int64)
    for day in days:
        pieces = _pieces(day, lived)
        weight[pieces.stay] += pieces.stops - pieces.starts
    batch = np.cumsum(weight) // ROWS_AT_ONCE
    begins = np.flatnonzero(np.concatenate([[True], lived.case[1:] != lived.case[:-1]]))
    firsts = begins[np.concatenate([[True], batch[begins][1:] != batch[begins][:-1]])].tolist()
    for low, high in zip(firsts, [*firsts[1:], len(lived)], strict=True):
        yield lived.take(slice(low, high))


def _lived(days: Sequence[Day], cases: Spans, window: Window) -> Lived:
    """Where and when each case may have passed it on; pieces that touch or overlap are one stay."""
    low = np.maximum(cases.t_from, OPEN_FROM if window.begins_at is None else window.begins_at)
    high = np.minimum(cases.t_to, OPEN_TO if window.ends_at is None else window.ends_at)
    parts = []
    for day in days:
        asked = np.flatnonzero((low < day.ends_at) & (high > day.begins_at) & (low < high) & (cases.by >= 0))
        starts, stops = day.person.ranges(cases.by[asked])
        ranges = zip(starts.tolist(), stops.tolist(), strict=True)
        raw = np.concatenate([day.person.entries[a:b] for a, b in ranges] or [day.person.entries[:0]])
        span = np.repeat(asked, stops - starts)
        begins = (raw >> np.uint64(TIME_AT)).astype(np.int64) + day.begins_at
        ends = begins + ((raw >> np.uint64(NUMBER_BITS)) & np.uint64(TIME_MASK)).astype(np.int64)
        parts.append((span, (raw & np.uint64(NUMBER_MASK)).astype(np.int64), begins, ends))
    span, place, begins, ends = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    t_in, t_out = np.maximum(begins, low[span]), np.minimum(ends, high[span])
    kept = t_in < t_out
    span = span[kept]
    return _whole(Lived(cases.case[span], cases.by[span], place[kept], t_in[kept], t_out[kept]))


def _whole(pieces: Lived) -> Lived:
    """Pieces as stays, by case, person, place and time."""
    if not len(pieces):
        return pieces
    order = np.lexsort((pieces.t_in, pieces.place, pieces.by, pieces.case))
    case, by, place = pieces.case[order], pieces.by[order], pieces.place[order]
    t_in, t_out = pieces.t_in[order], pieces.t_out[order]
    other = np.ones(len(case), bool)
    other[1:] = (case[1:] != case[:-1]) | (by[1:] != by[:-1]) | (place[1:] != place[:-1])
    shift = np.cumsum(other) * (int(t_out.max()) - int(t_in.min()) + 1)
    until = np.maximum.accumulate(t_out + shift)
    other[1:] |= t_in[1:] + shift[1:] > until[:-1]
    starts = np.flatnonzero(other)
    return Lived(case[starts], by[starts], place[starts], t_in[starts], np.maximum.reduceat(t_out, starts))


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
