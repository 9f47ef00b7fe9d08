"""Contacts of cases compiled by Numba: one pass over the entries of each case's places, without a sort.

Entries of one person at one place come in the order of time, so a running time together per person is enough: what
touches it makes it longer, anything else closes it. The people met by a case stand in a small hash table that is
emptied for the next case. What is found is what `plain` finds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from fangxian.engine.index.layout import NUMBER_BITS, NUMBER_MASK, TIME_AT, TIME_MASK
from fangxian.engine.index.lives import Day, Lived
from fangxian.engine.index.plain import SECONDS, Pairs

_TIME_AT, _NUMBER_BITS = np.uint64(TIME_AT), np.uint64(NUMBER_BITS)
_TIME_MASK, _NUMBER_MASK = np.uint64(TIME_MASK), np.uint64(NUMBER_MASK)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: neighbouring numbers fall far apart
# what is known of a person whom a case met: the stay and time that run, what has been added up, the longest of it and
# during which stay that was; a line of the processor's cache
_PERSON, _STAY, _IN, _OUT, _TOTAL, _BEST, _WHERE, _FIRST, _COLUMNS = range(9)


def pairs(days: Sequence[Day], lived: Lived, min_minutes: float) -> Pairs:
    """As `plain.pairs`."""
    first, last = lived.t_in.min(), lived.t_out.max()
    days = [day for day in days if first < day.ends_at and last > day.begins_at]
    bounds = np.array([(day.begins_at, day.ends_at, day.place.numbers) for day in days], np.int64).reshape(-1, 3)
    # one kernel serves any number of days: it is handed where each day's arrays lie, and `days` keeps them there
    where = np.array([day.place.addresses for day in days], np.int64).reshape(-1, 2)
    columns = lived.case, lived.by, lived.place, lived.t_in, lived.t_out
    found = _pairs(*columns, bounds, where, _least(min_minutes))
    return Pairs(*np.ascontiguousarray(found.T))


def _least(min_minutes: float) -> int:
    """The fewest whole seconds that are so many minutes, as the definition divides."""
    seconds = math.floor(min_minutes * SECONDS)
    while seconds / SECONDS < min_minutes:
        seconds += 1
    return seconds


def _pointer_to(kind: Any) -> Any:
    """A compiled function that takes an address for a pointer to numbers of this kind."""
    pointed: Any = types.CPointer(kind)  # type: ignore[no-untyped-call]

    @intrinsic
    def pointer(_typing: Any, _address: Any) -> Any:
        def generated(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return pointed(types.int64), generated

    return pointer


_positions_at, _entries_at = _pointer_to(types.uint32), _pointer_to(types.uint64)
_cells_at, _slots_at = _pointer_to(types.int64), _pointer_to(types.int32)


@njit(cache=True, nogil=True)
def _longer(cells, least):  # type: ignore[no-untyped-def]
    """The same cells with room for `least`, and for as many again."""
    grown = np.empty(2 * least, np.int64)
    grown[: len(cells)] = cells
    return grown


@njit(cache=True, nogil=True)
def _slot(table, mask, cells, who):  # type: ignore[no-untyped-def]
    """Where a person stands in the table, or the empty cell where she belongs. Both are handed over as pointers."""
    at = ((np.uint64(who) * _SPREAD) >> np.uint64(32)) & mask
    while table[at] >= 0 and cells[table[at] * _COLUMNS + _PERSON] != who:
        at = (at + np.uint64(1)) & mask
    return at


@njit(cache=True, nogil=True)
def _room(table, met, count, more):  # type: ignore[no-untyped-def]
    """The table and the cells with room for `more` people; the table stays half empty."""
    if (count + more) * _COLUMNS > len(met):
        met = _longer(met, (count + more) * _COLUMNS)
    if 2 * (count + more) > len(table):
        size = len(table)
        while size < 2 * (count + more):
            size *= 2
        table = np.full(size, -1, np.int32)
        slots, mask, cells = _slots_at(table.ctypes.data), np.uint64(size - 1), _cells_at(met.ctypes.data)
        for row in range(count):
            slots[_slot(slots, mask, cells, cells[row * _COLUMNS + _PERSON])] = row
    return table, met


@njit(cache=True, nogil=True)
def _close(cells, one, place, by, least):  # type: ignore[no-untyped-def]
    """Add up the time that runs, if it is long enough."""
    stay, seconds = cells[one + _STAY], cells[one + _OUT] - cells[one + _IN]
    if seconds < least:
        return
    cells[one + _TOTAL] += seconds
    cells[one + _FIRST] = min(cells[one + _FIRST], cells[one + _IN])
    stronger = seconds > cells[one + _BEST]
    if seconds == cells[one + _BEST]:
        before = cells[one + _WHERE]
        stronger = place[stay] < place[before] or (place[stay] == place[before] and by[stay] < by[before])
    if stronger:
        cells[one + _BEST], cells[one + _WHERE] = seconds, stay


@njit(cache=True, nogil=True)
def _meet(table, mask, cells, count, entries, starts, stops, begins, at, low, high, place, by, least):  # type: ignore[no-untyped-def]
    """Whoever was at a place of one day between two seconds of it; returns how many people are known.

    Everything is handed over as a number or a pointer: an array is seven arguments, and this is called for millions.
    """
    whose = by[at]
    for row in range(starts, stops):
        entry = entries[row]
        first = np.int64(entry >> _TIME_AT)
        if first >= high:
            break  # entries of a place lie by time
        last = first + np.int64((entry >> _NUMBER_BITS) & _TIME_MASK)
        who = np.int64(entry & _NUMBER_MASK)
        if last <= low or who == whose:
            continue
        first, last = max(first, low) + begins, min(last, high) + begins
        slot = _slot(table, mask, cells, who)
        one = table[slot] * _COLUMNS
        if one < 0:
            table[slot], one, count = count, count * _COLUMNS, count + 1
            cells[one + _PERSON], cells[one + _TOTAL], cells[one + _BEST], cells[one + _FIRST] = who, 0, -1, 1 << 62
        elif cells[one + _STAY] == at and first <= cells[one + _OUT]:
            cells[one + _OUT] = max(cells[one + _OUT], last)
            continue
        else:
            _close(cells, one, place, by, least)
        cells[one + _STAY], cells[one + _IN], cells[one + _OUT] = at, first, last
    return count


@njit(cache=True, nogil=True)
def _meet_all(table, met, count, at, by, place, t_in, t_out, bounds, where, least):  # type: ignore[no-untyped-def]
    """Everybody who was there during stay `at`; returns the table, the cells and how many people are known."""
    for day in range(len(bounds)):
        begins = bounds[day, 0]
        if t_out[at] <= begins or t_in[at] >= bounds[day, 1] or place[at] >= bounds[day, 2]:
            continue
        positions, entries = _positions_at(where[day, 0]), _entries_at(where[day, 1])
        starts, stops = np.int64(positions[place[at]]), np.int64(positions[place[at] + 1])
        table, met = _room(table, met, count, stops - starts)
        count = _meet(
            _slots_at(table.ctypes.data), np.uint64(len(table) - 1), _cells_at(met.ctypes.data), count,
            entries, starts, stops, begins, at, max(t_in[at] - begins, 0), t_out[at] - begins,
            _cells_at(place.ctypes.data), _cells_at(by.ctypes.data), least,
        )  # fmt: skip
    return table, met, count


@njit(cache=True, nogil=True)
def _long_enough(met, count, place, by, least):  # type: ignore[no-untyped-def]
    """Where those stand whose times reach the threshold, by their numbers."""
    who, kept = np.empty(count, np.int64), 0
    cells, places, people = _cells_at(met.ctypes.data), _cells_at(place.ctypes.data), _cells_at(by.ctypes.data)
    for row in range(count):
        one = row * _COLUMNS
        _close(cells, one, places, people, least)
        if cells[one + _TOTAL] > 0:
            who[kept] = (cells[one + _PERSON] << 32) | row
            kept += 1
    return np.sort(who[:kept]) & 0xFFFFFFFF


@njit(cache=True, nogil=True)
def _pairs(case, by, place, t_in, t_out, bounds, where, least):  # type: ignore[no-untyped-def]
    met, table = np.empty(1024 * _COLUMNS, np.int64), np.full(4096, -1, np.int32)
    out, found, at = np.empty(1024 * 7, np.int64), 0, 0
    while at < len(case):
        current, count = case[at], 0
        while at < len(case) and case[at] == current:
            table, met, count = _meet_all(
                table, met, count, at, by, place, t_in, t_out, bounds, where, least
            )  # fmt: skip
            at += 1
        kept = _long_enough(met, count, place, by, least)
        if (found + len(kept)) * 7 > len(out):
            out = _longer(out, (found + len(kept)) * 7)
        for row in kept:
            one, line = row * _COLUMNS, found * 7
            out[line], out[line + 1], out[line + 2] = current, met[one + _PERSON], met[one + _TOTAL]
            stay = met[one + _WHERE]
            out[line + 3], out[line + 4] = place[stay], met[one + _BEST]
            out[line + 5], out[line + 6] = by[stay], met[one + _FIRST]
            found += 1
        table[:] = -1
    return out[: found * 7].reshape(found, 7)
