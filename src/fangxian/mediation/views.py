"""Incidents of an area: written down without names, talked about, agreed or referred."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.areas.queries import labels_of
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import problem_text, screen
from fangxian.letters import rules as letters
from fangxian.letters import services as letter_services
from fangxian.letters.models import Letter
from fangxian.letters.views.writing import form_page
from fangxian.mediation import forms, queries, rules, services
from fangxian.mediation.models import Incident

ROWS = 30
work = screen(power=rules.POWER, purpose=Purpose.VERIFY_LEAD)


@work
@require_GET
def incidents(request: Any) -> HttpResponse:
    """What is not settled, what nobody has talked about first; or what is over."""
    ended = "over" in request.GET
    page = Paginator(queries.incidents(request.actor, ended=ended), ROWS).get_page(request.GET.get("page"))
    address = reverse("mediation:list")
    context = {
        "page": page, "rows": [(one, rules.state_of(one)) for one in page.object_list],
        "tabs": [(gettext("Not settled"), address, not ended), (gettext("Over"), f"{address}?over=1", ended)],
    }  # fmt: skip
    return render(request, "mediation/list.html", context)


@work
@require_http_methods(["GET", "POST"])
def record(request: Any) -> HttpResponse:
    """Write an incident down, of one's own knowledge or from a call in which a dispute was told."""
    told = _told(request)
    initial = {"occurred_at": request.at, "area_code": told.area_code if told else request.actor.area_code}
    form = forms.IncidentForm(request.POST or None, programme=request.programme, at=request.at, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.record_incident(
                    programme=request.programme, request_id=told.id if told else None, by=request.actor, at=request.at,
                    **form.cleaned_data,
                )  # fmt: skip
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
                status = refused.problem.status
            else:
                messages.success(request, gettext("Recorded."))
                return redirect("mediation:one", made.id)
    return render(request, "mediation/record.html", {"form": form, "told": told}, status=status)


def _told(request: Any) -> Any:
    """The call from which it begins, if one is named; a number that is none of the reader's begins nothing."""
    wanted = request.GET.get("request", "")
    if not wanted:
        return None
    try:
        found = queries.dispute_told(UUID(wanted), request.programme, by=request.actor, at=request.at)
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


@work
@require_GET
def one(request: Any, incident_id: UUID) -> HttpResponse:
    """One incident with what was done to settle it."""
    found = _found(request, incident_id)
    services.saw_incident(found, by=request.actor, at=request.at)
    return _page(request, found)


@work
@require_http_methods(["GET", "POST"])
def letter(request: Any, incident_id: UUID) -> HttpResponse:
    """Ask a department to put right what gave rise to it: the form of a letter, begun without a word of the incident.

    Only its kind, its day and its place are known there; of a stigma case neither kind nor place.
    """
    found = _found(request, incident_id)
    refuse(why_not_use(letters.WRITE, by=request.actor, area_code=found.area_code))

    def keep(written: letter_services.Written) -> Letter:
        return letter_services.draft(written=written, programme=request.programme, by=request.actor, at=request.at)

    return form_page(request, _first_words(request, found), letters.INCIDENT, found.id, keep, letter=None)


def _first_words(request: Any, found: Incident) -> dict[str, Any]:
    day = city_day(found.occurred_at, request.programme.timezone).isoformat()
    told = {"day": day, "kind": label("mediation.kind", rules.told_as(found.kind))}
    place = labels_of([found.area_code], programme_id=found.programme_id).get(found.area_code, "")
    if rules.may_tell_place(found.kind) and found.place:
        place = found.place
    return {
        "topic": rules.TOPICS.get(found.kind, letters.OTHER), "area": found.area_code, "place": place,
        "problem": gettext("On %(day)s something happened here that was written down as: %(kind)s.") % told,
        "request": gettext("Please look into what gave rise to it, and say what is done so that it does not happen "
                           "again."),
        "evidence": gettext("Incident %(number)s") % {"number": found.number},
    }  # fmt: skip


@work
@require_POST
def act(request: Any, incident_id: UUID, act: str) -> HttpResponse:
    """One of ACTS. A form that cannot be read, or is refused, is shown again with why."""
    found = _found(request, incident_id)
    if act not in ACTS:
        raise Http404
    kind, write = ACTS[act]
    form = kind(request.POST)
    if form.is_valid():
        try:
            write(request, found, form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("mediation:one", found.id)
    return _page(request, found, status=422, **{act: form})


def _step(request: Any, found: Incident, given: dict[str, Any]) -> None:
    services.write_step(incident=found, by=request.actor, at=request.at, **given)


def _agree(request: Any, found: Incident, given: dict[str, Any]) -> None:
    services.agree(incident=found, by=request.actor, at=request.at, **given)


def _refer(request: Any, found: Incident, given: dict[str, Any]) -> None:
    services.refer(incident=found, by=request.actor, at=request.at, **given)


ACTS: dict[str, tuple[type[django_forms.Form], Callable[[Any, Incident, dict[str, Any]], None]]] = {
    "step": (forms.StepForm, _step), "agree": (forms.AgreeForm, _agree), "refer": (forms.ReferForm, _refer),
}  # fmt: skip


def _found(request: Any, incident_id: UUID) -> Incident:
    found = queries.incident_of(incident_id, by=request.actor)
    if found is None:
        raise Http404
    return found


def _page(request: Any, found: Incident, *, status: int = 200, **asked: django_forms.Form) -> HttpResponse:
    state = rules.state_of(found)
    shown = {name: asked.get(name) or kind(auto_id=f"{name}_%s") for name, (kind, _) in ACTS.items()}
    context = {
        "letters": queries.letters_of(found, by=request.actor),
        "why_not_letter": why_not_use(letters.WRITE, by=request.actor, area_code=found.area_code),
        "one": found, "state": state, "steps": queries.steps_of(found), "forms": shown,
        "is_over": state in (rules.AGREED, rules.REFERRED), "has_talked": state == rules.TALKED,
    }  # fmt: skip
    return render(request, "mediation/one.html", context, status=status)
