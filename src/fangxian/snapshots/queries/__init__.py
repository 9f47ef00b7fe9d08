"""Which numbers stand for whom, and which days the lake holds. Only a trace asks for a person's number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from fangxian.core.packs.queries import pack_in_force
from fangxian.core.people.models import Person
from fangxian.core.programmes.models import Programme
from fangxian.engine.retention import retention_rule
from fangxian.engine.rules.packs import Pack
from fangxian.engine.rules.packs import pack_in_force as edition_of
from fangxian.snapshots import rules
from fangxian.snapshots.models import PersonNumber, PlaceNumber, SnapshotDay

RETENTION, PASSAGE = "cn.retention", "passage"


@dataclass(frozen=True)
class Behind:
    """Who stands behind a number: a person, or what somebody nobody knows had shown."""

    person_id: UUID | None
    subject_index: bytes | None


def stays_pack(programme: Programme, *, at: datetime) -> Pack:
    """The edition that says what a stay is. Errors: LookupError, Refused if it is not adopted in a real programme."""
    return pack_in_force(programme, rules.PACK_FAMILY, at)


def kept_days(*, at: datetime) -> int:
    """How many closed days the lake holds: as long as a passage is kept, adopted or not (erasure reads it so too)."""
    pack = edition_of(RETENTION, at)
    if pack is None:
        raise LookupError(f"no edition of {RETENTION} is in force at {at.isoformat()}")
    return int(retention_rule(pack, PASSAGE).params["days"])


def numbers_of_person(person_id: UUID, indexes: Iterable[bytes], *, programme_id: UUID) -> list[int]:
    """Every number under which a person lies in the lake: her own, and those of what she may have shown."""
    mine = Q(person_id=person_id) | Q(subject_index__in=list(indexes))
    rows = PersonNumber.objects.filter(mine, programme_id=programme_id)
    return list(rows.order_by("number").values_list("number", flat=True))


def behind(numbers: Iterable[int], *, programme_id: UUID) -> dict[int, Behind]:
    """Who stands behind each number; what was shown before its bearer was known is hers by now."""
    rows = list(PersonNumber.objects.filter(programme_id=programme_id, number__in=list(numbers)))
    known = owners([bytes(row.subject_index) for row in rows if row.subject_index], programme_id=programme_id)
    found = {}
    for row in rows:
        index = bytes(row.subject_index) if row.subject_index else None
        found[row.number] = Behind(row.person_id or (known.get(index) if index else None), index)
    return found


def owners(indexes: Iterable[bytes], *, programme_id: UUID) -> dict[bytes, UUID]:
    """Whose document or phone these keyed hashes are; a phone that several people share is nobody's."""
    wanted = list(indexes)
    if not wanted:
        return {}
    people = Person.objects.filter(programme_id=programme_id)
    found: dict[bytes, UUID] = {}
    shared: set[bytes] = set()
    for person_id, phone in people.filter(phone_index__in=wanted).values_list("id", "phone_index"):
        index = bytes(phone or b"")
        if index in found:
            shared.add(index)
        found[index] = person_id
    for index in shared:
        del found[index]
    documents = people.filter(document_index__in=wanted).values_list("document_index", "id")
    return found | {bytes(index or b""): person_id for index, person_id in documents}


def places_numbered(numbers: Iterable[int], *, programme_id: UUID) -> dict[int, PlaceNumber]:
    rows = PlaceNumber.objects.filter(programme_id=programme_id, number__in=list(numbers))
    return {row.number: row for row in rows}


def days_taken(programme_id: UUID) -> dict[date, SnapshotDay]:
    """The days that were taken and are kept, by day."""
    return {row.on: row for row in SnapshotDay.objects.filter(programme_id=programme_id).order_by("on")}
