"""The board of findings, and one finding with its look-back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import answer_to, screen
from fangxian.supervision import services
from fangxian.supervision.forms import BoardFilter, LookBackForm
from fangxian.supervision.models import Finding
from fangxian.supervision.queries import found
from fangxian.supervision.rules import findings

from .visit import line_text, shown

ROWS = 30


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_GET
def board(request: Any) -> HttpResponse:
    """Findings of the reader's area: how grave and how old, whose, where, and the list."""
    by, at = request.actor, request.at
    rows = found.findings_of(by)
    form = BoardFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(_asked_for(rows, asked, at=at), ROWS).get_page(request.GET.get("page"))
    is_open = found.open_ones(rows)
    context = {
        "form": form, "page": page, "rows": shown(page.object_list, at=at), "aged": found.by_age(rows, at=at),
        "units": found.by_unit(rows, at=at), "counties": found.by_county(rows, at=at),
        "counts": {
            "open": is_open.count(), "late": found.overdue(rows, at=at).count(),
            "claimed": is_open.filter(claimed_at__isnull=False).count(),
            "repeats": is_open.filter(repeats_id__isnull=False).count(),
        },
    }  # fmt: skip
    return render(request, "supervision/board.html", context)


def _asked_for(rows: QuerySet[Finding], asked: dict[str, Any], *, at: Any) -> QuerySet[Finding]:
    rows = found.in_state(rows, asked["state"], at=at) if asked.get("state") else found.open_ones(rows)
    if asked.get("severity"):
        rows = rows.filter(severity=asked["severity"])
    if asked.get("is_late"):
        rows = found.overdue(rows, at=at)
    if asked.get("is_repeat"):
        rows = rows.filter(repeats_id__isnull=False)
    return found.in_order(rows)


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_http_methods(["GET", "POST"])
def finding(request: Any, finding_id: UUID) -> HttpResponse:
    """One finding with its history; whoever may looks back here."""
    by, at = request.actor, request.at
    one = found.finding_of(by, finding_id)
    if one is None:
        raise Http404
    form = LookBackForm(request.POST or None)

    def write() -> HttpResponse:
        given = form.cleaned_data
        services.look_back(finding=one, result=given["result"], said=given["words"], by=by, at=at)
        messages.success(request, _("Written down."))
        return redirect("supervision:finding", finding_id=finding_id)

    if answered := answer_to(request, form, write):
        return answered
    state = findings.state_at(one.times, at)
    claimant = one.claimed_by
    why_not = findings.why_not_look_back(
        state=state, area_code=one.area_code, claimed_by_user=claimant.user_id if claimant else None,
        claimed_by_body=claimant.unit.body_id if claimant else None,
        looked_by_user=one.looked_back_by.user_id if one.looked_back_by else None, by=by,
    )  # fmt: skip
    context = {
        "one": one, "line": line_text(one.inspection, one.code), "state": state, "form": form,
        "why_not_look_back": why_not, "steps": found.history(one),
        "is_late": findings.is_overdue(state=state, due_at=one.due_at, at=at),
    }  # fmt: skip
    return render(request, "supervision/finding.html", context, status=422 if request.method == "POST" else 200)
