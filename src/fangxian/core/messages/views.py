"""The outbox, for administrators: what was sent to whom, with the numbers masked."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.screens.rules import choices_of
from fangxian.core.screens.views import screen

from . import queries

ROWS_PER_PAGE = 50


@screen(power="messages.see", purpose=Purpose.ADMINISTER)
def outbox(request: Any) -> HttpResponse:
    """Messages of the programme, newest first. A text is shown only if it went nowhere else."""
    state = request.GET.get("state", "")
    rows = queries.messages_of_programme(by=request.actor, state=state)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    audit.record("messages.saw_outbox", by=request.actor, at=request.at, count=len(page.object_list))
    context = {
        "page": page,
        "state": state,
        "states": choices_of("messages.state"),
        "waiting_count": queries.waiting_count(by=request.actor),
    }
    return render(request, "outbox/outbox.html", context)
