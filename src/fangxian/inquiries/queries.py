"""The only reads of inquiries: by the area that asks, and by the one that is asked, as long as it may."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import Person
from fangxian.core.people.queries import people_by_id

from .models import Inquiry


def _with_posts(rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    return rows.select_related("asked_by__unit__body", "asked_by__user", "answered_by__unit__body", "programme")


def asked_by(by: Actor) -> QuerySet[Inquiry]:
    """What the reader's area asked of others, newest first."""
    rows = Inquiry.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return _with_posts(rows).order_by("-asked_at", "-id")


def asked_of(by: Actor, *, at: datetime) -> QuerySet[Inquiry]:
    """What the reader's area is asked and may still read: nothing expired or withdrawn; soonest due first."""
    rows = Inquiry.objects.filter(
        programme_id=by.programme_id, to_area_code__startswith=by.area_code, is_outside=False, expires_at__gt=at,
        withdrawn_at=None,
    )  # fmt: skip
    return _with_posts(rows).order_by("answered_at", "due_at", "id")


def inquiry_of(inquiry_id: UUID, *, by: Actor, at: datetime) -> Inquiry | None:
    """One inquiry, for the side that asks, or for the other until it expires; None hides even that there was one."""
    return asked_by(by).filter(id=inquiry_id).first() or asked_of(by, at=at).filter(id=inquiry_id).first()


def subject_of(inquiry: Inquiry) -> Person | None:
    """Whom it is about. Reading her is audited by the caller."""
    return people_by_id([inquiry.person_id], programme_id=inquiry.programme_id).get(inquiry.person_id)


def inquiries_outside(by: Actor) -> QuerySet[Inquiry]:
    """Open inquiries of the reader's area to cities outside the programme, which leave as packages."""
    return asked_by(by).filter(is_outside=True, answered_at=None, declined_at=None, withdrawn_at=None)
