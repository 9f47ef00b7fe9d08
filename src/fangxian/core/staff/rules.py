"""Who is in post when, and which power a post gives."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, said

SECTORS = ("health", "community", "public_security", "transport", "command", "firm", "oversight")


def is_held(*, starts_at: datetime, ends_at: datetime | None, at: datetime) -> bool:
    """Whether a post is held at `at`; the end is the first moment without it."""
    return starts_at <= at and (ends_at is None or at < ends_at)


def are_of_different_units(one: Actor, other: Actor) -> bool:
    """Two people are of different units only if different bodies employ them (INV-03, O6)."""
    return one.body_id is not None and other.body_id is not None and one.body_id != other.body_id


def why_not_second(*, first_user_id: int | None, first_body_id: object, second: Actor) -> Problem | None:
    """Why `second` may not confirm what the first did: same person, or same employing body (INV-03)."""
    if second.user_id is None or second.user_id == first_user_id:
        return Problem("staff.same_person", said("The person who proposed this cannot also confirm it."), status=403)
    if second.body_id is None or second.body_id == first_body_id:
        return Problem(
            "staff.same_body", said("The second person must be employed by another body than the first."), status=403
        )
    return None
