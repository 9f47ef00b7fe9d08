"""Proposing, deciding and ending: lists, one measure, the approver's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import answer_to, screen
from fangxian.measures import forms, queries, rules, services

from .shown import dressed, found_measure, page_of

ROWS_PER_PAGE = 50
see = screen(power="measures.see", purpose=Purpose.DECIDE_MEASURE)
either = require_http_methods(["GET", "POST"])


@see
@require_GET
def measure_list(request: Any) -> HttpResponse:
    """Measures of the reader's area by state; what ends today first where that is asked. No names."""
    wanted = request.GET.get("state", "") or _first_state(request)
    rows = _rows(request, wanted)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        dressed(row, at=request.at)
    services.saw_list(len(page), by=request.actor, at=request.at, what=wanted)
    context = {
        "page": page,
        "wanted": wanted,
        "tabs": _tabs(wanted),
        "counts": queries.counts(request.programme, at=request.at, area_code=request.actor.area_code),
        "may_propose": request.actor.can("measures.propose"),
    }
    return render(request, "measures/list.html", context)


def _first_state(request: Any) -> str:
    return rules.PROPOSED if request.actor.can("measures.approve") else rules.ACTIVE


def _rows(request: Any, wanted: str) -> Any:
    by, at = request.actor, request.at
    if wanted == rules.PROPOSED:
        return queries.waiting_for_approval(by, at=at)
    if wanted == "ending_today":
        return queries.ending_today(by.programme_id, at=at, zone=request.programme.zone, area_code=by.area_code)
    if wanted == rules.ACTIVE:
        return queries.in_state(by, wanted, at=at).order_by("effective_end_at", "id")
    if wanted in rules.MOVES:
        return queries.in_state(by, wanted, at=at)
    raise Http404


def _tabs(wanted: str) -> list[tuple[str, str, bool]]:
    named = [
        (rules.PROPOSED, gettext("Waiting for a decision")),
        (rules.APPROVED, gettext("To be served")),
        (rules.ACTIVE, gettext("In force")),
        ("ending_today", gettext("Ending today")),
        *((state, label("measures.state", state)) for state in (*rules.ENDED_STATES, rules.DECLINED, rules.LAPSED)),
    ]
    return [(text, f"?state={state}", state == wanted) for state, text in named]


@screen(power="measures.propose", purpose=Purpose.DECIDE_MEASURE)
@require_GET
def to_propose(request: Any) -> HttpResponse:
    """Contacts, or arrivals, for whom nobody has yet proposed or decided anything."""
    of_arrivals = request.GET.get("of") == "arrivals"
    find = queries.arrivals_without_measure if of_arrivals else queries.without_measure
    page = Paginator(find(request.actor, at=request.at), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    services.saw_list(len(page), by=request.actor, at=request.at, what="to_propose")
    context = {
        "page": page,
        "of_arrivals": of_arrivals,
        "why_not": services.why_not_arrivals(request.programme, by=request.actor, at=request.at),
        "tabs": [
            (gettext("Contacts"), "?", not of_arrivals),
            (gettext("Arrivals, only by a rule or an order"), "?of=arrivals", of_arrivals),
        ],
    }
    return render(request, "measures/to_propose.html", context)


@see
@require_GET
def measure(request: Any, measure_id: UUID) -> HttpResponse:
    """One measure: where it stands, on what it rests, who was told, how it will end."""
    found = found_measure(request, measure_id)
    services.saw_measure(found, by=request.actor, at=request.at)
    return render(request, "measures/measure.html", page_of(request, found))


@screen(power="measures.approve", purpose=Purpose.DECIDE_MEASURE)
@either
def decide(request: Any, measure_id: UUID) -> HttpResponse:
    """The approver's page: the evidence first, the milder options, the decision last. One measure at a time."""
    found = found_measure(request, measure_id)
    evidence = services.evidence_sha256(found)
    form = forms.DecisionForm(
        request.POST or None, programme=request.programme, by=request.actor, at=request.at,
        initial={"seen_sha256": evidence},
    )  # fmt: skip

    def write() -> HttpResponse:
        given = form.cleaned_data
        if given["decision"] == "approve":
            services.approve(measure=found, seen_sha256=given["seen_sha256"], by=request.actor, at=request.at)
            messages.success(request, gettext("Approved. The notice goes to the grid to be served."))
        else:
            services.decline(measure=found, reason=given["reason"], by=request.actor, at=request.at)
            messages.success(request, gettext("Declined. Nobody is bound."))
        return redirect(_next_to_decide(request))

    answer = answer_to(request, form, write)
    if answer is not None:
        return answer
    services.saw_measure(found, by=request.actor, at=request.at, what="evidence")
    context = page_of(request, found) | {
        "form": form,
        "why_not": services.why_not_approve(found, seen_sha256=evidence, by=request.actor, at=request.at),
    }
    return render(request, "measures/decide.html", context)


def _next_to_decide(request: Any) -> str:
    """The next proposal that waits; the list when none does."""
    following = queries.waiting_for_approval(request.actor, at=request.at).first()
    return reverse("measures:decide", args=[following.id]) if following else reverse("measures:list")


@screen(power="measures.propose", purpose=Purpose.DECIDE_MEASURE)
@require_POST
def withdraw(request: Any, measure_id: UUID) -> HttpResponse:
    """Take a proposal back before it is served."""
    services.withdraw(measure=found_measure(request, measure_id), by=request.actor, at=request.at)
    messages.success(request, gettext("Withdrawn. Nobody is bound."))
    return redirect("measures:measure", measure_id)


@screen(power="measures.release", purpose=Purpose.DECIDE_MEASURE)
@either
def end(request: Any, measure_id: UUID) -> HttpResponse:
    """End a measure before its time: released, or revoked because it should not have been."""
    found = found_measure(request, measure_id)
    form = forms.ReasonForm(request.POST or None, programme=request.programme, by=request.actor, at=request.at)

    def write() -> HttpResponse:
        act = services.revoke if request.POST.get("how") == "revoke" else services.release
        act(measure=found, reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
        messages.success(request, gettext("Ended. Everybody who was told of it is told of this."))
        return redirect("measures:measure", found.id)

    answer = answer_to(request, form, write)
    context = {
        "measure": dressed(found, at=request.at),
        "form": form,
        "why_not": rules.why_not_release(state=found.state, reason="0" * rules.REASON_CHARACTERS, by=request.actor),  # type: ignore[attr-defined]
    }
    return answer or render(request, "measures/end.html", context)
