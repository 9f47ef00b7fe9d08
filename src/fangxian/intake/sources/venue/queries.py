"""Places with how full they are, and what was counted there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from fangxian.core.actors.rules import Actor
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders
from fangxian.engine.pulling import NoSuchPlace, Page

from . import rules
from .models import CheckIn, HeadCount, Venue


@dataclass(frozen=True)
class VenueNow:
    """A place and how full it is.

    present     people inside by the newest count; None if it was never counted
    checked_in  people who checked in and have not left; 0 where no order asks for it
    """

    venue: Venue
    present: int | None
    counted_at: datetime | None
    checked_in: int
    fullness: str


def venues_of(by: Actor) -> QuerySet[Venue]:
    """The places in the reader's area, by name."""
    return Venue.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code).order_by("name", "id")


def venue_of(by: Actor, venue_id: UUID) -> Venue | None:
    return venues_of(by).filter(id=venue_id).first()


def venue_with_code(code: str, *, programme_id: UUID) -> Venue | None:
    """The place whose printed code this is."""
    return Venue.objects.filter(programme_id=programme_id, code=code.lower()).select_related("programme").first()


def listed(programme_id: UUID, *, at: datetime) -> QuerySet[Venue]:
    """The places that are listed at `at`."""
    rows = Venue.objects.filter(programme_id=programme_id, listed_at__lte=at)
    return rows.filter(Q(closed_at=None) | Q(closed_at__gt=at)).order_by("area_code", "name")


def with_fullness(venues: Sequence[Venue], *, at: datetime) -> list[VenueNow]:
    """Each place with its newest count and how full that makes it."""
    newest = {
        count.venue_id: count
        for count in HeadCount.objects.filter(venue__in=venues, occurred_at__lte=at)
        .order_by("venue_id", "-occurred_at", "-id")
        .distinct("venue_id")
    }
    inside = dict(
        CheckIn.objects.filter(venue__in=venues, entered_at__lte=at, expires_at__gt=at, left_at=None)
        .values_list("venue_id")
        .annotate(Count("id"))
    )
    return [_now(venue, newest.get(venue.id), inside.get(venue.id, 0), at=at) for venue in venues]


def venue_now(venue: Venue, *, at: datetime) -> VenueNow:
    (now,) = with_fullness([venue], at=at)
    return now


def _now(venue: Venue, count: HeadCount | None, checked_in: int, *, at: datetime) -> VenueNow:
    present, counted_at = (count.present_count, count.occurred_at) if count else (None, None)
    word = rules.fullness(present=present, counted_at=counted_at, capacity=venue.capacity, at=at)
    return VenueNow(venue, present, counted_at, checked_in, word)


def registration_order(venue: Venue, *, at: datetime) -> Order | None:
    """The live order under which people check in here; None: it counts only (O1)."""
    return live_orders(venue.programme_id, at, enables="registration", area_code=venue.area_code).first()


def counts_of_day(venue: Venue, *, day: date) -> list[HeadCount]:
    """The head-counts of a city day, the newest first."""
    return list(HeadCount.objects.filter(venue=venue, city_day=day).order_by("-occurred_at", "-id")[:200])


def peaks_of_day(by: Actor, *, day: date) -> dict[UUID, Any]:
    """The largest count of each place of the reader's area on a city day, how often it was counted, how often over."""
    rows = HeadCount.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code, city_day=day)
    found = rows.values("venue_id").order_by("venue_id").annotate(
        peak=Max("present_count"), counts=Count("id"), over=Count("id", filter=Q(is_over=True))
    )  # fmt: skip
    return {row["venue_id"]: row for row in found}


def head_counts(programme_id: UUID) -> QuerySet[HeadCount]:
    return HeadCount.objects.filter(programme_id=programme_id)


def with_check_ins(programme_id: UUID, *, from_at: datetime, until_at: datetime) -> QuerySet[Venue]:
    """The places where anybody checked in in [from_at, until_at), each with `check_in_count`; the stays stay unread."""
    venues = Venue.objects.filter(programme_id=programme_id)
    checked = CheckIn.objects.filter(venue=OuterRef("pk"), entered_at__gte=from_at, entered_at__lt=until_at)
    counted = checked.order_by().values("venue").annotate(n=Count("id")).values("n")
    return venues.annotate(check_in_count=Subquery(counted)).filter(check_in_count__gt=0).order_by("area_code", "name")


def check_in_of(check_in_id: UUID, *, programme_id: UUID) -> CheckIn | None:
    """A check-in by the id that only the phone which made it holds."""
    return CheckIn.objects.filter(programme_id=programme_id, id=check_in_id).select_related("venue").first()


def check_ins_by_index(
    indexes: Iterable[bytes], *, programme_id: UUID, person_id: UUID | None = None
) -> QuerySet[CheckIn]:
    """Stays of one person by the keyed hashes of what she may have entered. Only a trace asks (cases.tracing)."""
    found = Q(subject_index__in=list(indexes))
    if person_id is not None:
        found |= Q(person_id=person_id)
    rows = CheckIn.objects.filter(found, programme_id=programme_id)
    return rows.select_related("venue").order_by("entered_at", "id")


def stays_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[CheckIn]:
    """Where she checked in by her own code: for her own page; nobody else reads them (O1)."""
    rows = CheckIn.objects.filter(programme_id=programme_id, person_id=person_id)
    return rows.select_related("venue").order_by("entered_at", "id")


def overlapping(stay: CheckIn) -> QuerySet[CheckIn]:
    """Stays of others in the same place at the same time. Only a trace asks (cases.tracing)."""
    ended = stay.left_at or stay.expires_at
    return (
        CheckIn.objects.filter(venue_id=stay.venue_id, entered_at__lt=ended)
        .filter(Q(left_at__gt=stay.entered_at) | Q(left_at=None, expires_at__gt=stay.entered_at))
        .exclude(id=stay.id)
        .exclude(subject_index=stay.subject_index)
        .order_by("entered_at", "id")
    )


def rows_for_patrol(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """The places of a reader's area as her phone keeps them; they speak of nobody."""
    venues = venues_of(by).order_by("id")
    if after:
        venues = venues.filter(id__gt=_id(after))
    found = list(venues[: limit + 1])
    rows = [_for_phone(now, at=at) for now in with_fullness(found[:limit], at=at)]
    return Page(rows, rows[-1]["id"] if len(found) > limit else None)


def _for_phone(now: VenueNow, *, at: datetime) -> dict[str, Any]:
    venue = now.venue
    return {
        "kind": "venue", "id": str(venue.id), "gone": venue.closed_at is not None and venue.closed_at <= at,
        "name": venue.name, "venue_kind": venue.kind, "area_code": venue.area_code, "place": venue.place,
        "capacity": venue.capacity, "present": now.present, "owner_phone": venue.owner_phone,
        "counted_at": now.counted_at.isoformat() if now.counted_at else None,
    }  # fmt: skip


def _id(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError as error:
        raise NoSuchPlace(after) from error
