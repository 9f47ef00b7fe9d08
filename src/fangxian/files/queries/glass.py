"""Requests to read another area's file: mine, those that I may answer, those about my area, those to review."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.audit.models import AuditEvent
from fangxian.files import rules
from fangxian.files.models import AccessAlarm, BreakGlass

SAW_ELSEWHERE = "people.saw_file_elsewhere"
WITH_POSTS = ("requested_by__user", "requested_by__unit__body", "decided_by__unit__body", "decided_by__user")


def glasses(by: Actor) -> QuerySet[BreakGlass]:
    rows = BreakGlass.objects.filter(programme_id=by.programme_id).select_related(*WITH_POSTS, "programme")
    return rows.order_by("-requested_at", "-id")


def glasses_asked_by(by: Actor) -> QuerySet[BreakGlass]:
    return glasses(by).filter(requested_by__user_id=by.user_id)


def glasses_to_second(by: Actor, *, at: datetime) -> QuerySet[BreakGlass]:
    """Requests that wait for an answer which the reader may give, the first to lapse first."""
    return (
        glasses(by)
        .filter(_concerns(by), decided_at=None, given_back_at=None, second_by_at__gt=at)
        .exclude(requested_by__user_id=by.user_id)
        .exclude(requested_by__unit__body_id=by.body_id)
        .order_by("second_by_at", "id")
    )


def glasses_about(by: Actor) -> QuerySet[BreakGlass]:
    """Requests of others that concern the reader's area: her people, or her colleagues who asked."""
    return glasses(by).filter(_concerns(by), person__isnull=False).exclude(requested_by__user_id=by.user_id)


def _concerns(by: Actor) -> Q:
    return Q(subject_area_code__startswith=by.area_code) | Q(area_code__startswith=by.area_code)


def glass_of(glass_id: UUID, *, by: Actor) -> BreakGlass | None:
    """A request that the reader made, or that concerns her area."""
    rows = glasses(by).filter(Q(requested_by__user_id=by.user_id) | _concerns(by)).select_related("person", *WITH_POSTS)
    return rows.filter(id=glass_id).first()


def glass_open_for(person_id: UUID, *, by: Actor, at: datetime) -> BreakGlass | None:
    """The grant under which this very reader, from this very post, may read this person's file at `at`."""
    if by.post_id is None:
        return None
    rows = glasses(by).filter(person_id=person_id, requested_by_id=by.post_id, ends_at__gt=at)
    return next((glass for glass in rows if rules.is_live(glass.times, at)), None)


def glasses_unseconded(*, at: datetime) -> QuerySet[BreakGlass]:
    """Readings that began at once and that nobody answered for in time, without their alarm yet."""
    return BreakGlass.objects.filter(is_urgent=True, decided_at=None, second_by_at__lte=at).exclude(
        alarms__kind=rules.UNSECONDED
    )


def glasses_over(by: Actor, *, at: datetime) -> QuerySet[BreakGlass]:
    """Requests under which something was open and is so no more."""
    held = Q(is_granted=True) | Q(is_urgent=True)
    over = (
        Q(ends_at__lte=at) | Q(given_back_at__lte=at) | Q(is_granted=False) | Q(decided_at=None, second_by_at__lte=at)
    )
    return glasses(by).filter(held, over)


def glasses_to_review(by: Actor, *, at: datetime) -> QuerySet[BreakGlass]:
    """Those that the auditor has not reviewed, oldest first: each is due on the day after it was asked for."""
    return glasses_over(by, at=at).filter(reviewed_at=None).order_by("requested_at", "id")


def glass_for_review(glass_id: UUID, *, by: Actor) -> BreakGlass | None:
    return glasses(by).filter(id=glass_id).first()


def readings_under(glass: BreakGlass) -> list[AuditEvent]:
    """Every reading of the file under one grant, oldest first."""
    until = (glass.ends_at or glass.second_by_at) + timedelta(minutes=1)
    rows = AuditEvent.objects.filter(
        programme_id=glass.programme_id, action=SAW_ELSEWHERE, at__gte=glass.requested_at, at__lt=until
    )
    return list(rows.filter(on_id=str(glass.id)).order_by("at", "id"))


def alarms_of(by: Actor) -> QuerySet[AccessAlarm]:
    rows = AccessAlarm.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.select_related("post__user", "post__unit__body", "glass").order_by("-raised_at", "-id")


def alarms_to_review(by: Actor) -> QuerySet[AccessAlarm]:
    return alarms_of(by).filter(reviewed_at=None)


def alarm_of(alarm_id: UUID, *, by: Actor) -> AccessAlarm | None:
    return alarms_of(by).filter(id=alarm_id).first()
