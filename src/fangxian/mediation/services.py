"""An incident is written down, talked about, and agreed or referred. None of it opens anything about anybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect

from . import queries, rules
from .models import Incident, MediationStep


@transaction.atomic
def record_incident(
    *, programme: Programme, kind: str, area_code: str, place: str, words: str, action: str, occurred_at: datetime,
    by: Actor, at: datetime, target: str = "", done_to: str = "", request_id: UUID | None = None,
) -> Incident:  # fmt: skip
    """Write down what happened where. Names, numbers, origin and health are refused, not kept. Errors: Refused."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    told = queries.about_people(f"{words}\n{place}", programme, at=at)
    refuse(
        rules.why_not_record(
            kind=kind, target=target, done_to=done_to, action=action, place=place, words=words, about_people=told,
            occurred_at=occurred_at, area_code=area_code, by=by, at=at,
        )
    )  # fmt: skip
    if request_id is not None:
        refuse(_why_not_from(request_id, programme, by=by, at=at))
    made = Incident.objects.create(
        programme=programme, kind=kind, target=target, done_to=done_to, area_code=area_code, place=place.strip(),
        words=words.strip(), action=action, occurred_at=occurred_at, recorded_at=at, recorded_by_id=by.post_id,
        request_id=request_id,
    )  # fmt: skip
    _record("mediation.recorded", made, by=by, at=at, detail={"kind": kind})
    return made


def _why_not_from(request_id: UUID, programme: Programme, *, by: Actor, at: datetime) -> Problem | None:
    if queries.dispute_told(request_id, programme, by=by, at=at) is None:
        return Problem("mediation.no_dispute", said("No call of your area tells of a dispute under this number."))
    if Incident.objects.filter(programme=programme, request_id=request_id).exists():
        return Problem("mediation.begun", said("The mediation of this call has already begun."))
    return None


@transaction.atomic
def write_step(*, incident: Incident, kind: str, note: str, by: Actor, at: datetime) -> MediationStep:
    """A visit, a call, a meeting, or a science talk in a chat group."""
    one = _held(incident)
    told = queries.about_people(note, one.programme, at=at)
    refuse(
        rules.why_not_step(
            rules.state_of(one), kind=kind, note=note, about_people=told, area_code=one.area_code, by=by
        )
    )  # fmt: skip
    made = MediationStep.objects.create(
        programme_id=one.programme_id, incident=one, kind=kind, at=at, note=note.strip(), post_id=by.post_id
    )
    one.talked_at = one.talked_at or at
    one.save(update_fields=["talked_at"])
    _record("mediation.talked", one, by=by, at=at, detail={"kind": kind})
    return made


@transaction.atomic
def agree(*, incident: Incident, outcome: str, by: Actor, at: datetime) -> Incident:
    """Both sides can live with it."""
    one = _held(incident)
    refuse(rules.why_not_end(rules.state_of(one), rules.AGREED, word=outcome, area_code=one.area_code, by=by))
    one.agreed_at, one.outcome = at, outcome
    one.save(update_fields=["agreed_at", "outcome"])
    _record("mediation.agreed", one, by=by, at=at, detail={"outcome": outcome})
    return one


@transaction.atomic
def refer(*, incident: Incident, referred_to: str, by: Actor, at: datetime) -> Incident:
    """Another body goes on with it, by its own ways; nothing of this record goes along by itself."""
    one = _held(incident)
    refuse(rules.why_not_end(rules.state_of(one), rules.REFERRED, word=referred_to, area_code=one.area_code, by=by))
    one.referred_at, one.referred_to = at, referred_to
    one.save(update_fields=["referred_at", "referred_to"])
    _record("mediation.referred", one, by=by, at=at, detail={"to": referred_to})
    return one


def saw_incident(incident: Incident, *, by: Actor, at: datetime) -> None:
    """Write down that somebody read it."""
    _record("mediation.saw_incident", incident, by=by, at=at)


def _record(action: str, one: Incident, *, by: Actor, at: datetime, detail: dict | None = None) -> None:
    audit.record(action, on=one, area_code=one.area_code, by=by, at=at, detail=detail)


def _held(incident: Incident) -> Incident:
    return Incident.objects.select_for_update().get(id=incident.id, programme_id=incident.programme_id)
