"""Somebody says what a row leaves open; the row comes to its end, or asks something else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from fangxian.cases.models import LineList, LineListRow
from fangxian.cases.rules import CLASSES
from fangxian.cases.rules import linelists as rules
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said

from .known import know_rows
from .settling import keep_told, settle, told_of

OUTCOMES_OF_FOLLOWUP = ("seen_well", "not_reached", "declined")
_WORDS = {"case_class": CLASSES, "outcome": OUTCOMES_OF_FOLLOWUP}


@transaction.atomic
def answer_line(
    *, row: LineListRow, answers: Mapping[str, str], alike: bool, by: Actor, at: datetime
) -> dict[str, int]:
    """Fill in what a row leaves open; returns how many rows came to which end.

    answers  field -> text: days as ISO dates, a case by its number here; only fields that the row asks for
    alike    answer every quarantined row of the list that lacks the same: laboratory and case only
    """
    line_list = LineList.objects.select_for_update().get(id=row.line_list_id)
    refuse(why_not_use("cases.investigate", by=by, area_code=line_list.area_code))
    row = LineListRow.objects.select_for_update().get(id=row.id)
    refuse(rules.why_not_answer(state=line_list.state, outcome=row.outcome))
    given = {field: text.strip() for field, text in answers.items() if text.strip()}
    refuse(_why_not(given, row, alike=alike))
    rows = [row]
    if alike:
        others = line_list.rows.select_for_update().filter(outcome=rules.QUARANTINED, subject=row.subject)
        rows += [other for other in others.exclude(id=row.id).order_by("number") if set(given) <= set(other.missing)]
    ends = _answered(line_list, rows, given, by=by, at=at)
    audit.record(
        "cases.lines_answered", on=line_list, by=by, at=at, count=len(rows),
        detail={"row": row.number, "fields": sorted(given)} | ends,
    )  # fmt: skip
    return ends


@transaction.atomic
def look_again(*, line_list: LineList, by: Actor, at: datetime) -> dict[str, int]:
    """Compare the quarantined rows anew with what has come since; returns how many rows came to which end."""
    line_list = LineList.objects.select_for_update().get(id=line_list.id)
    refuse(why_not_use("cases.investigate", by=by, area_code=line_list.area_code))
    rows = list(line_list.rows.select_for_update().filter(outcome=rules.QUARANTINED).order_by("number"))
    ends = _answered(line_list, rows, {}, by=by, at=at)
    audit.record("cases.lines_compared_again", on=line_list, by=by, at=at, count=len(rows), detail=ends)
    return ends


def _answered(
    line_list: LineList, rows: list[LineListRow], given: Mapping[str, str], *, by: Actor, at: datetime
) -> dict[str, int]:
    for row in rows:
        told = told_of(row) | {"case_here" if field == "case_ref" else field: text for field, text in given.items()}
        keep_told(row, told)
    known = know_rows(line_list, [(row.subject, told_of(row)) for row in rows])
    ends = dict.fromkeys(rules.OUTCOMES, 0)
    for row in rows:
        settle(row, known, disease=line_list.programme.disease_code, first_row=None)
        if row.outcome == rules.ACCEPTED or given:
            row.answered_at, row.answered_by_id = at, by.post_id  # a confirmation from before does not cover it
        row.save()
        ends[row.outcome] += 1
    return ends


def _why_not(given: Mapping[str, str], row: LineListRow, *, alike: bool) -> Problem | None:
    if not given:
        return _problem("cases.line_no_answer", said("Give an answer."), None)
    for field, text in given.items():
        if field not in row.missing:
            return _problem("cases.line_not_asked", said("The row does not ask for this."), field)
        if alike and field not in rules.FOR_MANY:
            text_alike = said("This is one person's own and cannot be answered for many.")
            return _problem("cases.line_not_alike", text_alike, field)
        if field in rules.DAYS and not _is_day(text):
            return _problem("cases.line_not_a_day", said("This is not a day."), field)
        if field in _WORDS and text not in _WORDS[field]:
            return _problem("cases.line_unknown_word", said("Choose one of the values."), field)
    return None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _problem(code: str, text: str, field: str | None) -> Problem:
    return Problem(code, text, {}, field, status=422)
