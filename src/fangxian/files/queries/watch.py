"""Who opened a canary, and whose page a mark names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fangxian.core.actors.rules import Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.queries import canaries
from fangxian.core.privacy.queries import subject_reference
from fangxian.core.staff.models import Post, User
from fangxian.files import rules
from fangxian.files.models import AccessAlarm

# A worker that stood still for so long still finds what was read meanwhile.
LOOKS_BACK = timedelta(days=7)


def canary_events(programme_id: UUID, *, at: datetime) -> list[AuditEvent]:
    """What people read or did about canaries lately and nobody was alarmed about yet, oldest first."""
    references = [subject_reference(person, programme_id=programme_id) for person in canaries(programme_id)]
    if not references:
        return []
    known = AccessAlarm.objects.filter(programme_id=programme_id, kind=rules.CANARY).values_list("event_id", flat=True)
    rows = AuditEvent.objects.filter(subject_ref__in=references, at__gt=at - LOOKS_BACK).exclude(role=Role.SYSTEM)
    return [event for event in rows.order_by("id") if event.id not in set(known)]


@dataclass(frozen=True)
class Seen:
    """What the mark on a page stands for: who was shown it, from which post, and what the audit says of that moment."""

    user: User
    posts: list[Post]
    events: list[AuditEvent]


def events_of_read(user_id: int, *, since: datetime, programme_id: UUID) -> Seen | None:
    """Who saw what in the second of a mark; None if nobody of this programme's staff did."""
    user = User.objects.filter(id=user_id).first()
    posts = list(
        Post.objects.filter(user_id=user_id, programme_id=programme_id)
        .select_related("unit__body", "user")
        .order_by("starts_at")
    )
    if user is None or not posts:
        return None
    events = AuditEvent.objects.filter(
        programme_id=programme_id, user_id=user_id, at__gte=since, at__lt=since + timedelta(seconds=1)
    )
    return Seen(user, posts, list(events.order_by("id")))
