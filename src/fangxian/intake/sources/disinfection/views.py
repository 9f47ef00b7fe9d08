"""The log of disinfection on a computer: read, written, put right, printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import names_of
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.staff.queries import unit_names

from . import queries, rules, services
from .forms import CorrectionForm, EntryForm, ShownForm
from .models import Disinfection

ROWS_A_PAGE = 50
MOST_ON_PAPER = 500
DAYS_SHOWN = 7
log_keeper = screen(power=rules.POWER, purpose=Purpose.COMMAND)


@log_keeper
@require_GET
def log(request: Any) -> HttpResponse:
    """What was disinfected in the reader's area: the last week, or the days that are asked for."""
    shown = _shown(request)
    page = Paginator(shown["rows"], ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "disinfection/log.html", {**shown, "page": page})


@log_keeper
@require_GET
def paper(request: Any) -> HttpResponse:
    """The same as one sheet to be printed and signed."""
    shown = _shown(request)
    rows = list(shown["rows"].filter(correction=None).order_by("started_at", "id")[:MOST_ON_PAPER])
    area = request.actor.area_code
    names = names_of([area], programme_id=request.programme.id)
    context = {**shown, "rows": rows, "area_name": names.get(area, ""), "most": MOST_ON_PAPER,
               "too_many": len(rows) == MOST_ON_PAPER}  # fmt: skip
    return render(request, "disinfection/paper.html", context)


@log_keeper
def log_entry(request: Any) -> HttpResponse:
    """Write down what was disinfected."""
    given = {"programme": request.programme, "at": request.at}
    form = EntryForm(request.POST, **given) if request.method == "POST" else EntryForm(initial=_first(request), **given)
    if request.method == "POST" and form.is_valid():
        try:
            services.log_disinfection(
                entry=form.entry(), client_id=form.client, programme=request.programme, by=request.actor, at=request.at
            )
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("disinfection:log")
    context = {"form": form, "places": queries.places_logged(request.actor)}
    return render(request, "disinfection/entry.html", context, status=422 if form.is_bound else 200)


@log_keeper
def correct(request: Any, entry_id: UUID) -> HttpResponse:
    """Put another entry in the place of one that was wrong."""
    wrong = queries.entry_of(request.actor, entry_id)
    if wrong is None:
        raise Http404
    given = {"programme": request.programme, "at": request.at}
    bound = request.method == "POST"
    form = CorrectionForm(request.POST, **given) if bound else CorrectionForm(initial=_as_it_was(wrong), **given)
    if bound and form.is_valid():
        try:
            services.correct_disinfection(
                wrong=wrong, entry=form.entry(), reason=form.cleaned_data["reason"], client_id=form.client,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("disinfection:log")
    context = {"form": form, "wrong": wrong, "is_corrected": queries.is_corrected(wrong),
               "places": queries.places_logged(request.actor)}  # fmt: skip
    return render(request, "disinfection/correct.html", context, status=422 if bound else 200)


def _shown(request: Any) -> dict[str, Any]:
    """The rows that are asked for, and the form that asks. Days that cannot be read are the last week."""
    today = city_day(request.at, request.programme.timezone)
    form = ShownForm(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    last_on: date = said.get("last_on") or today
    first_on: date = said.get("first_on") or last_on - timedelta(days=DAYS_SHOWN - 1)
    kind, text = said.get("kind", ""), said.get("text", "").strip()
    if not form.is_bound:
        form = ShownForm(initial={"first_on": first_on, "last_on": last_on})
    rows = queries.of_days(
        queries.logged(request.actor), first_on=first_on, last_on=last_on, place_kind=kind, text=text
    )
    return {"rows": rows.select_related("correction"), "form": form, "first_on": first_on, "last_on": last_on}


def _first(request: Any) -> dict[str, Any]:
    """What a form begins with: a place that another page led here from, and the unit of whoever writes."""
    asked, unit = request.GET, request.actor.unit_id
    return {
        "client_id": uuid4(), "place_kind": asked.get("kind", rules.POST), "place_name": asked.get("name", ""),
        "place_id": _id(asked.get("place", "")), "area": asked.get("area", "") or request.actor.area_code,
        "agent": "chlorine", "concentration": "500", "started_at": request.at - timedelta(minutes=30),
        "ended_at": request.at, "done_by": unit_names([unit], programme_id=request.programme.id).get(unit, ""),
    }  # fmt: skip


def _as_it_was(entry: Disinfection) -> dict[str, Any]:
    kept = ("place_kind", "place_name", "place_id", "agent", "concentration", "started_at", "ended_at", "done_by")
    return {"client_id": uuid4(), "area": entry.area_code, **{name: getattr(entry, name) for name in kept}}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
