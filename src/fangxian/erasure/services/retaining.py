"""The retention job: what has run out is deleted, what something keeps is counted with the reason."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import city_day
from fangxian.engine.rules.packs import Pack
from fangxian.erasure.models import RetentionReport
from fangxian.erasure.queries import retention as queries
from fangxian.erasure.rules import clocks
from fangxian.erasure.rules.clocks import CLOCKS, SHARED_CLOCKS, Clock
from fangxian.measures.services import unname_measures

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 2000  # one transaction deletes so many, so that nobody waits for it
ROWS_A_TURN = 200_000  # of one table in one turn of the job; the rest goes with the next turn


@dataclass
class Line:
    """What one turn found in one table. Counts are rows; `oldest` is the earliest moment counted from that is kept.

    unfinished  rows went in this turn: there may be more, or what they kept may go now
    """

    table: str
    retention_class: str
    rule: str
    before: int
    eligible: int
    deleted: int
    after: int
    overdue: int
    oldest: str | None
    unfinished: bool = False
    held: dict[str, int] = field(default_factory=dict)


def forget(*, at: datetime) -> int:
    """Delete what has run out in every programme and in the shared tables; returns how many rows.

    Run every hour. Terms are counted in days, so turns of a day stop when one has found nothing more, unless
    another edition of the terms comes into force.
    """
    pack = queries.edition_at(at)
    deleted = 0
    for programme in Programme.objects.order_by("id"):
        if not queries.is_forgotten_today(programme.id, pack=pack, day=city_day(at, programme.zone)):
            deleted += forget_in(programme, pack=pack, at=at)
    if not queries.is_forgotten_today(None, pack=pack, day=city_day(at, ZoneInfo(settings.TIME_ZONE))):
        deleted += _forget_shared(pack=pack, at=at)
    drop_empty_days(pack=pack, at=at)
    return deleted


def forget_in(programme: Programme, *, pack: Pack, at: datetime) -> int:
    """The same for one programme; writes its report of the day."""
    ended_before = queries.cutoff(pack, queries.REMEDY_CLASS, at=at, zone=programme.zone)
    assert ended_before is not None, "the pack counts days from the end of a measure"
    while unname_measures(programme.id, ended_before=ended_before, limit=ROWS_AT_ONCE, at=at) == ROWS_AT_ONCE:
        continue
    return _run(CLOCKS, pack=pack, programme_id=programme.id, zone=programme.zone, at=at)


def _forget_shared(*, pack: Pack, at: datetime) -> int:
    return _run(SHARED_CLOCKS, pack=pack, programme_id=None, zone=ZoneInfo(settings.TIME_ZONE), at=at)


def _run(table: tuple[Clock, ...], *, pack: Pack, programme_id: UUID | None, zone: ZoneInfo, at: datetime) -> int:
    lines = [_forget_table(clock, pack=pack, programme_id=programme_id, zone=zone, at=at) for clock in table]
    _report(lines, pack=pack, programme_id=programme_id, zone=zone, at=at)
    return sum(line.deleted for line in lines)


def _forget_table(clock: Clock, *, pack: Pack, programme_id: UUID | None, zone: ZoneInfo, at: datetime) -> Line:
    """Delete the rows of one table that have run out and that nothing keeps, some at a time."""
    retention_class = queries.class_of(clock)
    before_at = queries.cutoff(pack, retention_class, at=at, zone=zone)
    if before_at is None:
        raise LookupError(f"{clock.table}: the class {retention_class} has no days to count")
    ends = queries.ends_at(pack, at=at, zone=zone)
    rows = queries.counted(clock, programme_id=programme_id, at=at, ends=ends)
    line = Line(
        table=queries.model_of(clock)._meta.db_table, retention_class=retention_class,
        rule=queries.term_of(pack, retention_class).rule, before=rows.count(), eligible=0, deleted=0, after=0,
        overdue=0, oldest=None,
    )  # fmt: skip
    due = queries.run_out(clock, before_at, programme_id=programme_id, at=at, ends=ends)
    line.eligible = due.count()
    line.held = _held(clock, due)
    line.deleted = _delete(due.filter(queries.not_held(clock)))
    line.unfinished = line.deleted > 0
    line.after = rows.count()
    late_at = before_at - clocks.OVERDUE_AFTER
    late = queries.run_out(clock, late_at, programme_id=programme_id, at=at, ends=ends)
    line.overdue = late.filter(queries.not_held(clock)).count()
    oldest = queries.oldest(rows)
    line.oldest = oldest.isoformat() if oldest else None
    return line


def _held(clock: Clock, due: Any) -> dict[str, int]:
    """How many of the rows that ran out each reason keeps; a row with two reasons counts for both."""
    counts = {reason: due.filter(**{f"held_{reason}": True}).count() for reason in clock.held_by}
    return {reason: count for reason, count in counts.items() if count}


def _delete(rows: Any) -> int:
    """Delete these rows and what belongs to them, a piece in each transaction; returns how many of the table."""
    model, deleted = rows.model, 0
    while deleted < ROWS_A_TURN:
        with transaction.atomic():
            keys = list(rows.order_by().values_list("pk", flat=True)[:ROWS_AT_ONCE])
            if not keys:
                return deleted
            _, by_model = model._default_manager.filter(pk__in=keys).delete()
        gone = by_model.get(model._meta.label, 0)
        if not gone:  # somebody else was quicker
            return deleted
        deleted += gone
    return deleted


@transaction.atomic
def _report(lines: list[Line], *, pack: Pack, programme_id: UUID | None, zone: ZoneInfo, at: datetime) -> None:
    """Add a turn to the report of its day; an event tells of it if rows went or are overdue."""
    report, _ = RetentionReport.objects.select_for_update().get_or_create(
        programme_id=programme_id,
        day=city_day(at, zone),
        defaults={"ran_at": at, "pack_id": pack.id, "pack_sha256": pack.sha256},
    )
    earlier = {line["table"]: line for line in report.lines}
    report.lines = [_added(asdict(line), earlier.get(line.table)) for line in lines]
    report.ran_at, report.pack_id, report.pack_sha256 = at, pack.id, pack.sha256
    report.deleted_count = sum(line["deleted"] for line in report.lines)
    report.held_count = sum(sum(line["held"].values()) for line in report.lines)
    report.overdue_count = sum(line["overdue"] for line in report.lines)
    report.save()
    deleted = {line.table: line.deleted for line in lines if line.deleted}
    if deleted or report.overdue_count:
        by = system(programme_id, Purpose.KEEP_TIME)
        detail = {"deleted": deleted, "held": report.held_count, "overdue": report.overdue_count, "edition": pack.id}
        audit.record("erasure.forgot", on=report, by=by, at=at, count=sum(deleted.values()), detail=detail)
    if report.overdue_count:
        log.error("retention: %s rows are older than allowed and nothing keeps them", report.overdue_count)


def _added(line: dict[str, Any], earlier: dict[str, Any] | None) -> dict[str, Any]:
    """A table's line of the day: what went in this turn and in the turns before it."""
    if earlier is not None:
        line["before"] = max(earlier["before"], line["before"])
        line["eligible"] += earlier["deleted"]
        line["deleted"] += earlier["deleted"]
    return line


def drop_empty_days(*, pack: Pack, at: datetime) -> int:
    """Drop the partitions of past days that hold nothing any more; returns how many.

    The database's owner lends the function: it drops nothing that holds a row, and never the audit.
    """
    before = queries.cutoff(pack, "declaration", at=at, zone=ZoneInfo("UTC"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_drop_empty_days(%s::date)", [before.date() if before else at.date()])
        return cursor.fetchone()[0]
