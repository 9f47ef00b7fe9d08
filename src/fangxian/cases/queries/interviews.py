"""The interview of a case with its lines, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fangxian.cases.models import Case, Interview, InterviewLine
from fangxian.cases.rules import interviews as rules
from fangxian.core.problems.rules import Problem, Refused, said

from .contacts import window_of


@dataclass(frozen=True)
class Day:
    """One city day of the timeline with its lines in order of time."""

    on: date
    lines: tuple[InterviewLine, ...]


def interview_of(case: Case) -> Interview | None:
    return Interview.objects.filter(case=case).select_related("completed_by__unit__body").first()


def days_of(case: Case, *, at: datetime) -> list[date]:
    """The days that the interview asks about. Errors: Refused if the edition in force counts no days."""
    window = window_of(case, at=at)
    if window is None:
        text = said("The edition in force counts no days for this case: there is nothing to ask day by day.")
        raise Refused(Problem("cases.no_window", text))
    return rules.days_asked(window, at=at, zone=case.programme.zone)


def timeline_of(case: Case, *, at: datetime) -> list[Day]:
    """Every day that is asked about, with what was told of it."""
    found: dict[date, list[InterviewLine]] = {day: [] for day in days_of(case, at=at)}
    rows = InterviewLine.objects.filter(interview__case=case).order_by("from_at", "id")
    for line in rows:
        found.setdefault(line.from_at.astimezone(case.programme.zone).date(), []).append(line)
    return [Day(day, tuple(lines)) for day, lines in sorted(found.items())]
