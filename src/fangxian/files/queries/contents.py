"""One person's file, put together from the queries of every room. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fangxian.cases.models import Case
from fangxian.cases.queries import binding_of_person, cases_of
from fangxian.cases.services import why_not_work_on
from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.queries import care_team_of, file_of_person, files_of, people_by_id, people_of
from fangxian.files import rules
from fangxian.files.models import BreakGlass
from fangxian.intake.queries import facts_of_person
from fangxian.measures.queries import of_person as measures_of_person
from fangxian.measures.queries import state_of
from fangxian.screening.queries import verdicts_of_person
from fangxian.tasks.queries import tasks_of_person

from .glass import glass_open_for


@dataclass(frozen=True)
class Contents:
    """What a reader sees of one person. Parts that her role may not see are empty and named in `hidden`.

    glass  the grant under which a file of another area is read; None in the reader's own area
    """

    person: Person
    file: PersonFile | None
    care_team: Sequence[Any]
    facts: Sequence[Any]
    verdicts: Sequence[Any]
    tasks: Sequence[Any]
    measures: Sequence[Any]
    exposures: Sequence[Any]
    hidden: frozenset[str] = field(default_factory=frozenset)
    glass: BreakGlass | None = None


def followed_up(by: Actor, *, at: datetime, area_code: str = "", ended: bool = False) -> QuerySet[PersonFile]:
    """Files in the reader's area: those that run at `at`, or those that have ended; soonest end first."""
    rows = files_of(by).filter(area_code__startswith=area_code)
    running = {"follow_until__gt": at, "closed_at": None}
    rows = rows.exclude(**running) if ended else rows.filter(**running)
    return rows.order_by("-follow_until" if ended else "follow_until", "id")


def rule_of_newest_file(programme_id: UUID) -> str | None:
    """The rule under which the newest file was opened; None if there is no file."""
    rows = PersonFile.objects.filter(programme_id=programme_id).order_by("-opened_at", "-id")
    return rows.values_list("basis_rule", flat=True).first()


def contents_of(person_id: UUID, *, by: Actor, at: datetime) -> Contents | None:
    """The file of a person in the reader's area, or of one whom she may read elsewhere for a time.

    None otherwise: a stranger cannot tell whether she exists.
    """
    person, glass = people_of(by).filter(id=person_id).first(), None
    if person is None and by.programme_id is not None:
        glass = glass_open_for(person_id, by=by, at=at)
        person = people_by_id([person_id], programme_id=by.programme_id).get(person_id) if glass else None
    return _contents(person, by=by, at=at, glass=glass) if person else None


def case_to_trace(person: Person, *, by: Actor, at: datetime) -> Case | None:
    """The case for which the reader may look where this person was: hers, confirmed and not ruled out (O1)."""
    rows = cases_of(by).filter(person_id=person.id)
    return next((case for case in rows if why_not_work_on(case, by=by, at=at) is None), None)


def _contents(person: Person, *, by: Actor, at: datetime, glass: BreakGlass | None) -> Contents:
    parts = rules.parts_for(by)
    programme_id = person.programme_id
    file = file_of_person(person.id, programme_id=programme_id)
    return Contents(
        person=person,
        file=file,
        care_team=care_team_of(file) if file else [],
        facts=list(facts_of_person(person.id, programme_id=programme_id)),
        verdicts=list(verdicts_of_person(person.id, programme_id=programme_id)),
        tasks=list(tasks_of_person(person.id, programme_id=programme_id)),
        measures=_measures(person, at=at),
        exposures=list(binding_of_person(person.id, at=at)) if rules.EXPOSURES in parts else [],
        hidden=frozenset({rules.EXPOSURES}) - parts,
        glass=glass,
    )


def _measures(person: Person, *, at: datetime) -> list[Any]:
    """Her measures, each with its state at `at`."""
    found = list(measures_of_person(person.id))
    for measure in found:
        measure.state = state_of(measure, at=at)  # type: ignore[attr-defined]
    return found
