"""When the remedies against a measure are over, what was written of people in the decision is erased.

The decision itself stays: its rule, its evidence's references, its times, who decided. So does its number, which the
person was given.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.measures import queries
from fangxian.measures.models import Appeal, Measure

ERASED = "已删除 / erased"
TEXTS = (
    "support_plan", "companion", "received_by", "witness", "service_note", "end_note", "declined_reason",
)  # fmt: skip
APPEAL_TEXTS = ("text", "decision_reason")


@transaction.atomic
def unname_measures(programme_id: UUID, *, ended_before: datetime, limit: int, at: datetime) -> int:
    """Erase the free texts of up to `limit` measures that ended before a moment; returns how many."""
    measures = list(queries.to_be_unnamed(programme_id, ended_before=ended_before).select_for_update()[:limit])
    for measure in measures:
        _erase(measure, TEXTS, unnamed_at=at)
        for appeal in measure.appeals.all():
            _erase(appeal, APPEAL_TEXTS)
    if measures:
        by = system(programme_id, Purpose.KEEP_TIME)
        audit.record("measures.unnamed", by=by, at=at, count=len(measures))
    return len(measures)


def _erase(record: Measure | Appeal, texts: tuple[str, ...], **noted: datetime) -> None:
    written = [name for name in texts if getattr(record, name)]
    for name, value in {**dict.fromkeys(written, ERASED), **noted}.items():
        setattr(record, name, value)
    record.save(update_fields=[*written, *noted])
