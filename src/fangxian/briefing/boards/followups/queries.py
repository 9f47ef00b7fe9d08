"""People who are followed up, one file each (F07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.people.queries import files_counted
from fangxian.core.people.rules import CARE_DUTIES
from fangxian.core.problems.rules import said
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.readings import Window
from fangxian.followup import queries as followups
from fangxian.followup.queries.figures import windows_of_period

COLUMNS = (
    moment(said("Opened"), "opened_at"),
    AREA,
    plain(said("Rule"), "basis_rule"),
    moment(said("Until"), "follow_until"),
)


def followed_at_end(scope: Scope) -> QuerySet[Any]:
    """Files open at the end of the time; a file completes by itself at its own end."""
    return (
        files_counted(scope.by)
        .filter(Q(closed_at=None) | Q(closed_at__gte=scope.end), area_code__startswith=scope.area_code)
        .filter(opened_at__lt=scope.end, follow_until__gt=scope.end)
        .order_by("follow_until", "id")
    )


def opened(scope: Scope) -> QuerySet[Any]:
    return (
        files_counted(scope.by)
        .filter(area_code__startswith=scope.area_code, opened_at__gte=scope.start, opened_at__lt=scope.end)
        .order_by("opened_at", "id")
    )


def completed(scope: Scope) -> QuerySet[Any]:
    """Files whose follow-up ended in the time."""
    return (
        files_counted(scope.by)
        .filter(area_code__startswith=scope.area_code)
        .filter(
            Q(closed_at__gte=scope.start, closed_at__lt=scope.end)
            | Q(closed_at=None, follow_until__gte=scope.start, follow_until__lt=scope.end)
        )
        .order_by("follow_until", "id")
    )


def without_three(scope: Scope) -> QuerySet[Any]:
    """Open files that lack one of the three named people (三包一)."""
    return followed_at_end(scope).annotate(named=Count("care_team")).filter(named__lt=len(CARE_DUTIES))


def answers(scope: Scope) -> QuerySet[Any]:
    """Every answer that was given in the time: by phone, at a door, on her own page."""
    return followups.done_in(scope.by, area_code=scope.area_code, start=scope.start, end=scope.end)


def _newest_window(scope: Scope, name: str) -> tuple[bool, Window] | None:
    """The window of this name that ended last in the time, and whether it is asked of whoever is isolated."""
    programme = Programme.objects.get(id=scope.programme_id)
    ended = windows_of_period(programme, start=scope.start, end=scope.end)
    return next((found for found in reversed(ended) if found[1].name == name), None)


def missed(name: str) -> Any:
    """Who was to be asked in the newest window of this name and gave no reading in it."""

    def rows(scope: Scope) -> QuerySet[Any]:
        found = _newest_window(scope, name)
        if found is None:
            return followed_at_end(scope).none()
        is_isolated, window = found
        return followups.missed_in(scope.by, window, is_isolated=is_isolated, area_code=scope.area_code)

    return rows


def done(name: str) -> Any:
    """Who was to be asked in the newest window of this name and gave a reading in it."""

    def rows(scope: Scope) -> QuerySet[Any]:
        found = _newest_window(scope, name)
        if found is None:
            return followed_at_end(scope).none()
        is_isolated, window = found
        return followups.heard_in(scope.by, window, is_isolated=is_isolated, area_code=scope.area_code)

    return rows


def expected(name: str) -> Any:
    """Who was to be asked in the newest window of this name."""

    def rows(scope: Scope) -> QuerySet[Any]:
        found = _newest_window(scope, name)
        if found is None:
            return followed_at_end(scope).none()
        is_isolated, window = found
        files = followups.expected_at(scope.programme_id, window, is_isolated=is_isolated, area_code=scope.area_code)
        return files.filter(area_code__startswith=scope.by.area_code).order_by("area_code", "id")

    return rows


def unwell(scope: Scope) -> QuerySet[Any]:
    return followups.unwell_at(scope.by, area_code=scope.area_code, at=scope.end)


def with_clinic(scope: Scope) -> QuerySet[Any]:
    return followups.with_clinic_at(scope.by, area_code=scope.area_code, at=scope.end)


def older_than_a_week(scope: Scope) -> QuerySet[Any]:
    """Open files by their age: those opened more than seven days before the end of the time."""
    return followed_at_end(scope).filter(opened_at__lt=scope.end - timedelta(days=7)).order_by("opened_at", "id")


def mean_age(rows: QuerySet[Any], scope: Scope) -> int | None:
    """Whole days since these files were opened, on average; None where there is no file."""
    age = ExpressionWrapper(Value(scope.end) - F("opened_at"), output_field=DurationField())
    mean = rows.order_by().aggregate(mean=Avg(age))["mean"]
    return None if mean is None else int(mean.days)


def visited(scope: Scope) -> QuerySet[Any]:
    """Visits of the time to people who are followed up, as whoever wrote last put them down."""
    return followups.visits_done_in(scope.by, area_code=scope.area_code, start=scope.start, end=scope.end)


# What became of a visit stays with her file: an area with one follow-up would name it.
VISIT_COLUMNS = (
    moment(said("At"), "done_at"),
    AREA,
    Column(said("Sent later"), lambda report: len(report.marks)),
)
READING_COLUMNS = (
    moment(said("Taken"), "taken_at"),
    AREA,
    word(said("How asked"), "followup.channel", "channel"),
    Column(said("Sent later"), lambda reading: len(reading.marks)),
)


def _page(file: Any) -> str:
    return reverse("files:file", args=[file.person_id])


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(key, label, definition, kind, rows, COLUMNS, link=_page, link_power="people.see_file", **more)


EXPECTED = {
    "morning": (said("To ask in the morning"), said("Isolated people who were to be asked in the newest morning.")),
    "evening": (said("To ask in the evening"), said("Isolated people who were to be asked in the newest evening.")),
    "day": (said("To ask once a day"), said("People followed up without isolation who were to be asked that day.")),
}
DONE = {
    "morning": (said("Asked in the morning"), said("Isolated, and a reading in the newest morning.")),
    "evening": (said("Asked in the evening"), said("Isolated, and a reading in the newest evening.")),
    "day": (said("Asked that day"), said("Followed up without isolation, and an answer by the evening.")),
}
MISSED = {
    "morning": (
        said("Not asked in the morning"),
        said("Isolated, and no reading in the newest morning."),
    ),
    "evening": (
        said("Not asked in the evening"),
        said("Isolated, and no reading in the newest evening."),
    ),
    "day": (
        said("Not asked that day"),
        said("Followed up without isolation, and no answer by the evening."),
    ),
}

WINDOW_FIGURES = (("expected", expected, EXPECTED), ("done", done, DONE), ("missed", missed, MISSED))

BOARD = Board(
    key="followups",
    function="F07 F41",
    title=said("People followed up"),
    line=None,
    figures=(
        figure(
            "files_open",
            said("People followed up"),
            said("Files that were open at the end of the time: one person, one file."),
            Kind.STOCK,
            followed_at_end,
            main=True,
        ),
        figure("files_opened", said("Files opened"), said("Files that were opened in the time."), Kind.FLOW, opened),
        figure(
            "files_completed",
            said("Follow-up completed"),
            said("Files whose follow-up ended in the time, by itself on the day that its rule gives."),
            Kind.FLOW,
            completed,
        ),
        figure(
            "files_without_three",
            said("Without three named people"),
            said("Open files on which one of the three named people is missing."),
            Kind.STOCK,
            without_three,
            alarm=True,
        ),
        Figure(
            "readings_taken",
            said("Answers"),
            said("How often somebody said how she is in the time: by phone, at the door, on her own page."),
            Kind.FLOW,
            answers,
            READING_COLUMNS,
        ),
        Figure(
            "visits_done",
            said("Visits to people followed up"),
            said("Visits of the time that were reported, whatever they came to; nothing follows from an absence."),
            Kind.FLOW,
            visited,
            VISIT_COLUMNS,
        ),
        *(
            figure(
                f"readings_{what}_{name}",
                text,
                definition,
                Kind.STOCK,
                rows(name),
                alarm=what == "missed",
            )
            for what, rows, texts in WINDOW_FIGURES
            for name, (text, definition) in texts.items()
        ),
        figure(
            "files_unwell",
            said("Unwell"),
            said("Of those followed up: the newest answer was raised or told of a sign, and no clinic has her."),
            Kind.STOCK,
            unwell,
        ),
        figure(
            "files_with_clinic",
            said("With a clinic"),
            said("Of those followed up: went to a clinic, whose answer is not noted yet."),
            Kind.STOCK,
            with_clinic,
        ),
        figure(
            "files_mean_age",
            said("Average age of a file, in days"),
            said("Whole days since the open files were opened, on average at the end of the time."),
            Kind.STOCK,
            followed_at_end,
            measure=mean_age,
        ),
        figure(
            "files_over_a_week",
            said("Followed up for more than a week"),
            said("Open files that were opened more than seven days before the end of the time: how old files are."),
            Kind.STOCK,
            older_than_a_week,
        ),
    ),
)
