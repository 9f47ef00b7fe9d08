"""The notice is served, those who must know are told, and the person may leave when she must."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.services import open_file
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.tokens.services import withdraw_of_person
from fangxian.measures import queries, rules
from fangxian.measures.models import Leave, Measure, Told
from fangxian.tasks.queries import open_tasks_of_people
from fangxian.tasks.rules import SERVE_NOTICE, why_not_accept, why_not_report, why_not_work
from fangxian.tasks.services import accept_task, report_task

from .deciding import locked, why_not_under_edition


def why_not_serve(
    measure: Measure, *, how: str, witness: str, received_by: str, by: Actor, at: datetime
) -> Problem | None:
    """Why `by` may not record this service now."""
    return (
        why_not_use("measures.serve", by=by, area_code=measure.area_code)
        or rules.why_not_serve(
            state=queries.state_of(measure, at=at), how=how, witness=witness, received_by=received_by
        )
        or why_not_under_edition(measure, at=at)
    )


@transaction.atomic
def serve(
    *,
    measure: Measure,
    how: str,
    by: Actor,
    at: datetime,
    served_at: datetime | None = None,
    received_by: str = "",
    witness: str = "",
    note: str = "",
) -> Measure:
    """Record that the written notice reached the person: from that moment the measure binds, and no token that
    gates were shown of her counts any more.

    served_at   when it was handed over, if it is recorded later (no signal on the stairs)
    """
    measure = locked(measure)
    refuse(why_not_serve(measure, how=how, witness=witness, received_by=received_by, by=by, at=at))
    moment = served_at or at
    assert measure.approved_at is not None  # refused above otherwise
    refuse(rules.why_not_served_at(moment, approved_at=measure.approved_at, at=at))
    _end_replaced(measure, at=moment)
    measure.served_at, measure.served_by_id, measure.served_how = moment, by.post_id, how
    measure.received_by, measure.witness = received_by.strip() or None, witness.strip() or None
    measure.service_note = note.strip() or None
    measure.save(update_fields=["served_at", "served_by", "served_how", "received_by", "witness", "service_note"])
    open_file(
        person=measure.person, basis_rule=f"{measure.rule_id}@{measure.rule_version}", basis_verdict_id=None,
        follow_until=measure.ends_at, by=by, at=at,
    )  # fmt: skip
    withdraw_of_person(measure.person_id, by=by, at=at)  # in this transaction: no worker has to be alive for it
    _tell_at_service(measure, by=by, at=moment)
    _close_service_task(measure, how=how, by=by, at=at)
    audit.record(
        "measures.served", on=measure, about=measure.person_id, by=by, at=at,
        detail={"how": how, "served_at": moment.isoformat(), "ends_at": measure.ends_at.isoformat()},
    )  # fmt: skip
    return measure


def _end_replaced(measure: Measure, *, at: datetime) -> None:
    """A new decision replaces the one it follows; nobody is under two at once."""
    for earlier in queries.of_person(measure.person_id).exclude(id=measure.id):
        if queries.state_of(earlier, at=at) == rules.ACTIVE:
            earlier.released_at, earlier.end_reason = at, "replaced"
            earlier.save(update_fields=["released_at", "end_reason"])


def _close_service_task(measure: Measure, *, how: str, by: Actor, at: datetime) -> None:
    """The task to serve is reported with the service itself, so that nothing is written twice.

    Somebody whose task it is not leaves it to its owner.
    """
    task = open_tasks_of_people([measure.person_id], [SERVE_NOTICE]).get((measure.person_id, SERVE_NOTICE))
    if task is None or why_not_work(task, by=by, at=at) is not None:
        return
    if why_not_accept(task, by=by, at=at) is None:
        task = accept_task(task=task, by=by, at=at)
    outcome = "refused_to_sign" if how == "refused_to_sign" else "served"
    if why_not_report(task, by=by, at=at, outcome=outcome) is None:
        report_task(task=task, outcome=outcome, by=by, at=at)


def _tell_at_service(measure: Measure, *, by: Actor, at: datetime) -> None:
    """The service itself tells the person, the guardian of a dependent one, and the unit that served."""
    told: list[tuple[str, UUID | None, str]] = [("guardian" if measure.is_dependent else "subject", None, "paper")]
    told.append(("grid" if by.role == Role.GRID_WORKER else "health_post", by.unit_id, "in_person"))
    Told.objects.bulk_create(
        Told(
            programme_id=measure.programme_id, measure=measure, area_code=measure.area_code, of=rules.DECISION,
            audience=audience, unit_id=unit_id, channel=channel, told_at=at, told_by_id=by.post_id,
        )
        for audience, unit_id, channel in told
    )  # fmt: skip


@transaction.atomic
def tell(
    *, measure: Measure, audience: str, channel: str, by: Actor, at: datetime, unit_id=None, body_name: str = ""
) -> Told:
    """Record who else was told of a measure; whoever was told is told of its end as well."""
    refuse(why_not_use("measures.attend", by=by, area_code=measure.area_code))
    refuse(rules.why_not_tell(audience=audience, channel=channel, body_name=body_name or str(unit_id or "")))
    told = Told.objects.create(
        programme_id=measure.programme_id, measure=measure, area_code=measure.area_code, of=rules.DECISION,
        audience=audience, unit_id=unit_id, body_name=body_name.strip(), channel=channel, told_at=at,
        told_by_id=by.post_id,
    )  # fmt: skip
    audit.record(
        "measures.told", on=measure, about=measure.person_id, by=by, at=at,
        detail={"audience": audience, "channel": channel},
    )  # fmt: skip
    return told


def why_not_record_leave(measure: Measure, *, reason: str, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not record that the person left home."""
    return why_not_use("measures.attend", by=by, area_code=measure.area_code) or rules.why_not_leave(
        state=queries.state_of(measure, at=at), reason=reason
    )


@transaction.atomic
def record_leave(
    *,
    measure: Measure,
    reason: str,
    left_at: datetime,
    by: Actor,
    at: datetime,
    expected_within: timedelta | None = None,
) -> Leave:
    """Record that somebody left home; an emergency needs no permission and is recorded afterwards (INV-12)."""
    measure = locked(measure)
    refuse(why_not_record_leave(measure, reason=reason, by=by, at=at))
    leave = Leave.objects.create(
        programme_id=measure.programme_id, measure=measure, area_code=measure.area_code, reason=reason,
        left_at=left_at, back_at=left_at + expected_within if expected_within else None, recorded_at=at,
        recorded_by_id=by.post_id,
    )  # fmt: skip
    audit.record("measures.left_home", on=measure, about=measure.person_id, by=by, at=at, detail={"reason": reason})
    return leave


def saw_measure(measure: Measure, *, by: Actor, at: datetime, what: str = "page") -> None:
    """Record that somebody read a measure: its page, its evidence or its notice."""
    audit.record("measures.saw_measure", on=measure, about=measure.person_id, by=by, at=at, detail={"what": what})


def saw_list(count: int, *, by: Actor, at: datetime, what: str) -> None:
    """Record that somebody read a list of measures; nothing is written for an empty one."""
    if count:
        audit.record("measures.saw_list", by=by, at=at, count=count, area_code=by.area_code, detail={"what": what})
