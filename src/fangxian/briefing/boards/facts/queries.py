"""What was told us, by source (F08, F15, F37)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.queries import facts_of
from fangxian.screening.queries import verdicts_of
from fangxian.screening.rules import FOLLOW_UP, UNDECIDABLE
from fangxian.tasks.queries import asked_again_between

COLUMNS = (
    moment(said("Received"), "received_at"),
    AREA,
    word(said("Source"), "intake.source", "source"),
    plain(said("Told by"), "sender"),
)
VERDICT_COLUMNS = (
    moment(said("Judged"), "judged_at"),
    AREA,
    word(said("Result"), "screening.result", "result"),
    plain(said("Rule"), "rule_id"),
)


def received(scope: Scope, source: str = "") -> QuerySet[Any]:
    """Facts received in the time; only of one source if it is named."""
    rows = facts_of(scope.by).filter(
        area_code__startswith=scope.area_code,
        received_at__gte=scope.start,
        received_at__lt=scope.end,
        received_on__gte=scope.start.date(),
        received_on__lte=scope.end.date(),
    )
    return rows.filter(source=source) if source else rows


def judged(scope: Scope, result: str) -> QuerySet[Any]:
    """Verdicts reached in the time with one result, but for those that a correction has replaced since."""
    return verdicts_of(scope.by).filter(
        area_code__startswith=scope.area_code,
        judged_at__gte=scope.start,
        judged_at__lt=scope.end,
        result=result,
        superseded_by=None,
    )


def asked_again(scope: Scope) -> QuerySet[Any]:
    rows = asked_again_between(scope.by, from_at=scope.start, until_at=scope.end)
    return rows.filter(task__area_code__startswith=scope.area_code).order_by("-at", "id")


def of_source(key: str, source: str, label: str, definition: str) -> Figure:
    return Figure(key, label, definition, Kind.FLOW, lambda scope: received(scope, source), COLUMNS)


BOARD = Board(
    key="facts",
    function="F08 F37 F50",
    title=said("Facts by source"),
    line=Line.DATA,
    figures=(
        Figure(
            "facts_received",
            said("Facts received"),
            said("Everything that any source told in the time, each fact once."),
            Kind.FLOW,
            received,
            COLUMNS,
            main=True,
        ),
        of_source(
            "facts_declared",
            "declaration",
            said("Declared by residents"),
            said("Declarations and their corrections, by residents or somebody who helped them."),
        ),
        Figure(
            "facts_corrected",
            said("Corrected by residents"),
            said("Declarations of the time that correct an earlier one. A correction never costs anything."),
            Kind.FLOW,
            lambda scope: received(scope, "declaration").filter(supersedes__isnull=False),
            COLUMNS,
        ),
        Figure(
            "people_asked_again",
            said("Asked again, with respect"),
            said("How often somebody was asked once more in the time, after hearing why; nobody is judged by it."),
            Kind.FLOW,
            asked_again,
            (moment(said("At"), "at"), Column(said("Area"), lambda event: event.task.area_code, "area")),
            link=lambda event: reverse("tasks:task", args=[event.task_id]),
            link_power="tasks.see",
        ),
        of_source(
            "facts_pushed",
            "pushed_list",
            said("From pushed lists"),
            said("Accepted rows of lists that other bodies sent."),
        ),
        Figure(
            "verdicts_follow_up",
            said("Stays that match a listed area"),
            said("Facts that the look-back rule says need follow-up, judged in the time."),
            Kind.FLOW,
            lambda scope: judged(scope, FOLLOW_UP),
            VERDICT_COLUMNS,
            link=lambda verdict: verdict.get_absolute_url(),
            link_power="screening.see",
        ),
        Figure(
            "verdicts_undecidable",
            said("Could not be judged"),
            said("Facts that no rule can decide until somebody answers a question about them."),
            Kind.FLOW,
            lambda scope: judged(scope, UNDECIDABLE),
            VERDICT_COLUMNS,
        ),
    ),
)
