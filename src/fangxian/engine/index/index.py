"""The index that is open: its days, whether they are the lake's, and what can be asked of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangxian.engine.contacts import Window
from fangxian.engine.index import listing
from fangxian.engine.index.kernels import Kernels, kernels
from fangxian.engine.index.layout import CannotUse, Side, open_side
from fangxian.engine.index.listing import Listed
from fangxian.engine.index.spans import Spans
from fangxian.engine.stays import Day

FORMAT = 1


@dataclass(frozen=True, slots=True)
class IndexedDay:
    """One civil day: its bounds in epoch seconds, the lake's manifest it was built from, both files."""

    begins_at: int
    ends_at: int
    digest: str
    place: Side
    person: Side


@dataclass(frozen=True, slots=True)
class Index:
    """Days in order; reading is safe while another process builds, for a file is replaced, never changed."""

    days: tuple[IndexedDay, ...]
    kernels: Kernels

    def why_not_for(self, days: Iterable[Day]) -> str | None:
        """None if this is the index of exactly these days of a lake; otherwise the difference, for a log."""
        ours, theirs = [day.digest for day in self.days], [day.digest for day in days]
        if ours == theirs:
            return None
        missing, gone = len(set(theirs) - set(ours)), len(set(ours) - set(theirs))
        return f"{missing} of {len(theirs)} days are not in the index as they are; {gone} of its own are gone"

    def close_contacts(self, cases: Spans, *, min_minutes: float, window: Window = Window()) -> Listed:
        """What `engine.contacts.close_contacts` lists, in its order."""
        return listing.close_contacts(self.days, cases, min_minutes=min_minutes, window=window, kernels=self.kernels)

    def second_order(self, cases: Spans, *, min_minutes: float, window: Window = Window()) -> Listed:
        """What `engine.contacts.second_order` lists, in its order."""
        return listing.second_order(self.days, cases, min_minutes=min_minutes, window=window, kernels=self.kernels)


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """What the index says of each of its days; a description that cannot be read is of no day."""
    found = {}
    for path in sorted(folder.glob("[0-9]*.json")):
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            body = {}
        found[path.stem] = body if body.get("format") == FORMAT else {}
    return found


def open_index(folder: Path, *, compiled: bool | None = None) -> Index:
    """The index in a folder; without days if there is none.

    compiled   whether its loops are compiled; as the machine has it unless said
    Errors: CannotUse for a file that is cut off; RuntimeError if compiled loops are wanted and cannot be had.
    """
    days = [_opened(folder / name, body) for name, body in described(folder).items() if body]
    return Index(tuple(sorted(days, key=lambda day: day.begins_at)), kernels(compiled))


def _opened(place: Path, body: dict[str, Any]) -> IndexedDay:
    sides = {order: open_side(place / f"{order}.idx") for order in ("place", "person")}
    try:
        return IndexedDay(body["begins_at"], body["ends_at"], body["digest"], **sides)
    except KeyError as error:
        raise CannotUse(f"{place.name}: {error}") from None
