"""Where and when cases may have passed it on: their stays, joined, and what lies of them in each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fangxian.engine.contacts import Window
from fangxian.engine.index.layout import NUMBER_BITS, NUMBER_MASK, TIME_AT, TIME_MASK, Side
from fangxian.engine.index.spans import OPEN_FROM, OPEN_TO, Spans

Ints = NDArray[np.int64]


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


@dataclass(frozen=True, slots=True)
class Pieces:
    """What lies in one day of the stays of cases: where the entries of its place are, when, and who is asked about.

    starts stops  entries of the place; low high: seconds of the day; by: the person; stay: which stay it is a piece of
    """

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    by: NDArray[np.int64]
    stay: NDArray[np.int64]


def pieces_of(day: Day, lived: Lived) -> Pieces:
    """What lies of the stays in one day."""
    here = np.flatnonzero((lived.t_in < day.ends_at) & (lived.t_out > day.begins_at))
    starts, stops = day.place.ranges(lived.place[here])
    low = np.maximum(lived.t_in[here] - day.begins_at, 0)
    high = np.minimum(lived.t_out[here], day.ends_at) - day.begins_at
    return Pieces(starts, stops, low, high, lived.by[here], here)


def lived_by(days: Sequence[Day], cases: Spans, window: Window) -> Lived:
    """Where and when each case may have passed it on; pieces that touch or overlap are one stay."""
    low = np.maximum(cases.t_from, OPEN_FROM if window.begins_at is None else window.begins_at)
    high = np.minimum(cases.t_to, OPEN_TO if window.ends_at is None else window.ends_at)
    parts, first, last = [], int(low.min()), int(high.max())
    for day in days:
        if first >= day.ends_at or last <= day.begins_at:
            continue  # most of two weeks, for one case: each step over a day costs as much as its stays
        asked = np.flatnonzero((low < day.ends_at) & (high > day.begins_at) & (low < high) & (cases.by >= 0))
        starts, stops = day.person.ranges(cases.by[asked])
        ranges = zip(starts.tolist(), stops.tolist(), strict=True)
        raw = np.concatenate([day.person.entries[a:b] for a, b in ranges] or [day.person.entries[:0]])
        span = np.repeat(asked, stops - starts)
        begins = (raw >> np.uint64(TIME_AT)).astype(np.int64) + day.begins_at
        ends = begins + ((raw >> np.uint64(NUMBER_BITS)) & np.uint64(TIME_MASK)).astype(np.int64)
        parts.append((span, (raw & np.uint64(NUMBER_MASK)).astype(np.int64), begins, ends))
    if not parts:
        return Lived(*(np.empty(0, np.int64) for _ in range(5)))
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
