"""Asking for help or telling of a place, following it by its code, rating the answer, having it opened again (F28)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.intake.sources.service_request import queries, rules, services
from fangxian.intake.sources.service_request.forms import RateForm, ReopenForm, in_language
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.intake.sources.service_request.queries.photos import own_photos_of, shown_photo
from fangxian.intake.sources.service_request.rules import codes, photos
from fangxian.intake.sources.service_request.views.photos import shown
from fangxian.portal.forms.asking import AskForm, CodeForm
from fangxian.portal.rules import RECEIPT_STAYS_OPEN_WITHIN, is_open
from fangxian.portal.services import why_not_now

from .public import address_of, public

SESSION_READ = "portal.requests_read"  # by request: until when its photos are shown to whoever entered its code
SESSION_MADE = "portal.requests"  # by the form's own id: the code, so that this phone shows it again
MADE_KEPT = 5
UNKNOWN = Problem(
    "portal.no_request",
    said("Nothing stands under this code. A request is kept for 90 days after it is closed."),
    status=404,
)


@public(Purpose.RECEIVE_FACTS)
def ask(request: Any) -> HttpResponse:
    """What is asked for or told, in a word of the list and in one's own words. No name is asked."""
    known = queries.catalogue(request.programme, at=request.at)
    form = AskForm(
        request.POST or None, request.FILES or None, initial={"client_id": uuid4()}, programme=request.programme,
        services=known.services, at=request.at,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            problem = _made(request, form)
            if problem is None:
                return redirect("portal:asked")
            add_problem(form, problem, problem_text(problem))
            status = problem.status
    # a browser sends its files once: whoever has to mend the form chooses them again
    context = {"form": form, "are_photos_lost": bool(request.FILES)}
    return render(request, "portal/ask.html", context, status=status)


def _made(request: Any, form: AskForm) -> Problem | None:
    """Write it down, once for each form; or why not now."""
    client_id = form.cleaned_data["client_id"]
    made = request.session.get(SESSION_MADE, {})
    if str(client_id) in made:
        return None
    if problem := why_not_now("ask", address_of(request), at=request.at):
        return problem
    try:
        sent = services.written_anew(form.cleaned_data["photos"])
        kept = services.receive(
            told=form.told(), channel=rules.PORTAL, client_id=client_id, programme=request.programme, by=request.actor,
            at=request.at, photos=sent,
        )  # fmt: skip
    except Refused as refused:
        return refused.problem
    if kept.code:
        request.session[SESSION_MADE] = dict([*made.items(), (str(client_id), kept.code)][-MADE_KEPT:])
    return None


@public(Purpose.RECEIVE_FACTS)
def asked(request: Any) -> HttpResponse:
    """What became of a request: those that this phone made, or one by its code."""
    form, found, status = CodeForm(request.POST or None), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            found, problem = _looked_up(request, form.cleaned_data["code"])
            status = 200
            if problem is not None:
                form.add_error("code", problem_text(problem))
                status = problem.status
    return _shown(request, form=form, found=found, status=status)


@require_POST
@public(Purpose.RECEIVE_FACTS)
def say(request: Any, act: str) -> HttpResponse:
    """Rate the answer, or say what is still open; the code comes with the form."""
    one, problem = _looked_up(request, request.POST.get("code", ""))
    form: forms.Form = ReopenForm(request.POST) if act == "reopen" else RateForm(request.POST)
    if one is not None and form.is_valid():
        try:
            _said(request, one, act, form.cleaned_data)
        except Refused as refused:
            problem = refused.problem
        one, _ = _looked_up(request, request.POST.get("code", ""))
    status = problem.status if problem else 200 if form.is_valid() else 422
    return _shown(request, form=CodeForm(), found=one, problem=problem, said=form, act=act, status=status)


def _said(request: Any, one: ServiceRequest, act: str, given: dict[str, Any]) -> None:
    if act == "reopen":
        services.reopen(request=one, reason=given["reason"], by=request.actor, at=request.at)
    else:
        services.rate(request=one, satisfaction=int(given["satisfaction"]), by=request.actor, at=request.at)


def _looked_up(request: Any, text: str) -> tuple[ServiceRequest | None, Problem | None]:
    if problem := codes.why_not_a_code(text):
        return None, problem
    if problem := why_not_now("request_code", address_of(request), at=request.at):
        return None, problem
    found = queries.by_code(text, programme_id=request.programme.id)
    return (found, None) if found else (None, UNKNOWN)


def _shown(
    request: Any, *, form: CodeForm, found: ServiceRequest | None, status: int, problem: Problem | None = None,
    said: forms.Form | None = None, act: str = "",
) -> HttpResponse:  # fmt: skip
    known = queries.catalogue(request.programme, at=request.at)
    made = list(reversed(_codes_made(request)))
    own = [(code, queries.by_code(code, programme_id=request.programme.id)) for code in made]
    cards = [_card(one, code, known, request) for code, one in own if one is not None and one != found]
    if found is not None:
        until = request.at + RECEIPT_STAYS_OPEN_WITHIN
        request.session[SESSION_READ] = {**request.session.get(SESSION_READ, {}), str(found.id): until.isoformat()}
        cards.insert(0, _card(found, codes.normalise(request.POST.get("code", "")), known, request))
        if said is not None and said.errors:
            cards[0][act] = said
    context = {"form": form, "cards": cards, "problem": problem}
    return render(request, "portal/asked.html", context, status=status)


def _card(one: ServiceRequest, code: str, known: queries.Catalogue, request: Any) -> dict[str, Any]:
    """What the caller reads of her own request; of those of others only the answer."""
    service = known.services.get(one.service_code)
    may_rate = rules.why_not_rate(one) is None
    may_reopen = rules.why_not_reopen(one, at=request.at) is None
    return {
        "one": one, "code": code, "spoken": codes.spoken(code), "state": rules.state_at(one, request.at),
        "kind": in_language(service) if service else gettext("Not sorted yet"), "advice": known.words["advice"],
        "answer": queries.lead_of(one).answer,
        "photos": [(photo, photos.state_of(photo)) for photo in own_photos_of(one)],
        "rate": RateForm(auto_id=f"{code}_%s") if may_rate else None,
        "reopen": ReopenForm(auto_id=f"{code}_%s") if may_reopen else None,
    }  # fmt: skip


@require_GET
@public(Purpose.RECEIVE_FACTS)
def photo(request: Any, photo_id: UUID) -> HttpResponse:
    """A photo that came with a request, for whoever sent it here or has just entered its code; judged ones only."""
    found = shown_photo(photo_id, of_requests=_opened_here(request), programme_id=request.programme.id)
    if found is None:
        raise Http404
    return shown(request, found)


def _opened_here(request: Any) -> list[UUID]:
    """The requests that this phone made, or whose code was entered on it a short while ago."""
    read = request.session.get(SESSION_READ, {})
    opened = [UUID(one) for one, until in read.items() if is_open(datetime.fromisoformat(until), at=request.at)]
    made = (queries.by_code(code, programme_id=request.programme.id) for code in _codes_made(request))
    return [*opened, *(one.id for one in made if one is not None)]


def _codes_made(request: Any) -> list[str]:
    return list(request.session.get(SESSION_MADE, {}).values())
