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

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.people.models import Person
from fangxian.core.people.queries import people_by_id
from fangxian.intake.rules import normalise_number
from fangxian.intake.sources.declaration.models import Declaration
from fangxian.intake.sources.declaration.queries import declaration_numbered
from fangxian.portal import rules

from .public import public

SESSION_RECEIPTS = "portal.receipts"
SESSION_FILE = "portal.file"


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


def remember_file(request: Any, person: Person) -> None:
    """Let this phone read the own file, for a while. The session's key changes, so that an older one is of no use."""
    request.session.cycle_key()
    request.session[SESSION_FILE] = {
        "person": str(person.id), "until": (request.at + rules.FILE_STAYS_OPEN_WITHIN).isoformat(),
    }  # fmt: skip


def person_opened(request: Any) -> Person | None:
    """Whose file this phone has opened; `request.actor` becomes her. Each page keeps it open a while longer."""
    held = request.session.get(SESSION_FILE, {})
    if not rules.is_open(_moment(held.get("until")), at=request.at):
        return None
    person_id = UUID(held["person"])
    person = people_by_id([person_id], programme_id=request.programme.id).get(person_id)
    if person is None:
        return None
    request.actor = Actor(
        role=Role.RESIDENT, purpose=Purpose.OWN_FILE, programme_id=person.programme_id, subject_id=person.id
    )
    held["until"] = (request.at + rules.FILE_STAYS_OPEN_WITHIN).isoformat()
    request.session[SESSION_FILE] = held
    return person


@require_POST
@public(Purpose.OWN_FILE)
def leave(request: Any) -> HttpResponse:
    """Close every door that this phone has opened; the next user of the phone finds nothing."""
    for name in (SESSION_RECEIPTS, SESSION_FILE):
        request.session.pop(name, None)
    request.session.cycle_key()
    messages.success(request, _("Nothing about you is open on this phone any more."))
    return redirect("portal:door")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
