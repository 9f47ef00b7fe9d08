"""The daily digest for the command: topics of the week with enough messages, and how they changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.feedback import queries, rules

ROWS = 31


@screen(power=rules.READ, purpose=Purpose.COMMAND)
@require_GET
def digest(request: Any) -> HttpResponse:
    """The digest of a day, or the newest; those of other days beside it."""
    found = queries.digests(request.actor)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    day = _day(request.GET.get("day"))
    shown = found.filter(day=day).first() if day else found.first()
    names = queries.topics(request.programme, at=request.at).names
    topics = rules.from_json(shown.topics) if shown else []
    rows = [(topic, *names.get(topic.code, (topic.code, topic.code))) for topic in topics]
    placed = sum(topic.count for topic in topics)
    left = rules.shown_count(shown.message_count - placed) if shown and shown.message_count is not None else None
    context = {"digest": shown, "rows": rows, "page": page, "left": left, "fewest": rules.FEWEST}
    return render(request, "feedback/digest.html", context)


def _day(text: str | None) -> date | None:
    """A day in the address; one that cannot be read asks for the newest."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
