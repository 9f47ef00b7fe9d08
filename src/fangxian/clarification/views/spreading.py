"""The ledger of publicity: what went out, by which way, where, and how many it reached."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.clarification import forms, queries, services
from fangxian.clarification.rules import spreading
from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen

ROWS = 50
log = screen(power=spreading.POWER, purpose=Purpose.COMMAND)


@log
@require_http_methods(["GET", "POST"])
def publicity(request: Any) -> HttpResponse:
    """What went out in the reader's area, and writing the next line down."""
    claims = queries.published(request.programme.id)
    form = forms.CampaignForm(
        request.POST or None, programme=request.programme, claims=claims, at=request.at,
        initial={"starts_at": request.at, "area_code": request.actor.area_code, "language": "zh"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.log_campaign(programme=request.programme, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("clarification:publicity")
    page = Paginator(queries.campaigns(request.actor), ROWS).get_page(request.GET.get("page"))
    return render(
        request, "clarification/publicity.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


@log
@require_POST
def strike(request: Any, campaign_id: UUID) -> HttpResponse:
    """Strike a wrong line; it stays readable."""
    found = queries.campaign_of(campaign_id, by=request.actor)
    if found is None:
        raise Http404
    services.strike_campaign(campaign=found, by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("clarification:publicity")
