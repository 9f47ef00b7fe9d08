"""The interview with a case: lines are kept as they are told, records are shown for confirming, and it is completed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.cases.models import Case, Interview, InterviewLine
from fangxian.cases.queries import interviews as queries
from fangxian.cases.rules import interviews as rules
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse, said

from .authority import why_not_work_on
from .opening import record_step


@dataclass(frozen=True)
class Told:
    """One line as it was told; see `models.InterviewLine` for the columns."""

    kind: str
    from_at: datetime
    until_at: datetime | None = None
    place: str = ""
    company: str = ""
    area_code: str = ""
    source: str = rules.TOLD
    all_contacts_known: bool = False


@transaction.atomic
def add_line(*, case: Case, told: Told, by: Actor, at: datetime) -> InterviewLine:
    """Keep one line of the timeline; the first one begins the interview. Errors: Refused."""
    interview = _open(case, by=by, at=at)
    refuse(
        rules.why_not_line(
            place=told.place, kind=told.kind, from_at=told.from_at, until_at=told.until_at,
            days=queries.days_of(case, at=at), zone=case.programme.zone,
        )
    )  # fmt: skip
    if told.source not in rules.SOURCES:
        raise Refused(Problem("cases.unknown_source", said("Choose where this comes from."), field="source"))
    line = InterviewLine.objects.create(
        programme_id=case.programme_id, interview=interview, area_code=told.area_code, kind=told.kind,
        place=told.place.strip() or None, company=told.company.strip() or None, from_at=told.from_at,
        until_at=told.until_at, source=told.source, all_contacts_known=told.all_contacts_known, recorded_at=at,
        recorded_by_id=by.post_id,
    )  # fmt: skip
    audit.record(
        "cases.interview_line_added", on=line, about=case.person_id, by=by, at=at, area_code=case.area_code,
        detail={"source": line.source},
    )  # fmt: skip
    return line


@transaction.atomic
def remove_line(*, case: Case, line_id: UUID, by: Actor, at: datetime) -> None:
    """Take back a line that was a slip, while the interview is a draft. Errors: Refused."""
    interview = _open(case, by=by, at=at)
    line = InterviewLine.objects.filter(id=line_id, interview=interview).first()
    if line is None:
        raise Refused(Problem("cases.no_line", said("This line is no longer there."), status=404))
    if line.exposed.exists():
        raise Refused(Problem("cases.place_put_forward", said("This line was already put forward.")))
    audit.record("cases.interview_line_removed", on=line, about=case.person_id, by=by, at=at, area_code=case.area_code)
    line.delete()


@transaction.atomic
def save_note(*, case: Case, note: str, by: Actor, at: datetime) -> Interview:
    """Keep what was said besides, as a draft."""
    interview = _open(case, by=by, at=at)
    interview.note = note.strip() or None
    interview.save(update_fields=["note"])
    audit.record("cases.interview_saved", on=interview, about=case.person_id, by=by, at=at)
    return interview


@transaction.atomic
def complete(*, case: Case, by: Actor, at: datetime) -> Interview:
    """Say that every day was asked about: that files the investigation, and stops its clock. Errors: Refused."""
    interview = _open(case, by=by, at=at)
    days = queries.timeline_of(case, at=at)
    refuse(
        rules.why_not_complete(days=[day.on for day in days], told=[day.on for day in days if day.lines])
    )  # fmt: skip
    interview.completed_at, interview.completed_by_id = at, by.post_id
    interview.save(update_fields=["completed_at", "completed_by"])
    audit.record("cases.interview_completed", on=interview, about=case.person_id, by=by, at=at)
    if case.investigated_at is None:
        record_step(case=case, step="investigated", by=by, at=at)
    return interview


def why_not_change(case: Case, *, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not work on the interview of this case now."""
    found = queries.interview_of(case)
    return why_not_work_on(case, by=by, at=at) or rules.why_not_change(
        completed_at=found.completed_at if found else None
    )


def _open(case: Case, *, by: Actor, at: datetime) -> Interview:
    """The interview of a case as a draft, begun if nobody has begun it; held until the transaction ends."""
    refuse(why_not_work_on(case, by=by, at=at))
    Case.objects.select_for_update().get(id=case.id)
    found, is_new = Interview.objects.get_or_create(
        case=case,
        defaults={
            "programme_id": case.programme_id, "area_code": case.area_code, "begun_at": at, "begun_by_id": by.post_id,
        },
    )  # fmt: skip
    if is_new:
        audit.record("cases.interview_begun", on=found, about=case.person_id, by=by, at=at)
    refuse(rules.why_not_change(completed_at=found.completed_at))
    return found
