"""How many people are inside: counted by the place itself or by the patrol, with a network or without."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Landed, MergeWord, id_as_sent
from fangxian.engine.records import NotARecord, clock_marks, put_right, wrong
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


@transaction.atomic
def land_head_counts(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Take in the head-counts that a phone sends; one word per record, in their order. See rules.offline."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use(KEEP, by=by))
    venues = {venue.id: venue for venue in queries.venues_of(by)}
    results: dict[int, Landed] = {}
    arrived: dict[UUID, tuple[int, offline.OfflineHeadCount, HeadCount]] = {}
    for number, record in enumerate(records):
        try:
            sent = offline.read_head_count(record)
            if sent.venue_id not in venues:
                raise wrong("unknown_venue", "venue", texts=offline.VENUES)
        except NotARecord as problem:
            results[number] = Landed(id_as_sent(record), MergeWord.INVALID, problem.finding)
            continue
        if sent.client_id in arrived:
            same = arrived[sent.client_id][1] == sent
            results[number] = Landed(str(sent.client_id), MergeWord.IDENTICAL if same else MergeWord.DISCARDED)
            continue
        row = _row(sent, venues[sent.venue_id], programme, ahead_by=ahead_by, by=by, at=at)
        arrived[sent.client_id] = (number, sent, row)
    _write(arrived, results, programme=programme)
    _write_down(results, by=by, at=at)
    return [results[number] for number in range(len(records))]


def _row(
    sent: offline.OfflineHeadCount, venue: Venue, programme: Programme, *, ahead_by: timedelta, by: Actor, at: datetime
) -> HeadCount:
    occurred_at = put_right(sent.device_at, ahead_by=ahead_by)
    return HeadCount(
        programme=programme, client_id=sent.client_id, venue=venue, area_code=venue.area_code,
        occurred_at=occurred_at, recorded_at=at, device_at=sent.device_at,
        marks=list(clock_marks(occurred_at, ahead_by=ahead_by, at=at)),
        city_day=occurred_at.astimezone(programme.zone).date(),
        counted_by=rules.OWNER if by.role == Role.PLACE_LIAISON else rules.PATROL,
        present_count=sent.present_count, paper_count=sent.paper_count, is_over=sent.present_count > venue.capacity,
    )  # fmt: skip


def _write(
    arrived: Mapping[UUID, tuple[int, offline.OfflineHeadCount, HeadCount]],
    results: dict[int, Landed],
    *,
    programme: Programme,
) -> None:
    """Write those that are not on record; those that are, are compared with what is sent."""
    rows = [row for _, _, row in arrived.values()]
    if rows:
        HeadCount.objects.bulk_create(rows, ignore_conflicts=True)
    held = {row.client_id: row for row in HeadCount.objects.filter(programme=programme, client_id__in=list(arrived))}
    for client_id, (number, sent, row) in arrived.items():
        on_record = held.get(client_id)
        if on_record is not None and on_record.id == row.id:
            word = MergeWord.NEW
        elif on_record is not None and (on_record.venue_id, on_record.present_count) == (
            sent.venue_id, sent.present_count,
        ):  # fmt: skip
            word = MergeWord.IDENTICAL
        else:
            word = MergeWord.DISCARDED
        results[number] = Landed(str(client_id), word, marks=tuple(row.marks))


def _write_down(results: Mapping[int, Landed], *, by: Actor, at: datetime) -> None:
    """One event for the batch, if it brought anything new."""
    ids = sorted(one.client_id for one in results.values() if one.word == MergeWord.NEW)
    if ids:
        audit.record(
            "intake.head_counts_landed", on_kind="intake.HeadCount", by=by, at=at, count=len(ids),
            area_code=by.area_code, digest=hashlib.sha256("\n".join(ids).encode()).digest(),
        )  # fmt: skip
