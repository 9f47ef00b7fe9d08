"""What the posts counted (F15). Counts are of passages; they point to nobody."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.sources.checkpoint.queries import checks, complaints, open_posts, waits
from fangxian.intake.sources.checkpoint.rules import SERVICE_STATION

POST = Column(said("Post"), lambda record: record.checkpoint.name)
COLUMNS = (
    moment(said("At"), "occurred_at"),
    POST,
    AREA,
    word(said("Word"), "checkpoint.verdict", "verdict"),
    plain(said("Persons"), "person_count"),
    plain(said("Vehicles"), "vehicle_count"),
)
WAIT_COLUMNS = (moment(said("At"), "reported_at"), POST, AREA, plain(said("Minutes"), "wait_minutes"))
COMPLAINT_COLUMNS = (
    moment(said("At"), "made_at"),
    POST,
    AREA,
    word(said("About what"), "checkpoint.complaint", "kind"),
    moment(said("Answered"), "answered_at"),
)


def counted(scope: Scope, *verdicts: str) -> QuerySet[Any]:
    """Passages of the time that were not taken back; only of some verdicts if they are named."""
    rows = checks(scope.programme_id).filter(
        area_code__startswith=scope.area_code, occurred_at__gte=scope.start, occurred_at__lt=scope.end
    )
    rows = rows.select_related("checkpoint")
    return (rows.filter(verdict__in=verdicts) if verdicts else rows).order_by("-occurred_at", "id")


def silent_posts(scope: Scope) -> list[str]:
    """Posts that were open at the end of the time and counted nothing in it: missing, not zero."""
    return _unheard(counted(scope), scope)


def raised(scope: Scope) -> QuerySet[Any]:
    """Passages at which a reading reached the threshold; a second look at the same person is none of its own."""
    return counted(scope).filter(is_raised=True, continues=None)


def rechecked(scope: Scope) -> QuerySet[Any]:
    return counted(scope, "RECHECK_TEMP").filter(continues=None)


def waited(scope: Scope) -> QuerySet[Any]:
    """What the officers told of their queues in the time."""
    rows = waits(scope.programme_id).filter(
        area_code__startswith=scope.area_code, reported_at__gte=scope.start, reported_at__lt=scope.end
    )
    return rows.select_related("checkpoint").order_by("-reported_at", "id")


def mean_wait(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """Whole minutes; None if nobody told of a queue, which is not that nobody waited."""
    mean = rows.order_by().aggregate(mean=Avg("wait_minutes"))["mean"]
    return None if mean is None else round(mean)


def waits_untold(scope: Scope) -> list[str]:
    """Posts that were open at the end of the time and told nothing of their queue in it."""
    return _unheard(waited(scope), scope)


def complained(scope: Scope) -> QuerySet[Any]:
    rows = complaints(scope.programme_id).filter(
        area_code__startswith=scope.area_code, made_at__gte=scope.start, made_at__lt=scope.end
    )
    return rows.select_related("checkpoint").order_by("-made_at", "id")


def unanswered(scope: Scope) -> QuerySet[Any]:
    """Complaints that nobody had answered at the end of the time."""
    rows = complaints(scope.programme_id).filter(area_code__startswith=scope.area_code, made_at__lt=scope.end)
    rows = rows.filter(Q(answered_at=None) | Q(answered_at__gte=scope.end))
    return rows.select_related("checkpoint").order_by("made_at", "id")


def _unheard(rows: QuerySet[Any], scope: Scope) -> list[str]:
    """Posts that were open at the end of the time and are in none of the rows; a service station checks nobody."""
    heard = set(rows.order_by().values_list("checkpoint_id", flat=True).distinct())
    posts = [now.checkpoint for now in open_posts(scope.programme_id, at=scope.end)]
    seen = [p for p in posts if p.area_code.startswith(scope.area_code) and scope.by.covers(p.area_code)]
    return [post.name for post in seen if post.id not in heard and post.kind != SERVICE_STATION]


def of_complaints(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, kind, rows, COMPLAINT_COLUMNS,
        link=lambda complaint: reverse("checkpoint:beside_post", args=[complaint.checkpoint_id]),
        link_power="intake.run_posts", **more,
    )  # fmt: skip


def figure(key: str, label: str, definition: str, *verdicts: str, **more: Any) -> Figure:
    return Figure(key, label, definition, Kind.FLOW, lambda scope: counted(scope, *verdicts), COLUMNS, **more)


BOARD = Board(
    key="posts",
    function="F15",
    title=said("Checkpoints"),
    line=Line.CHECKPOINTS,
    figures=(
        figure(
            "post_persons",
            said("Persons checked"),
            said("Persons who passed the posts in the time, each passage once."),
            total="person_count",
            main=True,
            missing=silent_posts,
        ),
        figure(
            "post_vehicles",
            said("Vehicles checked"),
            said("Vehicles that passed the posts in the time."),
            total="vehicle_count",
            main=True,
        ),
        Figure(
            "post_raised",
            said("Readings at or above the threshold"),
            said("Passages at which a first reading was raised. A raised reading is measured again before anything."),
            Kind.FLOW,
            raised,
            COLUMNS,
        ),
        Figure(
            "post_rechecked",
            said("Measured again"),
            said("Passages at which somebody rested to be measured a second time."),
            Kind.FLOW,
            rechecked,
            COLUMNS,
        ),
        figure(
            "post_referred",
            said("Sent to the health post"),
            said("Passages after which somebody was taken to the health post: never on one reading."),
            "TO_HEALTH_POST",
        ),
        figure(
            "post_controlled",
            said("Controlled entry"),
            said("Passages announced to the place they go to."),
            "CONTROLLED_ENTRY",
        ),
        figure(
            "post_emergencies",
            said("Emergencies let through"),
            said("Passages that needed no check at all; nobody is blamed for granting one."),
            "EMERGENCY_PASS",
        ),
        Figure(
            "post_wait_minutes",
            said("Average wait, in minutes"),
            said("Mean of what the officers told in the time of how long the last one in the queue waits."),
            Kind.FLOW,
            waited,
            WAIT_COLUMNS,
            measure=mean_wait,
            missing=waits_untold,
        ),
        of_complaints(
            "post_complaints",
            said("Complaints about posts"),
            said("Complaints that were made in the time; nobody has to say who she is."),
            Kind.FLOW,
            complained,
        ),
        of_complaints(
            "post_complaints_open",
            said("Complaints without an answer"),
            said("Complaints about posts that nobody had answered at the end of the time."),
            Kind.STOCK,
            unanswered,
            alarm=True,
        ),
    ),
)
