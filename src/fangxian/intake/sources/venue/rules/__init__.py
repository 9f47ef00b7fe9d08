"""Dense places and lodgings: who answers for one, how many are inside, and when a stay there is recorded (F39).

A place is counted. Only under a live registration order does whoever comes check in, one by one, with the place's
printed code (O1); lodging guests declare themselves by the same questions as everybody. Nobody is turned away
by a number: a full place tells its owner and the patrol.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from fangxian.core.problems.rules import Problem, said

KINDS = (
    ("market", said("Market")),
    ("workshop", said("Workshop")),
    ("dormitory", said("Dormitory")),
    ("canteen", said("Canteen")),
    ("hall", said("Hall")),
    ("clinic_queue", said("Queue of a clinic")),
    ("hotel", said("Hotel")),
    ("flats", said("Hotel-style flats")),
    ("rented_rooms", said("Rented rooms")),
)
LODGINGS = frozenset({"hotel", "flats", "rented_rooms"})
OWNER, PATROL = "owner", "patrol"
COUNTED_BY = ((OWNER, said("The place itself")), (PATROL, said("Patrol")))

# How full a place is by its newest count, with the tone of its badge.
ROOM, NEARLY_FULL, FULL, UNKNOWN = "room", "nearly_full", "full", "unknown"
FULLNESS = {
    ROOM: (said("Room left"), "good"),
    NEARLY_FULL: (said("Nearly full"), "wait"),
    FULL: (said("Over capacity"), "late"),
    UNKNOWN: (said("Not counted lately"), "draft"),
}
# A place is on the list until it is taken off; what was counted there stays.
LISTED, OFF = "listed", "off"
MOVES = {LISTED: {OFF}, OFF: set[str]()}
# Somebody who checked in where an order asks for it.
INSIDE, LEFT, OVER = "inside", "left", "over"
CHECK_IN_MOVES = {INSIDE: {LEFT, OVER}, LEFT: set[str](), OVER: set[str]()}
PHONE, DOCUMENT, TOKEN = "phone", "document", "token"
SHOWN = (PHONE, DOCUMENT, TOKEN)

LARGEST = 100_000
NEARLY = 0.9  # share of the capacity from which a place is nearly full
COUNT_HOLDS = timedelta(hours=2)  # an older count says nothing of now
STAY_AT_MOST = timedelta(hours=12)  # a check-in that nobody ended is over by then
_CODE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none of them is taken for another
CODE_LENGTH = 10


def new_code() -> str:
    """The code that is printed at a place: it says nothing and cannot be guessed."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(CODE_LENGTH))


def state_at(*, closed_at: datetime | None, at: datetime) -> str:
    """Whether a place is on the list at `at`."""
    return OFF if closed_at is not None and closed_at <= at else LISTED


def fullness(*, present: int | None, counted_at: datetime | None, capacity: int, at: datetime) -> str:
    """How full a place is by its newest count."""
    if present is None or counted_at is None or at - counted_at > COUNT_HOLDS:
        return UNKNOWN
    if present > capacity:
        return FULL
    return NEARLY_FULL if present >= NEARLY * capacity else ROOM


def check_in_state(*, left_at: datetime | None, expires_at: datetime, at: datetime) -> str:
    """The state of a check-in at `at`: it is over by itself when nobody ended it."""
    if left_at is not None and left_at <= at:
        return LEFT
    return INSIDE if at < expires_at else OVER


def is_inside(*, left_at: datetime | None, expires_at: datetime, at: datetime) -> bool:
    """Whether a check-in still counts as somebody inside."""
    return check_in_state(left_at=left_at, expires_at=expires_at, at=at) == INSIDE


def why_not_list(*, name_is_taken: bool, capacity: int, outside_programme: bool) -> Problem | None:
    """Why a place cannot be listed as it stands."""
    if name_is_taken:
        return Problem("venue.name_taken", said("There is already a place of this name."), field="name")
    if not 1 <= capacity <= LARGEST:
        return Problem(
            "venue.capacity",
            said("A place holds 1 to %(most)s people."),
            {"most": LARGEST},
            "capacity",
            status=422,
        )
    if outside_programme:
        return Problem("venue.outside", said("The programme does not cover this area."), field="area_code")
    return None


def why_not_change(*, closed_at: datetime | None, at: datetime) -> Problem | None:
    if state_at(closed_at=closed_at, at=at) == OFF:
        return Problem("venue.closed", said("This place is no longer listed."))
    return None


def why_not_check_in(*, has_registration_order: bool, closed_at: datetime | None, at: datetime) -> Problem | None:
    """Why nothing about a person may be kept here (O1)."""
    if problem := why_not_change(closed_at=closed_at, at=at):
        return problem
    if not has_registration_order:
        return Problem(
            "venue.counts_only",
            said("No order asks for check-ins here: this place only counts. You may simply go in."),
        )
    return None
