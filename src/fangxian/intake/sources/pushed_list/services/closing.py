"""A list comes to its end: closed with its originals destroyed, or discarded with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.models import Import, ImportFilePart, ImportRow
from fangxian.intake.sources.pushed_list.rules import states


def why_not_close(source_list: Import) -> Problem | None:
    counts = queries.counts_of(source_list)
    return states.why_not_close(
        state=source_list.state,
        quarantined_count=counts[states.QUARANTINED],
        waiting_count=queries.waiting_count(source_list),
    )


@transaction.atomic
def close_list(*, source_list: Import, by: Actor, at: datetime) -> Import:
    """Close the reconciliation and destroy the originals; numbers, outcomes and reasons of the rows remain."""
    source_list = Import.objects.select_for_update().get(id=source_list.id)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(why_not_close(source_list))
    source_list.closed_at = at
    source_list.save(update_fields=["closed_at"])
    _destroy_originals(source_list)
    audit.record(
        "intake.list_closed",
        on=source_list,
        by=by,
        at=at,
        count=source_list.row_count,
        detail=queries.counts_of(source_list),
    )
    return source_list


@transaction.atomic
def discard_list(*, source_list: Import, reason: str, by: Actor, at: datetime) -> Import:
    """Discard a list of which nothing is recorded yet. The same file may be received again."""
    source_list = Import.objects.select_for_update().get(id=source_list.id)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(states.why_not_discard(state=source_list.state, reason=reason))
    source_list.discarded_at, source_list.discard_reason = at, reason.strip()[:300]
    source_list.save(update_fields=["discarded_at", "discard_reason"])
    counts = queries.counts_of(source_list)
    ImportRow.objects.filter(source_list=source_list).delete()
    source_list.alarms.all().delete()
    ImportFilePart.objects.filter(source_list=source_list).delete()
    audit.record("intake.list_discarded", on=source_list, by=by, at=at, detail=counts)
    return source_list


def _destroy_originals(source_list: Import) -> None:
    ImportFilePart.objects.filter(source_list=source_list).delete()
    ImportRow.objects.filter(source_list=source_list).update(
        record=None, person_key=None, stay_key=None, question_key=None
    )
