"""Objections to what is held, and their answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.cases.queries import clocks_at
from fangxian.core.actors.rules import OWN_ROLES, Actor, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, forbidden, refuse, said
from fangxian.core.programmes.rules import why_not_write_own
from fangxian.engine.clocks.deadlines import deadline
from fangxian.portal import queries, rules
from fangxian.portal.models import Objection


@transaction.atomic
def lodge_objection(
    *, person: Person, about: str, text: str, by: Actor, at: datetime, channel: str = "own_page"
) -> Objection:
    """Lodge an objection: to be acknowledged within the hour and answered within the day (INV-09).

    By the person or her helper in her own file, or written down for her by whoever she speaks to (INV-15).
    """
    refuse(why_not_write_own(stood_down_at=person.programme.stood_down_at, at=at))
    if by.role in OWN_ROLES:
        refuse(_why_not_own(person, by=by))
    else:
        refuse(why_not_use("people.issue_code", by=by, area_code=person.area_code))
    refuse(rules.why_not_object(text, about=about))
    programme = person.programme
    pack = clocks_at(programme, at=at)
    objection = Objection.objects.create(
        programme=programme,
        person=person,
        area_code=person.area_code,
        about=about,
        text=text.strip(),
        channel=rules.HELPER if by.role == Role.HELPER else channel,
        lodged_at=at,
        lodged_by_id=by.post_id,
        acknowledge_by=deadline(pack.rule("appeal/acknowledge"), at, programme.zone).due_at,
        decide_by=deadline(pack.rule("appeal/decide"), at, programme.zone).due_at,
    )
    audit.record("portal.objection_lodged", on=objection, about=person.id, by=by, at=at, detail={"about": about})
    return objection


def _why_not_own(person: Person, *, by: Actor) -> Problem | None:
    if by.subject_id != person.id:
        return forbidden("portal.not_your_own", said("This is not your own file."))
    return None


@transaction.atomic
def read_objection(*, objection: Objection, by: Actor, at: datetime) -> Objection:
    """Open an objection to answer it; the first reading acknowledges it."""
    refuse(why_not_use("portal.answer", by=by, area_code=objection.area_code))
    if objection.acknowledged_at is None:
        objection.acknowledged_at = at
        objection.save(update_fields=["acknowledged_at"])
        audit.record("portal.objection_acknowledged", on=objection, about=objection.person_id, by=by, at=at)
    audit.record("portal.saw_objection", on=objection, about=objection.person_id, by=by, at=at)
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, decision: str, answer: str, by: Actor, at: datetime) -> Objection:
    """Answer an objection, by somebody who was not involved, with a reason the person can read."""
    refuse(why_not_use("portal.answer", by=by, area_code=objection.area_code))
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    refuse(
        rules.why_not_answer(
            state=locked.state, is_involved=queries.is_involved(by, person=locked.person), answer=answer
        )
    )
    locked.answered_at, locked.answered_by_id, locked.decision, locked.answer = at, by.post_id, decision, answer.strip()
    locked.acknowledged_at = locked.acknowledged_at or at
    locked.save(update_fields=["answered_at", "answered_by", "decision", "answer", "acknowledged_at"])
    audit.record(
        "portal.objection_answered", on=locked, about=locked.person_id, by=by, at=at, detail={"decision": decision}
    )
    return locked
