"""The state of a follow-up, computed from its times and the newest reading; no job stores it (F07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fangxian.core.problems.rules import said

OPEN, ACTIVE, SYMPTOMATIC, REFERRED, RETURNED, COMPLETED, ARCHIVED, ERASED = (
    "open", "active", "symptomatic", "referred", "returned", "completed", "archived", "erased",
)  # fmt: skip
STATES = {
    OPEN: said("Opened, not asked yet"),
    ACTIVE: said("In follow-up"),
    SYMPTOMATIC: said("Unwell"),
    REFERRED: said("With a clinic"),
    RETURNED: said("Back from the clinic"),
    COMPLETED: said("Follow-up over"),
    ARCHIVED: said("Over, readings deleted"),
    ERASED: said("Erased"),
}
MOVES = {
    OPEN: {ACTIVE, SYMPTOMATIC, COMPLETED},
    ACTIVE: {SYMPTOMATIC, COMPLETED},
    SYMPTOMATIC: {ACTIVE, REFERRED, COMPLETED},
    REFERRED: {RETURNED, COMPLETED},
    RETURNED: {ACTIVE, SYMPTOMATIC, COMPLETED},
    COMPLETED: {OPEN, ARCHIVED},
    ARCHIVED: {ERASED},
    ERASED: set(),
}


@dataclass(frozen=True)
class Times:
    """What the state of a follow-up follows from. None: has not happened.

    follow_until     it completes by itself at this moment, even if the last visit is missing
    newest_at        when the newest reading was taken; is_unwell what it said (raised, or symptoms)
    referred_at      of the newest referral; returned_at when the clinic gave her back
    archived_at      when its readings are deleted (the retention pack); None while it runs
    """

    follow_until: datetime
    closed_at: datetime | None = None
    newest_at: datetime | None = None
    is_unwell: bool = False
    referred_at: datetime | None = None
    returned_at: datetime | None = None
    archived_at: datetime | None = None


def state_at(times: Times, at: datetime) -> str:
    """The state of a follow-up at `at`."""
    ended_at = min(filter(None, (times.closed_at, times.follow_until)))
    if ended_at <= at:
        return ARCHIVED if times.archived_at is not None and times.archived_at <= at else COMPLETED
    if times.referred_at is not None and times.returned_at is None:
        return REFERRED
    newest = times.newest_at
    if times.returned_at is not None and (newest is None or newest <= times.returned_at):
        return RETURNED
    if newest is None:
        return OPEN
    return SYMPTOMATIC if times.is_unwell else ACTIVE


WINDOW_STATES = {
    "upcoming": said("Later today"),
    "due": said("To be asked"),
    "done": said("Has been asked"),
    "missed": said("Not asked in time"),
}
WINDOW_WORDS = {"morning": said("Morning"), "evening": said("Evening"), "day": said("During the day")}
SHOWN = {
    "to_call": said("To ask now"),
    "missed": said("Time is over"),
    "unwell": said("Unwell"),
    "clinic": said("With a clinic"),
    "all": said("Everybody followed up"),
}
