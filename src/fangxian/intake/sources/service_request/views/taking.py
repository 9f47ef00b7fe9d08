"""The operator's page: a call is written down with both hands on the keyboard."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import areas_like
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.service_request import queries, rules, services
from fangxian.intake.sources.service_request.forms import TakeForm, in_language

SESSION_CODES = "requests.codes"  # by request: shown once to the operator who read it out
WAITING_SHOWN = 8
operator = screen(power=rules.POWER, purpose=Purpose.RECEIVE_FACTS)


@operator
def take(request: Any) -> HttpResponse:
    """Write a request down; what waits, urgent help first, stands beside."""
    known = queries.catalogue(request.programme, at=request.at)
    given = {"programme": request.programme, "services": known.services, "at": request.at}
    form = TakeForm(request.POST or None, initial={"client_id": uuid4()}, **given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _received(request, form)
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
            else:
                return redirect("requests:request", request_id=made.request.id)
    waiting = queries.in_order(queries.waiting(request.actor).filter(duplicate_of=None))[:WAITING_SHOWN]
    context = {"form": form, "waiting": labelled_rows(waiting, known)}
    return render(request, "requests/take.html", context, status=status)


def _received(request: Any, form: TakeForm) -> services.Received:
    same_as = form.cleaned_data["same_as"]
    lead = queries.request_of(request.actor, same_as) if same_as else None
    made = services.receive(
        told=form.told(), channel=form.cleaned_data["channel"], client_id=form.cleaned_data["client_id"],
        programme=request.programme, by=request.actor, at=request.at, send="send" in request.POST and lead is None,
    )  # fmt: skip
    if made.code:
        kept = dict([*request.session.get(SESSION_CODES, {}).items(), (str(made.request.id), made.code)][-5:])
        request.session[SESSION_CODES] = kept
    if lead is not None:
        _link(request, made, lead)
    if "send" in request.POST and lead is None and not made.request.dispatched_at and not made.request.answered_at:
        messages.warning(request, gettext("Recorded, and not sent yet: sort it and say where it is."))
    return made


def _link(request: Any, made: services.Received, lead: Any) -> None:
    """Recorded in any case; if it cannot be linked, the page says why."""
    try:
        services.link(request=made.request, to=lead, by=request.actor, at=request.at)
    except Refused as refused:
        messages.warning(request, problem_text(refused.problem))


@operator
@require_POST
def alike(request: Any) -> HttpResponse:
    """Waiting requests that say about the same as what was typed so far. Posted, so that no log holds it."""
    known = queries.catalogue(request.programme, at=request.at)
    text = f"{request.POST.get('text', '')} {request.POST.get('place', '')}"[: rules.LONGEST_TEXT]
    day = city_day(request.at, request.programme.timezone)
    meant = areas_like(request.POST.get("area", "")[:200], programme_id=request.programme.id, day=day, limit=2)
    area = meant[0].code if len(meant) == 1 else request.actor.area_code
    found = queries.alike(text, area_code=area, by=request.actor, at=request.at)
    rows = [
        (*row, share) for row, (_, share) in zip(labelled_rows([one for one, _ in found], known), found, strict=True)
    ]
    likely = queries.likely_kinds(request.POST.get("text", ""), programme=request.programme, at=request.at)
    kinds = [(service.code, in_language(service), share) for service, share in likely]
    return render(request, "requests/alike.html", {"rows": rows, "kinds": kinds})


def labelled_rows(rows: Any, known: queries.Catalogue) -> list[tuple[Any, str]]:
    """Each request with the name of its kind in the reader's language; a kind of an older edition by its code."""
    return [
        (row, in_language(known.services[row.service_code]) if row.service_code in known.services else row.service_code)
        for row in rows
    ]


def code_of(request: Any, request_id: UUID) -> str:
    """The code of a request that this operator has just taken down; it is shown until she leaves the page."""
    codes = request.session.get(SESSION_CODES, {})
    found: str = codes.get(str(request_id), "")
    return found
