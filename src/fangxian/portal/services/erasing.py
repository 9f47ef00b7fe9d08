"""What a person need not have given is deleted when she asks; what stays says why and until when (PIPL 47)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.queries import file_of_person
from fangxian.core.people.services import delete_details
from fangxian.core.problems.rules import Problem, forbidden, refuse, said
from fangxian.core.programmes.rules import why_not_write_own
from fangxian.intake.queries import facts_of_person
from fangxian.intake.services import erase_from_facts
from fangxian.intake.sources.declaration.queries import declarations_of_person
from fangxian.intake.sources.declaration.services import erase_contacts
from fangxian.measures.queries import open_of_person, times_of
from fangxian.measures.rules import ends_at
from fangxian.portal import rules
from fangxian.portal.models import Wish


@dataclass(frozen=True)
class OptionalPart:
    """Something about a person that she may delete, or why she may not now.

    is_there  False: nothing of the kind is held
    until     when it may be deleted, if it must stay for now
    """

    key: str
    label: str
    is_there: bool
    problem: Problem | None
    until: datetime | None


def optional_parts(person: Person, *, at: datetime) -> list[OptionalPart]:
    """Every part of a person's data that was given freely, whether it is there, and why it must stay if it must."""
    needed_until = _needed_until(person, at=at)
    return [
        OptionalPart(
            part.key,
            part.label,
            _is_there(person, part.key),
            rules.why_not_delete(part, needed_until=needed_until),
            needed_until,
        )
        for part in rules.OPTIONAL
    ]


@transaction.atomic
def delete_optional(*, person: Person, keys: Sequence[str], by: Actor, at: datetime) -> list[str]:
    """Delete these parts wherever they are held, for good; returns those that were there.

    Errors: Refused if one of them must stay; then none is deleted.
    """
    if by.subject_id != person.id or by.role != Role.RESIDENT:
        refuse(forbidden("portal.not_her_own_data", said("Only the person herself deletes what is held about her.")))
    refuse(why_not_write_own(stood_down_at=person.programme.stood_down_at, at=at))
    person = Person.objects.select_for_update().get(pk=person.pk)
    parts = {part.key: part for part in optional_parts(person, at=at)}
    refuse(rules.why_not_choose(keys, known=parts))
    for key in keys:
        refuse(parts[key].problem)
    gone = [key for key in keys if parts[key].is_there]
    delete_details(person=person, parts=gone, by=by, at=at)
    erase_from_facts(person_id=person.id, programme=person.programme, keys=gone, by=by, at=at)
    erase_contacts(person=person, parts=gone, by=by, at=at)
    Wish.objects.create(
        programme_id=person.programme_id, person=person, area_code=person.area_code, what=rules.TO_DELETE,
        channel="own_page", asked_at=at, done_at=at,
    )  # fmt: skip
    audit.record("portal.optional_deleted", on=person, about=person.id, by=by, at=at, detail={"parts": gone})
    return gone


def _needed_until(person: Person, *, at: datetime) -> datetime | None:
    """Until when somebody has to be able to reach her: the end of a measure or follow-up; None if nothing runs."""
    ends = [ends_at(times_of(measure)) for measure in open_of_person(person.id, at=at)]
    file = file_of_person(person.id, programme_id=person.programme_id)
    if file is not None and file.closed_at is None and file.follow_until > at:
        ends.append(file.follow_until)
    return max(ends, default=None)


def _is_there(person: Person, key: str) -> bool:
    if key in rules.IN_FACTS:
        return any(fact.content.get(key) for fact in facts_of_person(person.id, programme_id=person.programme_id))
    if key == "declared_helper":
        return any(one.helper_name for one in declarations_of_person(person.id, programme_id=person.programme_id))
    held = {
        "phone": person.phone, "address": person.address, "document": person.document_number,
        "birth_year": person.birth_year, "guardian": person.guardian_name or person.guardian_phone,
        "language": person.language != "zh-hans",
    }  # fmt: skip
    return bool(held[key])
