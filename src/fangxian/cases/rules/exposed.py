"""Which places of an interview may be told to the public: a place and a time, never a home, never a person (INV-19)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.clocks.days import day_start

from .interviews import HOME, PLACES

PUBLIC_KINDS = tuple(kind for kind in PLACES if kind != HOME)
QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=24)  # publication.place_and_time takes no longer visit
TOWN_DIGITS = 9
SHORTEST_ADDRESS = 4  # characters: a shorter one would be found in the name of every place

# Codes, not sentences: a name could be written into a sentence.
TAKEN_BACK = {
    "wrong_place": said("The place was wrong"),
    "wrong_time": said("The time was wrong"),
    "all_found": said("Everybody who was there is known by now"),
}
STATES = {
    "standing": (said("Put forward for the public list"), "wait"),
    "taken_back": (said("Taken back"), "ended"),
}
MOVES = {"standing": {"taken_back"}, "taken_back": set()}


@dataclass(frozen=True)
class PublicVisit:
    """A place and a time as the public may read them: a town, a kind of place, quarters of an hour; of nobody."""

    area_code: str
    kind: str
    from_at: datetime
    until_at: datetime


def rounded(from_at: datetime, until_at: datetime | None) -> tuple[datetime, datetime]:
    """The visit in whole quarters of an hour that contain it: to the minute a time tells who was there."""
    begins = _floor(from_at)
    ends = -_floor_seconds(-(until_at or from_at).timestamp())
    until = datetime.fromtimestamp(ends, from_at.tzinfo)
    return begins, max(until, begins + QUARTER)


def _floor(moment: datetime) -> datetime:
    return datetime.fromtimestamp(_floor_seconds(moment.timestamp()), moment.tzinfo)


def _floor_seconds(seconds: float) -> int:
    step = int(QUARTER.total_seconds())
    return int(seconds // step) * step


def shown_from(*, at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Visits that ended before this moment are no longer told: whoever was there has passed the longest incubation."""
    return day_start((at.astimezone(zone) - timedelta(days=days)).date(), zone)


def why_not_put_forward(
    *,
    kind: str,
    place: str,
    area_code: str,
    towns: Collection[str],
    addresses: Collection[str],
    is_complete: bool,
    all_contacts_known: bool,
    from_at: datetime,
    until_at: datetime | None,
    shown_since: datetime,
    is_put_forward: bool,
) -> Problem | None:
    """Why a line of an interview does not become a place on the public list.

    towns      codes of the towns of the city on that day
    addresses  where the case and the people it met live
    """
    if kind == HOME or kind not in PLACES:
        return forbidden("cases.place_is_a_home", said("A home is never made public."))
    if any(_is_address(place, address) for address in addresses):
        return forbidden(
            "cases.place_is_an_address",
            said("This line names the address of somebody who belongs to this case: a home is never made public."),
        )
    if not is_complete:
        return Problem(
            "cases.interview_is_draft", said("The interview is still a draft: she may yet correct what she told.")
        )
    if all_contacts_known:
        return Problem(
            "cases.all_contacts_known",
            said("Everybody who was there is known by name and is told directly: nobody else need read it."),
        )
    if is_put_forward:
        return Problem("cases.place_put_forward", said("This line was already put forward."))
    return _why_not_there(area_code, towns) or _why_not_then(from_at, until_at, shown_since)


def _why_not_there(area_code: str, towns: Collection[str]) -> Problem | None:
    if area_code not in towns:
        return Problem("cases.no_town", said("Choose the town or sub-district in which the place lies."), field="area")
    return None


def _why_not_then(from_at: datetime, until_at: datetime | None, shown_since: datetime) -> Problem | None:
    begins, ends = rounded(from_at, until_at)
    if ends - begins > LONGEST:
        return Problem("cases.visit_too_long", said("A stay of more than a day is no visit to a public place."))
    if ends <= shown_since:
        return Problem(
            "cases.visit_too_old",
            said("This lies further back than the longest incubation: nobody can still fall ill from it."),
        )
    return None


def why_not_take_back(*, taken_back_at: datetime | None, reason: str) -> Problem | None:
    if taken_back_at is not None:
        return Problem("cases.place_taken_back", said("This place was already taken back."))
    if reason not in TAKEN_BACK:
        return Problem("cases.no_reason", said("Choose why."), field="reason")
    return None


def _is_address(place: str, address: str) -> bool:
    """Whether a place as it was told holds an address, or the other way round."""
    told, lived = _plain(place), _plain(address)
    if min(len(told), len(lived)) < SHORTEST_ADDRESS:
        return False
    return lived in told or told in lived


def _plain(text: str) -> str:
    """Only letters and digits, in one width and case."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())
