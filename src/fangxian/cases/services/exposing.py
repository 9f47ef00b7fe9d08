"""A place of an interview is put forward for the public list, or taken back; two others decide whether it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.cases.models import Case, ExposedPlace, InterviewLine
from fangxian.cases.queries import exposed as queries
from fangxian.cases.rules import exposed as rules
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse, said

from .authority import why_not_work_on


@transaction.atomic
def put_forward(*, case: Case, line_id: UUID, area_code: str, by: Actor, at: datetime) -> ExposedPlace:
    """Put a visit of a case forward for the public list, as place and time. Errors: Refused."""
    case = Case.objects.select_for_update(of=("self",)).select_related("programme", "person").get(id=case.id)
    line = queries.lines_of(case).filter(id=line_id).first()
    if line is None:
        raise Refused(Problem("cases.no_line", said("This line is no longer there."), status=404))
    refuse(why_not_put_forward(case, line, area_code=area_code, around=around(case, at=at), by=by, at=at))
    from_at, until_at = rules.rounded(line.from_at, line.until_at)
    place = ExposedPlace.objects.create(
        programme_id=case.programme_id, line=line, case=case, area_code=area_code, kind=line.kind, from_at=from_at,
        until_at=until_at, put_at=at, put_by_id=by.post_id,
    )  # fmt: skip
    audit.record("cases.place_put_forward", on=place, about=case.person_id, by=by, at=at, area_code=case.area_code)
    return place


@transaction.atomic
def take_back(*, place: ExposedPlace, reason: str, by: Actor, at: datetime) -> ExposedPlace:
    """Say that a visit is not to be told any more: the next public list is without it. Errors: Refused."""
    place = ExposedPlace.objects.select_for_update(of=("self",)).select_related("case").get(id=place.id)
    refuse(why_not_work_on(place.case, by=by, at=at))
    refuse(rules.why_not_take_back(taken_back_at=place.taken_back_at, reason=reason))
    place.taken_back_at, place.taken_back_by_id, place.taken_back_reason = at, by.post_id, reason
    place.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    audit.record(
        "cases.place_taken_back", on=place, about=place.case.person_id, by=by, at=at, area_code=place.case.area_code,
        detail={"reason": reason},
    )  # fmt: skip
    return place


@dataclass(frozen=True)
class Around:
    """What every line of one interview is judged against; see `rules.why_not_put_forward`."""

    towns: Mapping[str, str]
    addresses: Sequence[str]
    shown_since: datetime
    put_line_ids: frozenset[UUID]


def around(case: Case, *, at: datetime) -> Around:
    return Around(
        towns=queries.towns_of(case.programme, at=at),
        addresses=queries.addresses_around(case),
        shown_since=queries.shown_since(case.programme, at=at),
        put_line_ids=frozenset(place.line_id for place in queries.places_of(case) if place.taken_back_at is None),
    )


def why_not_put_forward(
    case: Case, line: InterviewLine, *, area_code: str, around: Around, by: Actor, at: datetime
) -> Problem | None:
    """Why `by` may not put this line forward with this town."""
    return why_not_work_on(case, by=by, at=at) or rules.why_not_put_forward(
        kind=line.kind, place=line.place or "", area_code=area_code, towns=around.towns, addresses=around.addresses,
        is_complete=line.interview.completed_at is not None, all_contacts_known=line.all_contacts_known,
        from_at=line.from_at, until_at=line.until_at, shown_since=around.shown_since,
        is_put_forward=line.id in around.put_line_ids,
    )  # fmt: skip
