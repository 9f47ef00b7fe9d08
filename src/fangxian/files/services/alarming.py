"""Telling the auditor, and the areas, that a file is read across areas."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fangxian.core.actors.rules import Purpose, Role, system
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.audit import services as audit
from fangxian.core.audit.models import AuditEvent
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.files.models import AccessAlarm, BreakGlass

TOLD_ROLES = (Role.DUTY_OFFICER, Role.EPIDEMIOLOGIST, Role.HEALTH_APPROVER)


def raise_alarm(
    kind: str, *, at: datetime, event: AuditEvent | None = None, glass: BreakGlass | None = None
) -> AccessAlarm | None:
    """Put an alarm before the auditor and tell her by a message; None if it was raised before."""
    programme_id = glass.programme_id if glass else event.programme_id if event else None
    if programme_id is None:
        return None
    alarm = AccessAlarm(
        programme_id=programme_id,
        kind=kind,
        event_id=event.id if event else None,
        glass=glass,
        post_id=glass.requested_by_id if glass else event.post_id if event else None,
        area_code=(glass.area_code if glass else _area_of(event.post_id) if event else ""),
        action=event.action if event else "",
        happened_at=glass.second_by_at if glass else event.at if event else at,
        raised_at=at,
    )
    AccessAlarm.objects.bulk_create([alarm], ignore_conflicts=True)
    if not AccessAlarm.objects.filter(id=alarm.id).exists():
        return None
    by = system(programme_id, Purpose.KEEP_TIME)
    audit.record("files.alarmed", on=alarm, by=by, at=at, detail={"kind": kind, "event": alarm.event_id})
    tell_posts(
        posts_held(at=at).filter(programme_id=programme_id, role=Role.AUDITOR),
        kind="files.alarm",
        text_zh="防线：有一次个人资料调阅需要您核查，请登录查看。",
        text_en="Fangxian: a reading of personal data needs your review. Please sign in.",
        once_key=f"files.alarm:{alarm.id}",
        programme_id=programme_id,
        at=at,
    )
    return alarm


def _area_of(post_id: UUID | None) -> str:
    return Post.objects.filter(id=post_id).values_list("area_code", flat=True).first() or ""


def tell_areas(glass: BreakGlass, *, at: datetime) -> None:
    """Tell whoever answers for the two areas that a file is read across them; nothing in the text says whose."""
    posts = {
        post
        for code in (glass.area_code, glass.subject_area_code)
        for post in _nearest(code, programme_id=glass.programme_id, at=at)
        if post.id != glass.requested_by_id
    }
    tell_posts(
        sorted(posts, key=lambda post: post.id),
        kind="files.across",
        text_zh="防线：您区域的一份档案正被跨区域应急调阅，请登录查看。",
        text_en="Fangxian: a file of your area is being read across areas. Please sign in.",
        once_key=f"files.across:{glass.id}:{'granted' if glass.is_granted else 'begun'}",
        programme_id=glass.programme_id,
        at=at,
    )


def _nearest(area_code: str, *, programme_id: UUID, at: datetime) -> list[Post]:
    """Those of the finest area above it in which anybody of a desk or of health is in post."""
    for code in [*(ancestors_of(area_code) if area_code else []), ""]:
        found = list(posts_held(at=at).filter(programme_id=programme_id, role__in=TOLD_ROLES, area_code=code))
        if found:
            return found
    return []
