"""Where nobody is in post, how dense the force is, and which leader answers for what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose, Role, why_not_use
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.staff import forms, queries, rules, services

ROWS = 50
NEXT_LEVEL = {0: 6, 2: 6, 4: 6, 6: 9, 9: 12, 12: 14}  # digits of the areas that a table compares


@screen(power="staff.see", purpose=Purpose.ADMINISTER)
def coverage(request: Any) -> HttpResponse:
    """Coverage by area, and every vacant grid: an alarm each, with who covers it meanwhile."""
    by, day = request.actor, city_day(request.at, request.programme.timezone)
    wanted = request.GET.get("under", "")
    under = wanted if wanted.isdigit() and by.covers(wanted) else by.area_code
    scope = {"programme_id": request.programme.id, "at": request.at, "day": day, "under": under}
    rows = queries.coverage(**scope, digits=NEXT_LEVEL.get(len(under), 14))
    page = Paginator(queries.vacant_grids(**scope), ROWS).get_page(request.GET.get("page"))
    staffed = queries.staffed_codes(Role.GRID_WORKER, programme_id=request.programme.id, at=request.at)
    for grid in page:
        grid.covered_by = queries.nearest_staffed(grid.code, staffed=staffed)
    grid_count, staffed_count = sum(r.grid_count for r in rows), sum(r.staffed_count for r in rows)
    context = {
        "rows": rows,
        "under": under,
        "page": page,
        "grid_count": grid_count,
        "vacant_count": grid_count - staffed_count,
        "staffed_share": rules.coverage_share(staffed_count=staffed_count, grid_count=grid_count),
        "worker_count": sum(r.worker_count for r in rows),
        "why_not_manage": why_not_use("staff.manage", by=by),
    }
    return render(request, "staff/coverage.html", context)


@screen(power="staff.see", purpose=Purpose.ADMINISTER)
def responsibility(request: Any) -> HttpResponse:
    """Which leader answers for which area, post and site (分片包保)."""
    by = request.actor
    form = None
    if why_not_use("staff.manage", by=by) is None:
        form = forms.SponsorForm(request.POST or None, leaders=queries.people_in_post(by=by, at=request.at))
        form.fields["area_code"].for_programme(request.programme.id, city_day(request.at, request.programme.timezone))  # type: ignore[attr-defined]
    if request.method == "POST" and form is not None and form.is_valid() and _name(request, form):
        return redirect("staff:responsibility")
    found = queries.sponsorships(programme_id=request.programme.id, at=request.at, area_code=by.area_code)
    over = queries.sponsorships_over(programme_id=request.programme.id, at=request.at, area_code=by.area_code)
    page = Paginator(over, ROWS).get_page(request.GET.get("page"))
    context = {"rows": list(found), "form": form, "page": page}
    return render(
        request, "staff/responsibility.html", context, status=422 if form is not None and form.errors else 200
    )


def _name(request: Any, form: Any) -> bool:
    wanted = dict(form.cleaned_data)
    leader = queries.people_in_post(by=request.actor, at=request.at).filter(id=wanted.pop("leader")).first()
    if leader is None:
        raise Http404
    try:
        services.name_sponsor(leader=leader, by=request.actor, at=request.at, **wanted)
    except Refused as refused:
        add_problem(form, refused.problem, problem_text(refused.problem))
        return False
    messages.success(request, _("Named."))
    return True


@require_POST
@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def relieve(request: Any, sponsorship_id: UUID) -> HttpResponse:
    found = queries.sponsorship_named(sponsorship_id, by=request.actor)
    if found is None:
        raise Http404
    services.end_sponsorship(sponsorship=found, by=request.actor, at=request.at)
    messages.success(request, _("Relieved."))
    return redirect("staff:responsibility")
