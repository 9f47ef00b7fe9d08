"""What people complain of at posts, for whoever answers and for whoever complained."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from fangxian.intake.sources.checkpoint.models import Checkpoint, PostComplaint


def complaints_of(checkpoint: Checkpoint, *, limit: int = 50) -> list[PostComplaint]:
    """What was complained of, the unanswered first, then the newest."""
    rows = PostComplaint.objects.filter(programme_id=checkpoint.programme_id, checkpoint=checkpoint)
    return list(rows.order_by(F("answered_at").asc(nulls_first=True), "-made_at")[:limit])


def complaint_numbered(number: str, *, checkpoint: Checkpoint) -> PostComplaint | None:
    rows = PostComplaint.objects.filter(programme_id=checkpoint.programme_id, checkpoint=checkpoint)
    return rows.filter(number=number).first()


def public_post(checkpoint_id: UUID, *, programme_id: UUID) -> Checkpoint | None:
    """A post as everybody may know it, also after it closed: what happened there is complained of later too."""
    return Checkpoint.objects.filter(programme_id=programme_id, id=checkpoint_id).select_related("order").first()


def public_complaint(number: str, *, programme_id: UUID) -> PostComplaint | None:
    """A complaint by its number, as whoever made it kept it."""
    rows = PostComplaint.objects.filter(programme_id=programme_id, number=number)
    return rows.select_related("checkpoint").first()


def complaints(programme_id: UUID) -> QuerySet[PostComplaint]:
    return PostComplaint.objects.filter(programme_id=programme_id)
