"""One's own file, put together from the queries of every room, and the objections to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fangxian.cases.queries import binding_of_person
from fangxian.core.actors.rules import Actor
from fangxian.core.audit.models import AuditEvent
from fangxian.core.audit.queries import events_about
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.queries import care_team_of, file_of_person
from fangxian.core.staff.queries import unit_names
from fangxian.engine.legal import LegalBasis, cite
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_of_person
from fangxian.intake.registry import SOURCES
from fangxian.intake.rules import Source
from fangxian.intake.sources.declaration.queries import declarations_of_person
from fangxian.measures.queries import appeals_of, state_of, times_of
from fangxian.measures.queries import of_person as measures_of_person
from fangxian.measures.rules import OPEN_STATES
from fangxian.measures.rules import ends_at as measure_ends_at
from fangxian.screening.models import Verdict
from fangxian.screening.queries import live_verdicts_of_facts
from fangxian.tasks.queries import tasks_of_person

from .models import Objection

LOOKS_SHOWN = 100


@dataclass(frozen=True)
class HeldFact:
    """One thing that was told about a person, by whom, and what the rule said to it.

    is_corrected  a later fact took its place
    is_confirmed  she said herself that it is so
    """

    fact: Fact
    source: Source
    verdict: Verdict | None
    is_corrected: bool
    is_confirmed: bool

    @property
    def waits_for_her(self) -> bool:
        """Whether she is asked to confirm or correct it: others told it, and it speaks of places (O8)."""
        return not self.is_corrected and not self.is_confirmed and bool(self.fact.content.get("stays"))


@dataclass(frozen=True)
class HeldMeasure:
    """A measure with its state and end at the moment of reading, its appeals, its law and the help with it.

    support  part of daily life -> who provides it
    """

    measure: Any
    state: str
    ends_at: datetime
    is_open: bool
    appeals: Sequence[Any]
    legal: Sequence[LegalBasis]
    support: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Look:
    """That somebody looked at, or changed, something about a person: role, unit, time and purpose, no name."""

    event: AuditEvent
    unit: str
    is_reading: bool


@dataclass(frozen=True)
class OwnFile:
    """Everything that is held about one person, for herself (INV-08)."""

    person: Person
    file: PersonFile | None
    follow_until: datetime | None
    care_team: Sequence[Any]
    facts: Sequence[HeldFact]
    measures: Sequence[HeldMeasure]
    exposures: Sequence[Any]
    tasks: Sequence[Any]
    declarations: Sequence[Any]
    looks: Sequence[Look]
    objections: Sequence[Objection]


def own_file(person: Person, *, at: datetime) -> OwnFile:
    """What is held about `person` at `at`. Reading it is audited by the caller."""
    programme_id = person.programme_id
    file = file_of_person(person.id, programme_id=programme_id)
    is_followed = file is not None and file.closed_at is None and at < file.follow_until
    return OwnFile(
        person=person,
        file=file,
        follow_until=file.follow_until if file and is_followed else None,
        care_team=care_team_of(file) if file else [],
        facts=held_facts(person),
        measures=[_held_measure(measure, at=at) for measure in measures_of_person(person.id)],
        exposures=list(binding_of_person(person.id, at=at)),
        tasks=list(tasks_of_person(person.id, programme_id=programme_id)),
        declarations=list(declarations_of_person(person.id, programme_id=programme_id)),
        looks=looks_at(person),
        objections=list(objections_of(person)),
    )


def held_facts(person: Person) -> list[HeldFact]:
    """What was told about a person, newest first."""
    facts = list(facts_of_person(person.id, programme_id=person.programme_id))
    verdicts = live_verdicts_of_facts([fact.id for fact in facts], programme_id=person.programme_id)
    corrected = {fact.supersedes for fact in facts if fact.supersedes}
    return [
        HeldFact(
            fact=fact,
            source=SOURCES[fact.source],
            verdict=verdicts.get(fact.id),
            is_corrected=fact.id in corrected,
            is_confirmed=bool(fact.content.get("confirmed_by_person")),
        )
        for fact in reversed(facts)
    ]


def held_fact(fact_id: UUID, *, person: Person) -> HeldFact | None:
    """One of her facts; None for anybody else's."""
    return next((held for held in held_facts(person) if held.fact.id == fact_id), None)


def looks_at(person: Person) -> list[Look]:
    """Who looked at or changed what is held about a person, newest first; her own visits are left out."""
    events = list(events_about(person.id, programme_id=person.programme_id, limit=LOOKS_SHOWN))
    units = unit_names({event.unit_id for event in events if event.unit_id}, programme_id=person.programme_id)
    return [
        Look(event, units.get(event.unit_id, "") if event.unit_id else "", ".saw_" in event.action)
        for event in events
        if event.role != "resident"
    ]


def objections_of(person: Person) -> QuerySet[Objection]:
    return Objection.objects.filter(programme_id=person.programme_id, person=person).order_by("-lodged_at")


def objections_in(by: Actor) -> QuerySet[Objection]:
    """The objections of the reader's area, unanswered and soonest due first."""
    return (
        Objection.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("answered_by__unit")
        .order_by("answered_at", "decide_by", "id")
    )


def objection_of(by: Actor, objection_id: UUID) -> Objection | None:
    return objections_in(by).select_related("person").filter(id=objection_id).first()


def is_involved(by: Actor, *, person: Person) -> bool:
    """Whether the reader answers for this person in the care team, or held one of her tasks."""
    file = file_of_person(person.id, programme_id=person.programme_id)
    if file is not None and file.care_team.filter(post_id=by.post_id).exists():
        return True
    tasks = tasks_of_person(person.id, programme_id=person.programme_id)
    return tasks.filter(events__post_id=by.post_id).exists()


def _held_measure(measure: Any, *, at: datetime) -> HeldMeasure:
    state = state_of(measure, at=at)
    return HeldMeasure(
        measure=measure,
        state=state,
        ends_at=measure_ends_at(times_of(measure)),
        is_open=state in OPEN_STATES,
        appeals=list(appeals_of(measure)),
        legal=cite(measure.legal_basis),
        support=list(json.loads(measure.support_plan or "{}").items()),
    )
