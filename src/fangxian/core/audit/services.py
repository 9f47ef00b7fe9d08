"""Writing to the audit: in the same transaction as what it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from fangxian.core.actors.rules import Actor
from fangxian.core.privacy.queries import subject_reference

from .models import AuditEvent


def record(
    action: str,
    *,
    by: Actor,
    at: datetime,
    on: Model | None = None,
    on_kind: str = "",
    on_id: UUID | str = "",
    about: UUID | None = None,
    area_code: str = "",
    detail: dict[str, Any] | None = None,
    count: int = 1,
    digest: bytes | None = None,
) -> AuditEvent:
    """Add one event to the audit.

    action     "app.what_happened", past tense for writes ("tasks.opened"), "app.saw_..." for reads
    on         the record that was written or read; `on_kind` and `on_id` in its place name what has
               no row of its own, such as a batch
    about      the id of the person it concerns; stored only as a keyed reference
    area_code  the area of the record; taken from `on` if it has one
    detail     ids, codes, counts and times only: the audit outlives the people's data
    count      how many rows a batch read or wrote
    """
    programme_id = by.programme_id or getattr(on, "programme_id", None)
    return AuditEvent.objects.create(
        at=at,
        programme_id=programme_id,
        action=action,
        on_kind=on._meta.label if on is not None else on_kind,
        on_id=str(on.pk) if on is not None else str(on_id),
        subject_ref=subject_reference(about, programme_id=programme_id) if about and programme_id else None,
        area_code=area_code or getattr(on, "area_code", ""),
        role=by.role,
        purpose=by.purpose,
        user_id=by.user_id,
        post_id=by.post_id,
        unit_id=by.unit_id,
        count=count,
        digest=digest,
        detail=detail or {},
    )
