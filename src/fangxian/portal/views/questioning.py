"""Asking whether something is so, without an account or a name, and finding the answer (F30)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render

from fangxian.clarification import queries, rules, services
from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.portal.forms.asking import QuestionForm
from fangxian.portal.services import why_not_now

from .public import address_of, public

SESSION_SENT = "portal.questions"  # ids of forms, so that this phone finds its own questions again
SENT_KEPT = 10


@public(Purpose.RECEIVE_FACTS)
def question(request: Any) -> HttpResponse:
    """What somebody has heard or wants to know. Nothing else is asked."""
    form, status = QuestionForm(request.POST or None, initial={"client_id": uuid4()}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            problem = _sent(request, form.cleaned_data)
            if problem is None:
                return redirect("portal:questions")
            add_problem(form, problem, problem_text(problem))
            status = problem.status
    return render(request, "portal/question.html", {"form": form}, status=status)


def _sent(request: Any, given: dict[str, Any]) -> Problem | None:
    client_id = str(given["client_id"])
    sent = request.session.get(SESSION_SENT, [])
    if client_id in sent:
        return None
    if problem := why_not_now("question", address_of(request), at=request.at):
        return problem
    try:
        services.ask(
            text=given["text"], client_id=given["client_id"], programme=request.programme, by=request.actor,
            at=request.at,
        )  # fmt: skip
    except Refused as refused:
        return refused.problem
    request.session[SESSION_SENT] = [*sent, client_id][-SENT_KEPT:]
    return None


@public(Purpose.RECEIVE_FACTS)
def questions(request: Any) -> HttpResponse:
    """What became of the questions that this phone sent."""
    ids = [UUID(one) for one in request.session.get(SESSION_SENT, [])]
    sent = queries.questions_sent(ids, programme_id=request.programme.id)
    rows = [(one, rules.state_of(one.clarification) if one.clarification else "") for one in sent]
    return render(request, "portal/questions.html", {"rows": rows})
