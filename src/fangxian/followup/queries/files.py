"""One follow-up: who is asked how often, what she said, and in which state it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.people.models import CareTeamMember, PersonFile
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.readings import FOLLOW_UP, ISOLATION, ReadingDay, reading_day
from fangxian.engine.retention import kept_until
from fangxian.engine.rules.packs import Pack
from fangxian.followup import rules
from fangxian.followup.models import Reading, Referral, VisitReport
from fangxian.measures.models import Measure


def pack_of_clocks(programme: Programme, at: datetime) -> Pack:
    """The edition that says how often and when somebody is asked."""
    return pack_in_force(programme, "cn.clock", at)


def pack_of_temperature(programme: Programme, at: datetime) -> Pack:
    """The edition that says which temperature is raised."""
    return pack_in_force(programme, "cn.temperature", at)


def followed(programme_id: UUID, *, at: datetime, area_code: str = "") -> QuerySet[PersonFile]:
    """Follow-ups that run at `at` in an area, each with `is_isolated`: a measure binds her at this moment."""
    binding = Measure.objects.filter(person=OuterRef("person_id"), served_at__lte=at, effective_end_at__gt=at)
    return (
        PersonFile.objects.filter(programme_id=programme_id, area_code__startswith=area_code)
        .filter(Q(closed_at=None) | Q(closed_at__gt=at), opened_at__lte=at, follow_until__gt=at)
        .annotate(is_isolated=Exists(binding))
    )


def of_reader(files: QuerySet[PersonFile], by: Actor) -> QuerySet[PersonFile]:
    """Those that `by` may read: of her area, or on whose care team she is."""
    on_team = CareTeamMember.objects.filter(file=OuterRef("pk"), post_id=by.post_id)
    if not by.area_code:
        return files.filter(programme_id=by.programme_id)
    return files.filter(Q(area_code__startswith=by.area_code) | Exists(on_team), programme_id=by.programme_id)


def followup_of(by: Actor, file_id: UUID) -> PersonFile | None:
    """A follow-up of the reader's area or care team, running or over; None for a stranger, who cannot tell which."""
    return of_reader(PersonFile.objects.select_related("person", "programme"), by).filter(id=file_id).first()


def is_on_team(file: PersonFile, by: Actor) -> bool:
    return by.post_id is not None and file.care_team.filter(post_id=by.post_id).exists()


def readings_of(file: PersonFile) -> QuerySet[Reading]:
    """Everything she said, newest first, with whoever took it."""
    return file.readings.select_related("post__user", "post__unit").order_by("-taken_at", "-id")


def readings_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[Reading]:
    """The same for her own page and the file; reading it is audited by the caller."""
    rows = Reading.objects.filter(programme_id=programme_id, file__person_id=person_id)
    return rows.select_related("post__user", "post__unit").order_by("-taken_at", "-id")


def visits_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[VisitReport]:
    """What became of the visits to her door, newest first; reading it is audited by the caller."""
    rows = VisitReport.objects.filter(programme_id=programme_id, file__person_id=person_id)
    return rows.select_related("post__unit").order_by("-done_at", "-id")


def referrals_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[Referral]:
    """The clinics that she was offered, newest first; reading it is audited by the caller."""
    rows = Referral.objects.filter(programme_id=programme_id, file__person_id=person_id)
    return rows.select_related("referred_by__unit").order_by("-referred_at", "-id")


def newest_readings(file_ids: Iterable[UUID]) -> dict[UUID, Reading]:
    """The newest answer of each file, in one question."""
    rows = (
        Reading.objects.filter(file_id__in=list(file_ids), outcome=rules.TAKEN)
        .order_by("file_id", "-taken_at", "-id")
        .distinct("file_id")
    )
    return {reading.file_id: reading for reading in rows}


def newest_attempts(file_ids: Iterable[UUID]) -> dict[UUID, Reading]:
    """The newest time that each was asked, answered or not."""
    rows = Reading.objects.filter(file_id__in=list(file_ids)).order_by("file_id", "-taken_at", "-id")
    return {reading.file_id: reading for reading in rows.distinct("file_id")}


def needs_told(file: PersonFile, *, at: datetime) -> list[str]:
    """What she said last that she needs."""
    newest = newest_readings([file.id]).get(file.id)
    return list(newest.needs) if newest is not None and newest.taken_at <= at else []


def referral_open(file: PersonFile) -> Referral | None:
    return file.referrals.filter(returned_at=None).first()


def unwell_recorded(at: datetime, *, programme_id: UUID) -> list[Reading]:
    """The readings recorded at this very moment, by one request, that ask for a health worker."""
    rows = Reading.objects.filter(programme_id=programme_id, recorded_at=at, is_unwell=True)
    return list(rows.select_related("file__person").order_by("id"))


@dataclass(frozen=True)
class Shown:
    """One follow-up as its page shows it.

    is_isolated  asked twice a day, else once
    today        the windows of the city day and what became of each
    """

    file: PersonFile
    state: str
    is_isolated: bool
    today: ReadingDay
    readings: Sequence[Reading]
    referrals: Sequence[Referral]


def shown_of(file: PersonFile, *, at: datetime, most: int = 60) -> Shown:
    """A follow-up with its state, today's windows and its newest readings. Reading it is audited by the caller."""
    readings = list(readings_of(file)[:most])
    referrals = list(file.referrals.select_related("referred_by__user", "returned_by__user").order_by("-referred_at"))
    is_isolated = followed(file.programme_id, at=at).filter(id=file.id, is_isolated=True).exists()
    taken = [reading for reading in readings if reading.outcome == rules.TAKEN]
    zone = file.programme.zone
    today = reading_day(
        pack_of_clocks(file.programme, at), at.astimezone(zone).date(), [reading.taken_at for reading in taken], zone,
        at=at, rule=ISOLATION if is_isolated else FOLLOW_UP,
    )  # fmt: skip
    return Shown(file, state_of(file, taken, referrals, at=at), is_isolated, today, readings, referrals)


def state_of(file: PersonFile, taken: Sequence[Reading], referrals: Sequence[Referral], *, at: datetime) -> str:
    newest = taken[0] if taken else None
    referral = referrals[0] if referrals else None
    return rules.state_at(
        rules.Times(
            follow_until=file.follow_until,
            closed_at=file.closed_at,
            newest_at=newest.taken_at if newest else None,
            is_unwell=bool(newest and newest.is_unwell),
            referred_at=referral.referred_at if referral else None,
            returned_at=referral.returned_at if referral else None,
            archived_at=archived_at(file, at=at),
        ),
        at,
    )


def archived_at(file: PersonFile, *, at: datetime) -> datetime | None:
    """When the readings of an ended follow-up are deleted; None while it runs."""
    ended_at = min(file.closed_at or file.follow_until, file.follow_until)
    if ended_at > at:
        return None
    pack = pack_in_force(file.programme, "cn.retention", at)
    return kept_until(pack, "reading", counted_from_at=ended_at, zone=file.programme.zone)
