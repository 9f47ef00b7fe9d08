"""Gates as those who answer for them see them: opened under an order, reviewed, kept, counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.gate import queries, rules, services
from fangxian.intake.sources.gate.forms import EditGateForm, OpenGateForm, ReviewForm
from fangxian.intake.sources.gate.models import Gate

GATES_A_PAGE = 50


@screen(power="gates.answer", purpose=Purpose.COMMAND)
def gates(request: Any) -> HttpResponse:
    """The gates of one's area with their state, keepers and today's figures; those without a keeper first on demand."""
    actor, at = request.actor, request.at
    now = queries.with_states(queries.gates_of(actor), programme_id=actor.programme_id, at=at)
    unkept = queries.unkept([one.gate for one in now if one.state == rules.OPEN], at=at)
    wanted = request.GET.get("state", "")
    if wanted in rules.STATE_WORDS:
        now = [one for one in now if one.state == wanted]
    elif wanted == "unkept":
        now = [one for one in now if one.gate.id in unkept]
    page = Paginator(now, GATES_A_PAGE).get_page(request.GET.get("page"))
    shown = [one.gate for one in page]
    keepers = queries.keepers_at(shown, at=at)
    figures = queries.figures_of_day(actor, day=city_day(at, request.programme.timezone))
    rows = [(one, keepers.get(one.gate.id, 0), one.gate.id in unkept, figures.get(one.gate.id)) for one in page]
    context = {
        "page": page, "rows": rows, "state": wanted, "states": rules.STATE_WORDS, "unkept_count": len(unkept),
        "orders": _orders(request), "may_run": actor.can("gates.run"),
    }  # fmt: skip
    return render(request, "gate/gates.html", context)


@screen(power="gates.keep", purpose=Purpose.CHECK_AT_POST)
def mine(request: Any) -> HttpResponse:
    """The keeper's own gates: what to do, the duty officer's phone, today's numbers. No word about anybody."""
    now = queries.with_states(queries.gates_of(request.actor), programme_id=request.programme.id, at=request.at)
    figures = queries.figures_of_day(request.actor, day=city_day(request.at, request.programme.timezone))
    stands = [(one, figures.get(one.gate.id)) for one in now if one.state != rules.CLOSED]
    return render(request, "gate/mine.html", {"gates": stands, "classes": [code for code, _ in rules.CLASSES]})


@screen(power="gates.run", purpose=Purpose.COMMAND)
def open_gate(request: Any) -> HttpResponse:
    """Open a gate under an order."""
    orders = _orders(request)
    form = OpenGateForm(
        request.POST or None, programme=request.programme, at=request.at, orders=orders,
        initial={"opens_at": request.at, "review_at": request.at + timedelta(days=7)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        order = next(one for one in orders if str(one.id) == form.cleaned_data["order"])
        try:
            made = services.open_gate(
                terms=form.terms(), order=order, opens_at=form.cleaned_data["opens_at"],
                review_at=form.cleaned_data["review_at"], programme=request.programme, by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("The gate is opened. Print its poster."))
            return redirect("gate:gate", gate_id=made.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "gate/open_gate.html", {"form": form, "orders": orders}, status=status)


@screen(power="gates.answer", purpose=Purpose.COMMAND)
def gate(request: Any, gate_id: UUID) -> HttpResponse:
    """One gate: its terms, its figures by hour of a day, what was asked, who was held up, what may be done."""
    found = gate_here(request, gate_id)
    form = ReviewForm(request.POST or None, initial={"review_at": request.at + timedelta(days=7)})
    if request.method == "POST" and form.is_valid():
        try:
            services.review_gate(gate=found, review_at=form.cleaned_data["review_at"], by=request.actor, at=request.at)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("The review is recorded."))
            return redirect("gate:gate", gate_id=found.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "gate/gate.html", _gate_context(request, found, form), status=status)


def _gate_context(request: Any, found: Gate, form: ReviewForm) -> dict[str, Any]:
    today = city_day(request.at, request.programme.timezone)
    on = _day(request.GET.get("on", "")) or today
    return {
        "now": queries.gate_now(found, at=request.at), "form": form, "on": on, "today": today,
        "order": queries.registration_order(found, at=request.at),
        "keepers": queries.keepers_at([found], at=request.at).get(found.id, 0),
        "rows": queries.figures_by_hour(found, day=on), "classes": queries.figures_by_class(found, day=on),
        "asks": queries.asks_of(found, day=on), "refusals": queries.open_refusals(found),
        "outcomes": [code for code, _ in rules.OUTCOMES], "may_run": request.actor.can("gates.run"),
        "before": on - timedelta(days=1), "after": on + timedelta(days=1) if on < today else None,
    }  # fmt: skip


@screen(power="gates.run", purpose=Purpose.COMMAND)
def edit(request: Any, gate_id: UUID) -> HttpResponse:
    """Change what a gate is."""
    found = gate_here(request, gate_id)
    form = EditGateForm(request.POST or None, gate=found, programme=request.programme, at=request.at)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_gate(gate=found, terms=form.terms(area_code=found.area_code), by=request.actor, at=request.at)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("gate:gate", gate_id=found.id)
    context = {"form": form, "gate": found}
    return render(request, "gate/edit.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@screen(power="gates.run", purpose=Purpose.COMMAND)
def change(request: Any, gate_id: UUID, act: str) -> HttpResponse:
    """Suspend, resume or close a gate."""
    found = gate_here(request, gate_id)
    acts = {"suspend": services.suspend_gate, "resume": services.resume_gate, "close": services.close_gate}
    if act not in acts:
        raise Http404
    acts[act](gate=found, by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("gate:gate", gate_id=found.id)


@screen(power="gates.answer", purpose=Purpose.COMMAND)
def poster(request: Any, gate_id: UUID) -> HttpResponse:
    """The sheet that hangs in the keeper's window: everything a keeper needs to know, and where to complain."""
    found = gate_here(request, gate_id)
    address = request.build_absolute_uri(reverse("portal:held_up", args=[found.id]))
    return render(request, "gate/poster.html", {"gate": found, "address": address})


def gate_here(request: Any, gate_id: UUID) -> Gate:
    found = queries.gate_of(request.actor, gate_id)
    if found is None:
        raise Http404
    return found


def _orders(request: Any) -> list[Any]:
    return list(live_orders(request.programme.id, request.at, enables="gate"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
