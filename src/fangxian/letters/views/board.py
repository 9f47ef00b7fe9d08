"""Letters of the reader's area with their ageing, those addressed to her unit, and which unit answers for what."""

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
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.letters import forms, queries, rules, services

ROWS = 50


def shown(rows: Any, topics: Any, *, at: Any) -> list[dict[str, Any]]:
    """Each letter with its kind in the reader's language, its state and whether it is late."""
    return [
        {
            "letter": row, "state": rules.state_of(row), "is_late": rules.is_late(row, row.due_at, at=at),
            "topic": forms.in_language(topics[row.topic]) if row.topic in topics else row.topic,
            "waits": rules.state_of(row) in rules.AT_ADDRESSEE,
        }
        for row in rows
    ]  # fmt: skip


@screen(power=rules.SEE, purpose=Purpose.COMMAND)
@require_GET
def board(request: Any) -> HttpResponse:
    """What waits for whom and since when; search by words or number."""
    by, at = request.actor, request.at
    topics = queries.terms_of(request.programme, at=at).topics
    form = forms.BoardForm(request.GET or None, topics=topics.values())
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.letters_of(by)
    page = Paginator(_asked_for(rows, asked, at=at), ROWS).get_page(request.GET.get("page"))
    counts = {
        "draft": queries.by_state(rows, rules.DRAFT).count(),
        "approved": queries.by_state(rows, rules.APPROVED).count(),
        "waiting": queries.waiting_for_reply(rows).count(),
        "late": queries.late(rows, at=at).count(),
        "replied": queries.to_look_back(rows).count(),
    }
    context = {
        "form": form, "page": page, "rows": shown(page.object_list, topics, at=at), "counts": counts,
        "ages": queries.ageing(rows, at=at), "may_write": by.can(rules.WRITE), "may_run": by.can(rules.RUN),
    }  # fmt: skip
    return render(request, "letters/board.html", context)


def _asked_for(rows: Any, asked: dict[str, Any], *, at: Any) -> Any:
    if asked.get("text"):
        rows = queries.searched(rows, asked["text"].strip())
    if asked.get("topic"):
        rows = rows.filter(topic=asked["topic"])
    if asked.get("is_late"):
        rows = queries.late(rows, at=at)
    if asked.get("state"):
        rows = queries.by_state(rows, asked["state"])
    elif not asked.get("text"):
        rows = rows.filter(closed_at=None, withdrawn_at=None)
    if asked.get("state") == rules.REPLIED:
        return rows.order_by("look_back_due_at", "id")
    return queries.in_order(rows)


@screen(power=rules.ANSWER, purpose=Purpose.COMMAND)
@require_GET
def to_us(request: Any) -> HttpResponse:
    """Letters addressed to the reader's unit, what waits for her first; copies beside."""
    by, at = request.actor, request.at
    topics = queries.terms_of(request.programme, at=at).topics
    rows = queries.letters_to(by)
    if text := request.GET.get("text", "").strip()[:50]:
        rows = queries.searched(rows, text)
    waiting = queries.waiting_for_reply(rows).filter(to_unit=by.unit_id).order_by("due_at", "id")
    rest = rows.exclude(id__in=waiting.values("id")).order_by("-issued_at", "id")
    page = Paginator(rest, ROWS).get_page(request.GET.get("page"))
    context = {
        "waiting": shown(waiting[:200], topics, at=at), "page": page, "text": text,
        "rows": shown(page.object_list, topics, at=at),
    }  # fmt: skip
    return render(request, "letters/to_us.html", context)


@screen(power=rules.RUN, purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def answering(request: Any) -> HttpResponse:
    """Which unit answers for which kind of gathering where, and which hears of late replies; what nobody is named for
    is shown as such."""
    by, at, programme = request.actor, request.at, request.programme
    topics = queries.terms_of(programme, at=at).topics
    units = list(queries.units_of(by))
    orders = list(live_orders(programme.id, at))
    form = forms.NamingForm(
        request.POST or None, programme=programme, topics=topics.values(), units=units, orders=orders, at=at
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.name_unit(
                programme=programme, topic=given["topic"], area_code=given["area"], by=by, at=at,
                unit=next(unit for unit in units if str(unit.id) == given["unit"]),
                order=next((order for order in orders if str(order.id) == given["order"]), None),
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded. Letters on it are addressed so from now on."))
            return redirect("letters:answering")
    named = list(queries.named_units(by))
    rows = [(topic, [row for row in named if row.topic == topic.code]) for topic in topics.values()]
    context = {
        "form": form, "rows": [(topic, forms.in_language(topic), found) for topic, found in rows],
        "late": [row for row in named if row.topic == rules.LATE_REPLIES], "may_write": by.can(rules.WRITE),
    }  # fmt: skip
    return render(request, "letters/answering.html", context, status=422 if form.errors else 200)


@require_POST
@screen(power=rules.RUN, purpose=Purpose.COMMAND)
def end_naming(request: Any, naming_id: UUID) -> HttpResponse:
    """Nobody is named for it there any more."""
    found = queries.naming_of(request.actor, naming_id)
    if found is None:
        raise Http404
    services.end_naming(naming=found, by=request.actor, at=request.at)
    messages.success(request, gettext("Taken back. It stays on record."))
    return redirect("letters:answering")
