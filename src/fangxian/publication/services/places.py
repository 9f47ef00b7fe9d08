"""Publishing where and when: one proposes the list, a second of another body makes it public (INV-19)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from fangxian.cases.queries.exposed import is_of_one_case, visits_standing
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.publication import rules as releases
from fangxian.publication.models import PlaceList
from fangxian.publication.queries import places as queries
from fangxian.publication.rules import places as rules


@transaction.atomic
def propose_places(*, programme: Programme, reason: str = "", by: Actor, at: datetime) -> PlaceList:
    """Put together what stands now; nothing is public before a second person of another body agrees."""
    programme = Programme.objects.select_for_update().get(id=programme.id)
    visits = visits_standing(programme, at=at)
    newest = queries.newest(programme.id, at=at)
    before = None if newest is None else list(newest.visits)
    refuse(why_not_propose(programme, reason=reason, by=by, at=at))
    made = PlaceList.objects.create(
        programme=programme,
        version=newest.version + 1 if newest else 1,
        visits=rules.as_json(visits),
        is_of_one_case=is_of_one_case(set(visits) - set(before or ()), programme, at=at),
        reason=reason if newest else "",
        proposed_at=at,
        proposed_by_id=by.post_id,
    )
    audit.record(
        "publication.places_proposed", on=made, by=by, at=at, count=len(visits), detail={"version": made.version}
    )
    return made


@transaction.atomic
def confirm_places(*, place_list: PlaceList, by: Actor, at: datetime) -> PlaceList:
    """Make a list public if every place on it still stands."""
    programme = Programme.objects.select_for_update().get(id=place_list.programme_id)
    place_list = _locked(place_list)
    refuse(why_not_decide(place_list, by=by))
    visits = rules.from_json(place_list.visits)
    refuse(rules.why_not_still(visits, visits_standing(programme, at=at)))
    place_list.confirmed_at, place_list.confirmed_by_id = at, by.post_id
    place_list.save(update_fields=["confirmed_at", "confirmed_by"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_publish_places(%s::uuid)", [place_list.id])
    audit.record(
        "publication.places_published", on=place_list, by=by, at=at, count=len(visits),
        detail={"version": place_list.version},
    )  # fmt: skip
    return place_list


@transaction.atomic
def decline_places(*, place_list: PlaceList, reason: str, by: Actor, at: datetime) -> PlaceList:
    """Say why a list does not become public; the next one takes its version."""
    place_list = _locked(place_list)
    refuse(why_not_decide(place_list, by=by))
    if reason not in releases.DECLINE_REASONS:
        refuse(Problem("publication.needs_a_reason", said("Say why it is not published."), field="reason", status=422))
    place_list.declined_at, place_list.declined_by_id, place_list.decline_reason = at, by.post_id, reason
    place_list.save(update_fields=["declined_at", "declined_by", "decline_reason"])
    audit.record("publication.places_declined", on=place_list, by=by, at=at, detail={"reason": reason})
    return place_list


def why_not_propose(programme: Programme, *, reason: str, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not propose what stands now."""
    newest = queries.newest(programme.id, at=at)
    waits = PlaceList.objects.filter(programme=programme, confirmed_at=None, declined_at=None)
    return rules.why_not_propose(
        visits=visits_standing(programme, at=at), before=None if newest is None else list(newest.visits),
        reason=reason, is_waiting=waits.exists(), by=by,
    )  # fmt: skip


def why_not_decide(place_list: PlaceList, *, by: Actor) -> Problem | None:
    """Why `by` may not be the second person of this list."""
    first = place_list.proposed_by
    state = releases.state_of(
        confirmed=place_list.confirmed_at is not None, declined=place_list.declined_at is not None
    )
    return releases.why_not_decide(state=state, first_user_id=first.user_id, first_body_id=first.unit.body_id, by=by)


def _locked(place_list: PlaceList) -> PlaceList:
    rows = PlaceList.objects.select_for_update(of=("self",)).select_related("proposed_by__unit", "programme")
    return rows.get(id=place_list.id)
