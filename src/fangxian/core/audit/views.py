"""The audit as an auditor reads it: who did what, when, for which purpose; never about whom by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fangxian.core.actors.rules import Purpose
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import screen

from . import forms, queries
from .services import record

ROWS = 100


@screen(power="audit.read", purpose=Purpose.AUDIT)
def event_list(request: Any) -> HttpResponse:
    """Events of some days with filters, newest first. Reading the audit is itself recorded."""
    today = city_day(request.at, request.programme.timezone)
    given = {"from_on": today, "until_on": today} | {name: value for name, value in request.GET.items() if value}
    form = forms.FilterForm(given)
    events, counts, next_before = [], {}, None
    if form.is_valid():
        wanted = form.cleaned_data
        span = _span(wanted.pop("from_on"), wanted.pop("until_on"), zone=request.programme.zone)
        before = request.GET.get("before", "")
        events = queries.events_seen(
            programme_id=request.programme.id, **span, **wanted, limit=ROWS + 1,
            before_id=int(before) if before.isdigit() else None,
        )  # fmt: skip
        counts = queries.count_by_action(programme_id=request.programme.id, **span)
        next_before = events[ROWS - 1].id if len(events) > ROWS else None
        record("audit.saw_events", by=request.actor, at=request.at, count=len(events[:ROWS]))
    context = {"form": form, "events": events[:ROWS], "counts": counts, "next_before": next_before}
    return render(request, "audit/list.html", context, status=422 if form.errors else 200)


def _span(first: date, last: date, *, zone: Any) -> dict[str, Any]:
    """From the first midnight to the one after the last day, in city time."""
    return {
        "since": datetime.combine(first, time(), zone).astimezone(UTC),
        "until": datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC),
    }
