"""Serving the notice and looking after whoever is at home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import answer_to, screen
from fangxian.measures import forms, queries, rules, services
from fangxian.measures.models import Measure

from .shown import dressed, found_measure, page_of

ROWS_PER_GROUP = 100
attends = screen(power="measures.attend", purpose=Purpose.SERVE_NOTICE)
either = require_http_methods(["GET", "POST"])


@attends
@require_GET
def in_my_area(request: Any) -> HttpResponse:
    """What a grid worker does: notices to serve, people to look after, ends of the last two days."""
    by, at = request.actor, request.at
    recent = queries.ending_between(by.programme_id, at - timedelta(days=2), at, by.area_code)
    groups = [
        (gettext("Notices to serve"), queries.waiting_to_be_served(by, at=at)),
        (gettext("At home now"), queries.in_state(by, rules.ACTIVE, at=at).order_by("effective_end_at", "id")),
        (gettext("Ended in the last two days"), recent),
    ]
    shown = [(title, [dressed(m, at=at) for m in rows[:ROWS_PER_GROUP]]) for title, rows in groups]
    services.saw_list(sum(len(rows) for _title, rows in shown), by=by, at=at, what="in_my_area")
    return render(request, "measures/in_my_area.html", {"groups": shown})


@attends
@require_GET
def attend(request: Any, measure_id: UUID) -> HttpResponse:
    """One person at home, for those who look after her: until when, what she needs, papers; no evidence."""
    found = found_measure(request, measure_id)
    if found.approved_at is None:
        raise Http404
    services.saw_measure(found, by=request.actor, at=request.at, what="attend")
    return render(request, "measures/attend.html", page_of(request, found))


@screen(power="measures.serve", purpose=Purpose.SERVE_NOTICE)
@either
def serve(request: Any, measure_id: UUID) -> HttpResponse:
    """The notice is handed over: in person, refused, at the door, through a helper."""
    found = found_measure(request, measure_id)
    form = forms.ServeForm(
        request.POST or None, programme=request.programme, by=request.actor, at=request.at, initial={"how": "in_person"}
    )

    def write() -> HttpResponse:
        services.serve(measure=found, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, gettext("Recorded. The measure is in force from this moment."))
        return redirect("measures:attend", found.id)

    answer = answer_to(request, form, write)
    if answer is not None:
        return answer
    services.saw_measure(found, by=request.actor, at=request.at, what="serve")
    why_not = services.why_not_serve(
        found, how="in_person", witness="", received_by="", by=request.actor, at=request.at
    )
    return render(request, "measures/serve.html", page_of(request, found) | {"form": form, "why_not": why_not})


@attends
@either
def tell(request: Any, measure_id: UUID) -> HttpResponse:
    """Record who else was told of a measure."""
    return _speak(request, measure_id, forms.ToldForm, services.tell, "measures/tell.html", gettext("Recorded."))


@attends
@either
def appeal(request: Any, measure_id: UUID) -> HttpResponse:
    """Take an appeal from somebody who says it rather than types it."""
    text = gettext("The appeal is lodged. The answer that it arrived is due within the hour.")
    return _speak(request, measure_id, forms.AppealForm, services.lodge_appeal, "measures/appeal.html", text)


@attends
@either
def leave(request: Any, measure_id: UUID) -> HttpResponse:
    """Record that the person left home."""

    def record(*, measure: Measure, reason: str, left_at: datetime | None, by: Any, at: datetime) -> None:
        services.record_leave(measure=measure, reason=reason, left_at=left_at or at, by=by, at=at)

    return _speak(request, measure_id, forms.LeaveForm, record, "measures/leave.html", gettext("Recorded."))


def _speak(
    request: Any, measure_id: UUID, form_class: type, act: Callable[..., Any], template: str, done: str
) -> HttpResponse:
    """A short form about one measure that is attended to."""
    found = found_measure(request, measure_id)
    form = form_class(request.POST or None, programme=request.programme, by=request.actor, at=request.at)

    def write() -> HttpResponse:
        act(measure=found, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, done)
        return redirect("measures:attend", found.id)

    answer = answer_to(request, form, write)
    if answer is not None:
        return answer
    services.saw_measure(found, by=request.actor, at=request.at, what=request.resolver_match.url_name)
    return render(request, template, {"measure": dressed(found, at=request.at), "form": form})
