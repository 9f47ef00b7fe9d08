"""The interview with a case, day by day: which days it asks about, what a line may say, when it is complete (F09)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.exposure.windows import Window

DRAFT, COMPLETE = "draft", "complete"
STATES = {DRAFT: (said("Draft"), "draft"), COMPLETE: (said("Complete"), "good")}
MOVES = {DRAFT: {COMPLETE}, COMPLETE: set()}

HOME = "home"
# But for the home these are the kinds of place that may be named in public (publication.place).
PLACES = {
    HOME: said("At home"),
    "shop": said("Shop"),
    "market": said("Market"),
    "restaurant": said("Restaurant"),
    "hotel": said("Hotel"),
    "workplace": said("Workplace"),
    "school": said("School"),
    "hospital": said("Hospital or clinic"),
    "worship": said("Place of worship"),
    "leisure": said("Place of leisure"),
    "bus": said("Bus or coach"),
    "train": said("Train"),
    "aircraft": said("Aircraft"),
    "ship": said("Ship"),
    "other": said("Another place"),
}
# Whence a line comes: her own word, or a record of which she said that it is right.
TOLD, DECLARED = "told", "declared"
SOURCES = {
    TOLD: said("Told in the interview"),
    DECLARED: said("Declared before, confirmed now"),
    "venue": said("Check-in, confirmed by her"),
    "gate": said("Passage at a gate, confirmed by her"),
    "post": said("Passage at a post, confirmed by her"),
}
LONGEST_DAYS = 60  # a window longer than this is a slip in a date


def days_asked(window: Window, *, at: datetime, zone: ZoneInfo) -> list[date]:
    """The city days from the window's start to isolation, or to today while the case is not isolated."""
    first = window.starts_at.astimezone(zone).date()
    last = min(window.ends_at or at, at).astimezone(zone).date()
    return [first + timedelta(days=n) for n in range(min((last - first).days + 1, LONGEST_DAYS))]


def why_not_line(
    *, place: str, kind: str, from_at: datetime, until_at: datetime | None, days: Collection[date], zone: ZoneInfo
) -> Problem | None:
    """Why this is no line of the timeline."""
    if kind not in PLACES:
        return Problem("cases.unknown_place", said("Choose the kind of place from the list."), field="kind")
    if kind != HOME and len(place.strip()) < 2:
        return Problem("cases.no_place", said("Say which place it was."), field="place")
    if from_at.astimezone(zone).date() not in days:
        return Problem(
            "cases.day_not_asked", said("This day lies outside the days that count for this case."), field="on"
        )
    if until_at is not None and until_at <= from_at:
        return Problem("cases.ends_before_start", said("The end is not after the beginning."), field="until")
    return None


def why_not_change(*, completed_at: datetime | None) -> Problem | None:
    if completed_at is not None:
        return Problem(
            "cases.interview_complete",
            said("This interview is complete. What is learned later is recorded with the contact concerned."),
        )
    return None


def why_not_complete(*, days: Sequence[date], told: Collection[date]) -> Problem | None:
    """Why an interview is not complete: a day without a line was not asked about; at home is an answer too."""
    missing = [day.isoformat() for day in days if day not in told]
    if missing:
        return Problem(
            "cases.days_missing",
            said("Nothing is told yet of these days: %(days)s. “At home” is an answer too."),
            {"days": ", ".join(missing)},
        )
    return None
