"""What waits for an answer, urgent help first, and what was answered."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.intake.sources.service_request import queries, rules
from fangxian.intake.sources.service_request.forms import BoardForm
from fangxian.intake.sources.service_request.queries.photos import to_look_at

from .taking import labelled_rows, operator

ROWS_A_PAGE = 50


@operator
@require_GET
def board(request: Any) -> HttpResponse:
    """Requests of the reader's area: those that wait, or those that are asked for."""
    known = queries.catalogue(request.programme, at=request.at)
    form = BoardForm(request.GET or None, services=known.services)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(_asked_for(request, asked), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = labelled_rows(page.object_list, known)
    waiting = queries.waiting(request.actor).filter(duplicate_of=None)
    counts = {
        "waiting": waiting.count(),
        "urgent": waiting.filter(is_urgent=True).count(),
        "late": waiting.filter(due_at__lt=request.at).count(),
        "call_back": queries.to_call_back(request.actor).count(),
        "photos": to_look_at(request.actor).count(),
        "to_answer": queries.to_answer(request.actor).count(),
    }
    context = {
        "form": form, "page": page, "rows": [(one, kind, rules.state_at(one, request.at)) for one, kind in rows],
        "counts": counts,
    }  # fmt: skip
    return render(request, "requests/board.html", context)


def _asked_for(request: Any, asked: dict[str, Any]) -> Any:
    if "call_back" in request.GET:
        return queries.to_call_back(request.actor)
    if "to_answer" in request.GET:
        return queries.to_answer(request.actor)
    if "urgent" in request.GET:
        return queries.in_order(queries.waiting(request.actor).filter(duplicate_of=None, is_urgent=True))
    text = asked.get("text", "")
    if step := asked.get("state"):
        rows = queries.by_step(queries.requests_of(request.actor), step, at=request.at)
    else:
        rows = queries.requests_of(request.actor) if text else queries.waiting(request.actor).filter(duplicate_of=None)
    rows = queries.searched(rows, text, programme_id=request.programme.id)
    for name, column in (("service", "service_code"), ("channel", "channel")):
        if asked.get(name):
            rows = rows.filter(**{column: asked[name]})
    if asked.get("is_late"):
        rows = rows.filter(answered_at=None, due_at__lt=request.at)
    if text or step in (rules.ANSWERED, rules.CALLED_BACK, rules.CLOSED):
        return rows.order_by("-received_at", "-id")
    return queries.in_order(rows)
