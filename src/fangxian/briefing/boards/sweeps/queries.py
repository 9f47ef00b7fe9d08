"""How much of the sweeps is done, and what was told at the doors (F06). By building: the page of each round."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.sources.sweep.queries import LEFT, buildings_in_open_rounds, doors_in_open_rounds, visits_between
from fangxian.intake.sources.sweep.rules.words import SOURCE
from fangxian.screening.queries import verdicts_of
from fangxian.screening.rules import FOLLOW_UP
from fangxian.tasks.queries import tasks_of
from fangxian.tasks.rules import HELP_NEED

DOOR_COLUMNS = (
    Column(said("Building"), lambda door: door.building.name),
    AREA,
    Column(said("Round"), lambda door: door.round.purpose),
    Column(said("Round ends"), lambda door: door.round.ends_at, "moment"),
)
BUILDING_COLUMNS = (
    plain(said("Building"), "name"),
    AREA,
    plain(said("Doors"), "door_count"),
    plain(said("Doors not seen yet"), "left_count"),
)
# What a household told stands with its area and no closer: a building with one household would name it.
VISIT_COLUMNS = (moment(said("At"), "occurred_at"), AREA)
VERDICT_COLUMNS = (
    moment(said("Judged"), "judged_at"),
    AREA,
    word(said("Result"), "screening.result", "result"),
    plain(said("Rule"), "rule_id"),
)
TASK_COLUMNS = (
    moment(said("Received"), "received_at"),
    AREA,
    word(said("Kind of work"), "tasks.kind", "kind"),
    moment(said("First report"), "first_reported_at"),
)


def doors(scope: Scope) -> QuerySet[Any]:
    """The doors of rounds that were open at the end of the time, as one walks."""
    rows = doors_in_open_rounds(scope.by, at=scope.end).filter(area_code__startswith=scope.area_code)
    return rows.order_by("area_code", "building__walk_order", "building_id", "door__walk_order", "id")


def seen(scope: Scope) -> QuerySet[Any]:
    return doors(scope).exclude(result_then__in=LEFT)


def left(scope: Scope) -> QuerySet[Any]:
    """Doors where nobody had been, or nobody was at home."""
    return doors(scope).filter(result_then__in=LEFT)


def buildings_left(scope: Scope) -> QuerySet[Any]:
    """Coverage by building: those with doors that were not seen at the end of the time."""
    return buildings_in_open_rounds(doors(scope)).filter(left_count__gt=0)


def buildings_done(scope: Scope) -> QuerySet[Any]:
    return buildings_in_open_rounds(doors(scope)).filter(left_count=0)


def visits(scope: Scope) -> QuerySet[Any]:
    rows = visits_between(scope.by, from_at=scope.start, until_at=scope.end)
    return rows.filter(area_code__startswith=scope.area_code).order_by("-occurred_at", "id")


def told_needs(scope: Scope) -> QuerySet[Any]:
    """Visits at which a household told of a need, or that somebody is unwell."""
    return visits(scope).filter(~Q(needs=[]) | Q(has_symptoms=True))


def listed_stays(scope: Scope) -> QuerySet[Any]:
    """Stays told at a door that the look-back rule says need follow-up, judged in the time."""
    rows = verdicts_of(scope.by).filter(source=SOURCE.key, result=FOLLOW_UP, area_code__startswith=scope.area_code)
    return rows.filter(judged_at__gte=scope.start, judged_at__lt=scope.end)


def waiting_for_help(scope: Scope) -> QuerySet[Any]:
    rows = tasks_of(scope.by).filter(kind=HELP_NEED, area_code__startswith=scope.area_code)
    is_open = Q(closed_at=None) | Q(closed_at__gte=scope.end)
    return rows.filter(is_open, received_at__lt=scope.end).order_by("received_at", "id")


def silent_rounds(scope: Scope) -> list[str]:
    """Rounds with doors left of which no visit of the time has come in: missing, not zero."""
    heard = set(visits(scope).order_by().values_list("round_door__round_id", flat=True).distinct())
    rounds = left(scope).order_by().values_list("round_id", "round__purpose").distinct()
    return sorted(purpose for round_id, purpose in rounds if round_id not in heard)


def of_doors(key: str, label: str, definition: str, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, Kind.STOCK, rows, DOOR_COLUMNS,
        link=lambda door: reverse("sweep:round", args=[door.round_id]), link_power="intake.run_sweeps", **more,
    )  # fmt: skip


BOARD = Board(
    key="sweeps",
    function="F06",
    title=said("Door-to-door sweeps"),
    line=Line.SWEEP,
    figures=(
        of_doors(
            "sweep_doors",
            said("Doors of open rounds"),
            said("Doors on the lists of rounds that were open at the end of the time."),
            doors,
        ),
        of_doors(
            "sweep_seen",
            said("Doors seen"),
            said("Of these, where somebody answered, would rather not, or nobody lives."),
            seen,
            main=True,
        ),
        of_doors(
            "sweep_left",
            said("Doors not seen yet"),
            said("Of these, where nobody has been or nobody was at home."),
            left,
            main=True,
        ),
        Figure(
            "sweep_buildings_done",
            said("Buildings seen to the last door"),
            said("Buildings of open rounds in which no door was left at the end of the time."),
            Kind.STOCK,
            buildings_done,
            BUILDING_COLUMNS,
        ),
        Figure(
            "sweep_buildings_left",
            said("Buildings with doors not seen"),
            said("Buildings of open rounds, each with how many of its doors were not seen at the end of the time."),
            Kind.STOCK,
            buildings_left,
            BUILDING_COLUMNS,
        ),
        Figure(
            "sweep_visits",
            said("Visits made"),
            said("Visits to doors in the time, whatever they came to. Nothing follows from a refusal."),
            Kind.FLOW,
            visits,
            VISIT_COLUMNS,
            missing=silent_rounds,
        ),
        Figure(
            "sweep_needs",
            said("Needs found"),
            said("Visits of the time at which a household told of a need, or that somebody is unwell."),
            Kind.FLOW,
            told_needs,
            VISIT_COLUMNS,
        ),
        Figure(
            "sweep_waiting",
            said("Households waiting for help"),
            said("Needs told at doors that nobody had helped with by the end of the time."),
            Kind.STOCK,
            waiting_for_help,
            TASK_COLUMNS,
            link=lambda task: reverse("tasks:task", args=[task.id]),
            link_power="tasks.see",
        ),
        Figure(
            "sweep_listed_stays",
            said("Stays in listed areas, told at doors"),
            said("Stays told at a door that the look-back rule says need follow-up, judged in the time."),
            Kind.FLOW,
            listed_stays,
            VERDICT_COLUMNS,
            link=lambda verdict: verdict.get_absolute_url(),
            link_power="screening.see",
        ),
    ),
)
