"""People become known and their files open and close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme

from . import queries, rules
from .models import FileCode, Person, PersonFile


@dataclass(frozen=True)
class Claim:
    """Who somebody says that a fact is about. One row of a list, one declaration.

    area_code   where she is or goes: a code that the programme covers
    """

    name: str
    area_code: str
    document_kind: str = ""
    document_number: str = ""
    phone: str = ""
    address: str = ""
    birth_year: int | None = None
    language: str = "zh-hans"


def know_people(claims: Sequence[Claim], *, programme: Programme, by: Actor, at: datetime) -> list[Person]:
    """The person of each claim, in order; new ones are added, known ones are left as they are (O12).

    Same document number, else same phone and same name, is the same person; never a name alone.
    The caller audits the batch that this is part of.
    """
    keyed = [_keys_of(claim, programme_id=programme.id) for claim in claims]
    by_document = queries.by_document_index([k.document for k in keyed if k.document], programme_id=programme.id)
    by_phone = queries.by_phone_and_name([(k.phone, k.name) for k in keyed if k.phone], programme_id=programme.id)
    found: list[Person] = []
    new: list[Person] = []
    for claim, key in zip(claims, keyed, strict=True):
        person = by_document.get(key.document) if key.document else None
        if person is None and key.phone:
            person = by_phone.get((key.phone, key.name))
            # two different document numbers are two people, whatever phone they share
            if person and key.document and person.document_index and bytes(person.document_index) != key.document:
                person = None
        if person is None:
            person = _new_person(claim, key, programme=programme, at=at)
            new.append(person)
            if key.document:
                by_document[key.document] = person
            if key.phone:
                by_phone[(key.phone, key.name)] = person
        found.append(person)
    Person.objects.bulk_create(new, batch_size=1000)
    return found


@transaction.atomic
def open_file(
    *, person: Person, basis_rule: str, basis_verdict_id: UUID | None, follow_until: datetime, by: Actor, at: datetime
) -> tuple[PersonFile, bool]:
    """Open the one file of a person, or lengthen her follow-up if a later end is due.

    Returns the file and whether it is new.
    """
    file, is_new = PersonFile.objects.get_or_create(
        person=person,
        defaults={
            "programme_id": person.programme_id,
            "area_code": person.area_code,
            "basis_rule": basis_rule,
            "basis_verdict_id": basis_verdict_id,
            "opened_at": at,
            "follow_until": follow_until,
        },
    )
    if is_new:
        audit.record("people.file_opened", on=file, about=person.id, by=by, at=at, detail={"rule": basis_rule})
    elif follow_until > file.follow_until:
        file.follow_until = follow_until
        file.save(update_fields=["follow_until"])
        audit.record("people.follow_up_lengthened", on=file, about=person.id, by=by, at=at, detail={"rule": basis_rule})
    return file, is_new


@transaction.atomic
def correct_details(*, person: Person, claim: Claim, by: Actor, at: datetime) -> Person:
    """Take over what a person corrects about herself: name, document, phone, address, language, where she goes.

    If the corrected document number is another known person's, that other person is returned and nothing is
    changed: two people are never made one by a correction.
    """
    keys = _keys_of(claim, programme_id=person.programme_id)
    if keys.document and (not person.document_index or bytes(person.document_index) != keys.document):
        other = queries.by_document_index([keys.document], programme_id=person.programme_id).get(keys.document)
        if other is not None:
            return other
    person.area_code = claim.area_code
    person.name, person.name_index = claim.name.strip(), keys.name
    person.document_kind = claim.document_kind
    person.document_number = rules.normalise_document(claim.document_number) or None
    person.document_index = keys.document
    person.phone, person.phone_index = claim.phone or None, keys.phone
    person.address, person.language = claim.address or None, claim.language
    person.save()
    audit.record("people.corrected", on=person, about=person.id, by=by, at=at)
    return person


@transaction.atomic
def issue_code(*, person: Person, by: Actor, at: datetime) -> tuple[FileCode, str]:
    """Make the code of a letter with which a person opens her own file; earlier letters stop working.

    Returns the record and the code. The code is shown once, on the letter; only its keyed hash is kept.
    """
    refuse(why_not_use("people.issue_code", by=by, area_code=person.area_code))
    FileCode.objects.filter(person=person, expires_at__gt=at).update(expires_at=at)
    code = rules.new_code()
    issued = FileCode.objects.create(
        programme_id=person.programme_id,
        person=person,
        code_index=queries.code_index(code, programme_id=person.programme_id),
        issued_at=at,
        expires_at=at + rules.CODE_HOLDS_WITHIN,
    )
    audit.record("people.code_issued", on=issued, about=person.id, area_code=person.area_code, by=by, at=at)
    return issued, code


@dataclass(frozen=True)
class _Keys:
    name: bytes
    phone: bytes | None
    document: bytes | None


def _keys_of(claim: Claim, *, programme_id: UUID) -> _Keys:
    def index(value: str, label: str) -> bytes:
        return blind_index(value, programme_id=programme_id, label=label)

    return _Keys(
        name=index(rules.normalise_name(claim.name), "people.name"),
        phone=index(claim.phone, "people.phone") if claim.phone else None,
        document=index(f"{claim.document_kind}:{rules.normalise_document(claim.document_number)}", "people.document")
        if claim.document_number
        else None,
    )


def _new_person(claim: Claim, key: _Keys, *, programme: Programme, at: datetime) -> Person:
    return Person(
        programme=programme,
        area_code=claim.area_code,
        name=claim.name.strip(),
        name_index=key.name,
        document_kind=claim.document_kind,
        document_number=rules.normalise_document(claim.document_number) or None,
        document_index=key.document,
        phone=claim.phone or None,
        phone_index=key.phone,
        address=claim.address or None,
        birth_year=claim.birth_year,
        language=claim.language,
        known_since=at,
    )
