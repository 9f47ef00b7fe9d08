"""Asking another area, and answering one, as long as the inquiry may be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import areas_suggested, labels_of
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.gazetteer.suggestions import suggest
from fangxian.tasks.queries import numbered

from . import forms, queries, rules, services

ROWS = 30
SUGGESTIONS = 8
SUBJECT_SHOWN = (rules.OPEN, rules.ANSWERED)
see = screen(power="inquiries.work", purpose=Purpose.HAND_OVER)
NO_TASK = Problem("inquiries.no_task", said("No open task of your area has this number."), field="task_number")


@see
@require_GET
def inquiries(request: Any) -> HttpResponse:
    """What others ask of the reader's area, or what it asked of others."""
    is_ours = request.GET.get("shown") == "ours"
    rows = queries.asked_by(request.actor) if is_ours else queries.asked_of(request.actor, at=request.at)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.state = rules.state_at(one.times, request.at)
    tabs = [(_("Asked of us"), "?shown=theirs", not is_ours), (_("Asked by us"), "?shown=ours", is_ours)]
    return render(request, "inquiries/list.html", {"page": page, "tabs": tabs, "is_ours": is_ours})


@see
@require_http_methods(["GET", "POST"])
def ask(request: Any) -> HttpResponse:
    """A place is typed and chosen; then what for, about which task, which fields and why each."""
    typed = (request.POST.get("q") or request.GET.get("q") or "").strip()[:50]
    choices = _places(typed, request)
    form = forms.AskForm(request.POST or None, initial={"task_number": request.GET.get("task", "")})
    asked = forms.FieldFormSet(request.POST or None, prefix="fields")
    if request.method == "POST" and form.is_valid() and asked.is_valid():
        try:
            made = _ask(request, form.cleaned_data, asked)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Asked. It expires by itself."))
            return redirect("inquiries:inquiry", inquiry_id=made.id)
    context = {"form": form, "fields": asked, "typed": typed, "choices": choices,
               "chosen": request.POST.get("to_area", "")}  # fmt: skip
    return render(request, "inquiries/ask.html", context, status=422 if request.method == "POST" else 200)


def _ask(request: Any, given: dict[str, Any], asked: Any) -> Any:
    tasks = list(numbered(given["task_number"], by=request.actor).filter(closed_at=None)[:2])
    refuse(None if len(tasks) == 1 else NO_TASK)
    told = [one.cleaned_data for one in asked if one.cleaned_data.get("label")]
    return services.ask(
        programme=request.programme, task=tasks[0], to_area_code=given["to_area"], purpose=given["purpose"],
        fields=[rules.Asked(one["label"], one["reason"]) for one in told], words=given["words"],
        open_for=timedelta(hours=given["hours"]), by=request.actor, at=request.at,
    )  # fmt: skip


def _places(typed: str, request: Any) -> list[tuple[str, str]]:
    """Counties and towns of the programme that fit, then places elsewhere."""
    programme = request.programme
    day = city_day(request.at, programme.timezone)
    found = areas_suggested(typed, programme_id=programme.id, day=day, own=request.actor.area_code, limit=SUGGESTIONS)
    inside = [area.code for area in found]
    names = labels_of(inside, programme_id=programme.id)
    outside = [place for place in suggest(typed, limit=SUGGESTIONS) if not programme.covers(place.code)]
    elsewhere = [(place.code, _("%(place)s (another city)") % {"place": place.label}) for place in outside]
    return [(code, names.get(code, code)) for code in inside if programme.covers(code)] + elsewhere


@see
@require_GET
def inquiry(request: Any, inquiry_id: UUID) -> HttpResponse:
    """One inquiry: whom, what, until when, and what was answered."""
    return _page(request, _found(request, inquiry_id))


def _page(request: Any, found: Any, **with_forms: Any) -> HttpResponse:
    by, at = request.actor, request.at
    found.state = rules.state_at(found.times, at)
    person = services.read_subject(inquiry=found, by=by, at=at) if found.state in SUBJECT_SHOWN else None
    fields = list(found.fields.order_by("place"))
    context = {
        "found": found, "fields": fields, "person": person, "person_name": masked(person.name) if person else "",
        "is_ours": by.covers(found.area_code),
        "why_not_answer": services.why_not_answer(found, by=by, at=at),
        "why_not_take_over": services.why_not_take_over(found, by=by, at=at),
        "why_not_withdraw": rules.why_not_withdraw(state=found.state, area_code=found.area_code, by=by),
        "answer_form": forms.AnswerForm(fields=fields), "decline_form": forms.DeclineForm(prefix="decline"),
        "take_over_form": _take_over_form(request),
    } | with_forms  # fmt: skip
    return render(request, "inquiries/inquiry.html", context, status=422 if with_forms else 200)


def _take_over_form(request: Any, data: Any = None) -> forms.TakeOverForm:
    day = city_day(request.at, request.programme.timezone)
    return forms.TakeOverForm(data, programme_id=request.programme.id, day=day)


@see
@require_POST
def answer(request: Any, inquiry_id: UUID) -> HttpResponse:
    found = _found(request, inquiry_id)
    form = forms.AnswerForm(request.POST, fields=found.fields.order_by("place"))

    def does() -> None:
        words = form.cleaned_data["words"]
        services.answer(inquiry=found, answers=form.answers, words=words, by=request.actor, at=request.at)

    return _act(request, found, "answer_form", form, does)


@see
@require_POST
def decline(request: Any, inquiry_id: UUID) -> HttpResponse:
    found = _found(request, inquiry_id)
    form = forms.DeclineForm(request.POST, prefix="decline")

    def does() -> None:
        services.decline(inquiry=found, words=form.cleaned_data["words"], by=request.actor, at=request.at)

    return _act(request, found, "decline_form", form, does)


@see
@require_POST
def take_over(request: Any, inquiry_id: UUID) -> HttpResponse:
    found = _found(request, inquiry_id)
    form = _take_over_form(request, request.POST)

    def does() -> None:
        services.take_over(inquiry=found, area_code=form.cleaned_data["area"], by=request.actor, at=request.at)

    return _act(request, found, "take_over_form", form, does)


@see
@require_POST
def withdraw(request: Any, inquiry_id: UUID) -> HttpResponse:
    services.withdraw(inquiry=_found(request, inquiry_id), by=request.actor, at=request.at)
    messages.success(request, _("Taken back. The other side reads nothing of it any more."))
    return redirect("inquiries:list")


def _act(request: Any, found: Any, name: str, form: Any, does: Callable[[], Any]) -> HttpResponse:
    """Do it, or show the form with what is wrong; nothing typed is lost."""
    if form.is_valid():
        try:
            does()
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Recorded. The other side was told."))
            return redirect("inquiries:inquiry", inquiry_id=found.id)
    return _page(request, found, **{name: form})


def _found(request: Any, inquiry_id: UUID) -> Any:
    found = queries.inquiry_of(inquiry_id, by=request.actor, at=request.at)
    if found is None:
        raise Http404
    return found
