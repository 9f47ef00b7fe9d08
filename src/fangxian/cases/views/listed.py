"""Matching a published list of services against declared journeys."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from fangxian.cases.forms.listed import ListedForm
from fangxian.cases.services.matching import match_services
from fangxian.core.problems.rules import Refused

from . import ROWS_PER_PAGE, either, investigate

ROWS_SHOWN = ROWS_PER_PAGE * 10


@investigate
@either
def services_listed(request: Any) -> HttpResponse:
    """Who declared a journey by a service that was published because of a case; nothing follows by itself."""
    form = ListedForm(request.POST or None, programme=request.programme, by=request.actor, at=request.at)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = match_services(listed=form.cleaned_data["listed"], by=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused.problem)
    page = Paginator(found, ROWS_SHOWN).get_page(1) if found is not None else None
    context = {"form": form, "page": page, "service_count": len(form.cleaned_data["listed"]) if page else 0}
    return render(request, "cases/services.html", context, status=422 if form.errors else 200)
