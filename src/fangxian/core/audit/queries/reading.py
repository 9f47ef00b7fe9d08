"""Reading the audit back: what happened, what waits for its seal, which roots were made."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from fangxian.core.audit import rules
from fangxian.core.audit.models import AuditEvent, AuditRoot, AuditSeal, SealerState
from fangxian.core.audit.rules import DayOfRoots, Root
from fangxian.core.privacy.queries import subject_reference

VERIFIED = "audit.verified"


def sealed_until() -> int:
    """Position of the newest seal; 0 if there is none."""
    last = AuditSeal.objects.order_by("-position").values_list("position", flat=True).first()
    return last or 0


def events_sealed_after(position: int, *, limit: int) -> list[tuple[int, AuditEvent | None]]:
    """The next sealed events after `position`, in order of sealing, each with its position.

    An event that was taken away reads as None; its position is still given.
    """
    seals = list(AuditSeal.objects.filter(position__gt=position).order_by("position")[:limit])
    if not seals:
        return []
    times = [seal.event_at for seal in seals]
    # the span of times lets the database look into few days only
    events = AuditEvent.objects.filter(
        id__in=[seal.event_id for seal in seals], at__range=(min(times), max(times))
    ).in_bulk()
    return [(seal.position, events.get(seal.event_id)) for seal in seals]


def oldest_unsealed_at() -> datetime | None:
    """When the longest waiting event was written, by its own time; None if all are sealed."""
    state = SealerState.objects.first()
    waiting = AuditEvent.objects.raw(
        "SELECT e.id, e.at FROM audit_auditevent e WHERE e.id > %s "
        "AND NOT EXISTS (SELECT 1 FROM audit_auditseal s WHERE s.event_id = e.id) ORDER BY e.id LIMIT 1",
        [state.floor_id if state else 0],
    )
    return next((event.at for event in waiting), None)


def roots_made() -> list[Root]:
    """Every day's root, oldest first."""
    return [
        Root(row.day, row.first_position, row.last_position, bytes(row.root))
        for row in AuditRoot.objects.order_by("day")
    ]


def roots(*, at: datetime, limit: int = 31, until: date | None = None) -> list[DayOfRoots]:
    """The days of the audit with their roots, newest first: today, days whose root is missing, closed days.

    until  the newest day that is wanted; None: the day of `at`
    """
    newest = at.astimezone(UTC).date()
    newest = min(newest, until) if until else newest
    made = {row.day: row for row in AuditRoot.objects.filter(day__lte=newest).order_by("-day")[:limit]}
    first = min(made) if made else _first_day_sealed(newest)
    count = min(limit, (newest - first).days + 1)
    return [_day_of(newest - timedelta(days=back), made, at=at) for back in range(count)]


def _first_day_sealed(newest: date) -> date:
    seal = AuditSeal.objects.order_by("position").first()
    return min(newest, seal.sealed_at.astimezone(UTC).date()) if seal else newest


def _day_of(day: date, made: dict[date, AuditRoot], *, at: datetime) -> DayOfRoots:
    row = made.get(day)
    if row is None:
        return DayOfRoots(day, rules.state_without_root(day, at=at))
    root = Root(row.day, row.first_position, row.last_position, bytes(row.root))
    return DayOfRoots(day, rules.CLOSED, root, row.made_at)


def last_verification() -> AuditEvent | None:
    """The newest record of the whole chain having been checked by the house itself; None if it never was."""
    return AuditEvent.objects.filter(programme=None, action=VERIFIED).order_by("-id").first()


def events_about(subject_id: UUID, *, programme_id: UUID, limit: int) -> list[AuditEvent]:
    """What was read or written about one person, newest first; empty once the programme's audit key is destroyed."""
    reference = subject_reference(subject_id, programme_id=programme_id)
    return list(AuditEvent.objects.filter(subject_ref=reference).order_by("-at", "-id")[:limit])


def events_seen(
    *,
    programme_id: UUID | None,
    since: datetime,
    until: datetime,
    action: str = "",
    role: str = "",
    purpose: str = "",
    area_code: str = "",
    before_id: int | None = None,
    limit: int = 100,
) -> list[AuditEvent]:
    """Events of a programme in a span of time, newest first; `before_id` continues after a page.

    action  begins with this: "people." is everything done with people's files, "people.saw" the reads
    """
    rows = AuditEvent.objects.filter(programme_id=programme_id, at__gte=since, at__lt=until)
    wanted = {"action__startswith": action, "role": role, "purpose": purpose, "area_code__startswith": area_code}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows.order_by("-id")[:limit])


def count_by_action(*, programme_id: UUID | None, since: datetime, until: datetime) -> dict[str, int]:
    """How many events of each action there were in a span of time, by action."""
    rows = AuditEvent.objects.filter(programme_id=programme_id, at__gte=since, at__lt=until)
    return dict(rows.order_by("action").values_list("action").annotate(total=Count("id")))
