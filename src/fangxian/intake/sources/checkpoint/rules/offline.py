"""A check that was made with no network: read when it arrives, and marked where its circumstances were odd.

What happened at a post has happened: a late record, one of a phone with a wrong clock, or one of a post
whose order ended meanwhile is counted and marked, never thrown away (INV-23). Only what cannot be a check
at all is given back, with its field and reason.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from fangxian.engine.records import CLOCK, LATE, is_plausible, wrong
from fangxian.engine.rules.packs import Pack
from fangxian.engine.shapes import Id, Moment, read_as
from fangxian.engine.tables.findings import Catalogue
from fangxian.engine.temperature import METHODS, Reading, why_not_a_reading

from . import DECLARATIONS, EMERGENCIES, EMERGENCY_PASS, MOST_IN_ONE_VEHICLE, VERDICTS, FirstLook, Look, first_look
from .named import ENTRY_UNCLEAR, NOT_KEPT, SentNames

# The marks of a record, each with what it means; those of the times alone are every kind's (engine.records).
POST_CLOSED, OTHER_WORD = "post_closed", "other_word"
MARKS = (LATE, CLOCK, POST_CLOSED, OTHER_WORD, ENTRY_UNCLEAR, NOT_KEPT)
MOST_READINGS = 5
S = TypeVar("S", bound="SentCheck")
Persons = Annotated[int, Meta(ge=0, le=MOST_IN_ONE_VEHICLE)]

OFFLINE = Catalogue(
    {
        "unknown_post": ("没有这个卡点，或不在您的区域内", "there is no such post in your area"),
        "not_a_temperature": ("{zh}", "{en}"),
    }
)


class SentReading(Struct, frozen=True, gc=False):
    celsius: float
    method: Literal[METHODS]  # type: ignore[valid-type]
    taken_at: Moment = msgspec.field(name="at")


class SentCheck(SentNames, frozen=True, kw_only=True, gc=False):
    """One tap as a phone sends it. `device_at` by its clock; `undone` if it was taken back there.

    person_count  None where it was not said: one, or nobody on a second look, which counts its person once only
    """

    client_id: Id
    checkpoint_id: Id = msgspec.field(name="checkpoint")
    device_at: Moment
    verdict: Literal[VERDICTS]  # type: ignore[valid-type]
    person_count: Annotated[int, Meta(ge=0, le=MOST_IN_ONE_VEHICLE)] | None = msgspec.field(
        name="persons", default=None
    )
    vehicle_count: Annotated[int, Meta(ge=0, le=1)] = msgspec.field(name="vehicles", default=0)
    readings: Annotated[tuple[SentReading, ...], Meta(max_length=MOST_READINGS)] = ()
    has_symptoms: bool = msgspec.field(name="symptoms", default=False)
    declaration: Literal[DECLARATIONS] = ""  # type: ignore[valid-type]
    emergency_kind: Literal["", *(code for code, _ in EMERGENCIES)] = msgspec.field(name="emergency", default="")  # type: ignore[valid-type]
    continues: Id | None = None
    undone: bool = False

    @property
    def persons(self) -> int:
        if self.person_count is not None:
            return self.person_count
        return 0 if self.continues else 1

    def looks(self) -> tuple[Reading, ...]:
        """The readings in the order they were taken, however they were sent."""
        found = [Reading(one.celsius, one.method, one.taken_at) for one in self.readings]
        return tuple(sorted(found, key=attrgetter("taken_at")))


class AskedCheck(SentCheck, frozen=True, kw_only=True, gc=False):
    """One look as a phone with a signal sends it: no verdict, for that is what it asks; a receipt that was shown.

    A verdict that was given all the same is kept as it was said, as on a record made with no signal.
    """

    verdict: Literal[VERDICTS] | None = None  # type: ignore[valid-type]

    def judged(self, *, pack: Pack, declaration: str) -> tuple[AskedCheck, FirstLook]:
        """The check with the word that follows from it, and that word with what comes next."""
        is_emergency = bool(self.emergency_kind) or self.verdict == EMERGENCY_PASS
        look = Look(self.looks(), self.has_symptoms, is_emergency, declaration or self.declaration)
        found = first_look(pack, look)
        whole = msgspec.structs.replace(
            self, verdict=self.verdict or found.verdict, declaration=declaration or self.declaration
        )
        return whole, found


def read_check(record: object, *, pack: Pack, shape: type[S] = SentCheck) -> S:  # type: ignore[assignment]
    """A check out of what a phone sent. Raises `NotARecord` for the first thing that is wrong with it."""
    return judged(read_as(record, shape), pack=pack)


def judged(check: S, *, pack: Pack) -> S:
    """A check that is one beyond its shape. Raises `NotARecord` for the first thing that is wrong with it."""
    if not is_plausible(check.device_at):
        raise wrong("not_a_moment", "device_at")
    if check.person_count == 0 and check.continues is None:
        raise wrong("not_a_count", "persons", low=1, high=MOST_IN_ONE_VEHICLE)
    for reading in check.readings:
        if not is_plausible(reading.taken_at):
            raise wrong("not_a_moment", "readings")
        if why := why_not_a_reading(pack, reading.celsius):
            raise wrong("not_a_temperature", "readings", texts=OFFLINE, zh=why.zh, en=why.en)
    return check


def marks_of(check: SentCheck, marks: tuple[str, ...], *, pack: Pack, post_was_open: bool) -> tuple[str, ...]:
    """What was odd about a check that is counted all the same, in the order of MARKS.

    marks          those that follow from the times alone (engine.records.clock_marks_of)
    post_was_open  whether the post stood when the check was made
    """
    if not post_was_open and check.verdict != EMERGENCY_PASS:
        marks = (*marks, POST_CLOSED)
    if check.readings:
        look = Look(check.looks(), check.has_symptoms, check.verdict == EMERGENCY_PASS, check.declaration)
        if first_look(pack, look).verdict != check.verdict:
            marks = (*marks, OTHER_WORD)
    return marks
