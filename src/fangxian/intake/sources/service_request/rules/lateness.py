"""Why a caller had no answer in time, as the record of her request says it. Pure.

The reason is read from times alone; it blames nobody and guesses nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from fangxian.core.problems.rules import said

ANSWER = "answer"
CLOCKS = {ANSWER: said("Answer to the caller")}
UNSORTED, FIELD_LATE, DESK_LATE, SORTED_LATE = "unsorted", "field_late", "desk_late", "sorted_late"
REASONS = {
    UNSORTED: said("Nobody has sorted it"),
    SORTED_LATE: said("Sorted only after its clock had run out"),
    FIELD_LATE: said("The field reported after its clock had run out, or has not reported"),
    DESK_LATE: said("The desk answered after its clock had run out, or has not answered"),
}


class Times(Protocol):
    """What the reason is read from: of the request itself, or of the one that stands for all who said the same."""

    classified_at: datetime | None
    dispatched_at: datetime | None
    answered_at: datetime | None


def why_late(lead: Times, *, due_at: datetime, reported_at: datetime | None) -> str:
    """The reason of one missed clock. reported_at: when the work that was opened for it was reported; None if not."""
    if lead.classified_at is None and lead.answered_at is None:
        return UNSORTED
    if lead.dispatched_at is not None:
        return FIELD_LATE if reported_at is None or reported_at > due_at else DESK_LATE
    return SORTED_LATE if lead.classified_at is not None and lead.classified_at > due_at else DESK_LATE
