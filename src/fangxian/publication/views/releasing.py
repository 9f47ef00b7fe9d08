"""Proposing a table, and agreeing on it: both people see exactly what will be public."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.publication import forms, queries, rules, services
from fangxian.publication.registry import PUBLIC_FIGURES

from .shown import area_names, changes_of, figures_of, lines_of

ROWS = 30
see = screen(power="publication.see", purpose=Purpose.COMMAND)


@see
@require_http_methods(["GET", "POST"])
def release_list(request: Any) -> HttpResponse:
    """Every table that was proposed, and proposing the next."""
    form = forms.ProposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_release(
                programme=request.programme,
                figures=PUBLIC_FIGURES,
                by=request.actor,
                at=request.at,
                **form.cleaned_data,
            )
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("The table waits for a second person of another body."))
            return redirect("publication:release", made.id)
    page = Paginator(queries.releases(request.actor), ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.state = queries.state_of(one)
    problem = why_not_use("publication.propose", by=request.actor) or rules.why_not_whole(request.actor)
    context = {"form": form, "page": page, "why_not_propose": problem}
    return render(request, "publication/list.html", context, status=422 if form.errors else 200)


@see
def release(request: Any, release_id: UUID) -> HttpResponse:
    """One table as the public will read it, with what is withheld and why, and what it changes."""
    return _page(request, _found(request, release_id), forms.DeclineForm())


@see
@require_POST
def confirm(request: Any, release_id: UUID) -> HttpResponse:
    """The second person makes the table public."""
    found = _found(request, release_id)
    services.confirm_release(release=found, figures=PUBLIC_FIGURES, by=request.actor, at=request.at)
    messages.success(request, _("The table is public."))
    return redirect("publication:release", release_id)


@see
@require_POST
def decline(request: Any, release_id: UUID) -> HttpResponse:
    """The second person says why the table does not become public."""
    found = _found(request, release_id)
    form = forms.DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    services.decline_release(release=found, by=request.actor, at=request.at, **form.cleaned_data)
    messages.success(request, _("The table is not published."))
    return redirect("publication:release", release_id)


def _found(request: Any, release_id: UUID) -> Any:
    found = queries.release_of(request.actor, release_id)
    if found is None:
        raise Http404
    found.state = queries.state_of(found)
    return found


def _page(request: Any, found: Any, form: forms.DeclineForm) -> HttpResponse:
    tables = rules.from_json(found.figures)
    names = area_names(tables, programme_id=request.programme.id)
    earlier = queries.versions_of(request.programme.id, found.day)[: found.version - 1]
    context = {
        "release": found,
        "figures": figures_of(tables),
        "lines": lines_of(tables, names=names),
        "months": list(reversed(found.months)),
        "changes": changes_of(earlier[-1], tables, names=names) if earlier else [],
        "why_not_decide": services.why_not_decide(found, by=request.actor),
        "form": form,
    }
    return render(request, "publication/release.html", context, status=422 if form.errors else 200)
