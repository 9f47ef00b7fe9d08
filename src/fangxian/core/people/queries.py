"""The only reads of people, limited to the reader's area and always for a purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast, Coalesce, Right

from fangxian.core.actors.rules import Actor
from fangxian.core.privacy.queries import blind_index

from . import rules
from .models import Canary, CareTeamMember, FileCode, Person, PersonFile


def people_of(by: Actor) -> QuerySet[Person]:
    """The people in the reader's area."""
    return Person.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)


def files_of(by: Actor) -> QuerySet[PersonFile]:
    """The files of people in the reader's area."""
    return PersonFile.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)


def files_counted(by: Actor) -> QuerySet[PersonFile]:
    """The files that a figure counts: those of people, without the canaries, who are nobody."""
    return files_of(by).exclude(person_id__in=canaries(by.programme_id))


def canaries(programme_id: UUID | None) -> QuerySet[Canary, UUID]:
    """Ids of people who were made up so that whoever opens their files is noticed: for figures and the watch only."""
    return Canary.objects.filter(programme_id=programme_id).values_list("person_id", flat=True)


def people_with_document(number: str, *, programme_id: UUID) -> list[Person]:
    """Whoever has exactly this document number, of whatever kind. Found through the keyed index alone."""
    tidy = rules.normalise_document(number)
    indexes = [
        blind_index(f"{kind}:{tidy}", programme_id=programme_id, label="people.document")
        for kind in rules.DOCUMENT_KINDS
    ]
    return list(Person.objects.filter(programme_id=programme_id, document_index__in=indexes).order_by("id"))


def people_with_phone(phone: str, *, programme_id: UUID) -> list[Person]:
    """Whoever has exactly this phone, as E.164; a family shares one."""
    index = blind_index(phone, programme_id=programme_id, label="people.phone")
    return list(Person.objects.filter(programme_id=programme_id, phone_index=index).order_by("id"))


def people_with_file_number(number: str, *, programme_id: UUID) -> list[Person]:
    """Whose file has this number (`PersonFile.number`)."""
    files = PersonFile.objects.filter(programme_id=programme_id).alias(tail=Right(Cast("id", CharField()), 8))
    return [file.person for file in files.filter(tail=number.lower()).select_related("person").order_by("id")]


def kept(people: Iterable[Person]) -> dict[UUID, Person]:
    """For each of these records the one with which she is kept: itself, unless two were found to be one person."""
    given = list(people)
    wanted = {person.kept_id for person in given if person.kept_id}
    others = {person.id: person for person in Person.objects.filter(id__in=wanted)} if wanted else {}
    return {person.id: others.get(person.kept_id, person) if person.kept_id else person for person in given}


def by_document_index(indexes: Sequence[bytes], *, programme_id: UUID) -> dict[bytes, Person]:
    """People by the keyed hash of their document number."""
    rows = Person.objects.filter(programme_id=programme_id, document_index__in=indexes)
    found = {bytes(p.document_index): p for p in rows if p.document_index}
    of = kept(found.values())
    return {index: of[person.id] for index, person in found.items()}


def by_phone_and_name(keys: Sequence[tuple[bytes, bytes]], *, programme_id: UUID) -> dict[tuple[bytes, bytes], Person]:
    """People whose phone and name both agree; a phone alone is shared by families (O12)."""
    wanted = set(keys)
    rows = Person.objects.filter(programme_id=programme_id, phone_index__in={phone for phone, _ in wanted})
    found = {(bytes(p.phone_index), bytes(p.name_index)): p for p in rows if p.phone_index}
    meant = {key: person for key, person in found.items() if key in wanted}
    of = kept(meant.values())
    return {key: of[person.id] for key, person in meant.items()}


@dataclass(frozen=True)
class KnownKeys:
    """Ids of people by their keyed hashes; by_phone also has the document's hash, or None."""

    by_document: dict[bytes, UUID]
    by_phone: dict[tuple[bytes, bytes], tuple[UUID, bytes | None]]


def ids_by_keys(documents: Sequence[bytes], phones: Sequence[bytes], *, programme_id: UUID) -> KnownKeys:
    """Who is known by these hashes, without unsealing anybody's record."""
    people = Person.objects.filter(programme_id=programme_id)
    meant = Coalesce("kept_id", "id")
    with_document = people.filter(document_index__in=documents).values_list("document_index", meant)
    with_phone = people.filter(phone_index__in=set(phones)).values_list(
        "phone_index", "name_index", meant, "document_index"
    )
    return KnownKeys(
        {bytes(document): person_id for document, person_id in with_document if document},
        {
            (bytes(phone), bytes(name)): (person_id, bytes(document) if document else None)
            for phone, name, person_id, document in with_phone
            if phone
        },
    )


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


def files_lacking_care(by: Actor, *, at: datetime) -> QuerySet[PersonFile]:
    """Files still followed up in the reader's area for which fewer than three people are named, oldest first."""
    return (
        files_of(by)
        .filter(closed_at=None, follow_until__gt=at)
        .annotate(named_count=Count("care_team"))
        .filter(named_count__lt=len(rules.CARE_DUTIES))
        .order_by("opened_at", "id")
    )


def people_by_id(ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, Person]:
    """People whom the caller has a record of; reading them is audited by the caller."""
    return {person.id: person for person in Person.objects.filter(programme_id=programme_id, id__in=set(ids))}
