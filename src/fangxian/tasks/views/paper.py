"""Slips that come back from areas without phones, and who has the night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.staff.queries import posts_held
from fangxian.tasks import forms, queries, rules, services

from .task import task_or_404

WORKERS_OFFERED = 300
NIGHTS_PER_PAGE = 50
WORKING_ROLES = (Role.GRID_WORKER, Role.DUTY_OFFICER)


@screen(power="tasks.see", purpose=Purpose.VERIFY_LEAD)
@require_http_methods(["GET", "POST"])
def enter_slip(request: Any, task_id: UUID) -> HttpResponse:
    """The result of a slip with its times: who did it, when it was taken on, when and what she found."""
    found = task_or_404(request, task_id)
    refuse(rules.why_not_enter_slip(found, by=request.actor, at=request.at))
    posts = {str(post.id): post for post in _workers_for(found.area_code, request)}
    form = forms.SlipForm(request.POST or None, task_kind=found.kind, workers=_named(posts.values()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        slip = rules.Slip(given["accepted_at"], given["reported_at"], given["outcome"], given["first_reported_at"])
        try:
            services.enter_slip(
                task=found, slip=slip, worker=posts[given["worker"]], note=given["note"], by=request.actor,
                at=request.at,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Recorded. The slip can be destroyed now."))
            return redirect("tasks:task", task_id=task_id)
    context = {"task": found, "form": form}
    return render(request, "tasks/enter_slip.html", context, status=422 if form.errors else 200)


def _workers_for(area_code: str, request: Any) -> Any:
    """Who could have done work in an area: everybody in post there or above who works on tasks."""
    codes = [*ancestors_of(area_code), ""]
    held = posts_held(at=request.at).filter(programme_id=request.programme.id, role__in=WORKING_ROLES)
    return held.filter(area_code__in=codes).order_by("-area_code", "id")[:WORKERS_OFFERED]


def _named(posts: Any) -> list[tuple[str, str]]:
    return [(str(post.id), f"{post.user.full_name} · {post.unit.name}") for post in posts]


@screen(power="tasks.dispatch", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def nights(request: Any) -> HttpResponse:
    """Who has the nights to come, and putting somebody on."""
    by, at, programme = request.actor, request.at, request.programme
    held = posts_held(at=at).filter(
        programme_id=programme.id, role__in=WORKING_ROLES, area_code__startswith=by.area_code
    )
    posts = {str(post.id): post for post in held.order_by("area_code", "id")[:WORKERS_OFFERED]}
    form = forms.NightForm(
        request.POST or None, programme_id=programme.id, day=city_day(at, programme.timezone),
        workers=_named(posts.values()), initial=_tonight(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        post = posts[given.pop("post")]
        try:
            services.put_on_nights(programme=programme, post=post, by=by, at=at, **given)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Entered. What comes at night is given to her."))
            return redirect("tasks:nights")
    page = Paginator(queries.nights_of(by, at=at), NIGHTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tasks/nights.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _tonight(request: Any) -> dict[str, Any]:
    """The night that comes, or the one that is, by the edition in force."""
    pack = services.duty_at(request.programme, at=request.at).task_pack
    params, zone = pack.rule("night").params, request.programme.zone
    hour, minute = (int(part) for part in params["from"].split(":"))
    starts = request.at.astimezone(zone).replace(hour=hour, minute=minute, second=0, microsecond=0)
    ends = rules.night_ends_at(pack, starts, zone)
    return {"starts_at": starts, "ends_at": ends or starts + timedelta(hours=12)}


@screen(power="tasks.dispatch", purpose=Purpose.COMMAND)
@require_POST
def withdraw_night(request: Any, night_id: UUID) -> HttpResponse:
    """Take a night back."""
    night = queries.nights_of(request.actor, at=request.at).filter(id=night_id).first()
    if night is None:
        raise Http404
    services.withdraw_night(night=night, by=request.actor, at=request.at)
    messages.success(request, _("Withdrawn."))
    return redirect("tasks:nights")
