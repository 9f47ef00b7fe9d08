"""Asking for a package and deciding on it. Who decides sees the columns and a few masked rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.areas.queries import areas_on
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.legal import cite
from fangxian.outgoing import forms, queries, rules, services
from fangxian.outgoing.queries import request_results, results
from fangxian.outgoing.services import deciding, handing

ROWS = 30
AREAS_SHOWN = 400
LISTS_SHOWN = 100
see = screen(power="outgoing.see", purpose=Purpose.HAND_OVER)
ask_for = screen(power="outgoing.request", purpose=Purpose.HAND_OVER)


@see
@require_safe
def package_list(request: Any) -> HttpResponse:
    """Every package asked for in the reader's area; whose copy a mark is of."""
    form = forms.MarkForm(request.GET or None)
    mark = form.cleaned_data["mark"] if form.is_valid() else ""
    if mark and (found := queries.package_with_mark(request.actor, mark)):
        return redirect("outgoing:package", found.id)
    page = Paginator(queries.packages(request.actor), ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.state = queries.state_of(one, at=request.at)
    problem = why_not_use("outgoing.request", by=request.actor)
    context = {"form": form, "mark": mark, "page": page, "why_not_ask": problem}
    return render(request, "outgoing/list.html", context)


@ask_for
@require_safe
def choose_purpose(request: Any) -> HttpResponse:
    """The first step: what the list is for."""
    return render(request, "outgoing/purposes.html", {"purposes": rules.PURPOSES.items()})


@ask_for
@require_http_methods(["GET", "POST"])
def ask(request: Any, purpose: str) -> HttpResponse:
    """The second step. The rows are counted and shown before anything is asked for."""
    if purpose not in rules.PURPOSES:
        raise Http404
    form = forms.PackageForm(
        request.POST or None, purpose=purpose, areas=_own_areas(request), lists=_lists(request, purpose),
        initial={"about": request.GET.get("list", "")},
    )  # fmt: skip
    counted = None
    if request.method == "POST" and form.is_valid():
        asked = {"purpose": purpose, **form.asked}
        what = {name: asked[name] for name in ("purpose", "area_code", "about_id")}
        counted = queries.count_meant(**what, by=request.actor, at=request.at)
        # the number that she sent for is the number that she saw
        if request.POST.get("counted") == f"{form.seen}:{counted}" and "send" in request.POST:
            try:
                made = services.request_package(programme=request.programme, by=request.actor, at=request.at, **asked)
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
            else:
                messages.success(request, _("It waits for a second person of another body."))
                return redirect("outgoing:package", made.id)
        elif problem := rules.why_not_count(purpose=purpose, count=counted):
            add_problem(form, problem, problem_text(problem))
    context = {
        "form": form,
        "purpose": purpose,
        "allowed": rules.PURPOSES[purpose],
        "legal": cite(rules.PURPOSES[purpose].legal_basis),
        "counted": counted,
        "counted_in": form.seen if counted is not None else "",
    }
    return render(request, "outgoing/ask.html", context, status=422 if form.errors else 200)


@see
@require_safe
def package(request: Any, package_id: UUID) -> HttpResponse:
    """One package: who, what for, which columns, where it stands, and what may be done with it."""
    return _page(request, _found(request, package_id))


@see
@require_safe
def progress(request: Any, package_id: UUID) -> HttpResponse:
    """How far the making of a package is; sends on to its page when it is over."""
    found = _found(request, package_id)
    if found.state != rules.APPROVED:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("outgoing:package", args=[found.id])
        return response
    context = {"done": found.done_count, "total": found.counted, "label": _("People read"), "poll_url": request.path}
    return render(request, "screens/progress.html", context)


@see
@require_POST
def approve(request: Any, package_id: UUID) -> HttpResponse:
    """The second person lets the list be made."""
    services.approve_package(package=_found(request, package_id), by=request.actor, at=request.at)
    messages.success(request, _("Approved. The package is being made."))
    return redirect("outgoing:package", package_id)


@see
@require_POST
def decline(request: Any, package_id: UUID) -> HttpResponse:
    """The second person says why the list does not leave."""
    found = _found(request, package_id)
    form = forms.DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, decline_form=form)
    services.decline_package(package=found, by=request.actor, at=request.at, **form.cleaned_data)
    messages.success(request, _("Not approved. Nothing leaves."))
    return redirect("outgoing:package", package_id)


def _found(request: Any, package_id: UUID) -> Any:
    found = queries.package_of(request.actor, package_id)
    if found is None:
        raise Http404
    found.state = queries.state_of(found, at=request.at)
    return found


def _page(request: Any, found: Any, *, decline_form: forms.DeclineForm | None = None) -> HttpResponse:
    problem = deciding.why_not_decide(found, by=request.actor, at=request.at)
    sample: list[list[str]] = []
    if found.state == rules.WAITING and problem is None:
        sample = queries.sample_of(found, at=request.at, by=request.actor)
        audit.record("outgoing.saw_sample", on=found, by=request.actor, at=request.at, count=len(sample))
    purpose = rules.PURPOSES[found.purpose]
    context = {
        "package": found,
        "purpose": purpose,
        "legal": cite(purpose.legal_basis),
        "columns": found.columns,
        "sample": sample,
        "fetch_until": rules.fetch_until(found.made_at) if found.made_at else None,
        "why_not_decide": problem,
        "why_not_fetch": handing.why_not_fetch(found, by=request.actor, at=request.at),
        "why_not_revoke": deciding.why_not_revoke(found, by=request.actor, at=request.at),
        "why_not_destroyed": handing.why_not_confirm_destroyed(found, by=request.actor, at=request.at),
        "decline_form": decline_form or forms.DeclineForm(),
        "revoke_form": forms.RevokeForm(),
    }
    bad = decline_form is not None
    return render(request, "outgoing/package.html", context, status=422 if bad else 200)


def _lists(request: Any, purpose: str) -> dict[str, Any] | None:
    """The lists or inquiries that a package could be about, by id; None for one about the people of an area."""
    if rules.PURPOSES[purpose].people == rules.ASKED_ABOUT:
        return {str(one.id): one for one in queries.inquiries_outside(request.actor)[:LISTS_SHOWN]}
    if rules.PURPOSES[purpose].people == rules.REQUEST_ROWS:
        return {str(one.id): one for one in request_results.files_with_results(request.actor)[:LISTS_SHOWN]}
    if rules.PURPOSES[purpose].people != rules.LIST_ROWS:
        return None
    return {str(one.id): one for one in results.lists_with_results(request.actor)[:LISTS_SHOWN]}


def _own_areas(request: Any) -> list[tuple[str, str]]:
    """The reader's own area and its parts down to the town, as choices."""
    day = city_day(request.at, request.programme.timezone)
    own = areas_on(day, programme_id=request.programme.id, under=request.actor.area_code).order_by("code")
    parts = [
        (area.code, area.name)
        for area in own[:AREAS_SHOWN]
        if len(area.code) <= max(LENGTHS["town"], len(request.actor.area_code))
    ]
    whole = [] if request.actor.area_code else [("", _("The whole programme"))]
    return [*whole, *parts]
