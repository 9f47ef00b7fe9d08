"""People become known and their files open and close."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.audit import services as audit
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.services import insert_by_copy
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held

from . import queries, rules
from .models import CareTeamMember, FileCode, Person, PersonFile


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
    insert_by_copy(new)
    return found


@dataclass(frozen=True)
class Recognised:
    """Who a claim is about, without writing anything: what an import asks before it is committed.

    person_id     the known person, or None
    document_key  keyed hash of the document number, or None
    phone_key     keyed hash of phone and name together, or None
    """

    person_id: UUID | None
    document_key: bytes | None
    phone_key: bytes | None


def recognise_people(claims: Sequence[Claim], *, programme: Programme) -> list[Recognised]:
    """Whom `know_people` would take each claim for, in order, as far as people are known today."""
    keyed = [_keys_of(claim, programme_id=programme.id) for claim in claims]
    known = queries.ids_by_keys(
        [k.document for k in keyed if k.document], [k.phone for k in keyed if k.phone], programme_id=programme.id
    )
    found = []
    for key in keyed:
        person_id = known.by_document.get(key.document) if key.document else None
        if person_id is None and key.phone:
            person_id, document = known.by_phone.get((key.phone, key.name), (None, None))
            if key.document and document and document != key.document:
                person_id = None
        phone_key = hashlib.sha256(key.phone + key.name).digest() if key.phone else None
        found.append(Recognised(person_id, key.document, phone_key))
    return found


@transaction.atomic
def open_file(
    *, person: Person, basis_rule: str, basis_verdict_id: UUID | None, follow_until: datetime, by: Actor, at: datetime
) -> tuple[PersonFile, bool]:
    """Open the one file of a person, or lengthen her follow-up if a later end is due.

    Also names the three people who answer for a new file. Returns the file and whether it is new.
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
        name_care_teams([file], programme=person.programme, at=at)
    elif follow_until > file.follow_until:
        file.follow_until = follow_until
        file.save(update_fields=["follow_until"])
        audit.record("people.follow_up_lengthened", on=file, about=person.id, by=by, at=at, detail={"rule": basis_rule})
    return file, is_new


@dataclass(frozen=True)
class FollowUp:
    """That a person is to be followed up: by which rule, on which verdict, until when."""

    person: Person
    basis_rule: str
    basis_verdict_id: UUID
    follow_until: datetime


@transaction.atomic
def open_files(
    follow_ups: Sequence[FollowUp], *, programme: Programme, batch_id: UUID, by: Actor, at: datetime
) -> list[PersonFile]:
    """Open the files of many people at once, or lengthen their follow-up; returns those that are new.

    Also names the three people who answer for each new file. One audit event speaks of all that are new,
    one of all that were lengthened or opened again.
    """
    wanted: dict[UUID, FollowUp] = {}
    for follow_up in follow_ups:
        held = wanted.get(follow_up.person.id)
        if held is None or held.follow_until < follow_up.follow_until:
            wanted[follow_up.person.id] = follow_up
    # one delivery at a time decides about a person, so that two about one person open one file
    list(Person.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id").values_list("id"))
    known = {f.person_id: f for f in PersonFile.objects.select_for_update().filter(person_id__in=wanted).order_by("id")}
    new = PersonFile.objects.bulk_create(
        [_new_file(follow_up, programme, at) for person_id, follow_up in wanted.items() if person_id not in known]
    )
    longer = [f for f in known.values() if f.closed_at or wanted[f.person_id].follow_until > f.follow_until]
    for file in longer:
        file.basis_rule, file.basis_verdict_id = (
            wanted[file.person_id].basis_rule,
            wanted[file.person_id].basis_verdict_id,
        )
        file.follow_until, file.closed_at = max(file.follow_until, wanted[file.person_id].follow_until), None
    PersonFile.objects.bulk_update(longer, ["basis_rule", "basis_verdict_id", "follow_until", "closed_at"])
    for action, files in (("people.files_opened", new), ("people.follow_ups_lengthened", longer)):
        if files:
            audit.record(action, on_kind="people.PersonFile", on_id=batch_id, by=by, at=at, count=len(files),
                         digest=_digest_of(files))  # fmt: skip
    name_care_teams(new, programme=programme, at=at)
    return new


@transaction.atomic
def close_files(person_ids: Sequence[UUID], *, reason: str, by: Actor, at: datetime) -> int:
    """Close the open files of people whose follow-up lost its ground; returns how many."""
    files = list(PersonFile.objects.select_for_update().filter(person_id__in=person_ids, closed_at=None).order_by("id"))
    for file in files:
        file.closed_at = at
        file.save(update_fields=["closed_at"])
        audit.record("people.file_closed", on=file, about=file.person_id, by=by, at=at, detail={"reason": reason})
    return len(files)


@transaction.atomic
def move_person(*, person: Person, to_area_code: str, by: Actor, at: datetime) -> Person:
    """Record where a person is now; who answers for her file moves with her (属地管理)."""
    if not to_area_code or person.area_code == to_area_code:
        return person
    before, person.area_code = person.area_code, to_area_code
    person.save(update_fields=["area_code"])
    PersonFile.objects.filter(person=person).update(area_code=to_area_code)
    audit.record("people.moved", on=person, about=person.id, by=by, at=at, detail={"from": before, "to": to_area_code})
    return person


def name_care_teams(files: Sequence[PersonFile], *, programme: Programme, at: datetime) -> int:
    """Name who answers for each of these new files (三包一): for every duty the nearest person in post.

    A duty that nobody near can take stays open and is shown as such. The batch that opened the files is
    audited by the caller. Returns how many were named.
    """
    codes = {code for file in files for code in ancestors_of(file.area_code)}
    if not codes:
        return 0
    posts = list(
        posts_held(at=at)
        .filter(programme_id=programme.id, area_code__in=codes, role__in=rules.CARE_ROLES)
        .order_by("id")
        .values_list("id", "area_code", "unit__body__sector")
    )
    members = [
        CareTeamMember(programme=programme, file=file, post_id=post_id, duty=duty, since=at)
        for file in files
        for duty, post_id in rules.care_team_for(file.area_code, posts, person_number=file.person_id.int).items()
    ]
    CareTeamMember.objects.bulk_create(members, ignore_conflicts=True, batch_size=1000)
    return len(members)


@transaction.atomic
def name_care_team_member(*, file: PersonFile, duty: str, post: Post, by: Actor, at: datetime) -> CareTeamMember:
    """Name by hand who takes one duty on a file, in place of whoever had it."""
    others = [member.post_id for member in file.care_team.exclude(duty=duty)]
    refuse(rules.why_not_name(duty=duty, file_area_code=file.area_code, post_area_code=post.area_code,
                              is_taken=post.id in others, by=by))  # fmt: skip
    member, _ = CareTeamMember.objects.update_or_create(
        file=file, duty=duty, defaults={"programme_id": file.programme_id, "post": post, "since": at}
    )
    audit.record("people.care_team_named", on=file, about=file.person_id, by=by, at=at,
                 detail={"duty": duty, "post": str(post.id)})  # fmt: skip
    return member


def _new_file(follow_up: FollowUp, programme: Programme, at: datetime) -> PersonFile:
    return PersonFile(
        programme=programme,
        person=follow_up.person,
        area_code=follow_up.person.area_code,
        basis_rule=follow_up.basis_rule,
        basis_verdict_id=follow_up.basis_verdict_id,
        opened_at=at,
        follow_until=follow_up.follow_until,
    )


def _digest_of(files: Sequence[PersonFile]) -> bytes:
    return hashlib.sha256(b"".join(sorted(file.id.bytes for file in files))).digest()


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
def delete_details(*, person: Person, parts: Sequence[str], by: Actor, at: datetime) -> Person:
    """Delete what a person need not have given (rules.DETAILS); parts of other rooms are passed over."""
    wanted = [part for part in parts if part in rules.DETAILS]
    columns = {column: value for part in wanted for column, value in rules.DETAILS[part].items()}
    if columns:
        for column, value in columns.items():
            setattr(person, column, value)
        person.save(update_fields=list(columns))
        audit.record("people.details_deleted", on=person, about=person.id, by=by, at=at, detail={"parts": wanted})
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


@transaction.atomic
def keep_with(*, person: Person, kept: Person, by: Actor, at: datetime) -> dict[str, str]:
    """From now on keep what is told of one record with another; nothing that either holds is rewritten.

    Two open files would ask her twice a day: the file of `person` rests, and the other lasts as long as both were to.
    Returns what this changed, for `keep_apart`. The caller audits the decision.
    """
    before: dict[str, str] = {}
    resting = PersonFile.objects.select_for_update().filter(person=person, closed_at=None, follow_until__gt=at).first()
    other = PersonFile.objects.select_for_update().filter(person=kept, closed_at=None).first()
    if resting is not None and other is not None:
        before = {"rested": str(resting.id), "other": str(other.id), "until": other.follow_until.isoformat()}
        other.follow_until = max(other.follow_until, resting.follow_until)
        before["longer"] = other.follow_until.isoformat()
        other.save(update_fields=["follow_until"])
        resting.closed_at = at
        resting.save(update_fields=["closed_at"])
        audit.record("people.file_closed", on=resting, about=person.id, by=by, at=at, detail={"reason": "merged"})
    person.kept_id = kept.id
    person.save(update_fields=["kept_id"])
    return before


@transaction.atomic
def keep_apart(*, person: Person, before: dict[str, str], by: Actor, at: datetime) -> None:
    """Take back `keep_with`: both records stand alone again, and their files are as they were."""
    person.kept_id = None
    person.save(update_fields=["kept_id"])
    if not before:
        return
    rested = PersonFile.objects.select_for_update().get(id=before["rested"])
    other = PersonFile.objects.select_for_update().get(id=before["other"])
    rested.closed_at = None
    rested.save(update_fields=["closed_at"])
    audit.record("people.file_opened", on=rested, about=person.id, by=by, at=at, detail={"rule": rested.basis_rule})
    if other.follow_until.isoformat() == before["longer"]:  # nobody has decided anything else about it since
        other.follow_until = datetime.fromisoformat(before["until"])
        other.save(update_fields=["follow_until"])


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
