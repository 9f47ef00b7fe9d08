"""The interview with a case, day by day, assisted by what records hold of her."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.cases import services
from fangxian.cases.forms.interviews import LineForm, NoteForm
from fangxian.cases.models import Case
from fangxian.cases.queries import interviews as queries
from fangxian.cases.queries.exposed import towns_of
from fangxian.cases.rules.exposed import TOWN_DIGITS
from fangxian.cases.services import interviewing
from fangxian.cases.services.tracing import DECLARED, Stop
from fangxian.core.problems.rules import Refused

from . import case_or_404, clocks_of, investigate, see


@see
@require_GET
def interview(request: Any, case_id: UUID) -> HttpResponse:
    """The timeline from the first day that counts to isolation, with what was told so far."""
    return _page(request, case_or_404(request, case_id))


@investigate
@require_POST
def known(request: Any, case_id: UUID) -> HttpResponse:
    """What records hold of her, to be confirmed line by line: one trace, one audit event, nothing copied by itself."""
    case = case_or_404(request, case_id)
    stops = services.trace_places(case=case, with_declared=True, by=request.actor, at=request.at)
    return _page(request, case, stops=stops)


@investigate
@require_POST
def add_line(request: Any, case_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    form = _line_form(request, case, request.POST)
    if form.is_valid():
        try:
            interviewing.add_line(case=case, told=form.told(), by=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused.problem)
        else:
            messages.success(request, gettext("Saved as a draft."))
            return redirect("cases:interview", case.id)
    return _page(request, case, form=form)


@investigate
@require_POST
def remove_line(request: Any, case_id: UUID, line_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    interviewing.remove_line(case=case, line_id=line_id, by=request.actor, at=request.at)
    messages.success(request, gettext("Taken back."))
    return redirect("cases:interview", case.id)


@investigate
@require_POST
def save_note(request: Any, case_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    form = NoteForm(request.POST, programme=request.programme, by=request.actor, at=request.at)
    if not form.is_valid():
        return _page(request, case, note=form)
    interviewing.save_note(case=case, note=form.cleaned_data["note"], by=request.actor, at=request.at)
    messages.success(request, gettext("Saved as a draft."))
    return redirect("cases:interview", case.id)


@investigate
@require_POST
def complete(request: Any, case_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    interviewing.complete(case=case, by=request.actor, at=request.at)
    messages.success(request, gettext("The interview is complete and the investigation filed."))
    return redirect("cases:case", case.id)


def _line_form(request: Any, case: Case, data: Any = None) -> LineForm:
    days = queries.days_of(case, at=request.at)
    towns = towns_of(case.programme, at=request.at)
    return LineForm(data, programme=request.programme, by=request.actor, at=request.at, days=days, towns=towns)


def _page(
    request: Any,
    case: Case,
    *,
    form: LineForm | None = None,
    note: NoteForm | None = None,
    stops: list[Stop] | None = None,
) -> HttpResponse:
    days = queries.timeline_of(case, at=request.at)
    found = queries.interview_of(case)
    services.saw_case(case, by=request.actor, at=request.at)
    first = {"note": found.note if found else ""}
    context = {
        "case": case,
        "clocks": clocks_of(case, at=request.at),
        "days": days,
        "missing_count": sum(1 for day in days if not day.lines),
        "interview": found,
        "state": "complete" if found and found.completed_at else "draft",
        "form": form or _line_form(request, case),
        "note": note or NoteForm(initial=first, programme=request.programme, by=request.actor, at=request.at),
        "known": None if stops is None else _all_known(request, case, stops, days),
        "why_not_change": interviewing.why_not_change(case, by=request.actor, at=request.at),
    }
    is_wrong = bool((form and form.errors) or (note and note.errors))
    return render(request, "cases/interview.html", context, status=422 if is_wrong else 200)


def _all_known(request: Any, case: Case, stops: list[Stop], days: list[queries.Day]) -> list[dict[str, Any]]:
    """Every record as lines to be confirmed, each with its town if that lies in the city."""
    towns = towns_of(case.programme, at=request.at)
    lines = [one for stop in stops for one in _known(stop, case, days)]
    for line in lines:
        town = line["stop"].area_code[:TOWN_DIGITS]
        line["town"] = town if town in towns else ""
    return lines


def _known(stop: Stop, case: Case, days: list[queries.Day]) -> list[dict[str, Any]]:
    """One record as lines that can be taken over with one button each; a stay of several days gives one for each."""
    zone = case.programme.zone
    asked = [day.on for day in days]
    local, until = stop.at.astimezone(zone), stop.until.astimezone(zone) if stop.until else None
    if stop.kind == DECLARED and until is not None:
        within = [day for day in asked if local.date() <= day < until.date()]
        whole = {"stop": stop, "begin": "00:00", "until": "23:59"}
        return [whole | {"on": day, "is_asked": True} for day in within] or [
            whole | {"on": local.date(), "is_asked": False}
        ]
    return [
        {
            "stop": stop,
            "on": local.date(),
            "is_asked": local.date() in asked,
            "begin": f"{local:%H:%M}",
            "until": f"{until:%H:%M}" if until else "",
        }
    ]
