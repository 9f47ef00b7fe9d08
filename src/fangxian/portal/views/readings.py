"""How she says she is: her own reading, and all that were taken, with who took them (F07, INV-08)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.core.people.queries import file_of_person
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.followup.queries import shown_of
from fangxian.followup.rules import APP, TAKEN
from fangxian.followup.services import record_reading
from fangxian.portal import rules
from fangxian.portal.forms import OwnReadingForm

from .own_file import context_of, own, saw


@own(rules.READ)
def readings(request: Any) -> HttpResponse:
    """What she said each day, who asked, and the form for saying it herself."""
    file = file_of_person(request.person.id, programme_id=request.person.programme_id)
    if file is None:
        return render(request, "portal/readings.html", context_of(request, found=None))
    form, status = OwnReadingForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        problem = rules.why_not_help(rules.ANSWER, helper_scope=request.proxy.scope if request.proxy else None)
        if problem is not None:
            form.add_error(None, problem_text(problem))
        elif form.is_valid() and (answer := _record(request, file, form)):
            return answer
    saw(request, "readings")
    found = shown_of(file, at=request.at)
    is_over = found.state in ("completed", "archived")
    context = context_of(request, found=found, form=form, is_over=is_over)
    return render(request, "portal/readings.html", context, status=status)


def _record(request: Any, file: Any, form: OwnReadingForm) -> HttpResponse | None:
    try:
        reading = record_reading(
            file=file, answer=form.answer(outcome=TAKEN, channel=APP), client_id=form.cleaned_data["client_id"],
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        add_problem(form, refused.problem, problem_text(refused.problem))
        return None
    if reading.is_unwell:
        messages.warning(
            request,
            _("Thank you. Somebody of your health post will be in touch. If it gets bad, call 120 or go at once."),
        )
    else:
        messages.success(request, _("Thank you. It is recorded."))
    return redirect("portal:readings")
