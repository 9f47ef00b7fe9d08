"""Closed work that somebody else looks at, and work that is opened again, made serious or answered together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.screens.views import screen
from fangxian.tasks import forms, queries, rules, services

from .task import act, act_on_form

ROWS_PER_PAGE = 50
MISSING = Problem("tasks.no_such_number", said("No open task of your area has this number."), field="number")


@screen(power="tasks.look_back", purpose=Purpose.SUPERVISE)
@require_GET
def look_backs(request: Any) -> HttpResponse:
    """What was drawn and waits, the earliest due first; and what came of the last ones."""
    is_done = request.GET.get("shown") == "done"
    rows = queries.look_backs_done(request.actor) if is_done else queries.look_backs_to_do(request.actor)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    tabs = [
        (_("To look back at"), "?shown=open", not is_done),
        (_("Looked back"), "?shown=done", is_done),
    ]
    terms = rules.sampling(services.duty_at(request.programme, at=request.at).task_pack)
    context = {"page": page, "tabs": tabs, "is_done": is_done, "terms": terms, "share": f"{terms.share * 100:g}"}
    return render(request, "tasks/look_backs.html", context)


@screen(power="tasks.look_back", purpose=Purpose.SUPERVISE)
@require_POST
def look_back(request: Any, task_id: UUID) -> HttpResponse:
    return act_on_form(
        request, task_id, "look_back_form", forms.LookBackForm(request.POST),
        lambda task, data: services.look_back_task(task=task, **data, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="tasks.dispatch", purpose=Purpose.VERIFY_LEAD)
@require_POST
def reopen(request: Any, task_id: UUID) -> HttpResponse:
    return act_on_form(
        request, task_id, "reopen_form", forms.ReasonForm(request.POST, prefix="reopen"),
        lambda task, data: services.reopen_task(task=task, **data, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="tasks.see", purpose=Purpose.VERIFY_LEAD)
@require_POST
def make_serious(request: Any, task_id: UUID) -> HttpResponse:
    return act_on_form(
        request, task_id, "raise_form", forms.ReasonForm(request.POST, prefix="raise"),
        lambda task, data: services.raise_severity(task=task, **data, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="tasks.dispatch", purpose=Purpose.VERIFY_LEAD)
@require_POST
def join(request: Any, task_id: UUID) -> HttpResponse:
    """Have it answered with the open task of a number in the reader's area."""

    def does(task: Any, data: dict) -> None:
        meant = list(queries.numbered(data["number"], by=request.actor).filter(closed_at=None)[:2])
        refuse(None if len(meant) == 1 else MISSING)
        services.join_task(task=task, to=meant[0], by=request.actor, at=request.at)

    return act_on_form(request, task_id, "join_form", forms.JoinForm(request.POST), does)


@screen(power="tasks.dispatch", purpose=Purpose.VERIFY_LEAD)
@require_POST
def part(request: Any, task_id: UUID) -> HttpResponse:
    return act(
        request, task_id, lambda found: services.part_task(task=found, by=request.actor, at=request.at),
        _("It stands by itself again."),
    )  # fmt: skip
