"""A message is queued with what it tells of, and leaves after that is committed."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.screens.rules import label_of

from . import rules
from .connect import sink_of
from .models import Message

SENT_AT_ONCE = 200
log = logging.getLogger(__name__)


@transaction.atomic
def send_on_commit(
    *,
    kind: str,
    channel: str,
    to: str,
    text_zh: str,
    text_en: str,
    programme_id: UUID,
    person_id: UUID | None = None,
    language: str = "zh-hans",
    once_key: str | None = None,
    by: Actor,
    at: datetime,
) -> Message:
    """Queue a message in the caller's transaction; the worker sends it once that is committed.

    kind      a code that its app has given a word: add_labels("messages.kind", …)
    to        a phone number as E.164 for "sms", an address for "letter"
    once_key  the same key again returns the message that is already there, so a reaction or a
              request that runs twice sends once
    """
    label_of("messages.kind", kind)
    refuse(rules.why_not_send(channel=channel, to=to, text_zh=text_zh, text_en=text_en))
    row = Message(
        programme_id=programme_id,
        kind=kind,
        channel=channel,
        to=to,
        language=language,
        text_zh=text_zh,
        text_en=text_en,
        person_id=person_id,
        once_key=once_key,
        queued_at=at,
        due_at=at,
    )
    if once_key is not None:
        Message.objects.bulk_create([row], ignore_conflicts=True)
        kept = Message.objects.get(programme_id=programme_id, once_key=once_key)
        if kept.id != row.id:
            return kept
    else:
        row.save()
    audit.record("messages.queued", on=row, about=person_id, by=by, at=at, detail={"kind": kind, "channel": channel})
    return row


def deliver(*, at: datetime, limit: int = SENT_AT_ONCE) -> int:
    """Hand due messages to their sinks, one transaction each; returns how many were tried.

    A worker killed between sending and noting it sends again: at least once, never silently lost.
    """
    tried = 0
    while tried < limit and _deliver_next(at=at):
        tried += 1
    return tried


@transaction.atomic
def _deliver_next(*, at: datetime) -> bool:
    waiting = Message.objects.filter(sent_at=None, given_up_at=None, due_at__lte=at).select_related("programme")
    message = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "id").first()
    if message is None:
        return False
    if message.to is None:  # the programme's keys are destroyed: nobody is there to be told any more
        _note(message, given_up_at=at, error="Unreadable")
        return True
    sink = sink_of(message.channel, is_demonstration=message.programme.is_demonstration)
    text = message.text_en if message.language == "en" else message.text_zh
    try:
        sink.send(channel=message.channel, to=message.to, text=text or "")
    except Exception as error:
        attempt = message.attempts + 1
        again_at = rules.next_try_at(attempt=attempt, at=at)
        fate = {"due_at": again_at} if again_at else {"given_up_at": at}
        _note(message, attempts=attempt, error=type(error).__name__[:100], **fate)
        log.warning("message %s was not taken by %s: %s", message.id, sink.name, type(error).__name__)
    else:
        _note(message, sent_at=at, sink=sink.name)
    return True


def _note(message: Message, **columns: object) -> None:
    """Write some columns; the encrypted ones are left as they are."""
    Message.objects.filter(id=message.id).update(**columns)
