"""Reports on paper: one visit, or the visits of one day, on screen and as a Word file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import labels_of
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import screen
from fangxian.engine.clocks.days import day_end, day_start
from fangxian.supervision.export import report
from fangxian.supervision.forms import DayForm, in_language
from fangxian.supervision.models import Inspection
from fangxian.supervision.queries import found, visits
from fangxian.supervision.rules import inspections

from .visit import found_visit, lines_of, shown

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_VISITS = 200


def _reported(request: Any, rows: list[Inspection]) -> list[report.Visit]:
    names = labels_of([one.area_code for one in rows], programme_id=request.programme.id)
    made = []
    for one in rows:
        findings = list(found.in_order(one.findings.all()))
        made.append(
            report.Visit(
                inspection=one,
                place=names.get(one.area_code, one.area_code),
                bodies=sorted({member.post.unit.body.name for member in one.team.members.all()}),
                lines=[(in_language(line), line.source, one.answers.get(line.code, "")) for line in lines_of(one)],
                findings=shown(findings, at=request.at),
            )
        )
    return made


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_GET
def visit_word(request: Any, inspection_id: UUID) -> HttpResponse:
    """The report of one visit that is over."""
    one = found_visit(request, inspection_id)
    if inspections.state_at(one.times, request.at) != inspections.ENDED:
        raise Http404
    return _file(_word(request, _reported(request, [one])), f"visit_{one.number}.docx")


def _asked_day(request: Any) -> date:
    form = DayForm(request.GET or None)
    today = city_day(request.at, request.programme.timezone)
    given = form.cleaned_data.get("day") if form.is_bound and form.is_valid() else None
    return min(given, today) if given else today


def _of_day(request: Any, day: date) -> list[Inspection]:
    zone = request.programme.zone
    first, until = day_start(day, zone), day_end(day, zone)
    return list(visits.ended_on(request.actor, first=first, until=until)[:MOST_VISITS])


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_GET
def day(request: Any) -> HttpResponse:
    """The visits of one day with what they found, to be read or printed."""
    asked = _asked_day(request)
    rows = _reported(request, _of_day(request, asked))
    context = {"rows": rows, "day": asked, "form": DayForm(initial={"day": asked}), "sums": report.sums(rows)}
    return render(request, "supervision/day.html", context)


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_GET
def day_word(request: Any) -> HttpResponse:
    """The same as a Word file."""
    asked = _asked_day(request)
    rows = _reported(request, _of_day(request, asked))
    return _file(_word(request, rows, day=asked), f"visits_{asked.isoformat()}.docx")


def _word(request: Any, rows: list[report.Visit], *, day: date | None = None) -> bytes:
    at: datetime = request.at
    return report.word(rows, programme=request.programme, language=get_language() or "en", at=at, day=day)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
