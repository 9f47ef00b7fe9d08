"""Canaries: people made up, whose files nobody has a reason to open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import uuid_utils.compat
from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Canary, Person, PersonFile
from fangxian.core.people.services import Claim, know_people
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Invented:
    """A made-up person, and how long ago her follow-up began and ended."""

    claim: Claim
    opened_days_ago: int
    follow_up_days: int


@transaction.atomic
def seed_canaries(
    invented: Sequence[Invented], *, programme: Programme, basis_rule: str, by: Actor, at: datetime
) -> int:
    """Put made-up people with ended files among the real ones; returns how many.

    Their files have ended, so that no clock, list of work or figure of today meets them. Somebody who is
    known already is never made a canary.
    """
    if not 0 < len(invented) <= MOST_AT_ONCE:
        text = said("Between 1 and %(most)s at a time.")
        refuse(Problem("files.canary_count", text, {"most": MOST_AT_ONCE}, "count", status=422))
    made = sum(_seed(one, programme=programme, basis_rule=basis_rule, by=by, at=at) for one in invented)
    audit.record("files.canaries_seeded", on_kind="people.Canary", by=by, at=at, count=made)
    return made


def _seed(one: Invented, *, programme: Programme, basis_rule: str, by: Actor, at: datetime) -> bool:
    """Add one of them as if she had become known when her follow-up began; False if she is known already."""
    opened_at = at - timedelta(days=one.opened_days_ago)
    (person,) = know_people([one.claim], programme=programme, by=by, at=opened_at)
    if person.known_since != opened_at or PersonFile.objects.filter(person=person).exists():
        return False
    # an id tells when it was made: this one tells what the record says
    person_id = _id_of(opened_at)
    Person.objects.filter(id=person.id).update(id=person_id)
    PersonFile.objects.create(
        id=_id_of(opened_at),
        programme=programme,
        person_id=person_id,
        area_code=person.area_code,
        basis_rule=basis_rule,
        opened_at=opened_at,
        follow_until=opened_at + timedelta(days=one.follow_up_days),
    )
    Canary.objects.create(programme=programme, person_id=person_id, seeded_at=at)
    return True


def _id_of(moment: datetime) -> UUID:
    return uuid_utils.compat.uuid7(int(moment.timestamp()), moment.microsecond * 1000)
