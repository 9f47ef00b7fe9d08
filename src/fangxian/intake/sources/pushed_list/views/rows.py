"""Rows of a list: looked at with names masked, and answered one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import names_of
from fangxian.core.audit import services as audit
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.intake.sources.pushed_list.forms import AnswerForm, title_of
from fangxian.intake.sources.pushed_list.models import Import, ImportRow
from fangxian.intake.sources.pushed_list.rules import states
from fangxian.intake.sources.pushed_list.rules.questions import fields_asked

from .arriving import list_or_404

ROWS_A_PAGE = 50


def in_language(text: Mapping[str, str]) -> str:
    """A sentence that is kept in both languages."""
    return text["zh"] if (get_language() or "").startswith("zh") else text["en"]


@dataclass(frozen=True)
class ShownRow:
    """A row as a table shows it: names and numbers masked, nobody can be rung up from it."""

    number: int
    outcome: str
    name: str
    document: str
    phone: str
    stay: str
    from_on: date | None
    until_on: date | None
    arrives_on: date | None
    destination: str
    findings: Sequence[str]
    forecast: str
    first_row: int | None
    is_destroyed: bool


def rows_page(request: Any, source_list: Import, *, outcome: str = "", finding: str = "") -> Page:
    """One page of rows, narrowed to an outcome and a kind of finding; its reading is audited."""
    found = queries.rows_of(source_list)
    if outcome:
        found = found.filter(outcome=outcome)
    if finding:
        found = found.filter(findings__contains=[{"code": finding}])
    number = request.GET.get("row", "")
    if number.isdigit():
        found = found.filter(number=int(number))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        "intake.saw_rows",
        on=source_list,
        by=request.actor,
        at=request.at,
        count=len(page.object_list),
        detail={"page": page.number, "outcome": outcome},
    )
    return page


def shown_rows(request: Any, source_list: Import, rows: Iterable[ImportRow]) -> list[ShownRow]:
    rows = list(rows)
    records = [json.loads(row.record) if row.record else None for row in rows]
    codes = {row.area_code for row in rows} | {stay["area_code"] for stay in map(_stay, records)}
    known = names_of(codes, programme_id=source_list.programme_id)
    return [_shown(row, record, known) for row, record in zip(rows, records, strict=True)]


def _stay(record: dict[str, Any] | None) -> dict[str, Any]:
    stays = (record or {}).get("content", {}).get("stays")
    return stays[0] if stays else {"area_code": "", "area_text": "", "from_on": "", "until_on": ""}


def _shown(row: ImportRow, record: dict[str, Any] | None, known: Mapping[str, str]) -> ShownRow:
    claim = (record or {}).get("claim") or {}
    stay = _stay(record)
    return ShownRow(
        number=row.number,
        outcome=row.outcome,
        name=masked(claim.get("name")),
        document=_last_digits(claim.get("document_number")),
        phone=_last_digits(claim.get("phone")),
        stay=queries.place_name(stay, known),
        from_on=as_day(stay["from_on"]),
        until_on=as_day(stay["until_on"]),
        arrives_on=as_day((record or {}).get("content", {}).get("arrives_on", "")),
        destination=queries.place_name({"area_code": row.area_code, "area_text": ""}, known),
        findings=[in_language(finding) for finding in row.findings],
        forecast=label("intake.forecast", row.forecast) if row.forecast else "",
        first_row=row.first_row,
        is_destroyed=row.record is None,
    )


def _last_digits(number: str | None) -> str:
    """Enough of a number to compare it with the sender's file; where it begins says from where somebody is."""
    return f"••• {number[-4:]}" if number else ""


def as_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@screen(power="intake.see", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def rows(request: Any, list_id: UUID) -> HttpResponse:
    """The rows of a list, by outcome and reason."""
    source_list = list_or_404(request, list_id)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in dict(states.OUTCOMES) else ""
    finding = request.GET.get("finding", "")[:40]
    page = rows_page(request, source_list, outcome=outcome, finding=finding)
    counts = queries.counts_of(source_list)
    tabs = [(f"{_('All')} {sum(counts.values())}", "?", not outcome)]
    tabs += [
        (f"{label('intake.outcome', key)} {counts[key]}", f"?outcome={key}", outcome == key)
        for key, _text in states.OUTCOMES
    ]
    context = {
        "list": source_list,
        "page": page,
        "rows": shown_rows(request, source_list, page.object_list),
        "tabs": tabs,
        "outcome": outcome,
        "finding": finding,
        "can_answer": request.actor.can("intake.import") and source_list.state in (states.READ, states.COMMITTED),
    }
    return render(request, "intake/rows.html", context)


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_http_methods(["GET", "POST"])
def answer(request: Any, list_id: UUID, number: int) -> HttpResponse:
    """One row in full, what it asks, and the form to answer it. Its reading is audited."""
    source_list = list_or_404(request, list_id)
    row = get_object_or_404(queries.rows_of(source_list), number=number)
    record = json.loads(row.record) if row.record else {"cells": {}}
    alike = queries.same_question(row).count() if row.outcome == states.QUARANTINED else 0
    asked = fields_asked(row.findings, heads=source_list.mapping)
    form = AnswerForm(
        request.POST if "answer" in request.POST else None,
        asked=asked,
        cells=record["cells"],
        candidates=queries.candidates_of(source_list, record["cells"], asked, at=request.at),
        alike_count=alike,
    )
    if request.method == "POST":
        done = _give_up(request, row) if "give_up" in request.POST else _answer(request, row, form, record["cells"])
        if done:
            return redirect(f"{request.path.rsplit('/', 2)[0]}/?outcome={states.QUARANTINED}")
    else:
        audit.record("intake.saw_row", on=source_list, by=request.actor, at=request.at, detail={"row": number})
    context = {
        "list": source_list,
        "row": row,
        "cells": [
            (source_list.mapping.get(name, title_of(name)), title_of(name), text)
            for name, text in record.get("told", record["cells"]).items()
        ],
        "answers": _answers_given(record),
        "findings": [(finding["field"], in_language(finding)) for finding in row.findings],
        "form": form,
        "alike": alike,
        "problem": services.why_not_answer(source_list, row),
    }
    return render(request, "intake/row.html", context, status=422 if form.errors else 200)


def _answers_given(record: dict[str, Any]) -> list[tuple[str, str]]:
    """(field, text) of what has been answered before."""
    told = record.get("told", record["cells"])
    return [(title_of(name), text) for name, text in record["cells"].items() if text and text != told.get(name, "")]


def _give_up(request: Any, row: ImportRow) -> bool:
    count = services.give_up_row(row=row, alike="alike" in request.POST, by=request.actor, at=request.at)
    messages.success(
        request, ngettext("%(count)s row is rejected.", "%(count)s rows are rejected.", count) % {"count": count}
    )
    return True


def _answer(request: Any, row: ImportRow, form: AnswerForm, cells: Mapping[str, str]) -> bool:
    """Whether the answer was taken; the words of the result are on the next page."""
    if not form.is_valid():
        return False
    try:
        ends = services.answer_row(
            row=row,
            answers=form.answers(cells),
            left_out=form.left_out(),
            basis=form.cleaned_data["basis"],
            alike=bool(form.cleaned_data.get("alike")),
            by=request.actor,
            at=request.at,
        )
    except Refused as refused:
        form.add_error(None, problem_text(refused.problem))
        return False
    result = ", ".join(f"{label('intake.outcome', outcome)} {count}" for outcome, count in ends.items())
    if states.QUARANTINED in ends:
        messages.warning(request, _("The answer still leaves something open: %(result)s") % {"result": result})
    else:
        messages.success(request, _("Answered: %(result)s") % {"result": result})
    return True
