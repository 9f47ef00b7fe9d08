"""The ways into one's own file: a letter's code, a helper's code, a code by text message."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Problem
from fangxian.core.screens.views import problem_text
from fangxian.portal import services
from fangxian.portal.forms import AskForCodeForm, CodeForm, TextCodeForm

from .opening import SESSION_ASKING, person_opened, remember_file
from .public import address_of, public


@public(Purpose.OWN_FILE)
def open_file(request: Any) -> HttpResponse:
    """Ask for the code of the letter, or a helper's. The code is typed, never part of an address."""
    no_texts = services.why_not_text(request.programme)
    if request.method != "POST":
        if person_opened(request) is not None:
            return redirect("portal:own_file")
        return render(request, "portal/open_file.html", {"form": CodeForm(), "no_texts": no_texts})
    form = CodeForm(request.POST)
    status = 422
    if form.is_valid():
        found = services.why_not_now("code", address_of(request), at=request.at) or services.open_own_file(
            code=form.cleaned_data["code"], programme=request.programme, by=request.actor, at=request.at
        )
        if not isinstance(found, Problem):
            remember_file(request, found)
            return redirect("portal:own_file")
        status = _add_problem(form, found)
    return render(request, "portal/open_file.html", {"form": form, "no_texts": no_texts}, status=status)


@public(Purpose.OWN_FILE)
def ask_for_code(request: Any) -> HttpResponse:
    """Ask for name and phone, and send a code to the phone on record. The same page follows whoever asks."""
    form, status = AskForCodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            problem = _why_not_ask(request, form)
            if problem is None:
                asking = services.ask_for_code(
                    name=form.cleaned_data["name"], phone=form.cleaned_data["phone"], programme=request.programme,
                    by=request.actor, at=request.at,
                )  # fmt: skip
                request.session[SESSION_ASKING] = str(asking.id)
                messages.info(
                    request,
                    _("If this name and this phone are on record together, a code is on its way to the phone."),
                )
                return redirect("portal:text_code")
            status = _add_problem(form, problem)
    context = {"form": form, "no_texts": services.why_not_text(request.programme)}
    return render(request, "portal/ask_for_code.html", context, status=status)


def _why_not_ask(request: Any, form: AskForCodeForm) -> Problem | None:
    """Why no code is sent now. Counted before anybody is looked up, so that it tells nothing about who is known."""
    return (
        services.why_not_text(request.programme)
        or services.why_not_now("text", address_of(request), at=request.at)
        or services.why_not_now("text_phone", form.cleaned_data["phone"], at=request.at)
    )


@public(Purpose.OWN_FILE)
def text_code(request: Any) -> HttpResponse:
    """Ask for the code that came by text."""
    asking_id = request.session.get(SESSION_ASKING)
    if asking_id is None:
        return redirect("portal:ask_for_code")
    form, status = TextCodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            found = services.why_not_now("text_code", address_of(request), at=request.at) or services.open_by_text(
                asking_id=UUID(asking_id), code=form.cleaned_data["code"], programme=request.programme,
                by=request.actor, at=request.at,
            )  # fmt: skip
            if not isinstance(found, Problem):
                request.session.pop(SESSION_ASKING, None)
                remember_file(request, found)
                return redirect("portal:own_file")
            status = _add_problem(form, found)
    return render(request, "portal/text_code.html", {"form": form}, status=status)


def _add_problem(form: Any, problem: Problem) -> int:
    """Show a refusal at its field; returns the status that goes with it."""
    form.add_error(problem.field if problem.field in form.fields else None, problem_text(problem))
    return problem.status
