"""From times at one place to a line of the contact list: which of them counts, and what the protocol says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.exposure.judgements import Judgement
from fangxian.engine.rules.packs import Rule

from . import UNKNOWN, Known

NEW, KNOWN, UNNAMED = "new", "known", "unnamed"
WORDS = {
    NEW: said("Put on the list"),
    KNOWN: said("Was on the list already"),
    UNNAMED: said("Nobody knows yet who it is"),
}
BINDS = ("close", "contact")  # whose own contacts are looked for, where the edition asks for them
# Of several meetings of two people the one that says most is kept.
STRENGTH = ("none", "general", "unknown", "manual", "secondary", "close", "contact")
INSTANT = timedelta(seconds=1)  # the end of a stay is not part of it


@dataclass(frozen=True)
class Time:
    """A time that somebody shared with the case, or with a contact, as it is shown and kept."""

    kind: str
    place: str
    area_code: str
    from_at: datetime
    until_at: datetime

    @property
    def minutes(self) -> float:
        return (self.until_at - self.from_at).total_seconds() / 60

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "place": self.place, "area_code": self.area_code, "from": self.from_at.isoformat(),
            "until": self.until_at.isoformat(), "minutes": round(self.minutes, 1),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Time:
        moments = (datetime.fromisoformat(kept[name]) for name in ("from", "until"))
        return cls(kept["kind"], kept["place"], kept["area_code"], *moments)


@dataclass(frozen=True)
class Met:
    """The times together in one situation of the protocol, what the rule was given, and what it says."""

    times: tuple[Time, ...]
    known: Known
    judged: Judgement

    @property
    def minutes(self) -> float:
        return sum(time.minutes for time in self.times)


def why_not_fill(*, has_window: bool, can_ask: bool) -> Problem | None:
    """Why the list cannot be filled from records of places."""
    if not has_window:
        return Problem(
            "cases.no_window", said("The edition in force determines no contacts, or a day of the case is missing.")
        )
    if not can_ask:
        return Problem("cases.lake_busy", said("The records of places are being renewed: try again in a minute."))
    return None


def known_of(
    times: Sequence[Time], *, rule: Rule, setting: str, journey: Mapping[str, Any] | None, is_via: bool, zone: ZoneInfo
) -> Known:
    """What a rule may be told of these times. Protection is not on record; the edition may suppose it (nights)."""
    last = max(time.until_at for time in times) - INSTANT
    return Known(
        setting=setting,
        protection=rule.params["protection"] or UNKNOWN,
        last_contact_on=last.astimezone(zone).date(),
        last_contact_at=last,
        minutes=round(sum(time.minutes for time in times), 1),
        journey=journey,
        is_via=is_via,
    )


def strongest(met: Sequence[Met]) -> Met:
    """Of the situations in which two people met the one that the edition takes most seriously, then the longest."""
    return max(met, key=lambda one: (STRENGTH.index(one.judged.outcome), one.minutes))


def journey_of(
    *, mode: str, number: str, params: Mapping[str, Any], case: tuple[str, str], other: tuple[str, str]
) -> dict[str, Any]:
    """How two people sat aboard one service, from the carriage and seat that each declared ("" if not told)."""
    sealed = number[:1] in params["sealed_numbers"].get(mode, ())
    carriages = (case[0], other[0])
    return {
        "mode": params["modes"][mode],
        "enclosure": "sealed" if sealed else None,
        "case_seat": case[1] or None,
        "seat": other[1] or None,
        "same_carriage": carriages[0] == carriages[1] if all(carriages) else None,
    }
