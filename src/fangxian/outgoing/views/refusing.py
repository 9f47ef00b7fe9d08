"""The register of outside requests, and the letter that answers each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.legal import cite
from fangxian.outgoing import forms, queries, rules, services

ROWS = 30
see = screen(power="outgoing.see", purpose=Purpose.ADMINISTER)


@see
@require_http_methods(["GET", "POST"])
def request_list(request: Any) -> HttpResponse:
    """Every outside request, and writing the next one down."""
    form = forms.OutsideRequestForm(request.POST or None, initial={"received_at": request.at})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_outside_request(
                programme=request.programme, by=request.actor, at=request.at, **form.cleaned_data
            )
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Written down and refused. Print the answer."))
            return redirect("outgoing:answer", made.id)
    context = {
        "form": form,
        "page": Paginator(queries.outside_requests(request.actor), ROWS).get_page(request.GET.get("page")),
        "why_not_register": why_not_use("outgoing.register", by=request.actor),
    }
    return render(request, "outgoing/requests.html", context, status=422 if form.errors else 200)


@see
@require_safe
def answer(request: Any, request_id: UUID) -> HttpResponse:
    """The letter that refuses a request, on one sheet."""
    found = queries.outside_request_of(request.actor, request_id)
    if found is None:
        raise Http404
    return render(request, "outgoing/answer.html", {"found": found, "legal": cite(rules.REFUSAL_BASIS)})
