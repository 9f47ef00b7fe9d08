"""Somebody answers what a quarantined row asks; the row is read again and comes to its end, or asks something else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.services import recognise_people
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.models import Import, ImportRow
from fangxian.intake.sources.pushed_list.rules import states
from fangxian.intake.sources.pushed_list.rules.answers import cells_with, why_not_these
from fangxian.intake.sources.pushed_list.rules.findings import LISTS
from fangxian.intake.sources.pushed_list.rules.keys import stay_words
from fangxian.intake.sources.pushed_list.rules.rows import Reader, RowReading, read_row

from .forecasting import forecasts
from .reading import Told, claim_of, finding_json, mark_duplicate, reader_for, row_of


@transaction.atomic
def answer_row(
    *,
    row: ImportRow,
    answers: Mapping[str, str],
    left_out: Collection[str] = (),
    basis: str,
    alike: bool = False,
    by: Actor,
    at: datetime,
) -> dict[str, int]:
    """Answer what a row asks; returns how many rows came to which end.

    answers   field -> text, as if it had stood in the file
    left_out  fields to go on without: a number that nobody can give
    basis     from where the answer is known (rules.answers.BASES)
    alike     answer every other row as well that asks the same about the same text
    """
    source_list = _locked(row.source_list_id)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(why_not_answer(source_list, row))
    refuse(why_not_these(answers, left_out=left_out, basis=basis, alike=alike))
    others = list(queries.same_question(row)) if alike else []
    reader = reader_for(source_list, at=at)
    ends: Counter[str] = Counter()
    accepted: list[tuple[ImportRow, RowReading]] = []
    for answered in [row, *others]:
        fresh, reading = _read_again(answered, source_list, reader, answers=answers, left_out=left_out)
        fresh.answered_at, fresh.answered_by_id, fresh.answer_basis = at, by.post_id, basis
        fresh.save(force_update=True)
        ends[fresh.outcome] += 1
        if fresh.outcome == states.ACCEPTED:
            accepted.append((fresh, reading))
    _forecast(accepted, source_list, at=at)
    _count_people(source_list)
    audit.record(
        "intake.rows_answered",
        on=source_list,
        by=by,
        at=at,
        count=len(others) + 1,
        detail={"row": row.number, "fields": sorted([*answers, *left_out]), "basis": basis} | ends,
    )
    return dict(ends)


def _forecast(accepted: Sequence[tuple[ImportRow, RowReading]], source_list: Import, *, at: datetime) -> None:
    """Note on rows that an answer has made acceptable what their verdict would be."""
    found = forecasts([reading for _row, reading in accepted], programme=source_list.programme, at=at)
    for (row, _reading), forecast in zip(accepted, found, strict=True):
        if forecast:
            row.forecast, row.forecast_rule = forecast.result, forecast.rule_id
            row.save(update_fields=["forecast", "forecast_rule"])


@transaction.atomic
def give_up_row(*, row: ImportRow, alike: bool = False, by: Actor, at: datetime) -> int:
    """Reject a row that nobody can answer, and those that ask the same; returns how many."""
    source_list = _locked(row.source_list_id)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(why_not_answer(source_list, row))
    finding = LISTS.finding("given_up")
    rows = [row, *(queries.same_question(row) if alike else [])]
    for given_up in rows:
        given_up.outcome, given_up.question_key = states.REJECTED, None
        given_up.findings = [*given_up.findings, finding_json(finding.code, None, finding.reason)]
        given_up.answered_at, given_up.answered_by_id = at, by.post_id
        given_up.save(update_fields=["outcome", "question_key", "findings", "answered_at", "answered_by"])
    _count_people(source_list)
    audit.record("intake.rows_given_up", on=source_list, by=by, at=at, count=len(rows), detail={"row": row.number})
    return len(rows)


def why_not_answer(source_list: Import, row: ImportRow) -> Problem | None:
    problem = states.why_not_answer(state=source_list.state, outcome=row.outcome)
    if problem is None and row.record is None:
        return Problem("pushed_list.destroyed", said("The original of this row is destroyed."), status=410)
    return problem


def _read_again(
    row: ImportRow, source_list: Import, reader: Reader, *, answers: Mapping[str, str], left_out: Collection[str]
) -> tuple[ImportRow, RowReading]:
    """The row, and how it reads with the answers, compared with the rest of the list and with what is known."""
    record = json.loads(row.record or "{}")
    cells = cells_with(record["cells"], answers=answers, left_out=left_out)
    told = Told(cells, read_row(row.number, cells, reader), original=record.get("told", record["cells"]))
    fresh = row_of(told, source_list)
    (who,) = recognise_people([claim_of(told.reading)], programme=source_list.programme)
    fresh.person_key = who.document_key or who.phone_key or row.person_key
    if fresh.outcome == states.ACCEPTED:
        first = _first_alike(fresh)
        known = queries.told_before([who.person_id] if who.person_id else [], programme_id=source_list.programme_id)
        fact_id = known.get((who.person_id, stay_words(told.reading.content))) if who.person_id else None
        mark_duplicate(fresh, first_row=first, fact_id=fact_id)
    return fresh, told.reading


def _first_alike(row: ImportRow) -> int | None:
    """The accepted row of the list that says the same of the same person."""
    if row.person_key is None or row.stay_key is None:
        return None
    same = queries.rows_of(row.source_list).filter(
        outcome=states.ACCEPTED, person_key=bytes(row.person_key), stay_key=bytes(row.stay_key)
    )
    return same.exclude(number=row.number).values_list("number", flat=True).first()


def _count_people(source_list: Import) -> None:
    source_list.person_count = queries.person_count(source_list)
    source_list.save(update_fields=["person_count"])


def _locked(list_id: UUID) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("programme").get(id=list_id)
