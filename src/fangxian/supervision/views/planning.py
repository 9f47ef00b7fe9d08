"""Teams, draws and plans of visits, for whoever sends the inspectors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import answer_to, screen
from fangxian.supervision import services
from fangxian.supervision.forms import CancelForm, DrawForm, PlanForm, TeamForm
from fangxian.supervision.queries import editions, targets
from fangxian.supervision.queries import visits as known
from fangxian.supervision.rules import inspections, words

from .visit import found_visit

ROWS = 30


def _today(request: Any) -> Any:
    return city_day(request.at, request.programme.timezone)


@screen(power="supervision.plan", purpose=Purpose.SUPERVISE)
@require_GET
def visits(request: Any) -> HttpResponse:
    """Every visit that the reader may know of, by state."""
    state = request.GET.get("state", "")
    page = Paginator(known.visits(request.actor, state=state), ROWS).get_page(request.GET.get("page"))
    rows = [(one, inspections.state_at(one.times, request.at)) for one in page]
    context = {"page": page, "rows": rows, "state": state, "states": list(inspections.STATES)}
    return render(request, "supervision/visits.html", context)


@screen(power="supervision.plan", purpose=Purpose.SUPERVISE)
@require_http_methods(["GET", "POST"])
def plan(request: Any) -> HttpResponse:
    """Plan a visit to one place, which the reader chose from the coverage or from a sign."""
    by, at, asked = request.actor, request.at, request.GET
    subject = words.RIGHTS if asked.get("subject") == words.RIGHTS else words.PLACE
    target = targets.target_of(
        asked.get("kind", ""), asked.get("ref", ""), programme=request.programme, area_code=by.area_code, at=at
    )  # fmt: skip
    if target is None and asked.get("kind") == words.ISOLATION:  # where nobody is held any more, a late release was
        target = next(iter(targets.grids([asked.get("ref", "")], programme=request.programme, at=at)), None)
        target = target if target and by.covers(target.area_code) and request.programme.covers(target.ref) else None
    if target is None:
        return redirect("supervision:coverage")
    form = PlanForm(
        request.POST or None, teams=known.standing_teams(by), initial={"planned_on": _today(request)}
    )  # fmt: skip

    def write() -> HttpResponse:
        made = services.plan_visit(
            target=target, plan=services.Plan(subject=subject, **form.terms()), by=by, at=at
        )  # fmt: skip
        messages.success(request, _("Planned."))
        return redirect("supervision:visit", inspection_id=made.id)

    if answered := answer_to(request, form, write):
        return answered
    context = {"form": form, "target": target, "subject": subject, "has_team": bool(form.teams)}
    return render(request, "supervision/plan.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@screen(power="supervision.plan", purpose=Purpose.SUPERVISE)
def call_off(request: Any, inspection_id: UUID) -> HttpResponse:
    """Call a planned visit off."""
    form = CancelForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.call_off(
        inspection=found_visit(request, inspection_id), reason=reason, by=request.actor, at=request.at
    )  # fmt: skip
    messages.success(request, _("Called off."))
    return redirect("supervision:visits")


@screen(power="supervision.plan", purpose=Purpose.SUPERVISE)
@require_http_methods(["GET", "POST"])
def draws(request: Any) -> HttpResponse:
    """Draw places from the day's figures; every draw that was made."""
    by, at = request.actor, request.at
    form = DrawForm(request.POST or None, programme_id=request.programme.id, day=_today(request))

    def write() -> HttpResponse:
        given = form.cleaned_data
        made = services.draw_targets(
            programme=request.programme, area_code=given["area"] or by.area_code, kinds=given["kinds"],
            count=given["count"], seed=given["seed"], by=by, at=at,
        )  # fmt: skip
        return redirect("supervision:draw", draw_id=made.id)

    if answered := answer_to(request, form, write):
        return answered
    page = Paginator(known.draws_of(by), ROWS).get_page(request.GET.get("page"))
    pack = editions.edition(request.programme, at=at)
    context = {"form": form, "page": page, "rule": pack.rule("draw"), "pack": pack}
    return render(request, "supervision/draws.html", context, status=422 if request.method == "POST" else 200)


@screen(power="supervision.plan", purpose=Purpose.SUPERVISE)
@require_http_methods(["GET", "POST"])
def draw(request: Any, draw_id: UUID) -> HttpResponse:
    """One draw: why each place was drawn, and visits to them."""
    by, at = request.actor, request.at
    one = known.draw_of(by, draw_id)
    if one is None:
        raise Http404
    form = PlanForm(request.POST or None, teams=known.standing_teams(by), initial={"planned_on": _today(request)})

    def write() -> HttpResponse:
        made = services.plan_visits_of(draw=one, plan=services.Plan(**form.terms()), by=by, at=at)
        messages.success(request, _("Visits planned: %(n)d.") % {"n": len(made)})
        return redirect("supervision:visits")

    if answered := answer_to(request, form, write):
        return answered
    rows = [row for row in one.drawn if row.get("body") != str(by.body_id)]
    context = {
        "one": one, "rows": rows, "hidden": len(one.drawn) - len(rows), "form": form, "has_team": bool(form.teams),
        "taken": {ref for _kind, ref in known.planned_already(one.programme_id)},
    }  # fmt: skip
    return render(request, "supervision/draw.html", context, status=422 if request.method == "POST" else 200)


@screen(power="supervision.plan", purpose=Purpose.SUPERVISE)
@require_http_methods(["GET", "POST"])
def teams(request: Any) -> HttpResponse:
    """The teams, and setting one up."""
    by, at = request.actor, request.at
    form = TeamForm(
        request.POST or None, posts=known.possible_members(by, at=at), programme_id=request.programme.id,
        day=_today(request),
    )  # fmt: skip

    def write() -> HttpResponse:
        area_code = form.cleaned_data["area"] or by.area_code
        services.set_up_team(area_code=area_code, by=by, at=at, **form.terms())
        messages.success(request, _("The team is set up."))
        return redirect("supervision:teams")

    if answered := answer_to(request, form, write):
        return answered
    page = Paginator(known.teams_of(by), ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": [(team, _bodies(team)) for team in page]}
    return render(request, "supervision/teams.html", context, status=422 if request.method == "POST" else 200)


def _bodies(team: Any) -> list[str]:
    return sorted({member.post.unit.body.name for member in team.members.all()})


@require_POST
@screen(power="supervision.plan", purpose=Purpose.SUPERVISE)
def dissolve(request: Any, team_id: UUID) -> HttpResponse:
    """A team is dissolved."""
    team = known.team_of(request.actor, team_id)
    if team is None:
        raise Http404
    services.dissolve_team(team=team, by=request.actor, at=request.at)
    messages.success(request, _("Dissolved."))
    return redirect("supervision:teams")
