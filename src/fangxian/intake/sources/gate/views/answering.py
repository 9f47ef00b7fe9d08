"""What a duty officer did when a gate asked, and who was held up there by mistake."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.intake.sources.gate import queries, services

from .gates import gate_here


@require_POST
@screen(power="gates.answer", purpose=Purpose.COMMAND)
def answer(request: Any, count_id: UUID) -> HttpResponse:
    """Record what was done after a gate asked."""
    found = queries.count_of(request.actor, count_id)
    if found is None:
        raise Http404
    services.answer_ask(count=found, outcome=request.POST.get("outcome", ""), by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("gate:gate", gate_id=found.gate_id)


@require_POST
@screen(power="gates.answer", purpose=Purpose.COMMAND)
def refused(request: Any, gate_id: UUID) -> HttpResponse:
    """The duty officer found that somebody was held up who should have passed."""
    found = gate_here(request, gate_id)
    services.report_wrong_refusal(gate=found, programme=request.programme, by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded. Tell the keeper now, and settle it below."))
    return redirect("gate:gate", gate_id=found.id)


@require_POST
@screen(power="gates.answer", purpose=Purpose.COMMAND)
def settle(request: Any, refusal_id: UUID) -> HttpResponse:
    """The keeper was told and it is put right."""
    found = queries.refusal_of(request.actor, refusal_id)
    if found is None:
        raise Http404
    services.settle_refusal(refusal=found, answer=request.POST.get("answer", ""), by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("gate:gate", gate_id=found.gate_id)
