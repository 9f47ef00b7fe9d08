"""What was disinfected, with what, from when to when and by which unit (F48). Pure; no row speaks of anybody.

A log and nothing more: no place is opened, closed or judged by an entry. An entry is never overwritten. Whoever
finds it wrong writes another in its place and says why; both stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from fangxian.core.problems.rules import Problem, said

POWER = "places.disinfect"
POST, GATE, VENUE, FIRM, SITE, ESTATE = "post", "gate", "venue", "firm", "site", "estate"
PLACE_KINDS = {
    POST: said("Post"),
    GATE: said("Gate"),
    VENUE: said("Dense place"),
    FIRM: said("Firm"),
    SITE: said("Isolation site"),
    ESTATE: said("Estate, building or village"),
}
MILLIGRAMS, PERCENT, NONE = "mg/L", "%", ""
# Each agent with the unit in which its strength is told; light and steam have none.
AGENTS = {
    "chlorine": (said("Chlorine solution"), MILLIGRAMS),
    "peracetic": (said("Peracetic acid"), MILLIGRAMS),
    "quaternary": (said("Quaternary ammonium"), MILLIGRAMS),
    "peroxide": (said("Hydrogen peroxide"), PERCENT),
    "alcohol": (said("Alcohol"), PERCENT),
    "ultraviolet": (said("Ultraviolet light"), NONE),
    "steam": (said("Heat or steam"), NONE),
}
# What can have been meant at all; what is right for a surface is the guidance's to say, not the log's.
LIMITS = {MILLIGRAMS: (Decimal(1), Decimal(50_000)), PERCENT: (Decimal("0.1"), Decimal(100))}
LONGEST = timedelta(hours=24)
BEFORE_NOW = timedelta(days=14)  # what is typed by hand is that old at most; a phone's may be older and is marked
AHEAD = timedelta(minutes=2)
LONGEST_NAME, LONGEST_REASON = 100, 200


def unit_of(agent: str) -> str:
    return AGENTS[agent][1]


def why_not_strength(*, agent: str, concentration: Decimal | None) -> Problem | None:
    """Why a strength cannot have been meant: it is told for what is mixed, and for nothing else."""
    if agent not in AGENTS:
        return Problem("disinfection.agent", said("Choose what was used."), field="agent", status=422)
    unit = unit_of(agent)
    if unit == NONE:
        if concentration is None:
            return None
        return Problem(
            "disinfection.no_strength", said("Light and heat have no strength to tell: leave it empty."),
            field="concentration", status=422,
        )  # fmt: skip
    low, high = LIMITS[unit]
    if concentration is None or not low <= concentration <= high:
        return Problem(
            "disinfection.strength", said("Tell the strength in %(unit)s, from %(low)s to %(high)s."),
            {"unit": unit, "low": str(low), "high": str(high)}, "concentration", status=422,
        )  # fmt: skip
    return None


def why_not_times(*, started_at: datetime, ended_at: datetime, at: datetime) -> Problem | None:
    """Why something cannot have been disinfected from then to then."""
    if ended_at > at + AHEAD:
        return Problem(
            "disinfection.to_come", said("Write it down once it is done: this end is still to come."), field="ended_at",
            status=422,
        )  # fmt: skip
    if not started_at < ended_at <= started_at + LONGEST:
        return Problem(
            "disinfection.times", said("It ends after it starts, and lasts 24 hours at most."), field="ended_at",
            status=422,
        )  # fmt: skip
    if started_at < at - BEFORE_NOW:
        return Problem(
            "disinfection.too_old", said("An entry by hand is made within %(days)s days."), {"days": BEFORE_NOW.days},
            "started_at", status=422,
        )  # fmt: skip
    return None


def why_not_place(*, kind: str, name: str, outside_programme: bool) -> Problem | None:
    if kind not in PLACE_KINDS:
        return Problem("disinfection.kind", said("Choose what kind of place it is."), field="place_kind", status=422)
    if not name.strip() or len(name) > LONGEST_NAME:
        return Problem(
            "disinfection.place", said("Name the place, in 1 to %(most)s characters."), {"most": LONGEST_NAME},
            "place_name", status=422,
        )  # fmt: skip
    if outside_programme:
        return Problem("disinfection.outside", said("The programme does not cover this area."), field="area_code")
    return None


def why_not_unit(unit: str) -> Problem | None:
    if not unit.strip() or len(unit) > LONGEST_NAME:
        return Problem(
            "disinfection.unit", said("Say which unit or firm did it, in 1 to %(most)s characters; nobody's name."),
            {"most": LONGEST_NAME}, "done_by", status=422,
        )  # fmt: skip
    return None


def why_not_correct(*, is_corrected: bool, reason: str) -> Problem | None:
    """Why another entry cannot take the place of this one."""
    if is_corrected:
        return Problem("disinfection.corrected", said("This entry is already corrected; correct the newer one."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        return Problem(
            "disinfection.reason", said("Say in 1 to %(most)s characters what was wrong."), {"most": LONGEST_REASON},
            "reason", status=422,
        )  # fmt: skip
    return None
