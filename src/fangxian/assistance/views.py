"""Help from the police: asked by a desk or a health post, answered by a liaison who sees nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.legal import cite

from . import forms, queries, rules, services

ROWS = 30


def _found(request: Any, request_id: UUID) -> Any:
    found = queries.request_of(request_id, by=request.actor)
    if found is None:
        raise Http404
    found.state = rules.state_at(found.times, request.at)
    return found


# --- the body that asks


@screen(power="assistance.request", purpose=Purpose.ASSIST)
@require_GET
def asked(request: Any) -> HttpResponse:
    """The requests of the reader's area with their states."""
    page = Paginator(queries.requests_in(request.actor), ROWS).get_page(request.GET.get("page"))
    for row in page:
        row.state = rules.state_at(row.times, request.at)
    return render(request, "assistance/asked.html", {"page": page})


@screen(power="assistance.request", purpose=Purpose.ASSIST)
@require_http_methods(["GET", "POST"])
def ask(request: Any) -> HttpResponse:
    """Ask the police for help."""
    by, at, programme = request.actor, request.at, request.programme
    form = forms.AskForm(
        request.POST or None, programme_id=programme.id, day=city_day(at, programme.timezone),
        initial={"needed_at": at, "phone": request.post.user.phone},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _ask(form.cleaned_data, programme=programme, by=by, at=at)
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
                status = refused.problem.status
            else:
                messages.success(request, _("Asked and recorded. It expires by itself after 24 hours."))
                return redirect("assistance:request", request_id=made.id)
    return render(request, "assistance/ask.html", {"form": form, "legal": cite(rules.LEGAL_BASIS)}, status=status)


def _ask(given: dict[str, Any], *, programme: Any, by: Any, at: Any) -> Any:
    number = given.pop("task_number")
    task = queries.task_numbered(number, by=by) if number else None
    if number and task is None:
        raise Refused(
            Problem("assistance.no_task", said("No open task of your area has this number."), field="task_number")
        )
    return services.ask_for_help(programme=programme, task=task, by=by, at=at, **given)


@screen(power="assistance.request", purpose=Purpose.ASSIST)
@require_GET
def one(request: Any, request_id: UUID) -> HttpResponse:
    """One request of the reader's area."""
    found = _found(request, request_id)
    services.saw_requests([found], by=request.actor, at=request.at)
    body_id = found.requested_by.unit.body_id
    why_not = rules.why_not_withdraw(state=found.state, asked_by_body_id=body_id, by=request.actor)
    context = {"found": found, "legal": cite(found.legal_basis), "why_not_withdraw": why_not}
    return render(request, "assistance/request.html", context)


@require_POST
@screen(power="assistance.request", purpose=Purpose.ASSIST)
def withdraw(request: Any, request_id: UUID) -> HttpResponse:
    """Take it back."""
    services.withdraw(request=_found(request, request_id), by=request.actor, at=request.at)
    messages.success(request, _("Taken back. The police no longer see where."))
    return redirect("assistance:asked")


# --- the liaison


@screen(power="assistance.answer", purpose=Purpose.ASSIST)
@require_GET
def desk(request: Any) -> HttpResponse:
    """What waits and what was taken on, the soonest needed first; what is over, without place and words."""
    return _desk(request)


def _desk(request: Any, *, form: forms.AnswerForm | None = None, of: UUID | None = None) -> HttpResponse:
    by, at = request.actor, request.at
    shown = queries.requests_to_answer(by, at=at)
    services.saw_requests(shown, by=by, at=at)
    rows = []
    for row in shown:
        row.state = rules.state_at(row.times, at)
        own = (
            form if form is not None and row.id == of else forms.AnswerForm(state=row.state, auto_id=f"{row.number}_%s")
        )
        rows.append((row, own))
    over = Paginator(queries.requests_over(by, at=at), ROWS).get_page(request.GET.get("page"))
    for row in over:
        row.state = rules.state_at(row.times, at)
    context = {"rows": rows, "page": over, "legal": cite(rules.LEGAL_BASIS)}
    return render(request, "assistance/desk.html", context, status=422 if form is not None else 200)


@require_POST
@screen(power="assistance.answer", purpose=Purpose.ASSIST)
def accept(request: Any, request_id: UUID) -> HttpResponse:
    """Take it on."""
    services.accept(request=_found(request, request_id), by=request.actor, at=request.at)
    messages.success(request, _("Taken on. Whoever asked has been told."))
    return redirect("assistance:desk")


@require_POST
@screen(power="assistance.answer", purpose=Purpose.ASSIST)
def answer(request: Any, request_id: UUID) -> HttpResponse:
    """Done, or declined, in a few words."""
    found = _found(request, request_id)
    form = forms.AnswerForm(request.POST, state=found.state, auto_id=f"{found.number}_%s")
    if not form.is_valid():
        return _desk(request, form=form, of=found.id)
    given = form.cleaned_data
    try:
        services.close(
            request=found, is_done=given["answer"] == rules.DONE, words=given["words"], by=request.actor, at=request.at
        )
    except Refused as refused:
        if refused.problem.field is None:
            raise
        add_problem(form, refused.problem, problem_text(refused.problem))
        return _desk(request, form=form, of=found.id)
    messages.success(request, _("Answered and recorded."))
    return redirect("assistance:desk")
