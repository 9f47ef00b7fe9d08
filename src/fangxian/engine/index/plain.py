"""The inner loops in NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fangxian.engine.index.layout import NUMBER_BITS, NUMBER_MASK, TIME_AT, TIME_MASK, Entries
from fangxian.engine.index.lives import Day, Lived, Pieces, pieces_of

SECONDS = 60
SEQUENCE_BITS = 64 - NUMBER_BITS
_FEW = 64  # slices of an array are put together faster one by one as long as they are few

ROWS_AT_ONCE = 16_000_000  # entries looked at before they are added up; bounds the memory of a question

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Times that somebody shared with a case: the stay of the case, the other, from, until (seconds after a base)."""

    stay: Ints
    person: Ints
    t_in: Ints
    t_out: Ints

    def __len__(self) -> int:
        return len(self.stay)


@dataclass(frozen=True, slots=True)
class Pairs:
    """One row per case and contact, in their order; as `Listed` says, with the first exposure."""

    case: NDArray[np.int64]
    person: NDArray[np.int64]
    seconds: NDArray[np.int64]
    place: NDArray[np.int64]
    strongest: NDArray[np.int64]
    by: NDArray[np.int64]
    first_in: NDArray[np.int64]


def pairs(days: Sequence[Day], lived: Lived, min_minutes: float) -> Pairs:
    """Who shared how much time with each case.

    lived    joined stays, case after case
    returns  one row per case and contact of whom at least one time together lasts `min_minutes`
    """
    base = min(day.begins_at for day in days)
    found = [_folded(days, part, min_minutes, base) for part in _batches(days, lived)]
    joined = Pairs(*(np.concatenate([getattr(one, name) for one in found]) for name in Pairs.__slots__))
    order = np.argsort((joined.case << NUMBER_BITS) | joined.person)
    return Pairs(*(getattr(joined, name)[order] for name in Pairs.__slots__))


def _folded(days: Sequence[Day], lived: Lived, min_minutes: float, base: int) -> Pairs:
    gathered = [
        gather(day.place.entries, pieces, day.begins_at - base)
        for day in days
        if len((pieces := pieces_of(day, lived)).stay)
    ]
    if not gathered:
        return Pairs(*(np.empty(0, np.int64) for _ in range(7)))
    one = len(gathered) == 1
    rows = gathered[0] if one else Rows(*(_joined(gathered, name) for name in Rows.__slots__))
    added = fold(rows, lived.case, lived.place, lived.by, float(min_minutes))
    return replace(added, first_in=added.first_in + base)


def _joined(parts: Sequence[Rows], name: str) -> Any:
    return np.concatenate([getattr(part, name) for part in parts])


def _batches(days: Sequence[Day], lived: Lived) -> Iterator[Lived]:
    """Stays of as many cases at once as memory should hold; a case is never divided."""
    if len(lived) < 2048:
        yield lived
        return
    weight = np.zeros(len(lived), np.int64)
    for day in days:
        pieces = pieces_of(day, lived)
        weight[pieces.stay] += pieces.stops - pieces.starts
    batch = np.cumsum(weight) // ROWS_AT_ONCE
    begins = np.flatnonzero(np.concatenate([[True], lived.case[1:] != lived.case[:-1]]))
    firsts = begins[np.concatenate([[True], batch[begins][1:] != batch[begins][:-1]])].tolist()
    for low, high in zip(firsts, [*firsts[1:], len(lived)], strict=True):
        yield lived.take(slice(low, high))


def gather(entries: Entries, pieces: Pieces, shift: int) -> Rows:
    """The entries of other people that overlap the pieces; `shift` seconds lie between the base and the day."""
    counts = pieces.stops - pieces.starts
    raw = _entries_of(entries, pieces, counts)
    piece = np.repeat(np.arange(len(counts)), counts)
    begins = (raw >> np.uint64(TIME_AT)).astype(np.int64)
    ends = begins + ((raw >> np.uint64(NUMBER_BITS)) & np.uint64(TIME_MASK)).astype(np.int64)
    person = (raw & np.uint64(NUMBER_MASK)).astype(np.int64)
    low, high = pieces.low[piece], pieces.high[piece]
    kept = np.flatnonzero((begins < high) & (ends > low) & (person != pieces.by[piece]))
    t_in = np.maximum(begins[kept], low[kept]) + shift
    t_out = np.minimum(ends[kept], high[kept]) + shift
    stay = pieces.stay[piece[kept]]
    return Rows(*(column.astype(np.int32) for column in (stay, person[kept], t_in, t_out)))


def _entries_of(entries: Entries, pieces: Pieces, counts: NDArray[np.int64]) -> Entries:
    if len(counts) <= _FEW:
        ranges = zip(pieces.starts.tolist(), pieces.stops.tolist(), strict=True)
        parts = [entries[start:stop] for start, stop in ranges]
        return np.concatenate(parts) if parts else entries[:0]
    before = np.cumsum(counts) - counts
    found: Entries = entries[np.arange(int(counts.sum())) + np.repeat(pieces.starts - before, counts)]
    return found


def in_order(rows: Rows) -> NDArray[np.int64]:
    """The rows by person, and within a person by stay and time, as their places.

    Rows come day after day, each day by stay and time: so by stay they are a few sorted runs to be merged.
    """
    by_stay = np.argsort(rows.stay, kind="stable")
    sequence = np.arange(len(by_stay), dtype=np.uint64)
    keys = (rows.person[by_stay].astype(np.uint64) << np.uint64(SEQUENCE_BITS)) | sequence
    keys.sort()
    return by_stay[(keys & np.uint64((1 << SEQUENCE_BITS) - 1)).astype(np.int64)]


def fold(rows: Rows, case_of: Any, place_of: Any, by_of: Any, min_minutes: float) -> Pairs:
    """Join what touches within one stay, leave out what is too short, and add up by person and case.

    case_of place_of by_of   of each stay; stays are numbered case after case
    """
    order = in_order(rows)
    stay, person = rows.stay[order], rows.person[order]
    t_in, t_out = rows.t_in[order].astype(np.int64), rows.t_out[order].astype(np.int64)
    starts = _islands(person, stay, t_in, t_out)
    if not len(starts):
        return Pairs(*(np.empty(0, np.int64) for _ in range(7)))
    begins, seconds = t_in[starts], np.maximum.reduceat(t_out, starts) - t_in[starts]
    long = np.flatnonzero(seconds / SECONDS >= min_minutes)
    of = stay[starts][long]
    return _added(
        case_of[of], person[starts][long].astype(np.int64), begins[long], seconds[long], place_of[of], by_of[of]
    )


def _islands(person: Ints, stay: Ints, t_in: NDArray[np.int64], t_out: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a new time together begins: another person, another stay, or a gap."""
    if not len(person):
        return np.empty(0, np.int64)
    other = np.ones(len(person), bool)
    other[1:] = (person[1:] != person[:-1]) | (stay[1:] != stay[:-1])
    # each person and stay is put behind the one before, so that one running maximum serves all of them
    shift = np.cumsum(other) * (int(t_out.max()) - int(t_in.min()) + 1)
    until = np.maximum.accumulate(t_out + shift)
    other[1:] |= t_in[1:] + shift[1:] > until[:-1]
    return np.flatnonzero(other)


def _added(case: Any, person: Any, begins: Any, seconds: Any, place: Any, by: Any) -> Pairs:
    """One row per person and case of times that lie by person and case."""
    if not len(case):
        return Pairs(*(np.empty(0, np.int64) for _ in range(7)))
    other = np.ones(len(case), bool)
    other[1:] = (person[1:] != person[:-1]) | (case[1:] != case[:-1])
    starts, group = np.flatnonzero(other), np.cumsum(other) - 1
    strongest = np.maximum.reduceat(seconds, starts)
    beyond = np.iinfo(np.int64).max
    at_place = np.where(seconds == strongest[group], place, beyond)
    first_place = np.minimum.reduceat(at_place, starts)
    through = np.minimum.reduceat(np.where(at_place == first_place[group], by, beyond), starts)
    total, first = np.add.reduceat(seconds, starts), np.minimum.reduceat(begins, starts)
    return Pairs(case[starts], person[starts], total, first_place, strongest, through, first)
