"""What is around the posts (F48): rings, heads of shifts, vehicles that only pass through, help."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.sources.checkpoint import queries
from fangxian.intake.sources.checkpoint.rules import SERVICE_STATION
from fangxian.intake.sources.disinfection.queries import done_between

POST_COLUMNS = (
    plain(said("Post"), "name"),
    AREA,
    word(said("Kind"), "checkpoint.kind", "kind"),
    word(said("Ring"), "checkpoint.ring", "ring"),
    moment(said("Review by"), "review_at"),
)
POST = Column(said("Post"), lambda record: record.checkpoint.name)
SHIFT_COLUMNS = (moment(said("Began"), "started_at"), moment(said("Ended"), "ended_at"), POST, AREA)
TRANSIT_COLUMNS = (
    moment(said("Came in"), "entered_at"),
    POST,
    AREA,
    plain(said("Persons"), "person_count"),
    moment(said("Leaves by"), "leave_by"),
    moment(said("Drove on at"), "left_at"),
)
HELP_COLUMNS = (
    moment(said("At"), "given_at"),
    POST,
    AREA,
    word(said("Help"), "checkpoint.help", "kind"),
    plain(said("Persons"), "person_count"),
)
DISINFECTION_COLUMNS = (
    moment(said("Start"), "started_at"),
    moment(said("End"), "ended_at"),
    plain(said("Place"), "place_name"),
    word(said("Kind"), "disinfection.place", "place_kind"),
    AREA,
    word(said("What was used"), "disinfection.agent", "agent"),
    plain(said("Done by"), "done_by"),
)


def in_operation(ring: str) -> Any:
    """Posts of one ring that stood at the end of the time."""

    def rows(scope: Scope) -> QuerySet[Any]:
        standing = [now.checkpoint.id for now in queries.open_posts(scope.programme_id, at=scope.end)]
        posts = queries.checkpoints_of(scope.by).filter(area_code__startswith=scope.area_code, ring=ring)
        return posts.filter(id__in=standing).order_by("area_code", "name")

    return rows


def without_head(scope: Scope) -> QuerySet[Any]:
    rows = queries.shifts_without_head(scope.programme_id, from_at=scope.start, until_at=scope.end)
    return rows.filter(area_code__startswith=scope.area_code).order_by("-started_at", "id")


def transits(scope: Scope) -> QuerySet[Any]:
    rows = queries.transits(scope.programme_id).filter(area_code__startswith=scope.area_code, entered_at__lt=scope.end)
    return rows.select_related("checkpoint").order_by("leave_by", "id")


def overdue(scope: Scope) -> QuerySet[Any]:
    """Vehicles that should have left by the end of the time and had not."""
    return transits(scope).filter(Q(left_at=None) | Q(left_at__gte=scope.end), leave_by__lt=scope.end)


def helped(scope: Scope) -> QuerySet[Any]:
    rows = queries.help_given(scope.programme_id).filter(
        area_code__startswith=scope.area_code, given_at__gte=scope.start, given_at__lt=scope.end
    )
    return rows.select_related("checkpoint").order_by("-given_at", "id")


def disinfected(scope: Scope) -> QuerySet[Any]:
    rows = done_between(scope.by, from_at=scope.start, until_at=scope.end)
    return rows.filter(area_code__startswith=scope.area_code)


def never_disinfected(scope: Scope) -> list[str]:
    """Posts in operation at the end of the time of which no entry of the time tells: missing, not clean."""
    told = set(disinfected(scope).order_by().values_list("place_name", flat=True))
    posts = [now.checkpoint for now in queries.open_posts(scope.programme_id, at=scope.end)]
    mine = [p for p in posts if p.area_code.startswith(scope.area_code) and scope.by.covers(p.area_code)]
    return [post.name for post in mine if post.name not in told and post.kind != SERVICE_STATION]


def of_posts(key: str, label: str, ring: str) -> Figure:
    return Figure(
        key, label, said("Posts of this ring that were in operation at the end of the time."), Kind.STOCK,
        in_operation(ring), POST_COLUMNS, link=lambda post: reverse("checkpoint:post", args=[post.id]),
        link_power="intake.run_posts",
    )  # fmt: skip


BOARD = Board(
    key="around",
    function="F48",
    title=said("Around the posts"),
    line=Line.CHECKPOINTS,
    figures=(
        of_posts("posts_outer", said("Posts of the outer ring"), "outer"),
        of_posts("posts_inner", said("Posts of the inner ring"), "inner"),
        of_posts("posts_core", said("Posts of the core ring"), "core"),
        Figure(
            "shifts_without_head",
            said("Shifts without a head"),
            said("Officers' shifts of the time during which nobody was named as head of the post."),
            Kind.FLOW,
            without_head,
            SHIFT_COLUMNS,
            alarm=True,
            link=lambda shift: reverse("checkpoint:beside_post", args=[shift.checkpoint_id]),
            link_power="intake.run_posts",
        ),
        Figure(
            "transits_begun",
            said("Vehicles passing through"),
            said("Slips for passing through that were given in the time."),
            Kind.FLOW,
            lambda scope: transits(scope).filter(entered_at__gte=scope.start),
            TRANSIT_COLUMNS,
        ),
        Figure(
            "transits_overdue",
            said("Slips run out"),
            said("Vehicles that had not left by the end of the time though their slip ran out: a call, nothing else."),
            Kind.STOCK,
            overdue,
            TRANSIT_COLUMNS,
            alarm=True,
        ),
        Figure(
            "help_given",
            said("People helped at service stations"),
            said("People to whom a service station gave something in the time; it checks nobody."),
            Kind.FLOW,
            helped,
            HELP_COLUMNS,
            total="person_count",
        ),
        Figure(
            "disinfections",
            said("Places disinfected"),
            said("Entries of the disinfection log that began in the time: posts, gates, firms, sites, estates."),
            Kind.FLOW,
            disinfected,
            DISINFECTION_COLUMNS,
            missing=never_disinfected,
        ),
    ),
)
