"""The audit as an auditor reads it: who did what, when, for which purpose; never about whom by name.

And the place where every refused attempt is written into it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import render

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.problems.rules import Problem, hearing_refusals
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.rules import kinds_labelled
from fangxian.core.screens.views import screen

from . import forms, queries, rules
from .services import record, record_refusals

ROWS = 100
DAYS = 31


def parse_date(text: str) -> date | None:
    """A day written YYYY-MM-DD; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


REFUSED_BY_DATABASE = "database.refused"
ALARM = "audit.alarm"  # the kind under which an app gives the actions a word that an auditor looks into first


class RefusalsAreRecorded:
    """Writes every refused attempt into the audit, once whatever was begun has been rolled back.

    That is: a refusal that became a page, one that a page caught and showed beside its form, a
    statement that a guard of the database refused, and, for somebody in a post, a record that she
    was told is not there.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        with hearing_refusals() as heard:
            request.refusals_heard = heard
            response = self.get_response(request)
        found = request.resolver_match
        if found is None:
            return response  # no page of ours
        ids, person_id = rules.ids_of(found.kwargs), found.kwargs.get(rules.PERSON)
        codes = rules.codes_refused(heard, method=request.method, status=response.status_code)
        if response.status_code == 404 and not codes and request.post is not None and (ids or person_id):
            codes = {rules.NOT_FOUND: 1}
        if codes:
            record_refusals(
                codes, attempt=found.view_name, ids=ids, about=person_id if isinstance(person_id, UUID) else None,
                by=_whoever_asks(request), at=request.at, method=request.method,
            )  # fmt: skip
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        if isinstance(exception, IntegrityError):
            request.refusals_heard.append(Problem(REFUSED_BY_DATABASE, "", status=500))


def _whoever_asks(request: Any) -> Actor:
    """The actor of the page; else whoever is signed in; else a visitor, who has no name here."""
    if getattr(request, "actor", None) is not None:
        return request.actor
    if request.post is not None:
        return request.actor_for(Purpose.ADMINISTER)
    programme = getattr(request, "programme", None)
    role = Role.SYSTEM if request.user.is_authenticated else Role.RESIDENT
    return Actor(
        role=role, purpose=Purpose.OWN_FILE, programme_id=programme.id if programme else None, user_id=request.user.id
    )


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
    context = {
        "form": form,
        "events": events[:ROWS],
        "counts": counts,
        "alarms": [(action, counts[action]) for action in kinds_labelled().get(ALARM, []) if action in counts],
        "next_before": next_before,
    }
    return render(request, "audit/list.html", context, status=422 if form.errors else 200)


@screen(power="audit.read", purpose=Purpose.AUDIT)
def root_list(request: Any) -> HttpResponse:
    """The days with their roots, newest first, and when the house last checked its own chain."""
    until = parse_date(request.GET.get("until", "")) if request.GET.get("until") else None
    days = queries.roots(at=request.at, limit=DAYS + 1, until=until)
    checked = queries.last_verification()
    context = {
        "days": days[:DAYS], "older": days[DAYS].day if len(days) > DAYS else None, "checked": checked,
        "waiting_since": queries.oldest_unsealed_at(),
    }  # fmt: skip
    return render(request, "audit/roots.html", context)


@screen(power="audit.read", purpose=Purpose.AUDIT)
def root_sheet(request: Any) -> HttpResponse:
    """One day's root on one page, to be printed and published outside the command."""
    day = parse_date(request.GET.get("day", ""))
    found = queries.roots(at=request.at, limit=1, until=day) if day else []
    if not found or found[0].day != day or found[0].root is None:
        raise Http404
    return render(request, "audit/root_sheet.html", {"of": found[0]})


def _span(first: date, last: date, *, zone: Any) -> dict[str, Any]:
    """From the first midnight to the one after the last day, in city time."""
    return {
        "since": datetime.combine(first, time(), zone).astimezone(UTC),
        "until": datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC),
    }
