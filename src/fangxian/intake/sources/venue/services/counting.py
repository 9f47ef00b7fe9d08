"""How many people are inside: counted by the place itself or by the patrol, with a network or without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Landed, MergeWord
from fangxian.engine.records import clock_marks, happened_at, put_right, wrong
from fangxian.intake.services import landing
from fangxian.intake.sources.venue import queries, rules
from fangxian.intake.sources.venue.models import HeadCount, Venue
from fangxian.intake.sources.venue.rules import offline

KEEP = "venues.keep"


def count_heads(
    *, venue: Venue, client_id: UUID, present: int, on_paper: int, programme: Programme, by: Actor, at: datetime
) -> Landed:
    """Write down a count made on a page. The same id again changes nothing."""
    refuse(why_not_use(KEEP, by=by, area_code=venue.area_code))
    refuse(rules.why_not_change(closed_at=venue.closed_at, at=at))
    record = {
        "client_id": str(client_id), "venue": str(venue.id), "at": at.isoformat(), "present": present,
        "on_paper": on_paper,
    }  # fmt: skip
    (landed,) = land_head_counts([record], programme=programme, ahead_by=timedelta(0), by=by, at=at)
    return landed


def land_head_counts(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Take in the head-counts that a phone sends; one word per record, in their order. See rules.offline."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use(KEEP, by=by))
    venues = {venue.id: venue for venue in queries.venues_of(by)}
    row_of = partial(_row, venues=venues, programme=programme, ahead_by=ahead_by, by=by, at=at)
    return landing.land(
        records, read=partial(_read, venues=venues), keep=partial(_keep, row_of=row_of, programme=programme),
        action="intake.head_counts_landed", on_kind="intake.HeadCount", by=by, at=at,
    )  # fmt: skip


def _read(record: object, *, venues: Mapping[UUID, Venue]) -> offline.OfflineHeadCount:
    sent = offline.read_head_count(record)
    if sent.venue_id not in venues:
        raise wrong("unknown_venue", "venue", texts=offline.VENUES)
    return sent


def _row(
    sent: offline.OfflineHeadCount,
    *,
    venues: Mapping[UUID, Venue],
    programme: Programme,
    ahead_by: timedelta,
    by: Actor,
    at: datetime,
) -> HeadCount:
    venue = venues[sent.venue_id]
    by_clock = put_right(sent.device_at, ahead_by=ahead_by)
    occurred_at = happened_at(by_clock, at=at)
    return HeadCount(
        programme=programme, client_id=sent.client_id, venue=venue, area_code=venue.area_code,
        occurred_at=occurred_at, recorded_at=at, device_at=sent.device_at,
        marks=list(clock_marks(by_clock, ahead_by=ahead_by, at=at)),
        city_day=occurred_at.astimezone(programme.zone).date(),
        counted_by=rules.OWNER if by.role == Role.PLACE_LIAISON else rules.PATROL,
        present_count=sent.present_count, paper_count=sent.paper_count, is_over=sent.present_count > venue.capacity,
    )  # fmt: skip


def _keep(
    sent: Sequence[offline.OfflineHeadCount],
    *,
    row_of: Callable[[offline.OfflineHeadCount], HeadCount],
    programme: Programme,
) -> dict[UUID, Landed]:
    """Write those that are not on record; those that are, are compared with what is sent."""
    rows = {one.client_id: row_of(one) for one in sent}
    new = landing.insert_new_rows(list(rows.values()))
    rest = [client_id for client_id in rows if client_id not in new]
    on_record = HeadCount.objects.filter(programme=programme, client_id__in=rest) if rest else ()
    held = {row.client_id: row for row in on_record}
    words = {}
    for one in sent:
        known, row = held.get(one.client_id), rows[one.client_id]
        if one.client_id in new:
            word = MergeWord.NEW
        elif known is not None and (known.venue_id, known.present_count) == (one.venue_id, one.present_count):
            word = MergeWord.IDENTICAL
        else:
            word = MergeWord.DISCARDED
        words[one.client_id] = Landed(str(one.client_id), word, marks=tuple(row.marks))
    return words
