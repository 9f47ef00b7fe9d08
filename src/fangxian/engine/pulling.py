"""What a phone is handed to work with offline: rows, in pages small enough for a bad line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PAGE_MOST = 200  # rows


class NoSuchPlace(ValueError):
    """A cursor that this duty never gave out."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of one duty, in a stable order.

    rows          each {"kind", "id", "gone": bool, ...}; ready for JSON. `gone` tells the phone to delete what it
                  holds of that id
    next          where the next page begins, any text of the duty's own making; None after the last one
    people_count  how many of the rows speak of a person; more than none is put on record
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    next: str | None = None
    people_count: int = 0


def rows_before(after: str) -> int:
    """How many rows were handed out before, by a cursor that is their number. Errors: NoSuchPlace."""
    try:
        count = int(after or 0)
    except ValueError:
        raise NoSuchPlace(after) from None
    if count < 0:
        raise NoSuchPlace(after)
    return count
