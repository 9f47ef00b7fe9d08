"""What the gates counted (F18). Counts are of passages; they point to nobody. By the hour: the page of each gate."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.sources.gate.queries import counts, gates_with_ids, open_gates, refusals, unkept

COLUMNS = (
    moment(said("At"), "occurred_at"),
    Column(said("Gate"), lambda count: count.gate.name),
    AREA,
    word(said("Word"), "gate.word", "verdict"),
    word(said("Direction"), "gate.direction", "direction"),
    plain(said("Persons"), "person_count"),
)
REFUSAL_COLUMNS = (
    moment(said("At"), "reported_at"),
    Column(said("Gate"), lambda report: report.gate.name),
    AREA,
    word(said("Reported by"), "gate.reporter", "reported_by"),
    moment(said("Put right"), "settled_at"),
)
UNKEPT_COLUMNS = (
    plain(said("Gate"), "name"),
    AREA,
    Column(said("Run by"), lambda gate: gate.manager or "—"),
    moment(said("Review by"), "review_at"),
)


def counted(scope: Scope, *verdicts: str) -> QuerySet[Any]:
    """Passages of the time that were not taken back; only of some words if they are named."""
    rows = counts(scope.programme_id).filter(
        area_code__startswith=scope.area_code, occurred_at__gte=scope.start, occurred_at__lt=scope.end
    )
    rows = rows.select_related("gate")
    return (rows.filter(verdict__in=verdicts) if verdicts else rows).order_by("-occurred_at", "id")


def busiest_hour(scope: Scope) -> QuerySet[Any]:
    """The counts of the gate and hour of the time in which most people passed; the earliest of equals."""
    rows = counted(scope)
    hours = rows.order_by().values("gate_id", "city_day", "city_hour").annotate(persons=Sum("person_count"))
    busiest = hours.order_by("-persons", "city_day", "city_hour", "gate_id").first()
    if busiest is None:
        return rows.none()
    return rows.filter(**{name: busiest[name] for name in ("gate_id", "city_day", "city_hour")})


def wrong_refusals(scope: Scope) -> QuerySet[Any]:
    rows = refusals(scope.programme_id).filter(
        area_code__startswith=scope.area_code, reported_at__gte=scope.start, reported_at__lt=scope.end
    )
    return rows.select_related("gate").order_by("-reported_at", "id")


def without_keeper(scope: Scope) -> QuerySet[Any]:
    """Gates in operation at the end of the time that nobody had kept for a day."""
    return gates_with_ids(unkept(_open(scope), at=scope.end), programme_id=scope.programme_id)


def silent_gates(scope: Scope) -> list[str]:
    """Gates in operation at the end of the time that counted nothing in it: missing, not zero."""
    heard = set(counted(scope).order_by().values_list("gate_id", flat=True).distinct())
    return [gate.name for gate in _open(scope) if gate.id not in heard]


def _open(scope: Scope) -> list[Any]:
    gates = [now.gate for now in open_gates(scope.programme_id, at=scope.end)]
    return [g for g in gates if g.area_code.startswith(scope.area_code) and scope.by.covers(g.area_code)]


def figure(key: str, label: str, definition: str, *verdicts: str, **more: Any) -> Figure:
    return Figure(key, label, definition, Kind.FLOW, lambda scope: counted(scope, *verdicts), COLUMNS, **more)


BOARD = Board(
    key="gates",
    function="F18",
    title=said("Gates"),
    line=Line.GATES,
    figures=(
        figure(
            "gate_persons",
            said("Passages at gates"),
            said("Persons who went in or out through gates in the time, each passage once."),
            total="person_count",
            main=True,
            missing=silent_gates,
        ),
        Figure(
            "gate_busiest_hour",
            said("Passages in the busiest hour"),
            said("Persons through the gate and in the hour of the time with the most; each hour: the gate's own page."),
            Kind.FLOW,
            busiest_hour,
            COLUMNS,
            total="person_count",
        ),
        figure(
            "gate_asks",
            said("Asks of the duty officer"),
            said("Passages that a keeper did not decide alone. Nobody is turned back by one."),
            "ASK_DUTY",
        ),
        Figure(
            "gate_wrong_refusals",
            said("Held up by mistake"),
            said("Reports that somebody was kept waiting who should have passed; they name nobody."),
            Kind.FLOW,
            wrong_refusals,
            REFUSAL_COLUMNS,
            alarm=True,
            link=lambda report: reverse("gate:gate", args=[report.gate_id]),
            link_power="gates.answer",
        ),
        figure(
            "gate_emergencies",
            said("Emergencies at gates"),
            said("Passages that were asked nothing; nobody is blamed for granting one."),
            "EMERGENCY_PASS",
        ),
        Figure(
            "gates_unkept",
            said("Gates without a keeper"),
            said("Gates in operation that nobody has kept for a day, as in estates with no property firm."),
            Kind.STOCK,
            without_keeper,
            UNKEPT_COLUMNS,
            link=lambda gate: reverse("gate:gate", args=[gate.id]),
            link_power="gates.answer",
        ),
    ),
)
