"""A worker's day: what to accept, what to finish, what came up from below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.engine.clocks.days import city_day, day_start
from fangxian.tasks import queries, services

CARDS_PER_PAGE = 30
SEEN_AT = "tasks_seen_at"


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_GET
def today(request: Any) -> HttpResponse:
    """Cards with one action each; what is new since the last look is marked."""
    zone = request.programme.zone
    own_area = request.actor.area_code or services.desk_of(request.programme)
    lists = queries.mine_today(
        request.actor,
        own_area_code=own_area,
        at=request.at,
        day_starts_at=day_start(city_day(request.at, zone), zone),
    )
    seen_at = _seen_at(request)
    free = Paginator(lists["free"], CARDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "free": free,
        "taken": list(lists["taken"][:CARDS_PER_PAGE]),
        "from_below": list(lists["from_below"].select_related("accepted_post__user")[:CARDS_PER_PAGE]),
        "from_below_count": lists["from_below"].count(),
        "done_count": lists["done"].count(),
        "seen_at": seen_at,
        "new_count": lists["free"].filter(counted_from_at__gt=seen_at).count() if seen_at else 0,
    }
    request.session[SEEN_AT] = request.at.isoformat()
    return render(request, "tasks/today.html", context)


def _seen_at(request: Any) -> datetime | None:
    """When this page was last looked at since signing in; None at the first look."""
    text = request.session.get(SEEN_AT)
    return datetime.fromisoformat(text) if text else None
