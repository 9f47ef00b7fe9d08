"""Who is in post, and who is nearest to an area."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.rules import ancestors_of

from .models import Post, User


def posts_held(*, at: datetime) -> QuerySet[Post]:
    """Posts held at `at` by people who have not left."""
    return Post.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, user__is_active=True
    ).select_related("unit__body", "user", "programme")


def posts_of(user: User, *, at: datetime) -> QuerySet[Post]:
    return posts_held(at=at).filter(user=user).order_by("starts_at", "id")


def staffed_codes(role: Role, *, programme_id: UUID, at: datetime) -> set[str]:
    """Codes of the areas where someone holds `role` at `at`."""
    rows = posts_held(at=at).filter(programme_id=programme_id, role=role)
    return set(rows.values_list("area_code", flat=True))


def nearest_staffed(area_code: str, *, staffed: set[str]) -> str | None:
    """The finest staffed area that contains `area_code`; None if nobody above it is in post."""
    for code in [*ancestors_of(area_code), ""]:
        if code in staffed:
            return code
    return None


def actor_of(post: Post, *, purpose: Purpose) -> Actor:
    """The actor that a person is while she works from this post."""
    return Actor(
        role=Role(post.role),
        purpose=purpose,
        programme_id=post.programme_id,
        area_code=post.area_code,
        user_id=post.user_id,
        post_id=post.id,
        unit_id=post.unit_id,
        body_id=post.unit.body_id,
    )
