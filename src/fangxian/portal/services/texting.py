"""A code by text message to the phone on record: asked for, sent, typed once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.messages.rules import LANGUAGES, PHONE, SMS
from fangxian.core.messages.services import send_on_commit
from fangxian.core.people.models import Person
from fangxian.core.people.queries import by_phone_and_name
from fangxian.core.people.rules import normalise_name
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import Problem, said
from fangxian.core.programmes.models import Programme, new_id
from fangxian.portal import queries, rules
from fangxian.portal.models import TextCode

from .opening import Opened, note_opened

NOT_THIS = Problem(
    "portal.text_code_refused",
    said("This code does not open a file. Check it, or ask for a new one; the old one then no longer works."),
    field="code",
    status=403,
)


def why_not_text(programme: Programme) -> Problem | None:
    """Why no code comes by text: without a provider the message would be readable on a screen of the staff."""
    if programme.is_demonstration or settings.MESSAGE_SINKS.get(SMS):
        return None
    return Problem(
        "portal.no_texts", said("Text messages are not set up here. Please use the letter with a code."), status=409
    )


@transaction.atomic
def ask_for_code(*, name: str, phone: str, programme: Programme, by: Actor, at: datetime) -> TextCode:
    """Send a code to the phone on record of the person of this name and phone.

    phone  E.164. Nobody is told whether anybody is known by it: the same row is written either way, and the same
           page follows. Somebody who shares the phone of her family is told apart by her name (O12).
    """
    person = _known_by(name, phone, programme=programme)
    asking_id, code = new_id(), rules.new_text_code()
    TextCode.objects.filter(person=person, used_at=None, expires_at__gt=at).exclude(person=None).update(expires_at=at)
    asking = TextCode.objects.create(
        id=asking_id, programme=programme, person=person,
        code_index=queries.text_code_index(code, asking_id=asking_id, programme_id=programme.id),
        asked_at=at, expires_at=at + rules.TEXT_CODE_HOLDS_WITHIN,
    )  # fmt: skip
    if person is not None:
        _send(code, to=phone, person=person, by=by, at=at)
    audit.record("portal.text_code_asked", on=asking, about=person.id if person else None, by=by, at=at)
    return asking


@transaction.atomic
def open_by_text(
    *, asking_id: UUID | None, code: str, programme: Programme, by: Actor, at: datetime
) -> Opened | Problem:
    """Whose file a code by text opens; it opens once, on the phone or desk where it was asked for.

    Wrong codes are counted, so this returns the problem instead of raising it.
    """
    mistyped = rules.why_not_a_text_code(code)
    if mistyped:
        return mistyped
    found = TextCode.objects.select_for_update().filter(programme=programme, id=asking_id).first()
    if found is None or not rules.is_text_code_open(
        expires_at=found.expires_at, used_at=found.used_at, failed_count=found.failed_count, at=at
    ):
        return NOT_THIS
    index = queries.text_code_index(code, asking_id=found.id, programme_id=programme.id)
    if found.person is None or bytes(found.code_index) != index:
        found.failed_count += 1
        found.save(update_fields=["failed_count"])
        audit.record("portal.code_refused", on=found, about=found.person_id, by=by, at=at)
        return NOT_THIS
    found.used_at = at
    found.save(update_fields=["used_at"])
    return note_opened(Opened(found.person, rules.TEXT, found.id), asked_at=found.asked_at, at=at)


def _known_by(name: str, phone: str, *, programme: Programme) -> Person | None:
    keys = (
        blind_index(phone, programme_id=programme.id, label="people.phone"),
        blind_index(normalise_name(name), programme_id=programme.id, label="people.name"),
    )
    return by_phone_and_name([keys], programme_id=programme.id).get(keys) if PHONE.fullmatch(phone) else None


def _send(code: str, *, to: str, person: Person, by: Actor, at: datetime) -> None:
    texts = {}
    for language in LANGUAGES:
        with override(language):
            texts[language] = gettext(
                "Your code for your own file is %(code)s. It works for ten minutes. Nobody from the city asks you "
                "for it: tell it to nobody."
            ) % {"code": f"{code[:4]} {code[4:]}"}
    send_on_commit(
        kind="portal.code", channel=SMS, to=to, text_zh=texts["zh-hans"], text_en=texts["en"],
        programme_id=person.programme_id, person_id=person.id, language=person.language, by=by, at=at,
    )  # fmt: skip
