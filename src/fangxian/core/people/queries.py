"""The only reads of people, limited to the reader's area and always for a purpose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.privacy.queries import blind_index

from . import rules
from .models import CareTeamMember, FileCode, Person, PersonFile


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


def code_index(code: str, *, programme_id: UUID) -> bytes:
    """The keyed hash under which the code of a letter is kept."""
    return blind_index(rules.normalise_code(code), programme_id=programme_id, label="people.file_code")


def person_with_code(code: str, *, programme_id: UUID, at: datetime) -> Person | None:
    """Whose letter carries this code; None for a code that is unknown or has expired at `at`."""
    found = (
        FileCode.objects.filter(
            programme_id=programme_id, code_index=code_index(code, programme_id=programme_id), expires_at__gt=at
        )
        .select_related("person")
        .first()
    )
    return found.person if found else None


def file_of_person(person_id: UUID, *, programme_id: UUID) -> PersonFile | None:
    return PersonFile.objects.filter(programme_id=programme_id, person_id=person_id).first()


def care_team_of(file: PersonFile) -> list[CareTeamMember]:
    """The named people who answer for a followed-up person, with their posts and phones."""
    return list(file.care_team.select_related("post__user", "post__unit").order_by("duty"))
