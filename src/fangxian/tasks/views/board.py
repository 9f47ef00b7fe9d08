"""The dispatcher's board: work by area, worker and age; late tasks; grids that are vacant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.staff.queries import posts_held, staffed_codes
from fangxian.tasks import forms, queries, rules, services

ROWS_PER_PAGE = rules.SEEN_AT_ONCE
AREAS_SHOWN = 12
WORKERS_OFFERED = 200
ALARMS_WITHIN = timedelta(days=14)


@screen(power="tasks.see", purpose=Purpose.COMMAND)
@require_GET
def board(request: Any) -> HttpResponse:
    """Open work of the reader's area, narrowed by links; a dispatcher deals it out from here."""
    return _board(request, step=request.GET.get("step") or rules.OPEN, page_name="board")


@screen(power="tasks.see", purpose=Purpose.COMMAND)
@require_GET
def late(request: Any) -> HttpResponse:
    """What is late now, the latest first, and who above has been told."""
    return _board(request, step=queries.LATE, page_name="late")


def _board(request: Any, *, step: str, page_name: str) -> HttpResponse:
    form = forms.BoardForm(request.GET)
    under = under_of(request)
    found = narrowed(queries.tasks_of(request.actor).filter(area_code__startswith=under), form.wanted, request)
    counts = queries.counts_by_step(found, at=request.at)
    step = step if step in counts else rules.OPEN
    rows = queries.in_step(found, step, at=request.at).select_related("accepted_post__user", "assigned_post__user")
    order = ["-closed_at", "id"] if step == rules.CLOSED else ["due_at", "received_at", "id"]
    page = Paginator(rows.order_by(*order), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    shown_under = under or services.desk_of(request.programme)
    context = {
        "form": form,
        "page": page,
        "step": step,
        "page_name": page_name,
        "counts": counts,
        "tabs": _tabs(request, counts, step),
        "under": under,
        "areas": queries.counts_by_area(found, under=shown_under, at=request.at)[:AREAS_SHOWN],
        "may_deal": request.actor.can("tasks.dispatch"),
        "may_assign": request.actor.can("tasks.dispatch") and step in (rules.OPEN, rules.ACCEPTED, queries.LATE),
        "workers": _workers(request, under=under, found=found),
        "filters": {**form.wanted, "area": under, "step": step},
    }
    return render(request, "tasks/board.html", context)


def under_of(request: Any) -> str:
    """The area that the reader narrowed the page to, inside her own."""
    under = "".join(char for char in request.GET.get("area", "") if char.isdigit())[:14]
    return under if request.actor.covers(under) else request.actor.area_code


def narrowed(found: Any, wanted: dict[str, Any], request: Any) -> Any:
    for name in ("kind", "severity"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    if wanted.get("q"):
        found = queries.with_number(found, wanted["q"])
    if wanted.get("worker"):
        found = queries.held_by(found, wanted["worker"])
    if wanted.get("vacant"):
        found = found.exclude(vacant_area_code="")
    if wanted.get("age"):
        found = found.filter(received_at__lt=request.at - timedelta(hours=int(wanted["age"])))
    return found


def _tabs(request: Any, counts: dict[str, int], step: str) -> list[tuple[str, str, bool]]:
    names = {
        rules.OPEN: _("To accept"),
        rules.ACCEPTED: _("In hand"),
        queries.LATE: _("Late"),
        rules.REPORTED: _("To decide"),
        rules.CLOSED: _("Task closed"),
    }
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs = []
    for name, text in names.items():
        kept["step"] = name
        tabs.append((f"{text} {counts[name]}", f"{reverse('tasks:board')}?{kept.urlencode()}", name == step))
    return tabs


def _workers(request: Any, *, under: str, found: Any) -> list[tuple[UUID, str, str, int]]:
    """Who could be given a task: post, name, area, open tasks; those with least to do first."""
    if not request.actor.can("tasks.dispatch"):
        return []
    loads = queries.counts_by_post(found)
    rows = (
        posts_held(at=request.at)
        .filter(programme_id=request.programme.id, role=Role.GRID_WORKER, area_code__startswith=under)
        .order_by("area_code", "id")[:WORKERS_OFFERED]
    )
    workers = [(post.id, post.user.full_name, post.area_code, loads.get(post.id, 0)) for post in rows]
    return sorted(workers, key=lambda worker: (worker[3], worker[2]))


@screen(power="tasks.dispatch", purpose=Purpose.VERIFY_LEAD)
@require_POST
def assign(request: Any) -> HttpResponse:
    """Give the chosen tasks to one worker."""
    ids = [UUID(text) for text in request.POST.getlist("task") if _is_uuid(text)]
    chosen = list(queries.tasks_of(request.actor).filter(id__in=ids))
    post = posts_held(at=request.at).filter(
        id=request.POST["post"] if _is_uuid(request.POST.get("post", "")) else None, programme_id=request.programme.id
    ).first()  # fmt: skip
    if post is None:
        messages.error(request, _("Choose who gets the tasks."))
        return _back(request)
    try:
        given = services.assign_tasks(tasks=chosen, post=post, by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        said = ngettext("%(count)d task given to %(name)s.", "%(count)d tasks given to %(name)s.", len(given))
        messages.success(request, said % {"count": len(given), "name": post.user.full_name})
    return _back(request)


def _back(request: Any) -> HttpResponse:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if own else "tasks:board")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@screen(power="tasks.see", purpose=Purpose.COMMAND)
@require_GET
def vacant(request: Any) -> HttpResponse:
    """Grids for which work came while nobody was in post, and whether somebody is now."""
    since = city_day(request.at, request.programme.timezone) - ALARMS_WITHIN
    alarms = queries.vacancy_alarms(request.actor, since=since)
    page = Paginator(alarms, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    staffed = staffed_codes(Role.GRID_WORKER, programme_id=request.programme.id, at=request.at)
    rows = [(alarm, alarm.area_code in staffed) for alarm in page]
    return render(request, "tasks/vacant.html", {"page": page, "rows": rows, "days": ALARMS_WITHIN.days})
