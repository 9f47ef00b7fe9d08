"""The visited unit's own page: what was found at it, by when, and what it says to have put right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import screen
from fangxian.supervision import services
from fangxian.supervision.forms import ClaimForm
from fangxian.supervision.queries import found, visits
from fangxian.supervision.rules import findings, inspections

from .visit import line_text

ROWS = 20


@screen(power="supervision.answer", purpose=Purpose.SUPERVISE)
@require_GET
def unit(request: Any) -> HttpResponse:
    """Findings of the reader's unit, and visits that it may know of."""
    return _page(request)


def _page(request: Any, *, wrong: tuple[UUID, ClaimForm] | None = None) -> HttpResponse:
    by, at = request.actor, request.at
    page = Paginator(found.of_unit(by), ROWS).get_page(request.GET.get("page"))
    rows = []
    for one in page:
        state = findings.state_at(one.times, at)
        why_not = findings.why_not_claim(state=state, owner_unit_id=one.owner_unit_id, by=by)
        form = ClaimForm(auto_id=f"{one.number}_%s") if why_not is None else None
        rows.append((one, line_text(one.inspection, one.code), state,
                     wrong[1] if wrong and wrong[0] == one.id else form))  # fmt: skip
    known = [(one, inspections.state_at(one.times, at)) for one in visits.announced_to(by)]
    context = {"page": page, "rows": rows, "visits": known, "unit": request.post.unit}
    return render(request, "supervision/unit.html", context, status=422 if wrong else 200)


@require_POST
@screen(power="supervision.answer", purpose=Purpose.SUPERVISE)
def claim(request: Any, finding_id: UUID) -> HttpResponse:
    """It is put right, and how."""
    one = found.of_unit(request.actor).filter(id=finding_id).first()
    if one is None:
        raise Http404
    form = ClaimForm(request.POST, auto_id=f"{one.number}_%s")
    if not form.is_valid():
        return _page(request, wrong=(one.id, form))
    try:
        services.claim(finding=one, claimed=form.cleaned_data["words"], by=request.actor, at=request.at)
    except Refused as refused:
        if refused.problem.field is None:
            raise
        form.refuse(refused.problem)
        return _page(request, wrong=(one.id, form))
    messages.success(request, _("Recorded. Somebody of another body comes and looks."))
    return redirect("supervision:unit")
