"""Messages to people: what may be sent, how a number is shown, when a failed one is tried again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from fangxian.core.problems.rules import Problem, said

SMS, LETTER = "sms", "letter"
CHANNELS = (SMS, LETTER)
LANGUAGES = ("zh-hans", "en")
LONGEST_SMS = 500  # characters: seven parts of a Chinese text message
PHONE = re.compile(r"\+[1-9]\d{6,14}")  # E.164

TRY_AGAIN_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))
QUEUED, RETRYING, GIVEN_UP, SENT, SHOWN = "queued", "retrying", "given_up", "sent", "shown"
LOCAL = "local"  # the sink that sends nothing and shows everything
STATES = (QUEUED, RETRYING, GIVEN_UP, SENT, SHOWN)


def why_not_send(*, channel: str, to: str, text_zh: str, text_en: str) -> Problem | None:
    """Why a message may not be queued."""
    if channel not in CHANNELS:
        return Problem("messages.unknown_channel", said("This way of sending is not known."), field="channel")
    if channel == SMS and not PHONE.fullmatch(to):
        return Problem("messages.bad_number", said("A text message needs a full phone number with +."), field="to")
    if not to.strip():
        return Problem("messages.no_address", said("A letter needs an address."), field="to")
    for name, text in (("text_zh", text_zh), ("text_en", text_en)):
        if not text.strip():
            return Problem("messages.no_text", said("A message needs its text in both languages."), field=name)
        if channel == SMS and len(text) > LONGEST_SMS:
            return Problem(
                "messages.too_long",
                said("A text message has at most %(most)s characters."),
                {"most": LONGEST_SMS},
                name,
            )
    return None


def masked(to: str, *, channel: str) -> str:
    """A number or address as it may be shown: enough to recognise, not enough to use."""
    if channel == SMS:
        return f"{to[:-8]}****{to[-4:]}" if len(to) > 8 else "****"
    return f"{to[:3]}…" if len(to) > 3 else "…"


def next_try_at(*, attempt: int, at: datetime) -> datetime | None:
    """When a message is tried again after its `attempt`th failure at `at`; None: it is given up."""
    return at + TRY_AGAIN_AFTER[attempt - 1] if attempt <= len(TRY_AGAIN_AFTER) else None


def state_of(*, sent_at: datetime | None, given_up_at: datetime | None, attempts: int, sink: str) -> str:
    """The state of a message, from its times."""
    if sent_at is not None:
        return SHOWN if sink == LOCAL else SENT
    if given_up_at is not None:
        return GIVEN_UP
    return RETRYING if attempts else QUEUED
