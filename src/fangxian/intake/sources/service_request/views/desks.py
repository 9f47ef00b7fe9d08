"""Keys of other desks: who may send requests by machine, since when, how many came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.service_request import queries, rules, services
from fangxian.intake.sources.service_request.forms import DeskForm

ROWS_A_PAGE = 50
keeper = screen(power=rules.DESKS_POWER, purpose=Purpose.ADMINISTER)


@keeper
def desks(request: Any) -> HttpResponse:
    """Who has a key; a new one is shown here once, in the answer to the form, and kept nowhere."""
    form, key = DeskForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = {
            "name": form.cleaned_data["name"],
            "programme": request.programme,
            "by": request.actor,
            "at": request.at,
        }
        try:
            if form.cleaned_data["by_file"]:
                services.add_desk(**given)
                messages.success(request, gettext("Added. Its requests can be taken in by file."))
            else:
                _, key = services.issue_key(**given)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            form = DeskForm()
    page = Paginator(queries.desks(request.actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    address = request.build_absolute_uri(reverse("open311:discovery", args=["json"]))
    context = {"form": form, "page": page, "key": key, "address": address}
    response = render(request, "requests/desks.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@keeper
def end(request: Any, desk_id: UUID) -> HttpResponse:
    desk = queries.desks(request.actor).filter(id=desk_id).first()
    if desk is None:
        raise Http404
    services.end_key(desk=desk, by=request.actor, at=request.at)
    messages.success(request, gettext("This desk can send nothing any more."))
    return redirect("requests:desks")
