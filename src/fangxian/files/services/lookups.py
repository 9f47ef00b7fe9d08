"""Looking one person up, for a piece of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import refuse
from fangxian.files import queries, rules
from fangxian.files.queries import Work

from .alarming import raise_alarm


@dataclass(frozen=True)
class Found:
    """What a lookup answers: people of the reader's own area. Somebody elsewhere reads like nobody."""

    people: list[Person]


@transaction.atomic
def look_up(*, sought_by: str, sought: str, work: Work | None, by: Actor, at: datetime) -> Found:
    """Find a person by a document number, a phone or a file number, exactly, for open work of one's own area.

    Each is audited with the work that it serves. A lookup that meets somebody of another area answers as if
    there were nobody, and alarms the auditor (INV-16).
    """
    recent = queries.lookup_count(by, at=at)
    refuse(
        rules.why_not_look_up(has_work=work is not None, recent_count=recent, most=settings.LOOKUPS_PER_HOUR, by=by)
        or rules.why_not_sought(sought_by, sought)
    )
    assert work is not None and by.programme_id is not None
    known = queries.people_sought(sought_by, sought, programme_id=by.programme_id)
    own = [person for person in known if by.covers(person.area_code)]
    detail = {"by": sought_by, "for": work.kind}
    for person in own:
        audit.record(rules.LOOKED, on=work.record, about=person.id, area_code=person.area_code, by=by, at=at,
                     detail=detail)  # fmt: skip
    for person in known:
        if person not in own:
            event = audit.record(rules.LOOKED_IN_VAIN, on=work.record, about=person.id, by=by, at=at,
                                 detail=detail | {"elsewhere": True})  # fmt: skip
            raise_alarm(rules.ELSEWHERE, event=event, at=at)
    if not known:
        audit.record(rules.LOOKED_IN_VAIN, on=work.record, by=by, at=at, detail=detail)
    return Found(own)
