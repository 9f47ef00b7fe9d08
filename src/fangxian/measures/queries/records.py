"""Measures and what they rest on. Whether one is in force is computed here, from times, at a moment.

`effective_end_at` is what the database computes as the end; `rules.ends_at` says the same in Python.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from fangxian.cases import queries as cases
from fangxian.cases.models import Classification
from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import Person
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import city_day, day_end, day_start
from fangxian.measures import rules
from fangxian.measures.models import Appeal, Ground, Leave, Measure, Told
from fangxian.screening.models import Verdict
from fangxian.screening.queries import verdicts_of, verdicts_of_person
from fangxian.screening.rules import FOLLOW_UP

# Told by the person herself, or found true on the spot (O8).
CONFIRMED = Q(source="declaration") | Q(field_outcome="confirmed")


def measures(programme_id: UUID, *, area_code: str = "") -> QuerySet[Measure]:
    """Every measure in an area."""
    rows = Measure.objects.filter(programme_id=programme_id, area_code__startswith=area_code)
    return rows.select_related("person", "programme", "proposer_body", "deciding_body")


def measures_of(by: Actor) -> QuerySet[Measure]:
    """Measures in the reader's area."""
    assert by.programme_id is not None
    return measures(by.programme_id, area_code=by.area_code)


def measure_of(by: Actor, measure_id: UUID) -> Measure | None:
    return measures_of(by).filter(id=measure_id).first()


def by_id(measure_id: UUID) -> Measure | None:
    """A measure, for reactions and jobs, which act for the system."""
    return Measure.objects.filter(id=measure_id).select_related("person", "programme").first()


def measures_in_force(programme_id: UUID, at: datetime, area_code: str = "") -> QuerySet[Measure]:
    """Measures that bind somebody at `at`: served, and not ended. The very last moment is not in force."""
    return measures(programme_id, area_code=area_code).filter(served_at__lte=at, effective_end_at__gt=at)


def ending_between(
    programme_id: UUID, starts_at: datetime, ends_at: datetime, area_code: str = ""
) -> QuerySet[Measure]:
    """Served measures whose effective end lies in [starts_at, ends_at), soonest first."""
    return (
        measures(programme_id, area_code=area_code)
        .filter(served_at__isnull=False, effective_end_at__gte=starts_at, effective_end_at__lt=ends_at)
        .filter(effective_end_at__gt=F("served_at"))
        .order_by("effective_end_at", "id")
    )


def ending_today(programme_id: UUID, *, at: datetime, zone: ZoneInfo, area_code: str = "") -> QuerySet[Measure]:
    """Served measures that end on the city's day of `at`, from now on or already; a midnight end is the day before's.

    An end at 24:00 of today is the first moment of tomorrow, and people say "ends today" of it.
    """
    today = city_day(at, zone)
    instant = timedelta(microseconds=1)
    return ending_between(programme_id, day_start(today, zone) + instant, day_end(today, zone) + instant, area_code)


def waiting_for_approval(by: Actor, *, at: datetime) -> QuerySet[Measure]:
    """Proposals in the reader's area that nobody decided on and that would still bind, oldest first."""
    return _waiting(measures_of(by), at=at).order_by("proposed_at", "id")


def without_measure(by: Actor, *, at: datetime) -> QuerySet[Classification]:
    """Classifications that bind somebody for whom nothing is proposed or in force, and none was decided on them.

    Contacts of longer ago than any measure lasts are left out.
    """
    open_ = Measure.objects.filter(
        person=OuterRef("exposure__person"), withdrawn_at=None, declined_at=None, effective_end_at__gt=at
    )
    decided = Ground.objects.filter(classification=OuterRef("pk")).exclude(measure__withdrawn_at__isnull=False)
    since = at.date() - timedelta(days=rules.LONGEST_DAYS)
    rows = cases.binding_in(by, at=at).filter(exposure__last_contact_on__gte=since)
    return rows.exclude(Exists(open_)).exclude(Exists(decided))


def arrivals_without_measure(by: Actor, *, at: datetime) -> QuerySet[Verdict]:
    """Live, confirmed matches in the reader's area for whose person nothing is proposed, decided or in force."""
    open_ = Measure.objects.filter(
        person=OuterRef("person"), withdrawn_at=None, declined_at=None, effective_end_at__gt=at
    )
    decided = Ground.objects.filter(verdict_id=OuterRef("pk")).exclude(measure__withdrawn_at__isnull=False)
    rows = verdicts_of(by).filter(CONFIRMED, result=FOLLOW_UP, person__isnull=False, follow_until__gt=at)
    return rows.exclude(Exists(open_)).exclude(Exists(decided)).order_by("follow_until", "id")


def confirmed_verdicts(person: Person) -> QuerySet[Verdict]:
    """The live matches of a person's stays that she told or confirmed herself, or that were confirmed on the spot.

    A pushed list that nobody has confirmed is no ground for anything (O8).
    """
    rows = verdicts_of_person(person.id, programme_id=person.programme_id)
    return rows.filter(CONFIRMED, superseded_by=None, result=FOLLOW_UP)


def to_be_unnamed(programme_id: UUID, *, ended_before: datetime) -> QuerySet[Measure]:
    """Measures that ended before a moment, against which nothing is open, and whose texts are still there."""
    rows = Measure.objects.filter(programme_id=programme_id, unnamed_at=None, effective_end_at__lt=ended_before)
    open_ = Appeal.objects.filter(measure=OuterRef("pk"), decided_at=None)
    return rows.exclude(Exists(open_)).order_by("effective_end_at", "id")


def waiting_to_be_served(by: Actor, *, at: datetime) -> QuerySet[Measure]:
    """Approved measures in the reader's area whose notice was not yet served, oldest first."""
    return (
        measures_of(by)
        .filter(approved_at__lte=at, withdrawn_at=None, effective_end_at__gt=at)
        .filter(Q(served_at=None) | Q(served_at__gt=at))
        .order_by("approved_at", "id")
    )


def _waiting(rows: QuerySet[Measure], *, at: datetime) -> QuerySet[Measure]:
    return rows.filter(
        proposed_at__lte=at, approved_at=None, declined_at=None, withdrawn_at=None, effective_end_at__gt=at
    )


def in_state(by: Actor, state: str, *, at: datetime) -> QuerySet[Measure]:
    """Measures in the reader's area that are in one of the states of `rules`, newest first."""
    rows = measures_of(by).filter(proposed_at__lte=at).order_by("-proposed_at", "-id")
    served = Q(served_at__lte=at)
    over = Q(effective_end_at__lte=at)
    open_ = Q(withdrawn_at=None, declined_at=None)
    early = Q(effective_end_at__lt=F("ends_at"))
    return rows.filter(
        {
            rules.PROPOSED: open_ & ~over & Q(approved_at=None),
            rules.APPROVED: open_ & ~over & ~served & Q(approved_at__isnull=False),
            rules.ACTIVE: served & ~over,
            rules.EXPIRED: served & over & ~early & Q(shortened_at=None) & _not_revoked(),
            rules.SUPERSEDED_SHORTER: served & over & ~early & Q(shortened_at__isnull=False) & _not_revoked(),
            rules.RELEASED_EARLY: served & over & early & _not_revoked(),
            rules.REVOKED: served & over & ~_not_revoked(),
            rules.DECLINED: Q(declined_at__isnull=False),
            rules.WITHDRAWN: Q(withdrawn_at__isnull=False),
            rules.LAPSED: open_ & over & Q(served_at=None),
        }[state]
    )


def _not_revoked() -> Q:
    return Q(revoked_at=None) | Q(revoked_at__gt=F("effective_end_at"))


def of_person(person_id: UUID) -> QuerySet[Measure]:
    """Every measure on a person, newest first, for the person and for those who decide."""
    return (
        Measure.objects.filter(person_id=person_id)
        .select_related("programme", "proposer_body", "deciding_body")
        .order_by("-proposed_at", "-id")
    )


def open_of_person(person_id: UUID, *, at: datetime) -> list[Measure]:
    """The measures on a person that are proposed, approved or in force at `at`."""
    return [m for m in of_person(person_id) if state_of(m, at=at) in rules.OPEN_STATES]


def times_of(measure: Measure) -> rules.Times:
    """The moments of a measure as it was read from the database."""
    return rules.Times(
        proposed_at=measure.proposed_at,
        ends_at=measure.ends_at,
        grounds_end_at=measure.grounds_end_at,
        approved_at=measure.approved_at,
        declined_at=measure.declined_at,
        withdrawn_at=measure.withdrawn_at,
        served_at=measure.served_at,
        revoked_at=measure.revoked_at,
        released_at=measure.released_at,
        shortened_at=measure.shortened_at,
    )


def state_of(measure: Measure, *, at: datetime) -> str:
    return rules.state_at(times_of(measure), at=at)


def end_reason_of(measure: Measure) -> str:
    """Why a measure that has ended did, in a word of `rules.END_REASONS`."""
    end = rules.ends_at(times_of(measure))
    if measure.revoked_at == end:
        return measure.end_reason or "revoked"
    if measure.released_at == end:
        return measure.end_reason or "released"
    if end == measure.ends_at:
        return "new_edition" if measure.shortened_at else "end_of_course"
    if measure.programme.stood_down_at == end:
        return "stood_down"
    fell = {
        (ground.case and ground.case.ruled_out_at, ground.order and ground.order.revoked_at)
        for ground in grounds_of(measure)
    }
    if any(ruled_out_at == end for ruled_out_at, _ in fell):
        return "ruled_out"
    return "order_revoked" if any(revoked_at == end for _, revoked_at in fell) else "no_longer_contact"


def grounds_of(measure: Measure) -> QuerySet[Ground]:
    """What a measure rests on, each with the records that an approver has to see."""
    return measure.grounds.select_related(
        "classification__exposure__person",
        "classification__classified_by__unit__body",
        "classification__reviewed_by__unit__body",
        "case",
        "order",
    ).order_by("ends_at", "id")


def grounds_with_verdicts(measure: Measure) -> list[Ground]:
    """The same, each ground of an arrival with its `verdict`; None for a contact's."""
    grounds = list(grounds_of(measure))
    found = verdicts_of_person(measure.person_id, programme_id=measure.programme_id).in_bulk(
        [ground.verdict_id for ground in grounds if ground.verdict_id]
    )
    for ground in grounds:
        ground.verdict = found.get(ground.verdict_id)  # type: ignore[attr-defined]
    return grounds


def to_be_seen_ended(*, at: datetime, limit: int) -> list[UUID]:
    """Served measures that have ended and whose end nobody recorded yet, earliest first."""
    rows = Measure.objects.filter(served_at__lte=at, end_seen_at=None, effective_end_at__lte=at)
    return list(rows.order_by("effective_end_at").values_list("id", flat=True)[:limit])


def told_of(measure: Measure) -> QuerySet[Told]:
    return measure.tellings.select_related("unit__body", "told_by__unit__body").order_by("told_at", "id")


def leaves_of(measure: Measure) -> QuerySet[Leave]:
    return measure.leaves.order_by("left_at", "id")


def newest_number(programme_id: UUID) -> int:
    """How many numbers were given out; the caller holds the lock of the programme's numbers."""
    newest = Measure.objects.filter(programme_id=programme_id).order_by("-number").values_list("number", flat=True)
    return int(newest[0]) if newest else 0


def counts(programme: Programme, *, at: datetime, area_code: str = "") -> dict[str, int]:
    """The figures of the board at `at`: in_force, proposed, to_serve, ending_today, ended_unseen.

    ended_unseen counts measures whose release paper is overdue by the clock `release/paper`; they have ended.
    """
    programme_id, zone = programme.id, programme.zone
    rows = measures(programme_id, area_code=area_code)
    paper_within = timedelta(minutes=cases.clocks_at(programme, at=at).rule("release/paper").params["minutes"])
    return {
        "in_force": measures_in_force(programme_id, at, area_code).count(),
        "proposed": _waiting(rows, at=at).count(),
        "to_serve": rows.filter(
            approved_at__lte=at, withdrawn_at=None, served_at=None, effective_end_at__gt=at
        ).count(),
        "ending_today": ending_today(programme_id, at=at, zone=zone, area_code=area_code).count(),
        "ended_unseen": rows.filter(
            served_at__lte=at, release_issued_at=None, effective_end_at__lt=at - paper_within
        ).count(),
    }


def in_force_by_area(programme_id: UUID, *, at: datetime, digits: int, area_code: str = "") -> dict[str, int]:
    """How many measures are in force in each area, areas being the first `digits` of a code (6 = county)."""
    rows = (
        measures_in_force(programme_id, at, area_code)
        .order_by()
        .annotate(place=Left("area_code", digits))
        .values("place")
        .annotate(count=Count("id"))
    )
    return {row["place"]: row["count"] for row in rows}
