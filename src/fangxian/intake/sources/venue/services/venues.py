"""A place is listed with who answers for it, changed, and taken off the list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.intake.sources.venue import rules
from fangxian.intake.sources.venue.models import Venue

RUN = "venues.run"


@dataclass(frozen=True)
class VenueTerms:
    """What a place is and the three who answer for it (三大责任)."""

    name: str
    kind: str
    area_code: str
    place: str
    owner: str
    owner_phone: str
    sector: str
    supervisor: str
    supervisor_phone: str
    capacity: int
    opens_at: time | None = None
    closes_at: time | None = None


@transaction.atomic
def list_venue(*, terms: VenueTerms, programme: Programme, by: Actor, at: datetime) -> Venue:
    """Put a place on the list and give it a code to print."""
    refuse(why_not_use(RUN, by=by, area_code=terms.area_code))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    taken = Venue.objects.filter(programme=programme, name=terms.name).exists()
    outside = not programme.covers(terms.area_code)
    refuse(rules.why_not_list(name_is_taken=taken, capacity=terms.capacity, outside_programme=outside))
    try:
        with transaction.atomic():
            venue = Venue.objects.create(
                programme=programme, code=rules.new_code(), listed_at=at, listed_by_id=by.post_id, **asdict(terms)
            )
    except IntegrityError as error:  # two officers named one place at the same moment
        problem = rules.why_not_list(name_is_taken=True, capacity=terms.capacity, outside_programme=False)
        assert problem is not None
        raise Refused(problem) from error
    audit.record("intake.venue_listed", on=venue, by=by, at=at, area_code=venue.area_code)
    return venue


@transaction.atomic
def edit_venue(*, venue: Venue, terms: VenueTerms, by: Actor, at: datetime) -> Venue:
    """Change what a place is; its area stays, because its counts stand there."""
    refuse(why_not_use(RUN, by=by, area_code=venue.area_code))
    refuse(rules.why_not_change(closed_at=venue.closed_at, at=at))
    taken = Venue.objects.filter(programme_id=venue.programme_id, name=terms.name).exclude(id=venue.id).exists()
    refuse(rules.why_not_list(name_is_taken=taken, capacity=terms.capacity, outside_programme=False))
    changed = {name: value for name, value in asdict(terms).items() if name != "area_code"}
    return _changed(venue, "intake.venue_edited", by=by, at=at, **changed)


@transaction.atomic
def renew_code(*, venue: Venue, by: Actor, at: datetime) -> Venue:
    """Give a place a new code, for a poster that was lost or copied; the old one is known no more."""
    refuse(why_not_use(RUN, by=by, area_code=venue.area_code))
    refuse(rules.why_not_change(closed_at=venue.closed_at, at=at))
    return _changed(venue, "intake.venue_code_renewed", by=by, at=at, code=rules.new_code())


@transaction.atomic
def unlist_venue(*, venue: Venue, by: Actor, at: datetime) -> Venue:
    """Take a place off the list: nobody counts or checks in there any more."""
    refuse(why_not_use(RUN, by=by, area_code=venue.area_code))
    refuse(rules.why_not_change(closed_at=venue.closed_at, at=at))
    return _changed(venue, "intake.venue_unlisted", by=by, at=at, closed_at=at)


def _changed(venue: Venue, action: str, *, by: Actor, at: datetime, **fields: Any) -> Venue:
    for name, value in fields.items():
        setattr(venue, name, value)
    venue.save(update_fields=list(fields))
    audit.record(action, on=venue, by=by, at=at, area_code=venue.area_code)
    return venue
