"""One's own file: what is held, why, until when, who looked; confirming, correcting, objecting (INV-08)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import problem_text
from fangxian.files.queries.matching import merges_of
from fangxian.intake.sources.declaration import rules as declaration_rules
from fangxian.intake.sources.declaration import services as declarations
from fangxian.intake.sources.declaration.forms import StayFormSet
from fangxian.measures.services import lodge_appeal
from fangxian.portal import queries, rules, services
from fangxian.portal.forms import AppealForm, ObjectionForm
from fangxian.portal.queries import copy_of

from .declaring import STAYS, changes_draft, in_language, leave_unjudged, stay_before
from .opening import person_opened
from .public import public


def own(scope: str, *, keeps_open: bool = True) -> Callable:
    """A page of one's own file: sets `request.person`, or asks for a code. A helper needs `scope` for it.

    keeps_open  False for what a page asks for by itself: a file that nobody looks at closes all the same
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @public(Purpose.OWN_FILE)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            request.person = person_opened(request, keeps_open=keeps_open)
            if request.person is None and request.htmx:
                return HttpResponseClientRedirect(reverse("portal:open_file"))
            if request.person is None:
                messages.info(request, _("Please enter your code; the page closes by itself after a while."))
                return redirect("portal:open_file")
            refuse(rules.why_not_help(scope, helper_scope=request.proxy.scope if request.proxy else None))
            return view(request, *args, **kwargs)

        return opened

    return decorate


def saw(request: Any, what: str) -> None:
    """Record a reading of the file, by herself or by which helper."""
    detail = {"what": what} | ({"helper": str(request.proxy.id)} if request.proxy else {})
    audit.record(
        "portal.saw_own_file", on=request.person, about=request.person.id, by=request.actor, at=request.at,
        detail=detail,
    )  # fmt: skip


def context_of(request: Any, **more: Any) -> dict[str, Any]:
    """What every page of the file shows: whose it is, who reads it, when it closes by itself."""
    return {
        "person": request.person, "proxy": request.proxy, "merges": merges_of(request.person),
        "closes_at": request.at + rules.FILE_STAYS_OPEN_WITHIN,
        "open_seconds": int(rules.FILE_STAYS_OPEN_WITHIN.total_seconds()),
        "warned_seconds": int(rules.WARNED_WITHIN.total_seconds()), **more,
    }  # fmt: skip


@own(rules.READ)
def own_file(request: Any) -> HttpResponse:
    """Everything that is held about the person, in the order of what matters to her, on one page that prints."""
    held = queries.own_file(request.person, at=request.at)
    saw(request, "page")
    return render(request, "portal/own_file.html", context_of(request, held=held))


@own(rules.READ)
def looks(request: Any) -> HttpResponse:
    """Who looked, page by page."""
    page = queries.looks_at(request.person, page=request.GET.get("page"))
    saw(request, "looks")
    return render(request, "portal/looks.html", context_of(request, page=page))


@own(rules.READ)
def paper(request: Any) -> HttpResponse:
    """The same on paper, with the address where the file is opened again."""
    held = queries.own_file(request.person, at=request.at)
    saw(request, "paper")
    address = request.build_absolute_uri(reverse("portal:open_file"))
    return render(
        request,
        "portal/paper.html",
        context_of(request, held=held, address=address, all_looks=queries.all_looks_at(request.person)),
    )


@require_POST
@own(rules.READ)
def copy(request: Any) -> HttpResponse:
    """A file of all her own data, which she keeps (PIPL 45)."""
    saw(request, "copy")
    response = JsonResponse(
        copy_of(request.person, at=request.at), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["content-disposition"] = 'attachment; filename="my-file.json"'
    return response


@require_POST
@own(rules.READ)
def stay(request: Any) -> HttpResponse:
    """She stays: the file stays open for as long again."""
    return HttpResponse(status=204) if request.headers.get("hx-request") else redirect("portal:own_file")


@require_POST
@own(rules.ANSWER)
def confirm(request: Any, fact_id: UUID) -> HttpResponse:
    """She says that what others told of her journey is right."""
    held = _held(request, fact_id)
    declarations.confirm_stays(fact=held.fact, by=request.actor, at=request.at)
    messages.success(request, _("Thank you. It is recorded that you confirmed this."))
    return redirect("portal:own_file")


@own(rules.ANSWER)
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


@own(rules.ANSWER)
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
    return render(request, "portal/object.html", context_of(request, form=form), status=status)


@own(rules.APPEAL)
def appeal(request: Any, measure_id: UUID) -> HttpResponse:
    """An appeal against a decision, which goes to somebody who was not involved in it (INV-09)."""
    found = queries.held_measure(measure_id, person=request.person, at=request.at)
    if found is None:
        raise Http404
    form = AppealForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                lodge_appeal(
                    measure=found.measure, text=form.cleaned_data["text"], channel="own_page", by=request.actor,
                    at=request.at,
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, problem_text(refused.problem))
                status = refused.problem.status
            else:
                messages.success(request, _("Your appeal is recorded. You find the answer on this page."))
                return redirect("portal:own_file")
    return render(request, "portal/appeal.html", context_of(request, form=form, found=found), status=status)


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
    context = context_of(request, held=held, stays=stays, client_id=client_id, language_form="stays")
    return render(request, "portal/correct_stays.html", context, status=status)
