"""Asking somebody once more about her journey: what to say first, and what she says (F50)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.gazetteer import canonical, divisions
from fangxian.tasks import forms, rules, services
from fangxian.tasks.rules import words

from .task import task_or_404


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_http_methods(["GET", "POST"])
def ask_again(request: Any, task_id: UUID) -> HttpResponse:
    """The words to begin with, the phone, and what she answered. Her answer is judged anew at once."""
    found = task_or_404(request, task_id)
    refuse(rules.why_not_ask_again(found, by=request.actor, at=request.at))
    fact = services.told_to_check(found)
    told = [_shown(stay) for stay in fact.content.get("stays", [])] if fact else []
    form = forms.AnswerForm(request.POST or None, initial={"client_id": uuid4()})
    wants_stays = request.POST.get("answer") == words.CORRECTED and not request.POST.get("in_none")
    stays = forms.ToldStayFormSet(request.POST if wants_stays else None, initial=told, prefix="stays")
    if request.method == "POST" and form.is_valid() and (not wants_stays or stays.is_valid()):
        try:
            services.ask_again(
                task=found, stays=[one.told for one in stays.kept()] if wants_stays else [], by=request.actor,
                at=request.at, **form.cleaned_data,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Recorded. If it was corrected, the rule is applied anew in a moment."))
            return redirect("tasks:task", task_id=task_id)
    person = services.read_contact(task=found, by=request.actor, at=request.at)
    context = {"task": found, "person": person, "person_name": masked(person.name) if person else "", "form": form,
               "stays": stays, "told": told}  # fmt: skip
    return render(request, "tasks/ask_again.html", context, status=422 if request.method == "POST" else 200)


def _shown(stay: dict[str, Any]) -> dict[str, Any]:
    code = canonical(stay.get("area_code") or "")
    return {**stay, "place": (divisions().name_of(code) if code else "") or stay.get("area_text", "")}
