"""One's own file: what is held, why, until when, who looked; confirming, correcting, objecting (INV-08)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import problem_text
from fangxian.intake.sources.declaration import rules as declaration_rules
from fangxian.intake.sources.declaration import services as declarations
from fangxian.intake.sources.declaration.forms import StayFormSet
from fangxian.measures.services import lodge_appeal
from fangxian.portal import queries, services
from fangxian.portal.forms import AppealForm, CodeForm, ObjectionForm

from .declaring import STAYS, changes_draft, in_language, leave_unjudged, stay_before
from .opening import person_opened, remember_file
from .public import address_of, public


@public(Purpose.OWN_FILE)
def open_file(request: Any) -> HttpResponse:
    """Ask for the code of the letter. The code is typed, never part of an address."""
    if request.method != "POST":
        if person_opened(request) is not None:
            return redirect("portal:own_file")
        return render(request, "portal/open_file.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    status = 422
    if form.is_valid():
        found = services.why_not_now("code", address_of(request), at=request.at) or services.open_own_file(
            code=form.cleaned_data["code"], programme=request.programme, by=request.actor, at=request.at
        )
        if not isinstance(found, Problem):
            remember_file(request, found)
            return redirect("portal:own_file")
        form.add_error(found.field if found.field in form.fields else None, problem_text(found))
        status = found.status
    return render(request, "portal/open_file.html", {"form": form}, status=status)


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one's own file: sets `request.person`, or asks for the code."""

    @wraps(view)
    @public(Purpose.OWN_FILE)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.person = person_opened(request)
        if request.person is None:
            messages.info(
                request, _("Please enter the code from your letter; the page closes by itself after a while.")
            )
            return redirect("portal:open_file")
        return view(request, *args, **kwargs)

    return opened


@own
def own_file(request: Any) -> HttpResponse:
    """Everything that is held about the person, in her own words and on one page that prints."""
    held = queries.own_file(request.person, at=request.at)
    audit.record("portal.saw_own_file", on=request.person, about=request.person.id, by=request.actor, at=request.at)
    return render(request, "portal/own_file.html", {"held": held, "person": request.person})


@require_POST
@own
def confirm(request: Any, fact_id: UUID) -> HttpResponse:
    """She says that what others told of her journey is right."""
    held = _held(request, fact_id)
    declarations.confirm_stays(fact=held.fact, by=request.actor, at=request.at)
    messages.success(request, _("Thank you. It is recorded that you confirmed this."))
    return redirect("portal:own_file")


@own
def correct_stays(request: Any, fact_id: UUID) -> HttpResponse:
    """She says where she really was, or that she was in none of these places."""
    held = _held(request, fact_id)
    if request.method != "POST":
        stays = StayFormSet(prefix=STAYS, initial=[stay_before(stay) for stay in held.fact.content.get("stays", [])])
        return _page(request, held, stays, uuid4())
    data, act = request.POST.copy(), request.POST.get("act", "")
    is_draft = changes_draft(data, act)
    stays = StayFormSet(data, prefix=STAYS)
    client_id = _client_id(request)
    if is_draft:
        leave_unjudged(stays, stays)
        return in_language(_page, act, request, held, stays, client_id)
    if act == "none":
        return _recorded(request, held, [], client_id)
    if stays.is_valid():
        today = city_day(request.at, request.programme.timezone)
        stays.judge(arrives_on=today, today=today)
        if not any(stays.errors):
            return _recorded(request, held, stays.stays(), client_id)
    return _page(request, held, stays, client_id, status=422)


def _recorded(
    request: Any, held: queries.HeldFact, stays: list[declaration_rules.Stay], client_id: UUID
) -> HttpResponse:
    declarations.correct_stays(fact=held.fact, stays=stays, client_id=client_id, by=request.actor, at=request.at)
    messages.success(request, _("Thank you. Your correction is recorded; it is free of any penalty."))
    return redirect("portal:own_file")


@own
def object_to(request: Any) -> HttpResponse:
    """An objection to anything in the file that is not a measure."""
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.lodge_objection(
            person=request.person, about=form.cleaned_data["about"], text=form.cleaned_data["text"],
            by=request.actor, at=request.at,
        )  # fmt: skip
        messages.success(request, _("Your objection is recorded. You find the answer on this page."))
        return redirect("portal:own_file")
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/object.html", {"form": form}, status=status)


@own
def appeal(request: Any, measure_id: UUID) -> HttpResponse:
    """An appeal against a decision, which goes to somebody who was not involved in it (INV-09)."""
    held = queries.own_file(request.person, at=request.at)
    found = next((one for one in held.measures if one.measure.id == measure_id), None)
    if found is None:
        raise Http404
    form = AppealForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                lodge_appeal(
                    measure=found.measure, text=form.cleaned_data["text"], channel="system", by=request.actor,
                    at=request.at,
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, problem_text(refused.problem))
                status = refused.problem.status
            else:
                messages.success(request, _("Your appeal is recorded. You find the answer on this page."))
                return redirect("portal:own_file")
    return render(request, "portal/appeal.html", {"form": form, "found": found}, status=status)


def _held(request: Any, fact_id: UUID) -> queries.HeldFact:
    found = queries.held_fact(fact_id, person=request.person)
    if found is None:
        raise Http404
    return found


def _client_id(request: Any) -> UUID:
    try:
        return UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid4()


def _page(request: Any, held: Any, stays: Any, client_id: UUID, *, status: int = 200) -> HttpResponse:
    context = {"held": held, "stays": stays, "client_id": client_id, "language_form": "stays"}
    return render(request, "portal/correct_stays.html", context, status=status)
