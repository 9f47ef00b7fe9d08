"""Doors that stay open for a while on this phone: a receipt, one's own file. Closing them is one button."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.queries import people_by_id
from fangxian.intake.rules import normalise_number
from fangxian.intake.sources.declaration.models import Declaration
from fangxian.intake.sources.declaration.queries import declaration_numbered
from fangxian.portal import queries, rules, services

from .public import public

SESSION_RECEIPTS = "portal.receipts"
SESSION_FILE = "portal.file"
SESSION_ASKING = "portal.asking"


def remember_receipt(request: Any, number: str) -> None:
    """Let this phone open a receipt without asking again, for a while."""
    receipts = request.session.get(SESSION_RECEIPTS, {})
    receipts[normalise_number(number)] = (request.at + rules.RECEIPT_STAYS_OPEN_WITHIN).isoformat()
    request.session[SESSION_RECEIPTS] = receipts


def declaration_opened(request: Any, number: str) -> Declaration | None:
    """The declaration behind a receipt that this phone has opened; None if it has not, or no longer."""
    until = request.session.get(SESSION_RECEIPTS, {}).get(normalise_number(number))
    if not rules.is_open(_moment(until), at=request.at):
        return None
    return declaration_numbered(number, programme_id=request.programme.id)


def remember_file(request: Any, opened: services.Opened) -> None:
    """Let this phone read the own file, for a while. The session's key changes, so that an older one is of no use."""
    request.session.cycle_key()
    request.session[SESSION_FILE] = {
        "person": str(opened.person.id), "channel": opened.channel, "key": str(opened.key_id),
        "until": (request.at + rules.FILE_STAYS_OPEN_WITHIN).isoformat(),
    }  # fmt: skip


def person_opened(request: Any, *, keeps_open: bool = True) -> Person | None:
    """Whose file this phone has opened; `request.actor` becomes her, or her helper. Each page keeps it open longer,
    but for what a page asks for by itself.

    The letter or the help is looked up anew at every page: what was ended a moment ago opens nothing.
    """
    held = request.session.get(SESSION_FILE, {})
    if not rules.is_open(_moment(held.get("until")), at=request.at):
        return None
    person_id = UUID(held["person"])
    person = people_by_id([person_id], programme_id=request.programme.id).get(person_id)
    if person is None or not _still_holds(request, held, person):
        request.session.pop(SESSION_FILE, None)
        return None
    request.actor = services.own_actor(person, is_helper=request.proxy is not None)
    if keeps_open:
        held["until"] = (request.at + rules.FILE_STAYS_OPEN_WITHIN).isoformat()
        request.session[SESSION_FILE] = held
    return person


def _still_holds(request: Any, held: dict[str, str], person: Person) -> bool:
    """Whether the key by which the file was opened is still good; sets `request.proxy`, the helper if it is one."""
    channel, key_id = held.get("channel", ""), UUID(held["key"])
    request.proxy = None
    if channel == rules.LETTER:
        return queries.letter_holds(key_id, person_id=person.id, at=request.at)
    if channel == rules.HELPER:
        request.proxy = queries.proxy_that_holds(key_id, person_id=person.id, at=request.at)
        return request.proxy is not None
    return channel == rules.TEXT


@require_POST
@public(Purpose.OWN_FILE)
def leave(request: Any) -> HttpResponse:
    """Close every door that this phone has opened; the next user of the phone finds nothing."""
    for name in (SESSION_RECEIPTS, SESSION_FILE, SESSION_ASKING):
        request.session.pop(name, None)
    request.session.cycle_key()
    messages.success(request, _("Nothing about you is open on this phone any more."))
    response = redirect("portal:door")
    response["clear-site-data"] = '"cache"'
    return response


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
