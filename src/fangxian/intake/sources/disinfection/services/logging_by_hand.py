"""An entry made on a page, and one that takes the place of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.intake.sources.disinfection import queries, rules
from fangxian.intake.sources.disinfection.models import Disinfection


@dataclass(frozen=True)
class Entry:
    """What is told of one place: see models.Disinfection."""

    place_kind: str
    place_name: str
    area_code: str
    agent: str
    concentration: Decimal | None
    started_at: datetime
    ended_at: datetime
    done_by: str
    place_id: UUID | None = None


@transaction.atomic
def log_disinfection(*, entry: Entry, client_id: UUID, programme: Programme, by: Actor, at: datetime) -> Disinfection:
    """Write down what was disinfected. The same id again is the same entry."""
    _refuse_entry(entry, programme=programme, by=by, at=at)
    row = _row(entry, client_id=client_id, programme=programme, by=by, at=at)
    Disinfection.objects.bulk_create([row], ignore_conflicts=True)
    made = Disinfection.objects.get(programme=programme, client_id=client_id)
    if made.id == row.id:
        audit.record("intake.disinfection_logged", on=made, area_code=made.area_code, by=by, at=at)
    return made


@transaction.atomic
def correct_disinfection(
    *, wrong: Disinfection, entry: Entry, reason: str, client_id: UUID, by: Actor, at: datetime
) -> Disinfection:
    """Let an entry take the place of one that was wrong. The old one stays, and says which one stands."""
    programme = wrong.programme
    refuse(why_not_use(rules.POWER, by=by, area_code=wrong.area_code))
    refuse(rules.why_not_correct(is_corrected=queries.is_corrected(wrong), reason=reason))
    _refuse_entry(entry, programme=programme, by=by, at=at)
    row = _row(entry, client_id=client_id, programme=programme, by=by, at=at)
    row.corrects, row.reason = wrong, reason.strip()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # two correct it at the same moment
        problem = rules.why_not_correct(is_corrected=True, reason=reason)
        assert problem is not None
        raise Refused(problem) from error
    audit.record("intake.disinfection_corrected", on=row, area_code=row.area_code, by=by, at=at)
    return row


def _refuse_entry(entry: Entry, *, programme: Programme, by: Actor, at: datetime) -> None:
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    outside = not programme.covers(entry.area_code)
    refuse(rules.why_not_place(kind=entry.place_kind, name=entry.place_name, outside_programme=outside))
    refuse(why_not_use(rules.POWER, by=by, area_code=entry.area_code))
    refuse(rules.why_not_strength(agent=entry.agent, concentration=entry.concentration))
    refuse(rules.why_not_times(started_at=entry.started_at, ended_at=entry.ended_at, at=at))
    refuse(rules.why_not_unit(entry.done_by))


def _row(entry: Entry, *, client_id: UUID, programme: Programme, by: Actor, at: datetime) -> Disinfection:
    return Disinfection(
        programme=programme, client_id=client_id, place_kind=entry.place_kind, place_id=entry.place_id,
        place_name=entry.place_name.strip(), area_code=entry.area_code, agent=entry.agent,
        concentration=entry.concentration, started_at=entry.started_at, ended_at=entry.ended_at,
        city_day=entry.started_at.astimezone(programme.zone).date(), done_by=entry.done_by.strip(), recorded_at=at,
        recorded_by_id=by.post_id,
    )  # fmt: skip
