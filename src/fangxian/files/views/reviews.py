"""What the auditor reviews: readings across areas, alarms, and the code of a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.rules import read_of
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.clocks.days import city_day, day_end
from fangxian.files import forms, queries, rules, services

ROWS = 30


@screen(power="people.review_reads", purpose=Purpose.AUDIT)
@require_GET
def watch(request: Any) -> HttpResponse:
    """Alarms and readings across areas: those that wait for a review, or all. No name stands here."""
    by, at = request.actor, request.at
    everything = request.GET.get("show") == "all"
    glasses = queries.glasses_over(by, at=at) if everything else queries.glasses_to_review(by, at=at)
    alarms = queries.alarms_of(by) if everything else queries.alarms_to_review(by)
    page = Paginator(glasses, ROWS).get_page(request.GET.get("page"))
    for row in page:
        row.state = rules.state_at(row.times, at)
        row.review_due_at = _review_due_at(row)
    context = {
        "page": page,
        "alarms": Paginator(alarms, ROWS).get_page(request.GET.get("alarms")),
        "everything": everything,
    }
    return render(request, "files/watch.html", context)


def _review_due_at(glass: Any) -> Any:
    """The end of the city day after the one on which it was asked for."""
    zone = glass.programme.zone
    return day_end(city_day(day_end(city_day(glass.requested_at, zone), zone), zone), zone)


@screen(power="people.review_reads", purpose=Purpose.AUDIT)
@require_http_methods(["GET", "POST"])
def review(request: Any, glass_id: UUID) -> HttpResponse:
    """One reading across areas with every page that was opened under it."""
    by, at = request.actor, request.at
    found = queries.glass_for_review(glass_id, by=by)
    if found is None:
        raise Http404
    found.state = rules.state_at(found.times, at)
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.review_glass(glass=found, by=by, at=at, **form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Reviewed and recorded."))
            return redirect("files:watch")
    services.saw_for_review(found, by=by, at=at)
    why_not = rules.why_not_review(
        is_over=rules.has_held(found.times) and not rules.is_live(found.times, at),
        is_reviewed=found.reviewed_at is not None, outcome=rules.OUTCOMES[0], words="-" * rules.SHORTEST_WORDS, by=by,
    )  # fmt: skip
    context = {"glass": found, "form": form, "readings": queries.readings_under(found), "why_not_review": why_not}
    return render(request, "files/review.html", context, status=422 if form.errors else 200)


@screen(power="people.review_reads", purpose=Purpose.AUDIT)
@require_http_methods(["GET", "POST"])
def alarm(request: Any, alarm_id: UUID) -> HttpResponse:
    """One alarm: what happened, who did it, and what came of it."""
    by, at = request.actor, request.at
    found = queries.alarm_of(alarm_id, by=by)
    if found is None:
        raise Http404
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.review_alarm(alarm=found, by=by, at=at, **form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Reviewed and recorded."))
            return redirect("files:watch")
    return render(request, "files/alarm.html", {"alarm": found, "form": form}, status=422 if form.errors else 200)


@screen(power="people.review_reads", purpose=Purpose.AUDIT)
@require_http_methods(["GET", "POST"])
def trace(request: Any) -> HttpResponse:
    """Who was shown the page that carries this code, and what the audit says of that second."""
    form = forms.TraceForm(request.POST or None)
    seen, since = None, None
    if request.method == "POST" and form.is_valid():
        user_id, since = read_of(form.cleaned_data["code"]) or (0, request.at)
        seen = queries.events_of_read(user_id, since=since, programme_id=request.programme.id)
        detail = {"found": seen is not None, "user": user_id, "second": since.isoformat()}
        audit.record("files.saw_trace", by=request.actor, at=request.at, detail=detail)
    context = {"form": form, "seen": seen, "since": since, "is_asked": since is not None}
    return render(request, "files/trace.html", context, status=422 if form.errors else 200)
