"""Accepted rows are recorded through the services that a person at the screen uses, and refused by the same rules.

Nothing here binds anybody: a case needs its laboratory, a class beyond the rule its second reviewer, a measure its
approval. A list only spares the typing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from fangxian.cases import rules as of_cases
from fangxian.cases.models import Case, Exposure, LineList, LineListRow
from fangxian.cases.rules import linelists as rules
from fangxian.cases.services.classifying import Meeting, record_exposure
from fangxian.cases.services.linking import Link, link_cases
from fangxian.cases.services.opening import Laboratory, open_case
from fangxian.core.actors.rules import Actor, Purpose, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim
from fangxian.core.problems.rules import Problem, Refused, refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.queries import actor_of
from fangxian.engine.linelists import ROWS, formats_by_id

from .known import Known, case_of, know_rows
from .settling import as_json, done, keep_told, refuse_row, settle, told_of

JOB = "fangxian.cases.jobs.commit_line_list"
ROWS_AT_ONCE = 100
QUIET_WITHIN = timedelta(seconds=60)
_ORDER = ("laboratory", "case", "contact", "relationship")  # what others speak of goes first
_NAMES = Q(subject__in=("case", "contact", "relationship"))


def second_needed(line_list: LineList, *, at: datetime) -> bool:
    """Whether somebody of another body must confirm before the accepted rows are recorded (O8, INV-03).

    The lists of one sender within a day count together, and a confirmation covers only what it saw.
    """
    waiting = line_list.rows.filter(_NAMES, outcome=rules.ACCEPTED, done_at=None)
    if line_list.confirmed_at is not None and not waiting.filter(answered_at__gt=line_list.confirmed_at).exists():
        return False
    recorded = LineListRow.objects.filter(
        _NAMES, programme_id=line_list.programme_id, line_list__sender=line_list.sender,
        done_at__gt=at - rules.ONE_SENDER_WITHIN, line_list__confirmed_at=None,
    )  # fmt: skip
    return waiting.count() + recorded.count() > rules.SECOND_OVER


@transaction.atomic
def confirm_line_list(*, line_list: LineList, by: Actor, at: datetime) -> LineList:
    """Confirm, as somebody of another body, that these people belong to the investigation. Errors: Refused."""
    line_list = _locked(line_list.id)
    refuse(why_not_use("cases.review", by=by, area_code=line_list.area_code))
    refuse(of_cases.why_not_decide(by))
    first = line_list.received_by
    refuse(
        rules.why_not_confirm(
            state=line_list.state, second_needed=second_needed(line_list, at=at), first_user_id=first.user_id,
            first_body_id=first.unit.body_id, by=by,
        )
    )  # fmt: skip
    count = line_list.rows.filter(_NAMES, outcome=rules.ACCEPTED, done_at=None).count()
    line_list.confirmed_at, line_list.confirmed_by_id, line_list.confirmed_count = at, by.post_id, count
    line_list.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_count"])
    audit.record("cases.line_list_confirmed", on=line_list, by=by, at=at, count=count)
    return line_list


def why_not_commit(line_list: LineList, *, at: datetime) -> Problem | None:
    waiting = line_list.rows.filter(outcome=rules.ACCEPTED, done_at=None).count()
    return rules.why_not_commit(
        state=line_list.state, waiting_count=waiting, second_needed=second_needed(line_list, at=at)
    )


def commit_line_list(*, line_list: LineList, by: Actor, at: datetime) -> LineList:
    """Record the accepted rows: the first at once, the rest in the background. Errors: Refused."""
    with transaction.atomic():
        line_list = _locked(line_list.id)
        refuse(why_not_use("cases.investigate", by=by, area_code=line_list.area_code))
        refuse(of_cases.why_not_decide(by))
        refuse(why_not_collect(stood_down_at=line_list.programme.stood_down_at, at=at))
        refuse(why_not_commit(line_list, at=at))
        line_list.commit_started_at, line_list.commit_by_id, line_list.committed_at = at, by.post_id, None
        line_list.save(update_fields=["commit_started_at", "commit_by", "committed_at"])
    if go_on(line_list_id=line_list.id, at=at):
        app.configure_task(JOB, queue="imports").defer(line_list_id=str(line_list.id))
    return LineList.objects.get(id=line_list.id)


@transaction.atomic
def go_on(*, line_list_id: UUID, at: datetime) -> bool:
    """Record the next rows of a list, or close the recording; returns whether more wait. Safe to call again."""
    line_list = LineList.objects.select_for_update(of=("self",), skip_locked=True).filter(id=line_list_id).first()
    if line_list is None or line_list.state != rules.RECORDING or line_list.commit_by is None:
        return False
    by = actor_of(line_list.commit_by, purpose=Purpose.INVESTIGATE_CASE)
    waiting = line_list.rows.filter(outcome=rules.ACCEPTED, done_at=None).exclude(subject="followup")
    # in the order of _ORDER, which its first letters happen not to be
    rows = [row for subject in _ORDER for row in waiting.filter(subject=subject).order_by("number")[:ROWS_AT_ONCE]]
    rows = rows[:ROWS_AT_ONCE]
    known = know_rows(line_list, [(row.subject, told_of(row)) for row in rows])
    for row in rows:
        _record(row, known, by=by, at=at)
    if waiting.exists():
        return True
    line_list.committed_at = at
    line_list.save(update_fields=["committed_at"])
    recorded = list(line_list.rows.filter(done_at__isnull=False).order_by("number").values_list("made_id", flat=True))
    digest = hashlib.sha256("\n".join(map(str, recorded)).encode()).digest()
    audit.record("cases.line_list_committed", on=line_list, by=by, at=at, count=len(recorded), digest=digest)
    return False


def resume_line_lists(*, at: datetime) -> int:
    """Ask again for the work on every list whose worker died; returns how many."""
    started = LineList.objects.filter(
        commit_started_at__lt=at - QUIET_WITHIN, committed_at=None, discarded_at=None,
        programme__stood_down_at=None,
    )  # fmt: skip
    ids = list(started.values_list("id", flat=True))
    for line_list_id in ids:
        app.configure_task(JOB, queue="imports").defer(line_list_id=str(line_list_id))
    return len(ids)


def _record(row: LineListRow, known: Known, *, by: Actor, at: datetime) -> None:
    """Record one row; what is refused is given back with the reason and leaves nothing."""
    told = told_of(row)
    try:
        with transaction.atomic():
            _RECORDERS[row.subject](row, told, known, by, at)
    except Refused as refused:
        refuse_row(row, refused.problem)
    row.save()


def _record_case(row: LineListRow, told: dict[str, str], known: Known, by: Actor, at: datetime) -> None:
    line_list = known.line_list
    laboratory = Laboratory(told["lab_name"], told["sample_number"], _day(told, "sampled_on"), _day(told, "result_on"))
    case = open_case(
        claim=_claim(told, line_list), laboratory=laboratory, case_class=told["case_class"],
        onset_on=None if told["case_class"] == of_cases.ASYMPTOMATIC else _day(told, "onset_on"), isolated_at=None,
        learned_at=line_list.received_at, programme=line_list.programme, by=by, at=at,
    )  # fmt: skip
    row.case_id = case.id
    done(row, at=at, made_id=case.id, person_id=case.person_id)


def _record_contact(row: LineListRow, told: dict[str, str], known: Known, by: Actor, at: datetime) -> None:
    case = known.case(told)
    if case is None:
        settle(row, known, disease="", first_row=None)
        return
    _expose(row, case, _claim(told, known.line_list), told, known.line_list, by=by, at=at)


def _expose(
    row: LineListRow, case: Case, who: Claim | Person, told: dict[str, str], line_list: LineList, *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Record that somebody met a case, unless that is on record: then the row is a duplicate."""
    form = formats_by_id()[line_list.format_id]
    last_on = date.fromisoformat(told["last_contact_on"])
    meeting = Meeting(
        relation=told.get("relation", of_cases.UNKNOWN), setting=told.get("setting", ""),
        protection=told.get("protection", of_cases.UNKNOWN), last_contact_on=last_on,
        first_contact_on=_day(told, "first_contact_on"), evidence=form.evidence or of_cases.OTHER_SYSTEM,
        evidence_reference=f"{line_list.id.hex[-8:].upper()}/{row.number}",
    )  # fmt: skip
    with transaction.atomic():
        exposure = record_exposure(case=case, claim=who, meeting=meeting, by=by, at=at)
        before = Exposure.objects.filter(case=case, person_id=exposure.person_id).exclude(id=exposure.id).first()
        if before is not None:
            transaction.set_rollback(True)
    if before is not None:
        row.outcome, row.record, row.person_id = rules.DUPLICATE, None, before.person_id
        row.findings = [as_json(ROWS.finding("contact_known")), *row.findings]
        return
    done(row, at=at, made_id=exposure.id, person_id=exposure.person_id)


def _record_relationship(row: LineListRow, told: dict[str, str], known: Known, by: Actor, at: datetime) -> None:
    """Two cases become a link; a case and a contact a meeting, through which the contact's own row is recorded."""
    source = case_of(known.row(told["source_ref"]))
    other = known.row(told["target_ref"])
    if source is None or other is None:
        settle(row, known, disease="", first_row=None)
        return
    target = case_of(other)
    if target is not None:
        link = Link(
            source, target, source="imported", reference=told.get("external_id", ""),
            met_on=_day(told, "last_contact_on"),
        )  # fmt: skip
        kept = link_cases(links=[link], programme=known.line_list.programme, by=by, at=at)
        done(row, at=at, made_id=kept[0].id if kept else None)
        return
    who = _person(other) if other.person_id else _claim(told_of(other), other.line_list)
    _expose(row, source, who, told, known.line_list, by=by, at=at)
    if other.done_at is None and row.done_at is not None:
        done(other, at=at, made_id=row.made_id, person_id=row.person_id)
        other.findings = []
        other.save()


def _record_laboratory(row: LineListRow, told: dict[str, str], known: Known, by: Actor, at: datetime) -> None:
    """A result goes to the row of the case that waits for it; it opens nothing by itself."""
    case = known.row(told["case_ref"])
    if case is None or case.done_at is not None or case.subject != "case":
        settle(row, known, disease="", first_row=None)
        return
    result = {field: told[field] for field in ("lab_name", "sample_number", "sampled_on", "result_on") if field in told}
    keep_told(case, result | told_of(case))
    case.answered_at, case.answered_by_id = at, by.post_id
    settle(case, know_rows(case.line_list, []), disease="", first_row=None)
    case.save()
    done(row, at=at, made_id=case.id)


_RECORDERS: dict[str, Callable[[LineListRow, dict[str, str], Known, Actor, datetime], None]] = {
    "case": _record_case, "contact": _record_contact, "relationship": _record_relationship,
    "laboratory": _record_laboratory,
}  # fmt: skip


def _claim(told: dict[str, str], line_list: LineList) -> Claim:
    year = told.get("birth_year", "")
    return Claim(
        name=told["name"], area_code=line_list.area_code, document_kind=told.get("document_kind", ""),
        document_number=told.get("document_number", ""), phone=told.get("phone", ""),
        address=told.get("address", ""), birth_year=int(year) if year else None,
    )  # fmt: skip


def _person(row: LineListRow) -> Person:
    return Person.objects.get(id=row.person_id, programme_id=row.programme_id)


def _day(told: dict[str, str], field: str) -> date | None:
    return date.fromisoformat(told[field]) if told.get(field) else None


def _locked(line_list_id: UUID) -> LineList:
    return (
        LineList.objects.select_for_update(of=("self",))
        .select_related("programme", "received_by__unit", "case")
        .get(id=line_list_id)
    )
