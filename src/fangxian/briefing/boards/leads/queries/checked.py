"""What was found, how quickly, from where it came, and whether it held when somebody else looked (F05)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import Column, Figure, Kind, Scope, moment
from fangxian.core.problems.rules import said
from fangxian.tasks.models import LookBack, TaskEvent
from fangxian.tasks.rules import FALSE, NOT_FOUND, UNTRUE, VERIFY_LEAD, VERIFY_STAY, WRONG_AREA

LEADS = (VERIFY_STAY, VERIFY_LEAD)
MINUTE = timedelta(minutes=1)
# Where work comes from: the figure's key, its words, and the ways in that it counts. What is in none of them is rest.
SOURCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tasks_from_lists", said("From pushed lists"), ("pushed_list",)),
    ("tasks_from_declarations", said("From declarations"), ("declaration",)),
    ("tasks_from_posts", said("From posts"), ("checkpoint",)),
    ("tasks_from_doors", said("From doors"), ("sweep",)),
    ("tasks_from_callers", said("From callers"), ("service_request",)),
    ("tasks_from_cases", said("From cases"), ("cases",)),
)
KNOWN = tuple(one for _, _, ways in SOURCES for one in ways)


class Percentile(Aggregate):
    """The value below or at which a share of all lie (percentile_disc); null of nothing."""

    template = "percentile_disc(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def minutes_of(share: float) -> Callable[[QuerySet[Any], Scope], int | None]:
    """Whole minutes from receipt to the first report that this share of those reported on kept; begun ones count."""

    def measure(rows: QuerySet[Any], _scope: Scope) -> int | None:
        took = ExpressionWrapper(F("first_reported_at") - F("received_at"), output_field=DurationField())
        found = rows.order_by().aggregate(found=Percentile(took, share=share))["found"]
        return None if found is None else -(-found // MINUTE)

    return measure


def share_in_time(rows: QuerySet[Any], scope: Scope) -> int | None:
    """Of those whose clock was answered or had run out, how many of a hundred kept it; None of none."""
    due = "total_first_report_due_at"
    kept = Q(first_reported_at__lte=F(due))
    found = rows.order_by().aggregate(
        kept=Count("id", filter=kept),
        of=Count("id", filter=Q(first_reported_at__isnull=False) | Q(**{f"{due}__lt": scope.end})),
    )
    return round(100 * found["kept"] / found["of"]) if found["of"] else None


def findings(scope: Scope) -> QuerySet[TaskEvent]:
    """Findings on leads that were told in the time, by whose area; one handed on counts each time."""
    rows = TaskEvent.objects.filter(
        programme_id=scope.programme_id, action="reported", at__gte=scope.start, at__lt=scope.end,
        task__kind__in=LEADS,
    )  # fmt: skip
    if scope.area_code:
        rows = rows.filter(post__area_code__startswith=scope.area_code)
    return rows.select_related("task").defer("note").order_by("-at", "id")


def share(rows: QuerySet[Any], kept: Q) -> int | None:
    """How many of a hundred rows these are; None of none."""
    found = rows.order_by().aggregate(of=Count("id"), n=Count("id", filter=kept))
    return round(100 * found["n"] / found["of"]) if found["of"] else None


def share_of(outcome: str) -> Callable[[QuerySet[Any], Scope], int | None]:
    """How many of a hundred findings were this one; None of none."""

    def measure(rows: QuerySet[Any], _scope: Scope) -> int | None:
        return share(rows, Q(detail__outcome=outcome))

    return measure


def looked_back(scope: Scope) -> QuerySet[LookBack]:
    rows = LookBack.objects.filter(
        programme_id=scope.programme_id, done_at__gte=scope.start, done_at__lt=scope.end,
        task__area_code__startswith=scope.area_code,
    )  # fmt: skip
    return rows.select_related("task").order_by("-done_at", "id")


def to_look_back_at(scope: Scope) -> QuerySet[LookBack]:
    """Drawn before the end of the time and not looked at by then."""
    rows = LookBack.objects.filter(
        Q(done_at=None) | Q(done_at__gte=scope.end), programme_id=scope.programme_id, drawn_on__isnull=False,
        drawn_at__lt=scope.end, task__area_code__startswith=scope.area_code,
    )  # fmt: skip
    return rows.select_related("task").order_by("due_at", "id")


FOUND = (
    moment(said("Found at"), "at"),
    Column(said("Area"), lambda event: event.task.area_code, "area"),
    Column(said("Kind of work"), lambda event: ("tasks.kind", event.task.kind), "word"),
)
LOOKED = (
    moment(said("Task closed"), "closed_at"),
    Column(said("Area"), lambda one: one.task.area_code, "area"),
    Column(said("Kind of work"), lambda one: ("tasks.kind", one.task.kind), "word"),
    moment(said("Looked back"), "done_at"),
)


def _task(row: Any) -> str:
    return reverse("tasks:task", args=[row.task_id])


def _finding(key: str, label: str, definition: str, outcome: str) -> Figure:
    return Figure(key, label, definition, Kind.FLOW, findings, FOUND, measure=share_of(outcome), link=_task,
                  link_power="tasks.see")  # fmt: skip


def _looked(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(key, label, definition, kind, rows, LOOKED, link=_task, link_power="tasks.see", **more)


FINDINGS: tuple[Figure, ...] = (
    _finding(
        "leads_not_found", said("Not found, %"),
        said("Of the findings on leads told in the time, how many of a hundred found nobody."), NOT_FOUND,
    ),
    _finding(
        "leads_untrue", said("Not true, %"),
        said("Of the findings on leads told in the time, how many of a hundred said that it was not so."), UNTRUE,
    ),
    _finding(
        "leads_wrong_area", said("Wrong area, %"),
        said("Of the findings on leads told in the time, how many of a hundred said that it belongs elsewhere."),
        WRONG_AREA,
    ),
    _looked(
        "look_backs_done", said("Looked back"),
        said("Closed tasks that somebody else looked at in the time."), Kind.FLOW, looked_back,
    ),
    _looked(
        "look_backs_failed", said("Did not hold"),
        said("Of those looked at in the time, tasks whose result did not hold; each was opened again."), Kind.FLOW,
        lambda scope: looked_back(scope).filter(result=FALSE), alarm=True,
    ),
    _looked(
        "look_backs_waiting", said("Waiting to be looked back at"),
        said("Closed tasks that were drawn and that nobody had looked at by the end of the time."), Kind.STOCK,
        to_look_back_at,
    ),
)  # fmt: skip
