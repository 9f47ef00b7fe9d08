"""An inspector's day: where to go, and which claims to look back at. Made for one hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import screen
from fangxian.supervision.queries import found, visits
from fangxian.supervision.rules import findings, inspections


@screen(power="supervision.inspect", purpose=Purpose.SUPERVISE)
@require_GET
def mine(request: Any) -> HttpResponse:
    """The visits of my teams, what is planned next, and claims that somebody else made."""
    by, at = request.actor, request.at
    today = city_day(at, request.programme.timezone)
    due = visits.my_day(by, today=today)
    context = {
        "due": [(one, inspections.state_at(one.times, at)) for one in due],
        "coming": visits.my_next(by, today=today),
        "claims": [(one, findings.state_at(one.times, at)) for one in found.to_look_back(by)],
        "today": today,
    }
    return render(request, "supervision/mine.html", context)
