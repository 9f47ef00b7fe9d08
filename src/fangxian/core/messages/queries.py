"""What was sent, and what still waits."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import refuse

from . import rules
from .models import Message

OPEN: dict[str, Any] = {"sent_at": None, "given_up_at": None}
BY_STATE: dict[str, dict[str, Any]] = {
    rules.QUEUED: {**OPEN, "attempts": 0},
    rules.RETRYING: {**OPEN, "attempts__gt": 0},
    rules.GIVEN_UP: {"given_up_at__isnull": False},
    rules.SENT: {"sent_at__isnull": False, "sink__gt": ""},
    rules.SHOWN: {"sent_at__isnull": False, "sink": rules.LOCAL},
}


def messages_of_programme(*, by: Actor, state: str = "") -> QuerySet[Message]:
    """The outbox of the reader's programme, newest first; `state` narrows it (rules.STATES)."""
    refuse(why_not_use("messages.see", by=by))
    found = Message.objects.filter(programme_id=by.programme_id).order_by("-queued_at", "-id")
    if state in BY_STATE:
        found = found.filter(**BY_STATE[state])
    return found.exclude(sink=rules.LOCAL) if state == rules.SENT else found


def waiting_count(*, by: Actor) -> int:
    """Messages that are not sent yet and not given up."""
    refuse(why_not_use("messages.see", by=by))
    return Message.objects.filter(programme_id=by.programme_id, **OPEN).count()
