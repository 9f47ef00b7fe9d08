"""What of a record is a stay: who was where, from when until when; and why a row is none. Pure functions.

The figures stand in the pack `cn.stays`; the lake keeps whole seconds and cuts stays at the city's midnight.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import day_end, day_start
from fangxian.engine.rules.packs import Pack, Rule

PACK_FAMILY = "cn.stays"
GATE, VENUE, HOUSEHOLD, VEHICLE, DECLARED, POST = "gate", "venue", "household", "vehicle", "declared", "post"
KINDS = (GATE, VENUE, HOUSEHOLD, VEHICLE, DECLARED, POST)
IN, OUT = "in", "out"

# What became of a row that was read. Every row is one of these, so that rows read = their sum.
STAY, OTHER_END = "stay", "other_end"
IN_AGAIN, OUT_WITHOUT_IN = "in_again", "out_without_in"
A_VEHICLE, NOBODY, OTHER_DAY, ALONE, NO_DOOR, TOO_WIDE, NO_SERVICE, CORRECTED, WATCHED = (
    "a_vehicle", "nobody", "other_day", "alone", "no_door", "too_wide", "no_service", "corrected", "watched",
)  # fmt: skip
BECAME = (
    STAY, OTHER_END, IN_AGAIN, OUT_WITHOUT_IN, A_VEHICLE, NOBODY, OTHER_DAY, ALONE, NO_DOOR, TOO_WIDE, NO_SERVICE,
    CORRECTED, WATCHED,
)  # fmt: skip
# What a rule had to suppose, counted by stay.
CLOSED_AT_MIDNIGHT, BEGUN_AT_MIDNIGHT, LENGTH_SUPPOSED = "closed_at_midnight", "begun_at_midnight", "length_supposed"
SECOND_PIECE = "second_piece"  # the same row told of an earlier piece of this day already
MARKS = (CLOSED_AT_MIDNIGHT, BEGUN_AT_MIDNIGHT, LENGTH_SUPPOSED)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose row it is: the person if she is known, else the keyed hash of what was shown."""

    person_id: UUID | None
    subject_index: bytes | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where. key  what makes it one place: an id, a keyed hash or a code, as text

    record_id  of the gate, venue or post; None for what has no record of its own
    name       as investigators read it; "" for a household, whose address is never copied
    detail     kind of the venue, means of transport
    """

    kind: str
    key: str
    record_id: UUID | None = None
    name: str = ""
    area_code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a source: a whole stay, or with `direction` one end of it."""

    who: Who
    place: Place
    from_at: datetime
    until_at: datetime
    direction: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """A city day, its end not part of it."""

    on: date
    begins_at: datetime
    ends_at: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, on: date, zone: ZoneInfo) -> Bounds:
        return cls(on, day_start(on, zone), day_end(on, zone), zone)

    def meets(self, from_at: datetime, until_at: datetime) -> bool:
        return from_at < self.ends_at and until_at > self.begins_at


@dataclass
class Tally:
    """What was read for a day, and what became of it."""

    became: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)

    @property
    def rows_read(self) -> int:
        return self.became.total()


def paired(
    passages: Sequence[tuple[str, datetime]], *, was_in: bool, bounds: Bounds, tally: Tally
) -> list[tuple[datetime, datetime]]:
    """The stays of one person behind one gate on one day, from her passages in order of time.

    passages  (in or out, moment), all of the day
    was_in    whether her last passage of the day before was inwards
    A stay with no end ends at midnight; somebody who first goes out had come in the day before, or it tells nothing.
    """
    spans: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for number, (direction, moment) in enumerate(passages):
        if direction == IN:
            tally.became[STAY if since is None else IN_AGAIN] += 1
            since = since or moment
        elif since is not None:
            spans.append((since, moment))
            tally.became[OTHER_END] += 1
            since = None
        elif number == 0 and was_in:
            spans.append((bounds.begins_at, moment))
            tally.became[STAY] += 1
            tally.marks[BEGUN_AT_MIDNIGHT] += 1
        else:
            tally.became[OUT_WITHOUT_IN] += 1
    if since is not None:
        spans.append((since, bounds.ends_at))
        tally.marks[CLOSED_AT_MIDNIGHT] += 1
    return spans


def check_in_span(
    *, entered_at: datetime, left_at: datetime | None, expires_at: datetime, minutes: int
) -> tuple[datetime, datetime, tuple[str, ...]]:
    """From checking in to checking out; without the latter as long as the edition supposes, no longer than it holds."""
    if left_at is not None:
        return entered_at, left_at, ()
    return entered_at, min(entered_at + timedelta(minutes=minutes), expires_at), (LENGTH_SUPPOSED,)


def nights(bounds: Bounds, *, begins: str, ends: str) -> tuple[tuple[datetime, datetime], ...]:
    """The two pieces of a city day that are night: from midnight to `ends`, and from `begins` to midnight."""
    until, since = (datetime.combine(bounds.on, time.fromisoformat(clock), bounds.zone) for clock in (ends, begins))
    return (bounds.begins_at, until), (since, bounds.ends_at)


def door_of(address: str) -> str | None:
    """An address in one writing; None if it names no door, for a village is no household."""
    tidy = "".join(unicodedata.normalize("NFKC", address).split()).casefold()
    return tidy if any(letter.isdigit() for letter in tidy) else None


def service_number(number: str) -> str:
    """A service number in one writing: capitals, no spaces, no full-width forms."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", number)).upper()


def rule_of(pack: Pack, source: str) -> Rule:
    """The STAY rule of a source. Errors: LookupError."""
    return pack.rule(source)


def setting_of(pack: Pack, kind: str, venue_kind: str = "") -> str | None:
    """Which situation of the protocol a place of this kind is; None: nobody is listed for it."""
    params = rule_of(pack, kind).params
    return params.get("settings", {}).get(venue_kind, params["setting"])


def list_from_minutes(pack: Pack) -> dict[str, float]:
    """From how many minutes together somebody is listed, by kind of place; a kind that lists nobody is absent."""
    found = {kind: rule_of(pack, kind).params["list_from_minutes"] for kind in KINDS}
    return {kind: float(minutes) for kind, minutes in found.items() if minutes is not None}


def days_due(*, last_closed: date, kept_days: int, again_days: int, taken: dict[date, date]) -> list[date]:
    """The closed days to take now: those never taken, and those of the last days not yet taken again since.

    taken  of each day that was taken, the city day on which it last was
    """
    due = []
    for back in range(kept_days):
        day = last_closed - timedelta(days=back)
        last = taken.get(day)
        if last is None or (back < again_days and last <= last_closed):
            due.append(day)
    return sorted(due)


def address_of_lake(url: str, programme_id: Any) -> str:
    """The place of one programme's lake below the site's: a folder or a prefix of a bucket, its options kept."""
    top, mark, options = url.partition("?")
    return f"{top.rstrip('/')}/{programme_id}{mark}{options}"
