"""How old open work is, by area and by worker."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.tasks import forms, queries, services

from .board import narrowed, under_of

ROWS_PER_PAGE = 50


@screen(power="tasks.see", purpose=Purpose.COMMAND)
@require_GET
def ageing(request: Any) -> HttpResponse:
    """Open work by how long ago it came, by the areas below the reader's or by who has it; the most late first."""
    form = forms.BoardForm(request.GET)
    under = under_of(request)
    found = narrowed(queries.tasks_of(request.actor).filter(area_code__startswith=under), form.wanted, request)
    by_worker = request.GET.get("by") == "worker"
    desk = under or services.desk_of(request.programme)
    rows: Any = (
        queries.ages_by_worker(found, at=request.at)
        if by_worker
        else queries.ages_by_area(found, under=desk, at=request.at)
    )
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    if by_worker:
        _name(page)
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs = []
    for key, text in (("area", _("By area")), ("worker", _("By worker"))):
        kept["by"] = key
        tabs.append((text, f"?{kept.urlencode()}", by_worker == (key == "worker")))
    context = {"form": form, "page": page, "tabs": tabs, "by_worker": by_worker, "under": under, "desk": desk,
               "all_ages": queries.ages_of(found, at=request.at)}  # fmt: skip
    return render(request, "tasks/ageing.html", context)


def _name(page: Any) -> None:
    """Put the post beside each row of a worker."""
    posts = queries.workers(row["holder"] for row in page if row["holder"])
    for row in page:
        row["post"] = posts.get(row["holder"])
