"""Answering appeals: what waits, and one appeal with everything its decision rests on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import answer_to, screen
from fangxian.engine.legal import cite
from fangxian.measures import forms, queries, services
from fangxian.measures.models import Appeal, Measure
from fangxian.measures.rules.appeals import NEXT_REMEDIES, why_not_acknowledge

from .shown import found_measure, page_of

ROWS_PER_PAGE = 50
WAITING, LATE, ANSWERED = "waiting", "late", "answered"
answers = screen(power="measures.decide_appeal", purpose=Purpose.DECIDE_APPEAL)


@answers
@require_GET
def appeal_list(request: Any) -> HttpResponse:
    """Appeals in the reader's area: what waits, soonest due first; what is late; what was answered. No names."""
    wanted = request.GET.get("state", WAITING)
    rows = queries.appeals_in(request.actor)
    late = rows.filter(queries.late(at=request.at), decided_at=None)
    shown = {
        WAITING: rows.filter(decided_at=None),
        LATE: late,
        ANSWERED: rows.exclude(decided_at=None).order_by("-decided_at", "-id"),
    }
    if wanted not in shown:
        raise Http404
    page = Paginator(shown[wanted], ROWS_PER_PAGE).get_page(request.GET.get("page"))
    for appeal in page:
        appeal.late_for = queries.late_stage(appeal, at=request.at)
    services.saw_list(len(page), by=request.actor, at=request.at, what="appeals")
    named = {WAITING: gettext("Waiting for an answer"), LATE: gettext("Late"), ANSWERED: gettext("Answered")}
    context = {
        "page": page,
        "wanted": wanted,
        "late_count": late.count(),
        "tabs": [(label, f"?state={state}", state == wanted) for state, label in named.items()],
    }
    return render(request, "measures/appeals.html", context)


@answers
@require_http_methods(["GET", "POST"])
def answer(request: Any, measure_id: UUID) -> HttpResponse:
    """The appeal in the person's words, the decision with its evidence, and the answer last."""
    found, appeal = _appealed(request, measure_id)
    form = forms.AnswerForm(request.POST or None, programme=request.programme, by=request.actor, at=request.at)

    def write() -> HttpResponse:
        services.decide_appeal(appeal=appeal, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, gettext("Answered. The person is told, and everybody else who has to know."))
        return redirect("measures:appeals")

    done = answer_to(request, form, write)
    if done is not None:
        return done
    services.saw_measure(found, by=request.actor, at=request.at, what="appeal")
    why_not = services.why_not_answer_appeals(found, by=request.actor)
    acknowledged = why_not_acknowledge(is_acknowledged=appeal.acknowledged_at is not None, is_decided=False)
    context = page_of(request, found) | {
        "appeal": appeal,
        "form": form,
        "why_not": why_not,
        "why_not_acknowledge": why_not or acknowledged,
        "late_for": queries.late_stage(appeal, at=request.at),
        "remedies": cite(NEXT_REMEDIES),
    }
    return render(request, "measures/answer.html", context)


@answers
@require_POST
def acknowledge(request: Any, measure_id: UUID) -> HttpResponse:
    """Tell the person that her appeal has arrived."""
    found, appeal = _appealed(request, measure_id)
    services.acknowledge_appeal(appeal=appeal, by=request.actor, at=request.at)
    messages.success(request, gettext("Acknowledged. The person is told that her appeal has arrived."))
    return redirect("measures:answer", found.id)


def _appealed(request: Any, measure_id: UUID) -> tuple[Measure, Appeal]:
    found = found_measure(request, measure_id)
    appeal = queries.open_appeal_of(found)
    if appeal is None:
        raise Http404
    return found, appeal
