"""Places of interviews that were put forward for the public list, and those that stand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.cases.models import Case, ExposedPlace, InterviewLine
from fangxian.cases.rules import exposed as rules
from fangxian.cases.rules.exposed import PublicVisit
from fangxian.core.areas.queries import areas_on, labels_of
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day

RETENTION, PASSAGE = "cn.retention", "cn.retention/passage"


def towns_of(programme: Programme, *, at: datetime) -> dict[str, str]:
    """Code and full name of every town of the city on the day, by code."""
    day = city_day(at, programme.timezone)
    codes = (
        areas_on(day, programme_id=programme.id).filter(level="town").order_by("code").values_list("code", flat=True)
    )
    names = labels_of(codes, programme_id=programme.id)
    return {code: names[code] for code in codes if len(code) == rules.TOWN_DIGITS and code in names}


def shown_since(programme: Programme, *, at: datetime) -> datetime:
    """The moment before which no visit is told: passages are forgotten after as many days (the longest incubation).

    Errors: Refused if no edition of the retention rules is in force.
    """
    try:
        days = int(pack_in_force(programme, RETENTION, at).rule(PASSAGE).params["days"])
    except LookupError as error:
        text = said("No edition of the rules %(family)s is in force at this moment.")
        raise Refused(Problem("cases.no_pack", text, {"family": RETENTION})) from error
    return rules.shown_from(at=at, days=days, zone=programme.zone)


def lines_of(case: Case) -> QuerySet[InterviewLine]:
    """The lines of the interview in order of time."""
    return InterviewLine.objects.filter(interview__case=case).select_related("interview").order_by("from_at", "id")


def places_of(case: Case) -> list[ExposedPlace]:
    """Everything of a case that was ever put forward, in order of time."""
    return list(ExposedPlace.objects.filter(case=case).order_by("from_at", "put_at"))


def place_of(case: Case, place_id: UUID) -> ExposedPlace | None:
    return ExposedPlace.objects.filter(case=case, id=place_id).first()


def addresses_around(case: Case) -> list[str]:
    """Where the case and the people it met live."""
    people = Person.objects.filter(Q(id=case.person_id) | Q(exposures__case=case)).distinct()
    return [person.address for person in people if person.address]


def standing(programme: Programme, *, at: datetime) -> QuerySet[ExposedPlace]:
    """What may be public at `at`: not taken back, of a case that is one, no longer ago than the longest incubation."""
    return ExposedPlace.objects.filter(
        Q(case__ruled_out_at=None) | Q(case__ruled_out_at__gt=at), programme=programme, taken_back_at=None,
        put_at__lte=at, until_at__gt=shown_since(programme, at=at),
    )  # fmt: skip


def visits_standing(programme: Programme, *, at: datetime) -> list[PublicVisit]:
    """The visits that may be public, each once however many cases made it, by town and then by time."""
    found = {PublicVisit(row.area_code, row.kind, row.from_at, row.until_at) for row in standing(programme, at=at)}
    return sorted(found, key=lambda one: (one.area_code, one.from_at, one.kind, one.until_at))


def is_of_one_case(visits: set[PublicVisit], programme: Programme, *, at: datetime) -> bool:
    """Whether all of these visits were made by one and the same case: together they would be a route."""
    cases: dict[PublicVisit, set[UUID]] = {visit: set() for visit in visits}
    for row in standing(programme, at=at):
        visit = PublicVisit(row.area_code, row.kind, row.from_at, row.until_at)
        if visit in cases:
            cases[visit].add(row.case_id)
    return len(visits) > 1 and len(frozenset().union(*cases.values())) == 1
