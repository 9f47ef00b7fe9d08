"""The state of the house itself: for monitors, for a banner, and for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.backups import queries as backups
from fangxian.core.problems.rules import Problem, said
from fangxian.core.screens.views import problem_text, screen

from . import queries, services

NO_DATABASE = Problem("reactions.no_database", said("The database does not answer."), status=503)


@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For a monitor: 200 if everything runs, 503 with reasons in words otherwise. No data of people."""
    problems = _problems(request)
    reasons = [{"code": problem.code, "text": problem_text(problem)} for problem in problems]
    return JsonResponse({"ok": not problems, "behind": reasons}, status=503 if problems else 200)


@never_cache
@require_GET
def banner(request: HttpRequest) -> HttpResponse:
    """What staff should know about late jobs; empty if there is nothing. Pages fetch it by htmx."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    return render(request, "reactions/banner.html", {"texts": [problem_text(p) for p in _problems(request)]})


def _problems(request: HttpRequest) -> list[Problem]:
    try:
        return queries.what_is_behind(at=getattr(request, "at", None) or clock.now())
    except DatabaseError:
        return [NO_DATABASE]


@screen(power="operations.see", purpose=Purpose.ADMINISTER)
def operations(request: Any) -> HttpResponse:
    """Jobs with their last turns, and steps that gave up."""
    claims = list(queries.parked(programme_id=request.actor.programme_id)[:200])
    parked = [{"claim": claim, "failures": queries.failures_of(claim)[:10]} for claim in claims]
    context = {
        "problems": [problem_text(p) for p in queries.what_is_behind(at=request.at)],
        "jobs": queries.jobs(),
        "backup": backups.newest(),
        "proven": backups.last_proven(),
        "backups_due": [problem_text(p) for p in backups.what_is_due(at=request.at)],
        "parked": parked,
        "waiting_count": queries.waiting_count(),
        "may_run_again": request.actor.can("operations.run_again"),
    }
    return render(request, "reactions/operations.html", context)


@screen(power="operations.run_again", purpose=Purpose.ADMINISTER)
@require_POST
def run_again(request: Any, claim_id: int) -> HttpResponse:
    """Put one parked step back in line."""
    claim = get_object_or_404(queries.parked(programme_id=request.actor.programme_id), id=claim_id)
    services.run_again(claim, by=request.actor, at=request.at)
    messages.success(request, gettext("The step is back in line and runs within seconds."))
    return redirect("reactions:operations")
