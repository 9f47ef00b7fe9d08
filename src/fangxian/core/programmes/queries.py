"""Which programme a post, a page or a job belongs to."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from .models import Programme


def remembered_programmes(*, at: datetime) -> QuerySet[Programme]:
    """Programmes of which something is still held at `at`: those that run, and those that ended and are not erased."""
    return Programme.objects.filter(Q(erased_at=None) | Q(erased_at__gt=at)).order_by("starts_on", "id")


def live_programmes(*, at: datetime) -> QuerySet[Programme]:
    """Programmes that have not stood down at `at`, oldest first."""
    return Programme.objects.filter(Q(stood_down_at=None) | Q(stood_down_at__gt=at)).order_by("starts_on", "id")
