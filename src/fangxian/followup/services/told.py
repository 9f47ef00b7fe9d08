"""What another system noted of a follow-up becomes a reading, where somebody is followed up here. It binds nobody."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from fangxian.cases.models import LineListRow
from fangxian.cases.services import linelists
from fangxian.cases.services.linelists.settling import told_of
from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.audit import services as audit
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import Problem, said
from fangxian.core.staff.queries import actor_of
from fangxian.engine.temperature import METHODS
from fangxian.followup import queries, rules
from fangxian.followup.models import Reading

from .reading import Answer, ended_at, row_of

# Neither a temperature nor a sign was told with it, so none is written down; "another sign" where it says unwell.
OUTCOMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "seen_well": (rules.TAKEN, ()),
    "seen_ill": (rules.TAKEN, ("other",)),
    "not_reached": (rules.NOT_REACHED, ()),
    "declined": (rules.DECLINED, ()),
}
MARKS = ("told_by_list", "day_only")
NOON = time(12)  # of a day whose hour nobody told; the mark says so


@transaction.atomic
def take_in_told(event: AuditEvent, *, by: Actor, at: datetime) -> None:
    """Record the follow-ups of a list whose accepted rows were recorded. Running it again changes nothing."""
    kept: list[UUID] = []
    list_id = UUID(event.on_id)
    for row in linelists.followups_told(list_id):
        file = PersonFile.objects.select_related("programme").filter(person_id=row.person_id).first()
        if file is None or row.line_list.commit_by is None:
            linelists.settle_followup(row, made_id=None, why_not=None, at=at)
            continue
        problem, reading = _reading(row, file, at=at)
        if reading is not None:
            Reading.objects.bulk_create([reading], ignore_conflicts=True)
            kept.append(reading.id)
        linelists.settle_followup(row, made_id=reading.id if reading else None, why_not=problem, at=at)
    if kept:
        digest = hashlib.sha256(b"".join(made.bytes for made in kept)).digest()
        audit.record(
            "followup.told_readings_recorded", on_kind="cases.LineList", on_id=list_id, by=by, at=at, count=len(kept),
            digest=digest, area_code=event.area_code,
        )  # fmt: skip


def _reading(row: LineListRow, file: PersonFile, *, at: datetime) -> tuple[Problem | None, Reading | None]:
    assert row.line_list.commit_by is not None
    told: dict[str, Any] = told_of(row)
    outcome, symptoms = OUTCOMES[told["outcome"]]
    celsius = _celsius(told.get("celsius", "")) if outcome == rules.TAKEN else None
    taken_at = datetime.combine(date.fromisoformat(told["followed_on"]), NOON, tzinfo=file.programme.zone)
    answer = Answer(
        outcome=outcome, channel=rules.VISIT, celsius=celsius, method=METHODS[0] if celsius is not None else "",
        symptoms=symptoms, taken_at=min(taken_at, at),
    )  # fmt: skip
    problem = _why_not(file, answer, at=at)
    if problem is not None:
        return problem, None
    actor = actor_of(row.line_list.commit_by, purpose=Purpose.FOLLOW_UP)
    return None, row_of(file, answer, client_id=uuid5(row.line_list_id, str(row.number)), by=actor, at=at, marks=MARKS)


def _why_not(file: PersonFile, answer: Answer, *, at: datetime) -> Problem | None:
    taken_at = answer.taken_at or at
    if taken_at < file.opened_at - timedelta(days=1):
        return Problem("followup.before", said("The follow-up here began later than this day."))
    if taken_at >= ended_at(file):
        text = said("The follow-up had ended by then; nothing more is asked of this person.")
        return Problem("followup.is_over", text)
    if answer.outcome == rules.TAKEN and answer.celsius is None and not answer.symptoms:
        return None  # seen and well: another system asks for no temperature
    return rules.why_not_taken(
        outcome=answer.outcome, channel=answer.channel, celsius=answer.celsius, method=answer.method,
        symptoms=answer.symptoms, needs=(), taken_at=taken_at, ended_at=ended_at(file),
        pack=queries.pack_of_temperature(file.programme, at), at=at,
    )  # fmt: skip


def _celsius(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace("℃", "").replace("°C", "").strip()).quantize(Decimal("0.1")) if text else None
    except InvalidOperation:
        return None
