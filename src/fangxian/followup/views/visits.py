"""Today's doors, in the order in which they lie (F07, F12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.followup import queries, services

from .calls import looks_after

LOOKED = "followup_visits_looked_at"  # in the session: when this worker looked last, for what is new


@looks_after
@require_GET
def visits(request: Any) -> HttpResponse:
    """The visits of the reader's area: where, whom, until when, what is new since she looked last."""
    told = request.session.get(LOOKED)
    stops, count = queries.visits_of(request.actor, since=datetime.fromisoformat(told) if told else None)
    request.session[LOOKED] = request.at.isoformat()
    services.saw_list(len(stops), by=request.actor, at=request.at, what="visits")
    context = {"stops": stops, "count": count, "new_count": sum(stop.is_new for stop in stops)}
    return render(request, "followup/visits.html", context)
