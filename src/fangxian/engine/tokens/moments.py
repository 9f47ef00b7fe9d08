"""Moments inside a token: whole seconds since 1970, as CWT writes them (RFC 8392)."""

from __future__ import annotations

from datetime import UTC, datetime


def seconds_of(at: datetime) -> int:
    return int(at.timestamp())


def moment_of(seconds: float) -> datetime:
    """Raises ValueError or OverflowError for what is no moment."""
    return datetime.fromtimestamp(seconds, UTC)
