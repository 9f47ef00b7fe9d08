"""A programme is one outbreak in one city: what may be done in it, and when it is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from fangxian.core.problems.rules import Problem, said

READ_ONLY_AFTER = timedelta(hours=24)  # after the end; then nobody of the staff sees people (domain.md 4.6)
ERASE_AFTER = timedelta(days=30)  # after the end; then everything about people is erased but the listed holds
RUNNING, ENDED, READ_ONLY, TO_ERASE, ERASED = PHASES = ("running", "ended", "read_only", "to_erase", "erased")


def why_not_create(*, starts_on: date, review_on: date, timezone: str, area_codes: list[str]) -> Problem | None:
    """Why a programme may not be created with these terms."""
    if timezone not in available_timezones():
        return Problem(
            "programmes.unknown_zone", said("This time zone is not known: %(zone)s."), {"zone": timezone}, "timezone"
        )
    if review_on <= starts_on:
        return Problem(
            "programmes.review_before_start", said("The review date must be after the start."), field="review_on"
        )
    if not area_codes:
        return Problem("programmes.no_area", said("Name at least one area that the programme covers."), field="areas")
    return None


def has_stood_down(*, stood_down_at: datetime | None, at: datetime) -> bool:
    """Whether the programme is over at `at`: everything it opened is closed from that moment."""
    return stood_down_at is not None and stood_down_at <= at


def phase_at(*, stood_down_at: datetime | None, erased_at: datetime | None = None, at: datetime) -> str:
    """Where a programme stands at `at`, from its times alone: no job has to end anything."""
    if erased_at is not None and erased_at <= at:
        return ERASED
    if stood_down_at is None or at < stood_down_at:
        return RUNNING
    if at < stood_down_at + READ_ONLY_AFTER:
        return ENDED
    return READ_ONLY if at < stood_down_at + ERASE_AFTER else TO_ERASE


def sees_no_people(*, stood_down_at: datetime | None, at: datetime) -> bool:
    """Whether the staff of a programme sees no people any more; everybody still reads the own file."""
    return stood_down_at is not None and stood_down_at + READ_ONLY_AFTER <= at


def why_not_collect(*, stood_down_at: datetime | None, at: datetime) -> Problem | None:
    """Why nothing is taken in any more: no declaration, no list, no count, no new task, case or measure."""
    if has_stood_down(stood_down_at=stood_down_at, at=at):
        return Problem(
            "programmes.ended",
            said("This programme has ended. Nothing is collected any more, and everybody passes freely."),
        )
    return None


def is_over(problem: Problem) -> bool:
    """Whether something was refused only because its programme has ended: then there is nothing left to do."""
    return problem.code == "programmes.ended"


def why_not_write_own(*, stood_down_at: datetime | None, at: datetime) -> Problem | None:
    """Why a person may only read the own file now: a day after the end nothing in it changes any more."""
    if sees_no_people(stood_down_at=stood_down_at, at=at):
        return Problem(
            "programmes.read_only",
            said(
                "This programme has ended and is about to be erased: your file can only be read. "
                "Remedies go to the body that is named on your notice."
            ),
        )
    return None


def city_day(at: datetime, timezone: str) -> date:
    """The calendar day of a moment in the programme's city."""
    return at.astimezone(ZoneInfo(timezone)).date()
