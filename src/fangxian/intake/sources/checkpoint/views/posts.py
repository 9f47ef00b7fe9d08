"""Posts as those who answer for them see them: opened under an order, reviewed, closed, counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.checkpoint import queries, rules, services
from fangxian.intake.sources.checkpoint.forms import PostForm, ReviewForm
from fangxian.intake.sources.checkpoint.models import Checkpoint

POSTS_A_PAGE = 50


@screen(power="intake.run_posts", purpose=Purpose.COMMAND)
def posts(request: Any) -> HttpResponse:
    """Every post with its state, order, review date, and today's figures."""
    actor = request.actor
    now = queries.with_states(queries.checkpoints_of(actor), programme_id=actor.programme_id, at=request.at)
    wanted = request.GET.get("state", "")
    if wanted in rules.STATE_WORDS:
        now = [one for one in now if one.state == wanted]
    today = city_day(request.at, request.programme.timezone)
    figures = {row["checkpoint_id"]: row for row in queries.figures_by_day(actor, from_on=today, until_on=today)}
    page = Paginator([(one, figures.get(one.checkpoint.id)) for one in now], POSTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "state": wanted, "states": rules.STATE_WORDS, "orders": _orders(request)}
    return render(request, "checkpoint/posts.html", context)


def _orders(request: Any) -> list[Any]:
    return list(live_orders(request.programme.id, request.at, enables="checkpoint"))


@screen(power="intake.run_posts", purpose=Purpose.COMMAND)
def open_post(request: Any) -> HttpResponse:
    """Open a post under an order."""
    orders = _orders(request)
    form = PostForm(
        request.POST or None, programme=request.programme, at=request.at, orders=orders,
        initial={"opens_at": request.at, "review_at": request.at + timedelta(days=7)},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            order = next(one for one in orders if str(one.id) == form.cleaned_data["order"])
            try:
                made = services.open_post(
                    terms=form.terms(), order=order, programme=request.programme, by=request.actor, at=request.at
                )
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
            else:
                messages.success(request, gettext("The post is opened."))
                return redirect("checkpoint:post", checkpoint_id=made.id)
    return render(request, "checkpoint/open_post.html", {"form": form, "orders": orders}, status=status)


@screen(power="intake.run_posts", purpose=Purpose.COMMAND)
def post(request: Any, checkpoint_id: UUID) -> HttpResponse:
    """One post: its terms, its figures by hour of a day, and what may be done with it."""
    checkpoint = _checkpoint(request, checkpoint_id)
    form = ReviewForm(
        request.POST or None, initial={"review_at": request.at + timedelta(days=7), "area_risk": checkpoint.area_risk}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.review_post(
                    checkpoint=checkpoint, review_at=form.cleaned_data["review_at"],
                    area_risk=form.cleaned_data["area_risk"], by=request.actor, at=request.at,
                )  # fmt: skip
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
            else:
                messages.success(request, gettext("The review is recorded."))
                return redirect("checkpoint:post", checkpoint_id=checkpoint.id)
    today = city_day(request.at, request.programme.timezone)
    on = _day(request.GET.get("on", "")) or today
    context = {
        "now": queries.post_now(checkpoint, at=request.at), "form": form, "on": on, "today": today,
        "rows": queries.figures_by_hour(request.actor, day=on, checkpoint_id=checkpoint.id),
        "before": on - timedelta(days=1), "after": on + timedelta(days=1) if on < today else None,
    }  # fmt: skip
    return render(request, "checkpoint/post.html", context, status=status)


@require_POST
@screen(power="intake.run_posts", purpose=Purpose.COMMAND)
def change(request: Any, checkpoint_id: UUID, act: str) -> HttpResponse:
    """Suspend, resume or close a post."""
    checkpoint = _checkpoint(request, checkpoint_id)
    acts = {"suspend": services.suspend_post, "resume": services.resume_post, "close": services.close_post}
    if act not in acts:
        raise Http404
    acts[act](checkpoint=checkpoint, by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("checkpoint:post", checkpoint_id=checkpoint.id)


def _checkpoint(request: Any, checkpoint_id: UUID) -> Checkpoint:
    found: Checkpoint | None = queries.checkpoints_of(request.actor).filter(id=checkpoint_id).first()
    if found is None:
        raise Http404
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
