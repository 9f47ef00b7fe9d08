"""The desk: questions are put to claims, somebody looks into them, an answer is put before a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.clarification import forms, queries, rules, services
from fangxian.clarification.models import Clarification
from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen

ROWS, QUESTIONS_SHOWN = 30, 50
see = screen(power=rules.SEE, purpose=Purpose.COMMAND)
work = screen(power=rules.WORK, purpose=Purpose.RECEIVE_FACTS)


@work
@require_http_methods(["GET", "POST"])
def desk(request: Any) -> HttpResponse:
    """Questions that nobody has put to a claim, the first that is due first; and putting them to one."""
    waiting, claims = queries.questions_waiting(request.actor), queries.clarifications(request.actor)
    form = forms.PutForm(request.POST or None, questions=waiting, claims=claims)
    if request.method == "POST" and form.is_valid():
        try:
            made = _put(request, form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("clarification:one", made.id)
    page = Paginator(waiting, QUESTIONS_SHOWN).get_page(request.GET.get("page"))
    chosen = set(request.POST.getlist("questions"))
    likely = queries.probably(page.object_list, claims[:200])
    rows = [(one, likely.get(one.id), str(one.id) in chosen) for one in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "aside": forms.SetAsideForm(auto_id=False)}
    return render(request, "clarification/desk.html", context, status=422 if form.errors else 200)


def _put(request: Any, given: dict[str, Any]) -> Clarification:
    questions, known = list(given["questions"]), given["clarification"]
    if known is not None:
        return services.add_questions(clarification=known, questions=questions, by=request.actor, at=request.at)
    return services.begin(
        claim_zh=given["claim_zh"], claim_en=given["claim_en"], questions=questions, programme=request.programme,
        by=request.actor, at=request.at,
    )  # fmt: skip


@work
@require_POST
def set_aside(request: Any, question_id: UUID) -> HttpResponse:
    """Say why a question is not answered here."""
    found = queries.question_of(question_id, by=request.actor)
    if found is None:
        raise Http404
    try:
        services.set_aside(question=found, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, gettext("Recorded."))
    return redirect("clarification:desk")


@see
@require_GET
def board(request: Any) -> HttpResponse:
    """Every claim: those without an answer first, by their clock."""
    page = Paginator(queries.clarifications(request.actor), ROWS).get_page(request.GET.get("page"))
    rows = [(one, rules.state_of(one)) for one in page.object_list]
    return render(request, "clarification/board.html", {"page": page, "rows": rows})


@see
@require_GET
def one(request: Any, clarification_id: UUID) -> HttpResponse:
    """One claim: what was asked, every answer, and what can be done."""
    return _page(request, _found(request, clarification_id))


@work
@require_POST
def research(request: Any, clarification_id: UUID) -> HttpResponse:
    """Take it up."""
    services.research(clarification=_found(request, clarification_id), by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("clarification:one", clarification_id)


@work
@require_http_methods(["GET", "POST"])
def answer(request: Any, clarification_id: UUID) -> HttpResponse:
    """Word the answer, or what is new, in both languages with its sources."""
    found = _found(request, clarification_id)
    texts, told = forms.beginning_of(found, queries.newest_of(found))
    is_update = found.published_at is not None
    form = forms.AnswerForm(request.POST or None, initial=texts, is_update=is_update)
    sources = forms.Sources(request.POST or None, initial=told, prefix="source")
    if request.method == "POST" and form.is_valid() and sources.is_valid():
        try:
            services.propose_answer(
                clarification=found, wording=form.wording(sources.sources()), by=request.actor, at=request.at
            )
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("The answer waits for a second person of another body."))
            return redirect("clarification:one", found.id)
    state = rules.state_of(found)
    problem = rules.why_not_propose(state, is_waiting=found.answered_at is not None, by=request.actor)
    context = {"one": found, "form": form, "sources": sources, "why_not": problem, "is_update": is_update}
    status = 422 if form.errors or (request.method == "POST" and not sources.is_valid()) else 200
    return render(request, "clarification/answer.html", context, status=status)


@see
@require_POST
def confirm(request: Any, clarification_id: UUID) -> HttpResponse:
    """The second person makes the answer public."""
    found = _found(request, clarification_id)
    waiting = queries.answer_waiting(found)
    if waiting is None:
        raise Http404
    services.confirm_answer(answer=waiting, by=request.actor, at=request.at)
    messages.success(request, gettext("The answer is public."))
    return redirect("clarification:one", found.id)


@see
@require_POST
def decline(request: Any, clarification_id: UUID) -> HttpResponse:
    """The second person says why the answer does not become public."""
    found = _found(request, clarification_id)
    waiting, form = queries.answer_waiting(found), forms.DeclineForm(request.POST)
    if waiting is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, form=form)
    services.decline_answer(answer=waiting, reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
    messages.success(request, gettext("The answer is not published."))
    return redirect("clarification:one", found.id)


def _found(request: Any, clarification_id: UUID) -> Clarification:
    found = queries.clarification_of(clarification_id, by=request.actor)
    if found is None:
        raise Http404
    return found


def _page(request: Any, found: Clarification, *, form: forms.DeclineForm | None = None) -> HttpResponse:
    answers, state, by = queries.answers_of(found), rules.state_of(found), request.actor
    waiting = next((answer for answer in answers if answer.is_waiting), None)
    asked = Paginator(found.questions.order_by("received_at", "id"), ROWS).get_page(request.GET.get("page"))
    context = {
        "one": found, "state": state, "answers": answers, "waiting": waiting, "page": asked,
        "form": form or forms.DeclineForm(),
        "why_not_research": rules.why_not_research(state, by=by),
        "why_not_propose": rules.why_not_propose(state, is_waiting=waiting is not None, by=by),
        "why_not_decide": services.why_not_decide(waiting, by=by) if waiting else None,
    }  # fmt: skip
    return render(request, "clarification/one.html", context, status=422 if form is not None else 200)
