"""Saying what goes well or badly, with nobody behind it (F31)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.feedback import services
from fangxian.portal.forms.asking import VoiceForm
from fangxian.portal.services import why_not_now

from .public import address_of, public

# By the mark of a form that was sent: what was left out. It never stands with the message.
SESSION_SENT = "portal.voices"
SENT_KEPT = 5


@public(Purpose.RECEIVE_FACTS)
def voice(request: Any) -> HttpResponse:
    """A message in one's own words; a form that is sent twice is one message."""
    form, status = VoiceForm(request.POST or None, initial={"mark": uuid4()}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            problem = _sent(request, form.cleaned_data)
            if problem is None:
                return redirect("portal:voice_sent")
            add_problem(form, problem, problem_text(problem))
            status = problem.status
    return render(request, "portal/voice.html", {"form": form}, status=status)


def _sent(request: Any, given: dict[str, str]) -> Problem | None:
    before = request.session.get(SESSION_SENT, {})
    if given["mark"] in before:
        return None
    if problem := why_not_now("voice", address_of(request), at=request.at):
        return problem
    try:
        left_out = services.send(text=given["text"], programme=request.programme, at=request.at)
    except Refused as refused:
        return refused.problem
    request.session[SESSION_SENT] = dict([*before.items(), (given["mark"], list(left_out))][-SENT_KEPT:])
    return None


@public(Purpose.RECEIVE_FACTS)
def sent(request: Any) -> HttpResponse:
    """That it came, and what was left out of it; the message itself is not shown again, to anybody."""
    kept = list(request.session.get(SESSION_SENT, {}).values())
    return render(request, "portal/voice_sent.html", {"has_sent": bool(kept), "left_out": kept[-1] if kept else []})
