"""An appeal is lodged, acknowledged within the hour, answered within the day by somebody who had no part (INV-09)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.cases.queries import clocks_at
from fangxian.core.actors.rules import OWN_ROLES, Actor, system, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, forbidden, refuse, said
from fangxian.engine.clocks.deadlines import deadline
from fangxian.measures import queries
from fangxian.measures.models import Appeal, Measure
from fangxian.measures.rules import appeals

from .deciding import locked
from .ending import end_on_appeal
from .telling import tell_everybody_it_was_wrong, tell_of_appeal

POWER = "measures.decide_appeal"
ALARMED_AT_ONCE = 500


@transaction.atomic
def lodge_appeal(*, measure: Measure, text: str, channel: str, by: Actor, at: datetime) -> Appeal:
    """Lodge an appeal: by the person on her own page, or on her behalf by whoever she speaks to (INV-15).

    It is to be acknowledged within the hour and decided within the day, by somebody not involved (INV-09).
    """
    measure = locked(measure)
    if by.role in OWN_ROLES:
        refuse(_why_not_own(measure, by=by))
    else:
        refuse(why_not_use("measures.attend", by=by, area_code=measure.area_code))
    has_open = measure.appeals.filter(decided_at=None).exists()
    state = queries.state_of(measure, at=at)
    refuse(appeals.why_not_appeal(state=state, has_open_appeal=has_open, text=text, channel=channel))
    acknowledge, decide = appeal_terms(measure, at=at)
    appeal = Appeal.objects.create(
        programme_id=measure.programme_id, measure=measure, area_code=measure.area_code, text=text.strip(),
        channel=channel, lodged_at=at, lodged_by_role=by.role, lodged_by_id=by.post_id,
        acknowledge_by=acknowledge, decide_by=decide,
    )  # fmt: skip
    audit.record(
        "measures.appeal_lodged", on=measure, about=measure.person_id, by=by, at=at, detail={"appeal": str(appeal.id)}
    )
    return appeal


def _why_not_own(measure: Measure, *, by: Actor) -> Problem | None:
    if by.subject_id != measure.person_id:
        return forbidden("measures.not_your_own", said("This is not your own measure."))
    return None


def appeal_terms(measure: Measure, *, at: datetime) -> tuple[datetime, datetime]:
    """By when an appeal lodged at `at` is acknowledged and decided."""
    pack, zone = clocks_at(measure.programme, at=at), measure.programme.zone
    return (
        deadline(pack.rule("appeal/acknowledge"), at, zone).due_at,
        deadline(pack.rule("appeal/decide"), at, zone).due_at,
    )


def why_not_answer_appeals(measure: Measure, *, by: Actor) -> Problem | None:
    """Why `by` may not acknowledge or answer an appeal against this measure."""
    return why_not_use(POWER, by=by, area_code=measure.area_code) or appeals.why_not_take_part(
        queries.involved_in(measure), by=by
    )


@transaction.atomic
def acknowledge_appeal(*, appeal: Appeal, by: Actor, at: datetime) -> Appeal:
    """Say that an appeal has arrived and is being looked at; the person is told."""
    appeal, measure = _locked(appeal, by=by)
    refuse(why_not_answer_appeals(measure, by=by))
    refuse(
        appeals.why_not_acknowledge(
            is_acknowledged=appeal.acknowledged_at is not None, is_decided=appeal.decided_at is not None
        )
    )
    appeal.acknowledged_at, appeal.acknowledged_by_id = at, by.post_id
    appeal.save(update_fields=["acknowledged_at", "acknowledged_by"])
    tell_of_appeal(appeal, measure=measure, by=by, at=at)
    audit.record("measures.appeal_acknowledged", on=measure, about=measure.person_id, by=by, at=at,
                 detail={"appeal": str(appeal.id), "was_late": at > appeal.acknowledge_by})  # fmt: skip
    return appeal


@transaction.atomic
def decide_appeal(*, appeal: Appeal, decision: str, reason: str, by: Actor, at: datetime) -> Appeal:
    """Answer an appeal. A decision found wrong is void from this moment, and all who were told are told so.

    Errors: Refused for whoever had a part in the measure; nothing is written.
    """
    appeal, measure = _locked(appeal, by=by)
    refuse(why_not_answer_appeals(measure, by=by))
    refuse(appeals.why_not_answer(is_decided=appeal.decided_at is not None, decision=decision, reason=reason))
    if decision in appeals.ENDING:
        end_on_appeal(measure, decision=decision, reason=reason.strip(), by=by, at=at)
    if appeal.acknowledged_at is None:
        appeal.acknowledged_at, appeal.acknowledged_by_id = at, by.post_id
    appeal.decided_at, appeal.decided_by_id = at, by.post_id
    appeal.decision, appeal.decision_reason = decision, reason.strip()
    appeal.save(
        update_fields=[
            "acknowledged_at", "acknowledged_by", "decided_at", "decided_by", "decision", "decision_reason",
        ]
    )  # fmt: skip
    told = tell_everybody_it_was_wrong(measure, by=by, at=at) if decision == appeals.OVERTURNED else 0
    tell_of_appeal(appeal, measure=measure, by=by, at=at)
    audit.record("measures.appeal_decided", on=measure, about=measure.person_id, by=by, at=at,
                 detail={"appeal": str(appeal.id), "decision": decision, "told": told,
                         "was_late": at > appeal.decide_by})  # fmt: skip
    return appeal


def _locked(appeal: Appeal, *, by: Actor) -> tuple[Appeal, Measure]:
    """The appeal and its measure as they are now, kept from others. Errors: Refused if it is gone."""
    measure = locked(appeal.measure)
    found = Appeal.objects.select_for_update().filter(id=appeal.id, programme_id=by.programme_id).first()
    if found is None:
        raise Refused(Problem("measures.appeal_gone", said("This appeal does not exist."), status=404))
    return found, measure


def alarm_late_appeals(*, at: datetime) -> int:
    """Put on record, once each, that an appeal was not acknowledged or not answered in time; run every minute.

    What is late is red on the board and in the list from its own minute on, whether this runs or not.
    Returns how many were new.
    """
    return sum(_alarm(appeal, at=at) for appeal in queries.to_be_alarmed(at=at, limit=ALARMED_AT_ONCE))


@transaction.atomic
def _alarm(appeal: Appeal, *, at: datetime) -> bool:
    stage = queries.late_stage(appeal, at=at)
    changed = Appeal.objects.filter(id=appeal.id, decided_at=None).exclude(alarmed_for=stage).update(alarmed_for=stage)
    if not changed:
        return False
    audit.record(
        "measures.appeal_late", on=appeal.measure, about=appeal.measure.person_id, by=system(appeal.programme_id),
        at=at, detail={"appeal": str(appeal.id), "stage": stage},
    )  # fmt: skip
    return True
