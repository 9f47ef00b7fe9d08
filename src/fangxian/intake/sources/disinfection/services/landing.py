"""Entries that were made on a phone, with a network or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Landed, MergeWord
from fangxian.engine.records import clock_marks, put_right
from fangxian.intake.services import landing
from fangxian.intake.sources.disinfection import rules
from fangxian.intake.sources.disinfection.models import Disinfection
from fangxian.intake.sources.disinfection.rules import offline


def land_disinfections(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Take in the entries that a phone sends; one word per record, in their order. See rules.offline.

    An entry stands in the area of its place, if that is the writer's to write for, otherwise in her own.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use(rules.POWER, by=by))
    row_of = partial(_row, programme=programme, ahead_by=ahead_by, by=by, at=at)
    return landing.land(
        records, read=offline.read_disinfection, keep=partial(_keep, row_of=row_of, programme=programme),
        action="intake.disinfections_landed", on_kind="intake.Disinfection", by=by, at=at,
    )  # fmt: skip


def _row(
    sent: offline.OfflineDisinfection, *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> Disinfection:
    ended_at = put_right(sent.device_at, ahead_by=ahead_by)
    is_hers = bool(sent.area_code) and by.covers(sent.area_code) and programme.covers(sent.area_code)
    area_code = sent.area_code if is_hers else by.area_code
    started_at = ended_at - timedelta(minutes=sent.minutes)
    return Disinfection(
        programme=programme, client_id=sent.client_id, place_kind=sent.place_kind, place_id=sent.place_id,
        place_name=sent.place_name, area_code=area_code, agent=sent.agent, concentration=sent.concentration,
        started_at=started_at, ended_at=ended_at, city_day=started_at.astimezone(programme.zone).date(),
        done_by=sent.done_by, recorded_at=at, device_at=sent.device_at, recorded_by_id=by.post_id,
        marks=list(clock_marks(ended_at, ahead_by=ahead_by, at=at)),
    )  # fmt: skip


def _keep(
    sent: Sequence[offline.OfflineDisinfection],
    *,
    row_of: Callable[[offline.OfflineDisinfection], Disinfection],
    programme: Programme,
) -> dict[UUID, Landed]:
    """Write those that are not on record; those that are, are compared with what is sent."""
    rows = {one.client_id: row_of(one) for one in sent}
    Disinfection.objects.bulk_create(rows.values(), ignore_conflicts=True)
    held = {row.client_id: row for row in Disinfection.objects.filter(programme=programme, client_id__in=list(rows))}
    return {client_id: _word(row, held.get(client_id)) for client_id, row in rows.items()}


def _word(row: Disinfection, on_record: Disinfection | None) -> Landed:
    if on_record is not None and on_record.id == row.id:
        word = MergeWord.NEW
    elif on_record is not None and _told(on_record) == _told(row):
        word = MergeWord.IDENTICAL
    else:
        word = MergeWord.DISCARDED
    return Landed(str(row.client_id), word, marks=tuple(row.marks))


def _told(row: Disinfection) -> tuple[object, ...]:
    return (row.place_kind, row.place_name, row.agent, row.concentration, row.device_at, row.done_by)
