"""What the posts counted (F15). Counts are of passages; they point to nobody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.sources.checkpoint.queries import checks, open_posts

COLUMNS = (
    moment(said("At"), "occurred_at"),
    Column(said("Post"), lambda check: check.checkpoint.name),
    AREA,
    word(said("Word"), "checkpoint.verdict", "verdict"),
    plain(said("Persons"), "person_count"),
    plain(said("Vehicles"), "vehicle_count"),
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
    heard = set(counted(scope).order_by().values_list("checkpoint_id", flat=True).distinct())
    posts = [now.checkpoint for now in open_posts(scope.programme_id, at=scope.end)]
    seen = [p for p in posts if p.area_code.startswith(scope.area_code) and scope.by.covers(p.area_code)]
    return [post.name for post in seen if post.id not in heard]


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
    ),
)
