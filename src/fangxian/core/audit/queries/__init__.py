"""Reading the audit back, and telling whether anybody has touched it."""

from .chain import Verification, verify, verify_through
from .reading import (
    count_by_action,
    events_about,
    events_sealed_after,
    events_seen,
    last_verification,
    oldest_unsealed_at,
    roots,
    roots_made,
    sealed_until,
)

__all__ = [
    "Verification",
    "count_by_action",
    "events_about",
    "events_sealed_after",
    "events_seen",
    "last_verification",
    "oldest_unsealed_at",
    "roots",
    "roots_made",
    "sealed_until",
    "verify",
    "verify_through",
]
