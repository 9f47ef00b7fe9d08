"""Proposing a list of places, and agreeing on it: both people see exactly what will be public."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.cases.queries.exposed import visits_standing
from fangxian.core.actors.rules import why_not_use
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.publication import forms
from fangxian.publication import rules as releases
from fangxian.publication.models import PlaceList
from fangxian.publication.queries import places as queries
from fangxian.publication.rules import places as rules
from fangxian.publication.services import places as services

from .releasing import ROWS, see


@see
@require_http_methods(["GET", "POST"])
def lists(request: Any) -> HttpResponse:
    """Every list that was proposed, what stands now, and proposing the next."""
    form = forms.ProposePlacesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_places(
                programme=request.programme, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
            )
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("The list waits for a second person of another body."))
            return redirect("publication:place_list", made.id)
    page = Paginator(queries.lists(request.actor), ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.state = _state_of(one)
    context = _counts(request) | {
        "form": form,
        "page": page,
        "why_not_propose": why_not_use("publication.propose", by=request.actor)
        or releases.why_not_whole(request.actor),
    }
    return render(request, "publication/place_lists.html", context, status=422 if form.errors else 200)


def _counts(request: Any) -> dict[str, int]:
    """What stands and what is public, for whoever speaks for the whole city; to others it would tell of elsewhere."""
    if releases.why_not_whole(request.actor):
        return {}
    standing = set(visits_standing(request.programme, at=request.at))
    public = queries.newest(request.programme.id, at=request.at)
    told = set(public.visits) if public else set()
    return {
        "standing_count": len(standing),
        "new_count": len(standing - told),
        "fallen_count": len(told - standing),
    }


@see
@require_GET
def place_list(request: Any, place_list_id: UUID) -> HttpResponse:
    """One list as the public will read it."""
    return _page(request, _found(request, place_list_id), forms.DeclineForm())


@see
@require_POST
def confirm(request: Any, place_list_id: UUID) -> HttpResponse:
    """The second person makes the list public."""
    found = _found(request, place_list_id)
    services.confirm_places(place_list=found, by=request.actor, at=request.at)
    messages.success(request, _("The list is public."))
    return redirect("publication:place_list", place_list_id)


@see
@require_POST
def decline(request: Any, place_list_id: UUID) -> HttpResponse:
    """The second person says why the list does not become public."""
    found = _found(request, place_list_id)
    form = forms.DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    services.decline_places(place_list=found, by=request.actor, at=request.at, **form.cleaned_data)
    messages.success(request, _("The list is not published."))
    return redirect("publication:place_list", place_list_id)


def _found(request: Any, place_list_id: UUID) -> PlaceList:
    found = queries.list_of(request.actor, place_list_id)
    if found is None:
        raise Http404
    found.state = _state_of(found)  # type: ignore[attr-defined]
    return found


def _state_of(found: PlaceList) -> str:
    return releases.state_of(confirmed=found.confirmed_at is not None, declined=found.declined_at is not None)


def _page(request: Any, found: PlaceList, form: forms.DeclineForm) -> HttpResponse:
    visits = rules.from_json(found.visits)
    public = queries.newest(request.programme.id, at=request.at)
    told = set(public.visits) if public and public.id != found.id else set()
    context = {
        "list": found,
        "visits": visits,
        "left_out": sorted(told - set(visits), key=lambda one: (one.area_code, one.from_at)),
        "names": queries.town_names([*visits, *told], programme_id=request.programme.id),
        "why_not_decide": services.why_not_decide(found, by=request.actor)
        or rules.why_not_still(visits, visits_standing(request.programme, at=request.at)),
        "why_not_decline": services.why_not_decide(found, by=request.actor),
        "form": form,
    }
    return render(request, "publication/place_list.html", context, status=422 if form.errors else 200)
