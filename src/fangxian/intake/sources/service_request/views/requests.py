"""One request: what was told, where it stands, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import problem_text
from fangxian.intake.sources.service_request import queries, rules, services
from fangxian.intake.sources.service_request.forms import AnswerForm, CallBackForm, ReopenForm, SortForm
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.intake.sources.service_request.queries.photos import photos_of
from fangxian.intake.sources.service_request.rules import photos

from .taking import code_of, labelled_rows, operator


@operator
@require_GET
def request_page(request: Any, request_id: UUID) -> HttpResponse:
    one = _found(request, request_id)
    audit.record("intake.saw_request", on=one, area_code=one.area_code, by=request.actor, at=request.at)
    return render(request, "requests/request.html", _context(request, one))


@operator
@require_POST
def act(request: Any, request_id: UUID, act: str) -> HttpResponse:
    """One of ACTS. A form that cannot be read is shown again with what is wrong; a refusal is told."""
    one = _found(request, request_id)
    if act not in ACTS:
        raise Http404
    form = _form_of(act, request, one, bound=True)
    if form is not None and not form.is_valid():
        context = _context(request, one)
        context["forms"][act] = form
        return render(request, "requests/request.html", context, status=422)
    try:
        ACTS[act](request, one, form.cleaned_data if form is not None else {})
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, gettext("Recorded."))
    return redirect("requests:request", request_id=one.id)


def _found(request: Any, request_id: UUID) -> ServiceRequest:
    one = queries.request_of(request.actor, request_id)
    if one is None:
        raise Http404
    return one


def _classify(request: Any, one: ServiceRequest, given: dict[str, Any]) -> None:
    services.classify(request=one, service=given["service"], area_code=given["area"], by=request.actor, at=request.at)


def _answer(request: Any, one: ServiceRequest, given: dict[str, Any]) -> None:
    services.answer(request=one, answer=given["answer"], by=request.actor, at=request.at)


def _call_back(request: Any, one: ServiceRequest, given: dict[str, Any]) -> None:
    said = given["satisfaction"]
    services.call_back(
        request=one, is_reached=given["is_reached"] == "yes", satisfaction=int(said) if said else None,
        by=request.actor, at=request.at,
    )  # fmt: skip


def _reopen(request: Any, one: ServiceRequest, given: dict[str, Any]) -> None:
    services.reopen(request=one, reason=given["reason"], by=request.actor, at=request.at)


def _link(request: Any, one: ServiceRequest, given: dict[str, Any]) -> None:
    lead = queries.request_of(request.actor, given["to"])
    if lead is None:
        raise Http404
    services.link(request=one, to=lead, by=request.actor, at=request.at)


class LinkForm(forms.Form):
    to = forms.UUIDField()


ACTS: dict[str, Callable[[Any, ServiceRequest, dict[str, Any]], Any]] = {
    "classify": _classify,
    "dispatch": lambda request, one, _: services.dispatch(request=one, by=request.actor, at=request.at),
    "answer": _answer,
    "call_back": _call_back,
    "close": lambda request, one, _: services.close(request=one, by=request.actor, at=request.at),
    "reopen": _reopen,
    "link": _link,
    "separate": lambda request, one, _: services.separate(request=one, by=request.actor, at=request.at),
}
FORMS: dict[str, type[forms.Form]] = {
    "answer": AnswerForm, "call_back": CallBackForm, "reopen": ReopenForm, "link": LinkForm,
}  # fmt: skip


def _form_of(act: str, request: Any, one: ServiceRequest, *, bound: bool = False) -> forms.Form | None:
    data = request.POST if bound else None
    if act == "classify":
        known = queries.catalogue(request.programme, at=request.at)
        given = {"programme": request.programme, "services": known.services, "at": request.at}
        return SortForm(data, initial={"service": one.service_code, "area": one.area_code}, **given)
    initial = {"answer": one.proposed or ""} if act == "answer" else None
    return FORMS[act](data, initial=initial) if act in FORMS else None


def _context(request: Any, one: ServiceRequest) -> dict[str, Any]:
    at, known = request.at, queries.catalogue(request.programme, at=request.at)
    ((_, kind),) = labelled_rows([one], known)
    lead = queries.lead_of(one)
    waits = rules.state_at(one, at) in (rules.RECEIVED, rules.CLASSIFIED, rules.REOPENED) and one.duplicate_of is None
    said = f"{one.text or ''} {one.place or ''}"
    alike = queries.alike(said, area_code=one.area_code, by=request.actor, at=at, without=[one.id]) if waits else []
    return {
        "one": one, "lead": lead, "kind": kind, "state": rules.state_at(one, at), "code": code_of(request, one.id),
        "advice": known.words["advice"], "steps": queries.history(one), "linked_count": queries.linked_count(one),
        "may_sort": waits, "photos": [(photo, photos.state_of(photo)) for photo in photos_of(one)],
        "may_look": request.actor.can(photos.POWER),
        "may_mediate": known.mediates(one.service_code) and request.actor.can("mediation.work"),
        "alike": labelled_rows([row for row, _ in alike], known),
        "forms": {act: _form_of(act, request, one) for act in ("classify", "answer", "call_back", "reopen")},
        "why_not_dispatch": rules.why_not_dispatch(one, is_placed=services.is_placed(one), at=at),
        "why_not_answer": rules.why_not_answer(one, at=at), "why_not_call_back": rules.why_not_call_back(one, at=at),
        "why_not_close": rules.why_not_move(one, rules.CLOSED, at=at),
        "why_not_reopen": rules.why_not_reopen(one, at=at),
    }  # fmt: skip
