"""Complaining of a post, without saying who one is; and reading the answer under the number (F15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.intake.rules import normalise_number, why_not_a_number
from fangxian.intake.sources.checkpoint import queries as posts
from fangxian.intake.sources.checkpoint import services as at_posts
from fangxian.portal.forms import ComplaintNumberForm, PostComplaintForm
from fangxian.portal.services import why_not_now

from .public import address_of, public

SESSION_MADE = "portal.complaints"  # by the form's own id: the number of the complaint that it made
MADE_KEPT = 10
UNKNOWN = Problem(
    "portal.no_complaint", said("No complaint has this number. Answered ones are kept for 30 days."), status=404
)


@public(Purpose.RECEIVE_FACTS)
def complain(request: Any, checkpoint_id: UUID) -> HttpResponse:
    """What happened at a post, in a word of the list and in one's own words. No name is asked."""
    checkpoint = posts.public_post(checkpoint_id, programme_id=request.programme.id)
    if checkpoint is None:
        raise Http404
    form = PostComplaintForm(request.POST or None, initial={"client_id": uuid4()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            problem = _made(request, checkpoint, form)
            if problem is None:
                return redirect("portal:complaint")
            add_problem(form, problem, problem_text(problem))
            status = problem.status
    return render(request, "portal/complain.html", {"checkpoint": checkpoint, "form": form}, status=status)


def _made(request: Any, checkpoint: Any, form: PostComplaintForm) -> Problem | None:
    """Write it down, once for each form; or why not now."""
    told = dict(form.cleaned_data)
    client_id = str(told.pop("client_id"))
    made = request.session.get(SESSION_MADE, {})
    if client_id not in made:
        problem = why_not_now("complaint", address_of(request), at=request.at)
        if problem is not None:
            return problem
        try:
            kept = at_posts.complain(checkpoint=checkpoint, channel="page", by=request.actor, at=request.at, **told)
        except Refused as refused:
            return refused.problem
        made = dict([*made.items(), (client_id, kept.number)][-MADE_KEPT:])
    request.session[SESSION_MADE] = made
    return None


@public(Purpose.RECEIVE_FACTS)
def complaint(request: Any) -> HttpResponse:
    """What became of a complaint: those that this phone made, or one by its number."""
    made = list(request.session.get(SESSION_MADE, {}).values())
    own = [posts.public_complaint(number, programme_id=request.programme.id) for number in reversed(made)]
    form, found, status = ComplaintNumberForm(request.POST or None), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            found, problem = _looked_up(request, form.cleaned_data["number"])
            if problem is not None:
                form.add_error("number", problem_text(problem))
                status = problem.status
            else:
                status = 200
    context = {"own": [one for one in own if one is not None], "form": form, "found": found}
    return render(request, "portal/complaint.html", context, status=status)


def _looked_up(request: Any, text: str) -> tuple[Any, Problem | None]:
    if problem := why_not_a_number(text):
        return None, problem
    if problem := why_not_now("complaint_number", address_of(request), at=request.at):
        return None, problem
    found = posts.public_complaint(normalise_number(text), programme_id=request.programme.id)
    return found, None if found else UNKNOWN
