"""Who looked at a person's file, or changed it, in the words of the audit and without a name (INV-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.privacy.queries import subject_reference
from fangxian.core.staff.queries import unit_names
from fangxian.portal import rules

LOOKS_A_PAGE = 20
OPENINGS_SHOWN = 20
OPENED = Q(action="portal.file_opened")


@dataclass(frozen=True)
class Look:
    """That somebody looked at, or changed, something about a person: role, unit, time and purpose, no name.

    kind  one of rules.LOOK_KINDS
    """

    event: AuditEvent
    unit: str
    kind: str


def looks_at(person: Person, *, page: int | str | None = 1) -> Page:
    """One page of who looked at or changed what is held about a person, newest first, as `Look`s.

    Her own visits are left out, those of her helpers are not. Empty once the programme's audit key is destroyed.
    """
    rows = _events_about(person).exclude(role=Role.RESIDENT).order_by("-at", "-id")
    found = Paginator(rows, LOOKS_A_PAGE).get_page(page)
    found.object_list = _looks(list(found.object_list), person)  # type: ignore[assignment] # a page of another kind
    return found


def all_looks_at(person: Person) -> list[Look]:
    """All of them, for the copy that a person takes with her."""
    return _looks(list(_events_about(person).exclude(role=Role.RESIDENT).order_by("-at", "-id")), person)


def openings_of(person: Person) -> list[AuditEvent]:
    """When her file was opened with a code of hers, newest first: so that she notices if it was not she."""
    rows = _events_about(person).filter(OPENED, role=Role.RESIDENT).order_by("-at", "-id")
    return list(rows[:OPENINGS_SHOWN])


def _events_about(person: Person) -> QuerySet[AuditEvent]:
    reference = subject_reference(person.id, programme_id=person.programme_id)
    return AuditEvent.objects.filter(programme_id=person.programme_id, subject_ref=reference)


def _looks(events: Sequence[AuditEvent], person: Person) -> list[Look]:
    units = unit_names({event.unit_id for event in events if event.unit_id}, programme_id=person.programme_id)
    return [
        Look(event, units.get(event.unit_id, "") if event.unit_id else "", rules.look_kind(event.action))
        for event in events
    ]
