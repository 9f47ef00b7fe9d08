"""A visit begins on site, its checklist is filled in there, and it ends with every line answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.supervision.models import Inspection
from fangxian.supervision.queries import editions, targets, visits
from fangxian.supervision.rules import inspections, words

from .finding import assign


@transaction.atomic
def begin_visit(*, inspection: Inspection, by: Actor, at: datetime) -> Inspection:
    """Begin on site. From now on the unit sees the visit, announced or not.

    The area may have been abolished since it was planned: who answers for the place now is written down here.
    """
    locked = _locked(inspection)
    refuse(inspections.why_not_begin(
        state=inspections.state_at(locked.times, at), is_member=visits.is_member(locked, by=by), by=by
    ))  # fmt: skip
    locked.begun_at, locked.begun_by_id = at, by.post_id
    locked.stands_in = targets.standing_area(locked.area_code, programme=locked.programme, at=at)
    locked.save(update_fields=["begun_at", "begun_by", "stands_in"])
    audit.record("supervision.begun", on=locked, by=by, at=at, detail={"stands_in": locked.stands_in})
    return locked


@transaction.atomic
def answer_lines(*, inspection: Inspection, answers: Mapping[str, str], by: Actor, at: datetime) -> Inspection:
    """Write down how lines of the checklist were seen; lines and words that are none of the list's are left out."""
    locked = _locked(inspection)
    refuse(inspections.why_not_answer(
        state=inspections.state_at(locked.times, at), is_member=visits.is_member(locked, by=by), by=by
    ))  # fmt: skip
    codes = _codes(locked)
    given = {code: answer for code, answer in answers.items() if code in codes and answer in words.ANSWERS}
    if given.items() <= locked.answers.items():
        return locked
    locked.answers = locked.answers | given
    locked.save(update_fields=["answers"])
    audit.record("supervision.answered", on=locked, by=by, at=at, count=len(given), detail=dict(given))
    return locked


@transaction.atomic
def end_visit(*, inspection: Inspection, by: Actor, at: datetime) -> Inspection:
    """End the visit: every line is answered, and each finding goes to its owner."""
    locked = _locked(inspection)
    found = list(locked.findings.select_related("owner_unit").order_by("found_at", "id"))
    refuse(inspections.why_not_end(
        state=inspections.state_at(locked.times, at), is_member=visits.is_member(locked, by=by), codes=_codes(locked),
        answers=locked.answers, found={one.code for one in found}, by=by,
    ))  # fmt: skip
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    for finding in found:
        if finding.assigned_at is None and finding.settled_at is None:
            assign(finding, inspection=locked, by=by, at=at)
    audit.record("supervision.ended", on=locked, by=by, at=at, detail={"findings": len(found)})
    return locked


def _codes(inspection: Inspection) -> list[str]:
    lines = editions.checklist_of(inspection.pack_id, kind=inspection.kind, subject=inspection.subject)
    return [line.code for line in lines]


def _locked(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(id=inspection.id, programme_id=inspection.programme_id)
