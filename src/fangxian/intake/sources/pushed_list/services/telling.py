"""Telling both sides that something is wrong with a list."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.intake.sources.pushed_list.models import Import


def tell_held(source_list: Import, *, by: Actor, at: datetime) -> None:
    """Both the sender and our own desk learn that a list is held (INV-20)."""
    audit.record("intake.sender_told", on=source_list, by=by, at=at)
