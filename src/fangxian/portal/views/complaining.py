"""Complaining of a post or gate, without saying who one is; and reading the answer under the number (F15, F18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.intake.rules import normalise_number, why_not_a_number
from fangxian.intake.sources.checkpoint import queries as posts
from fangxian.intake.sources.checkpoint import services as at_posts
from fangxian.intake.sources.gate import queries as gates
from fangxian.portal.forms import ComplaintNumberForm, PostComplaintForm
from fangxian.portal.services import why_not_now

from .public import address_of, public

SESSION_MADE = "portal.complaints"  # by the form's own id: the number of the complaint that it made
MADE_KEPT = 10
UNKNOWN = Problem(
    "portal.no_complaint",
    said("Nothing stands under this number. What is answered is kept for 30 days, of a gate for 14."),
    status=404,
)


@dataclass(frozen=True)
class Told:
    """What somebody told of a post or a gate, and what became of it. `about`: a kind of labels and its code."""

    number: str
    place: str
    about: tuple[str, str]
    made_at: datetime
    answered_at: datetime | None
    answer: str


def told_under(number: str, *, programme_id: UUID) -> Told | None:
    """The complaint about a post, or the report of a gate, that has this number."""
    if at_post := posts.public_complaint(number, programme_id=programme_id):
        return Told(
            number, at_post.checkpoint.name, ("checkpoint.complaint", at_post.kind), at_post.made_at,
            at_post.answered_at, at_post.answer or "",
        )  # fmt: skip
    if at_gate := gates.public_report(number, programme_id=programme_id):
        return Told(
            number, at_gate.gate.name, ("gate.report", "held_up"), at_gate.reported_at, at_gate.settled_at,
            at_gate.answer or gettext("Put right: the keeper was told."),
        )  # fmt: skip
    return None


def remember_number(request: Any, client_id: str, number: str) -> None:
    """This phone made it: its page shows it again, by the form's own id."""
    made = request.session.get(SESSION_MADE, {})
    request.session[SESSION_MADE] = dict([*made.items(), (client_id, number)][-MADE_KEPT:])


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
        remember_number(request, client_id, kept.number)
    return None


@public(Purpose.RECEIVE_FACTS)
def complaint(request: Any) -> HttpResponse:
    """What became of a complaint: those that this phone made, or one by its number."""
    made = list(request.session.get(SESSION_MADE, {}).values())
    own = [told_under(number, programme_id=request.programme.id) for number in reversed(made)]
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
    found = told_under(normalise_number(text), programme_id=request.programme.id)
    return found, None if found else UNKNOWN
