"""The only reads of pairs that are probably one person, limited to readers who answer for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import Person
from fangxian.core.people.rules import normalise_document, normalise_name
from fangxian.files.models import MatchPair
from fangxian.files.rules import matching as rules
from fangxian.measures.models import Measure


def pairs_of(by: Actor) -> QuerySet[MatchPair]:
    """Pairs of which both lie in the reader's area, the likeliest first."""
    return (
        MatchPair.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("programme", "decided_by__unit__body", "seconded_by__unit__body", "unmerged_by__unit__body")
        .order_by("-probability", "id")
    )


def in_state(state: str) -> Q:
    """The pairs in one state, as `rules.state_of` tells it."""
    return {
        rules.WAITING: Q(decision=""),
        rules.SECOND: Q(decision=rules.MERGE, merged_at=None),
        rules.MERGED: Q(merged_at__isnull=False, unmerged_at=None),
        rules.KEPT_APART: Q(decision=rules.APART),
        rules.UNMERGED: Q(unmerged_at__isnull=False),
    }[state]


def pair_of(by: Actor, match_id: UUID) -> MatchPair | None:
    return pairs_of(by).filter(id=match_id).first()


def state_of(pair: MatchPair) -> str:
    return rules.state_of(
        decision=pair.decision, merged=pair.merged_at is not None, unmerged=pair.unmerged_at is not None
    )


@dataclass(frozen=True)
class Sides:
    """Both records of a pair, side by side. None of a record that was erased since."""

    first: Person | None
    second: Person | None

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(person for person in (self.first, self.second) if person is not None)

    @property
    def area_codes(self) -> tuple[str, str]:
        codes = [person.area_code for person in self.people]
        return (codes[0], codes[-1]) if codes else ("", "")


def sides_of(pair: MatchPair) -> Sides:
    people = {person.id: person for person in Person.objects.filter(id__in=(pair.first_id, pair.second_id))}
    return Sides(people.get(pair.first_id), people.get(pair.second_id))


def told_by(person: Person) -> rules.Told:
    """What a record tells of who she is, in one writing."""
    return rules.Told(
        name=normalise_name(person.name or ""), document=normalise_document(person.document_number or ""),
        phone=person.phone or "", address="".join((person.address or "").split()),
        birth_year=str(person.birth_year or ""),
    )  # fmt: skip


def bound(people: Sequence[Person], *, at: datetime) -> set[UUID]:
    """Those on whom a measure that was proposed or holds still hangs."""
    measures = Measure.objects.filter(person__in=people).exclude(effective_end_at__lte=at)
    return set(measures.values_list("person_id", flat=True))


def merges_of(person: Person) -> QuerySet[MatchPair]:
    """What was found of a person's record and another: for her own page, newest first."""
    return (
        MatchPair.objects.filter(Q(first_id=person.id) | Q(second_id=person.id), merged_at__isnull=False)
        .select_related("decided_by__unit__body", "unmerged_by__unit__body")
        .order_by("-merged_at")
    )


def other_record(person: Person) -> list[Person]:
    """The records that are kept as one with this one now."""
    return list(
        Person.objects.filter(programme_id=person.programme_id)
        .filter(Q(kept_id=person.id) | Q(id=person.kept_id) if person.kept_id else Q(kept_id=person.id))
        .exclude(id=person.id)
        .order_by("known_since")
    )
