"""Telling both sides that something is wrong with a list (INV-20)."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.actors.rules import Actor
from fangxian.core.messages.rules import LETTER, SMS
from fangxian.core.messages.services import send_on_commit
from fangxian.engine.identity import normalise_phone
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.intake.sources.pushed_list.rules.telling import HELD_KIND, held_text


def tell_held(source_list: Import, *, by: Actor, at: datetime) -> None:
    """Tell the sender and our own desk that a list is held: by text to a phone, else by a letter to be printed."""
    officer = source_list.received_by.user
    _tell(source_list, who="sender", to=source_list.sender_contact or source_list.sender, by=by, at=at)
    _tell(source_list, who="desk", to=officer.phone or source_list.received_by.unit.name, by=by, at=at)


def _tell(source_list: Import, *, who: str, to: str, by: Actor, at: datetime) -> None:
    phone = normalise_phone(to)
    text = held_text(
        sender=source_list.sender,
        reference=source_list.sender_reference,
        city=source_list.programme.city_name,
        problem=source_list.held_problem or {},
    )
    send_on_commit(
        kind=HELD_KIND,
        channel=SMS if phone else LETTER,
        to=phone.e164 if phone else to,
        text_zh=text.zh,
        text_en=text.en,
        programme_id=source_list.programme_id,
        once_key=f"intake.held:{source_list.id}:{who}",
        by=by,
        at=at,
    )
