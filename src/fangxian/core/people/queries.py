"""The only reads of people, limited to the reader's area and always for a purpose."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor

from .models import Person, PersonFile


def people_of(by: Actor) -> QuerySet[Person]:
    """The people in the reader's area."""
    return Person.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)


def files_of(by: Actor) -> QuerySet[PersonFile]:
    """The files of people in the reader's area."""
    return PersonFile.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)


def by_document_index(indexes: Sequence[bytes], *, programme_id: UUID) -> dict[bytes, Person]:
    """People by the keyed hash of their document number."""
    rows = Person.objects.filter(programme_id=programme_id, document_index__in=indexes)
    return {bytes(p.document_index): p for p in rows if p.document_index}


def by_phone_and_name(keys: Sequence[tuple[bytes, bytes]], *, programme_id: UUID) -> dict[tuple[bytes, bytes], Person]:
    """People whose phone and name both agree; a phone alone is shared by families (O12)."""
    wanted = set(keys)
    rows = Person.objects.filter(programme_id=programme_id, phone_index__in={phone for phone, _ in wanted})
    found = {(bytes(p.phone_index), bytes(p.name_index)): p for p in rows if p.phone_index}
    return {key: person for key, person in found.items() if key in wanted}
