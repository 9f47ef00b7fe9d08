"""How full the dense places are (F39): line 3 of the city, and gate 1. Head-counts point to nobody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.sources.venue.queries import head_counts, listed, with_check_ins

CHECK_IN_COLUMNS = (plain(said("Place"), "name"), AREA, plain(said("Checked in"), "check_in_count"))
COUNT_COLUMNS = (
    moment(said("At"), "occurred_at"),
    Column(said("Place"), lambda count: count.venue.name),
    AREA,
    plain(said("People inside"), "present_count"),
    Column(said("Capacity"), lambda count: count.venue.capacity),
    word(said("Counted by"), "venue.counted_by", "counted_by"),
)
VENUE_COLUMNS = (
    plain(said("Place"), "name"),
    word(said("Kind"), "venue.kind", "kind"),
    AREA,
    plain(said("Capacity"), "capacity"),
    plain(said("Owner"), "owner"),
)


def places(scope: Scope) -> QuerySet[Any]:
    """The places that were listed at the end of the time."""
    return listed(scope.programme_id, at=scope.end).filter(area_code__startswith=scope.area_code)


def counted(scope: Scope) -> QuerySet[Any]:
    rows = head_counts(scope.programme_id).filter(
        area_code__startswith=scope.area_code, occurred_at__gte=scope.start, occurred_at__lt=scope.end
    )
    return rows.select_related("venue").order_by("-occurred_at", "id")


def over(scope: Scope) -> QuerySet[Any]:
    """Head-counts above the capacity that the place had when it was counted."""
    return counted(scope).filter(is_over=True)


def checked_in(scope: Scope) -> QuerySet[Any]:
    """Places with how many checked in there in the time; who did is read through a case alone."""
    rows = with_check_ins(scope.programme_id, from_at=scope.start, until_at=scope.end)
    return rows.filter(area_code__startswith=scope.area_code)


def silent_places(scope: Scope) -> list[str]:
    """Places that were listed and that nobody counted in the time: missing, not empty."""
    heard = set(counted(scope).order_by().values_list("venue_id", flat=True).distinct())
    return [venue.name for venue in places(scope) if venue.id not in heard and scope.by.covers(venue.area_code)]


BOARD = Board(
    key="venues",
    function="F39",
    title=said("Dense places"),
    line=Line.GATES,
    figures=(
        Figure(
            "venues_listed",
            said("Dense places on the list"),
            said("Markets, workshops, canteens, halls and lodgings with the three who answer for each."),
            Kind.STOCK,
            places,
            VENUE_COLUMNS,
            link=lambda venue: reverse("venue:venue", args=[venue.id]),
            link_power="venues.keep",
        ),
        Figure(
            "venue_counts",
            said("Head-counts made"),
            said("How often the people in a place were counted, by the place itself or by the patrol."),
            Kind.FLOW,
            counted,
            COUNT_COLUMNS,
            missing=silent_places,
        ),
        Figure(
            "venues_over",
            said("Counts over capacity"),
            said("Head-counts above the capacity. A full place turns nobody away; its owner is told."),
            Kind.FLOW,
            over,
            COUNT_COLUMNS,
            alarm=True,
            link=lambda count: reverse("venue:venue", args=[count.venue_id]),
            link_power="venues.keep",
        ),
        Figure(
            "venue_check_ins",
            said("Check-ins under an order"),
            said("How often somebody checked in at a place in the time, where a live order asks for it; no names."),
            Kind.FLOW,
            checked_in,
            CHECK_IN_COLUMNS,
            total="check_in_count",
            link=lambda venue: reverse("venue:venue", args=[venue.id]),
            link_power="venues.keep",
        ),
    ),
)
