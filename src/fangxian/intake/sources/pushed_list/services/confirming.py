"""More than twenty people, an alarm or a corrected manifest: another body looks and confirms (O8, INV-03)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.intake.sources.pushed_list.rules import states


def second_needed(source_list: Import) -> bool:
    """Whether somebody of another body must confirm this list before anything is opened."""
    return states.needs_second(
        person_count=source_list.person_count or 0,
        has_alarm=source_list.alarms.exists(),
        manifest_corrected=bool(source_list.manifest_corrected_reason),
    )


def why_not_submit(source_list: Import) -> Problem | None:
    return states.why_not_submit(
        state=source_list.state,
        accepted_count=queries.waiting_count(source_list),
        second_needed=second_needed(source_list),
        unseen_alarm_count=source_list.alarms.filter(seen_by_first_at=None).count(),
    )


def why_not_confirm(source_list: Import, *, by: Actor, ticked: Collection[UUID] = ()) -> Problem | None:
    """Why `by` may not confirm, given the alarms that she has ticked in this very form."""
    first = source_list.submitted_by
    return states.why_not_confirm(
        state=source_list.state,
        submitted_by_user_id=first.user_id if first else None,
        submitted_by_body_id=first.unit.body_id if first else None,
        unseen_alarm_count=source_list.alarms.filter(seen_by_second_at=None).exclude(id__in=ticked).count(),
        by=by,
    )


@transaction.atomic
def see_alarms(*, source_list: Import, alarm_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Put on record that the first person has looked at these alarms; returns how many were new to her."""
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    unseen = source_list.alarms.filter(id__in=alarm_ids, seen_by_first_at=None)
    count = unseen.update(seen_by_first_id=by.post_id, seen_by_first_at=at)
    if count:
        audit.record("intake.alarms_seen", on=source_list, by=by, at=at, count=count)
    return count


@transaction.atomic
def submit_list(*, source_list: Import, by: Actor, at: datetime) -> Import:
    """Hand a list to a second unit, whose people see its rows and confirm it."""
    source_list = _locked(source_list)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(why_not_submit(source_list))
    source_list.submitted_at, source_list.submitted_by_id = at, by.post_id
    source_list.save(update_fields=["submitted_at", "submitted_by"])
    audit.record("intake.list_submitted", on=source_list, by=by, at=at, detail={"persons": source_list.person_count})
    return source_list


@transaction.atomic
def confirm_list(*, source_list: Import, ticked: Collection[UUID], by: Actor, at: datetime) -> Import:
    """Confirm a list as a person of another body who has seen its rows and ticked every alarm."""
    source_list = _locked(source_list)
    refuse(why_not_use("intake.confirm", by=by, area_code=source_list.area_code))
    refuse(why_not_confirm(source_list, by=by, ticked=ticked))
    source_list.alarms.filter(id__in=ticked, seen_by_second_at=None).update(
        seen_by_second_id=by.post_id, seen_by_second_at=at
    )
    source_list.confirmed_at, source_list.confirmed_by_id = at, by.post_id
    source_list.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(
        "intake.list_confirmed",
        on=source_list,
        by=by,
        at=at,
        detail={"persons": source_list.person_count, "alarms": source_list.alarms.count()},
    )
    return source_list


@transaction.atomic
def return_list(*, source_list: Import, reason: str, by: Actor, at: datetime) -> Import:
    """Give a list back to whoever handed it on, with what is wrong with it."""
    source_list = _locked(source_list)
    refuse(why_not_use("intake.confirm", by=by, area_code=source_list.area_code))
    refuse(states.why_not_return(state=source_list.state, reason=reason))
    source_list.submitted_at, source_list.submitted_by = None, None
    source_list.returned_reason = reason.strip()[:300]
    source_list.save(update_fields=["submitted_at", "submitted_by", "returned_reason"])
    audit.record("intake.list_returned", on=source_list, by=by, at=at)
    return source_list


def _locked(source_list: Import) -> Import:
    return Import.objects.select_for_update().get(id=source_list.id)
