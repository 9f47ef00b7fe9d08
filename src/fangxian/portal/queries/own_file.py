"""One's own file, put together from the queries of every room, and the objections to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page

from fangxian.cases.queries import binding_of_person
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.queries import care_team_of, file_of_person
from fangxian.engine.legal import LegalBasis, cite
from fangxian.engine.rules.packs import read_pack
from fangxian.engine.texts import Bilingual
from fangxian.files.queries import own_places, timeline_of
from fangxian.files.rules import ALL_PARTS
from fangxian.files.rules.steps import Step
from fangxian.followup.queries import readings_of_person
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_of_person
from fangxian.intake.registry import SOURCES
from fangxian.intake.rules import Source
from fangxian.intake.sources.declaration.queries import declarations_of_person
from fangxian.measures.queries import appeals_of, state_of, times_of, told_of
from fangxian.measures.queries import of_person as measures_of_person
from fangxian.measures.rules import CHANNELS, OPEN_STATES
from fangxian.measures.rules import ends_at as measure_ends_at
from fangxian.portal.models import Objection, Proxy
from fangxian.screening.models import Verdict
from fangxian.screening.queries import live_verdicts_of_facts
from fangxian.tasks.queries import tasks_of_person

from .doors import open_proxies_of
from .holdings import Holding, holdings_of
from .looks import Look, looks_at, openings_of
from .objections import objections_of

NEWEST_LOOKS = 5  # on the first page; all of them are one tap away
NEWEST_STEPS = 12  # of the timeline; the others are folded


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

    rule_text  the rule's own words; None if its edition is no longer shipped
    evidence   kinds of evidence that it rests on (rules.EVIDENCE), never whose
    told       who was told of it or of its end: units and kinds of places, no person
    support    part of daily life -> who provides it
    """

    measure: Any
    state: str
    ends_at: datetime
    is_open: bool
    appeals: Sequence[Any]
    legal: Sequence[LegalBasis]
    rule_text: Bilingual | None
    evidence: Sequence[str]
    told: Sequence[Any]
    support: Sequence[tuple[str, str]]

    @property
    def waits_for_answer(self) -> bool:
        """Whether an appeal against it is open; a second one is not lodged beside it."""
        return any(appeal.decided_at is None for appeal in self.appeals)

    @property
    def appeal_ways(self) -> list[str]:
        """The ways of appealing that the notice names, as codes of "measures.channel"; empty for words of its own."""
        ways = [way.strip() for way in self.measure.appeal_route.split(",")]
        return ways if set(ways) <= {*CHANNELS, "own_page"} else []


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
    readings: Sequence[Any]
    looks: Page
    openings: Sequence[AuditEvent]
    objections: Sequence[Objection]
    proxies: Sequence[Proxy]
    holdings: Sequence[Holding]
    steps: Sequence[Step]

    @property
    def newest_steps(self) -> Sequence[Step]:
        return self.steps[:NEWEST_STEPS]

    @property
    def earlier_steps(self) -> Sequence[Step]:
        return self.steps[NEWEST_STEPS:]

    @property
    def open_measures(self) -> list[HeldMeasure]:
        return [one for one in self.measures if one.is_open]

    @property
    def follow_up_alone(self) -> bool:
        """Whether a follow-up runs that no open measure already tells of."""
        ends = [one.ends_at for one in self.open_measures]
        return self.follow_until is not None and all(end < self.follow_until for end in ends)

    @property
    def newest_looks(self) -> list[Look]:
        return list(self.looks.object_list)[:NEWEST_LOOKS]

    @property
    def waiting(self) -> list[HeldFact]:
        """What she is asked to confirm or correct."""
        return [one for one in self.facts if one.waits_for_her]


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
        measures=held_measures(person, at=at),
        exposures=list(binding_of_person(person.id, at=at)),
        tasks=list(tasks_of_person(person.id, programme_id=programme_id)),
        declarations=list(declarations_of_person(person.id, programme_id=programme_id)),
        readings=list(readings_of_person(person.id, programme_id=programme_id)),
        looks=looks_at(person),
        openings=openings_of(person),
        objections=list(objections_of(person)),
        proxies=open_proxies_of(person, at=at),
        holdings=holdings_of(person, at=at),
        steps=timeline_of(person, parts=ALL_PARTS, at=at, places=own_places(person)),
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


def held_measures(person: Person, *, at: datetime) -> list[HeldMeasure]:
    """Every decision on a person, newest first."""
    return [_held_measure(measure, at=at) for measure in measures_of_person(person.id)]


def held_measure(measure_id: UUID, *, person: Person, at: datetime) -> HeldMeasure | None:
    """One decision on herself; None for anybody else's."""
    return next((held for held in held_measures(person, at=at) if held.measure.id == measure_id), None)


def _held_measure(measure: Any, *, at: datetime) -> HeldMeasure:
    state = state_of(measure, at=at)
    return HeldMeasure(
        measure=measure,
        state=state,
        ends_at=measure_ends_at(times_of(measure)),
        is_open=state in OPEN_STATES,
        appeals=list(appeals_of(measure)),
        legal=cite(measure.legal_basis),
        rule_text=_rule_text(measure),
        evidence=sorted({reference.partition(":")[0] for reference in measure.evidence_refs}),
        told=list(told_of(measure)),
        support=list(json.loads(measure.support_plan or "{}").items()),
    )


def _rule_text(measure: Any) -> Bilingual | None:
    """The words of the rule that a measure was computed by, from the edition that it names."""
    try:
        return read_pack(measure.pack_id).rule(measure.rule_id).explain
    except LookupError:
        return None
