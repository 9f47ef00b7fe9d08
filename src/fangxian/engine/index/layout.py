"""How a day lies in a file: for each number where its entries begin, then all entries.

    64 bytes   mark, numbers, entries
    uint32     numbers + 1 positions: the entries of number n are [position[n], position[n + 1])
    uint64     entries, sorted within a number: second of the day (17 bits), seconds (17), the other number (30)

There is one file by place, whose entries hold people, and one by person, whose entries hold places: 16 bytes a stay.
A day is at most 25 hours, so 17 bits hold each of its seconds.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARK = b"FXSTAYS1"
HEAD = 64
NUMBER_BITS, TIME_BITS = 30, 17
NUMBER_MASK, TIME_MASK = (1 << NUMBER_BITS) - 1, (1 << TIME_BITS) - 1
TIME_AT = NUMBER_BITS + TIME_BITS
ENTRIES_BELOW = 1 << 32
# With fewer ranges the pages are fetched as they are touched; with more, all are asked for before the first is read.
AHEAD_FROM = 64

Numbers = NDArray[np.int64]
Entries = NDArray[np.uint64]


def packed(second: NDArray[Any], seconds: NDArray[Any], number: NDArray[Any]) -> Entries:
    """Entries of stays; what they hold is not checked here."""
    head = second.astype(np.uint64) << np.uint64(TIME_AT)
    middle = seconds.astype(np.uint64) << np.uint64(NUMBER_BITS)
    entries: Entries = head + middle + number.astype(np.uint64)
    return entries


class CannotUse(Exception):
    """A file that is no index, or not whole."""


@dataclass(frozen=True, slots=True)
class Side:
    """One mapped file."""

    positions: NDArray[np.uint32]
    entries: Entries
    mapped: mmap.mmap
    entries_at: int
    addresses: tuple[int, int]  # of both arrays, for compiled code; asking an array for its own takes a microsecond

    @property
    def numbers(self) -> int:
        return len(self.positions) - 1

    def ranges(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Where the entries of each number begin and end; nothing for a number that the day does not know."""
        known = np.minimum(numbers, self.numbers - 1) if self.numbers else np.zeros_like(numbers)
        if not self.numbers:
            return known, known
        if len(known) >= AHEAD_FROM:
            self._ahead(HEAD + known * 4, HEAD + (known + 2) * 4)
        starts = self.positions[known].astype(np.int64)
        stops = np.where(numbers < self.numbers, self.positions[known + 1], starts).astype(np.int64)
        if len(known) >= AHEAD_FROM:
            self._ahead(self.entries_at + starts * 8, self.entries_at + stops * 8)
        return starts, stops

    def _ahead(self, begins: Numbers, ends: Numbers) -> None:
        """Ask the disk for all these bytes at once instead of waiting for one page after the other."""
        first = begins // mmap.PAGESIZE
        last = np.maximum(ends - 1, begins) // mmap.PAGESIZE
        for pages in np.unique((first << 24) | (last - first)).tolist():
            low, more = pages >> 24, pages & 0xFFFFFF
            self.mapped.madvise(mmap.MADV_WILLNEED, low * mmap.PAGESIZE, (more + 1) * mmap.PAGESIZE)


def write_side(path: Path, *, numbers: int, batches: Iterable[tuple[NDArray[Any], Entries]]) -> None:
    """Write one file from batches of (number, entry), sorted by number and within it by entry; on disk on return."""
    counts = np.zeros(numbers + 1, np.int64)
    with path.open("wb") as file:
        file.seek(_entries_at(numbers))
        for owners, entries in batches:
            counts[1:] += np.bincount(owners, minlength=numbers)
            np.ascontiguousarray(entries).tofile(file)
        positions = counts.cumsum()
        if positions[-1] >= ENTRIES_BELOW:
            raise CannotUse(f"{positions[-1]} stays of one day; a position holds fewer than {ENTRIES_BELOW}")
        file.seek(0)
        head = np.array([numbers, positions[-1]], np.uint64).tobytes()
        file.write((MARK + head).ljust(HEAD, b"\0"))
        file.write(positions.astype(np.uint32).tobytes())
        file.flush()
        os.fsync(file.fileno())


def open_side(path: Path) -> Side:
    """Map a file. Errors: CannotUse if it is absent, another file, or cut off."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise CannotUse(f"{path.name}: {type(error).__name__}") from None
    if len(mapped) < HEAD or mapped[: len(MARK)] != MARK:
        raise CannotUse(f"{path.name}: not an index")
    numbers, entries = (int(one) for one in np.frombuffer(mapped, np.uint64, 2, len(MARK)))
    at = _entries_at(numbers)
    if len(mapped) < at + entries * 8 and entries:
        raise CannotUse(f"{path.name}: cut off")
    positions = np.frombuffer(mapped, np.uint32, numbers + 1, HEAD)
    held = np.frombuffer(mapped, np.uint64, entries, at if entries else 0)
    return Side(positions, held, mapped, at, (positions.ctypes.data, held.ctypes.data))


def _entries_at(numbers: int) -> int:
    """Where entries begin: after the positions, at a whole number of 8 bytes."""
    return HEAD + -(-(numbers + 1) * 4 // 8) * 8
