"""To which end a row comes: accepted, duplicate, quarantined with its question, or rejected with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from fangxian.cases.models import LineList, LineListRow
from fangxian.cases.rules import linelists as rules
from fangxian.core.problems.rules import Problem
from fangxian.core.screens.views import problem_text
from fangxian.engine.linelists import ROWS
from fangxian.engine.linelists.rows import missing_of, questions_of, why_rejected
from fangxian.engine.tables import Finding

from .keys import key_of, other_key_of
from .known import Known, case_of


def as_json(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "field": finding.field, "zh": finding.reason.zh, "en": finding.reason.en}


def told_of(row: LineListRow) -> dict[str, str]:
    return json.loads(row.record) if row.record else {}


def keep_told(row: LineListRow, told: Mapping[str, str]) -> None:
    row.record = json.dumps(dict(told), ensure_ascii=False)


def new_row(
    line_list: LineList, number: int, subject: str, told: Mapping[str, str], findings: Sequence[Finding]
) -> LineListRow:
    """A row as it was read, before it is compared with anything."""
    row = LineListRow(
        programme_id=line_list.programme_id, line_list=line_list, number=number, subject=subject,
        outcome=rules.ACCEPTED, findings=[as_json(finding) for finding in findings],
        key_index=key_of(line_list, subject, told), other_index=other_key_of(line_list, subject, told),
    )  # fmt: skip
    keep_told(row, told)
    return row


def settle(row: LineListRow, known: Known, *, disease: str, first_row: int | None) -> None:
    """Give a row its end, as far as it can be told before anything is recorded.

    first_row  the row of the same list that says the same, if one does
    """
    told = told_of(row)
    notes = [note for note in row.findings if note["code"] not in _SETTLED]
    row.missing = []
    rejected = why_rejected(row.subject, told, disease=disease)
    if rejected or not told:
        _end(row, rules.REJECTED, [rejected] if rejected else [], notes)
        return
    earlier = known.by_index.get(bytes(row.key_index))
    if first_row is not None or earlier is not None:
        _end(row, rules.DUPLICATE, ["said_before" if first_row is not None else "known_before"], notes)
        return
    row.missing = list(missing_of(row.subject, told))
    if row.subject == "contact" and "case_ref" in row.missing and known.line_list.case is not None:
        row.missing.remove("case_ref")
    codes = list(questions_of(tuple(row.missing)))
    if not codes and not _is_here(row, told, known):
        codes = ["not_here"]
        row.missing = ["case_ref"] if row.subject == "contact" else []
    _end(row, rules.QUARANTINED if codes else rules.ACCEPTED, codes, notes)


# what was found about single cells stays on the row, whatever becomes of it
_OF_CELLS = frozenset(
    {"unknown_word", "day_to_come", "day_too_early", "phone_unreadable", "document_wrong", "age_unreadable"}
)
_SETTLED = ROWS.codes - _OF_CELLS


def _end(row: LineListRow, outcome: str, codes: Sequence[str], notes: list[dict[str, Any]]) -> None:
    row.outcome = outcome
    row.findings = [*(as_json(ROWS.finding(code)) for code in codes), *notes]
    if outcome in (rules.REJECTED, rules.DUPLICATE):
        row.record = None


def _is_here(row: LineListRow, told: Mapping[str, str], known: Known) -> bool:
    """Whether everybody of whom the row speaks stands on record, so that it can be recorded."""
    if row.subject == "contact":
        return known.case(told) is not None
    if row.subject == "followup":
        contact = known.row(told["contact_ref"])
        row.person_id = contact.person_id if contact is not None else None
        return row.person_id is not None
    if row.subject == "relationship":
        source, target = known.row(told["source_ref"]), known.row(told["target_ref"])
        return case_of(source) is not None and target is not None and _may_be_met(target)
    if row.subject == "laboratory":
        case = known.row(told["case_ref"])
        return case is not None and case.subject == "case" and case.done_at is None
    return True


def _may_be_met(target: LineListRow) -> bool:
    """Whether the other end of a relationship is a case here, or a contact with a name."""
    return target.case_id is not None or target.person_id is not None or target.subject == "contact"


def refuse_row(row: LineListRow, problem: Problem) -> None:
    """Give a row back that could not be recorded after all, with the reason in both languages."""
    code = {"cases.sample_used": "sample_known"}.get(problem.code)
    if code:
        finding = ROWS.finding(code)
    else:
        with translation.override("zh-hans"):
            zh = str(problem_text(problem))
        with translation.override("en"):
            en = str(problem_text(problem))
        finding = ROWS.finding("not_taken", why_zh=zh, why_en=en)
    row.outcome = rules.DUPLICATE if code else rules.REJECTED
    row.findings, row.record = [as_json(finding), *row.findings], None


def done(row: LineListRow, *, at: datetime, made_id: UUID | None, person_id: UUID | None = None) -> None:
    """Note what a row became; what it told is destroyed."""
    row.done_at, row.made_id, row.record, row.missing = at, made_id, None, []
    row.outcome, row.person_id = rules.ACCEPTED, person_id or row.person_id


def followups_told(line_list_id: UUID) -> QuerySet[LineListRow]:
    """Follow-ups of a list that are accepted and wait to be recorded, in the order of the list."""
    return (
        LineListRow.objects.select_for_update(of=("self",))
        .filter(line_list_id=line_list_id, subject="followup", outcome=rules.ACCEPTED, done_at=None)
        .select_related("line_list__commit_by")
        .order_by("number")
    )


@transaction.atomic
def settle_followup(row: LineListRow, *, made_id: UUID | None, why_not: Problem | None, at: datetime) -> None:
    """Note what a follow-up became: the reading, a question where nobody follows her up, or why it was refused."""
    if made_id is not None:
        done(row, at=at, made_id=made_id)
    elif why_not is not None:
        refuse_row(row, why_not)
    else:
        _end(row, rules.QUARANTINED, ["no_follow_up"], row.findings)
    row.save()
