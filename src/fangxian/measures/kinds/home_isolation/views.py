"""Proposing home isolation: evidence first, then the milder options, the home, the support; the end is computed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.people.queries import people_of
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import screen

from . import forms, services


@screen(power="measures.propose", purpose=Purpose.DECIDE_MEASURE)
@require_http_methods(["GET", "POST"])
def propose(request: Any, person_id: UUID) -> HttpResponse:
    """One person, one proposal. What the rule does not allow is refused before anything is asked."""
    person = people_of(request.actor).filter(id=person_id).select_related("programme").first()
    if person is None:
        raise Http404
    waiting = services.waiting_measure(person, at=request.at)
    if waiting is not None:
        messages.info(request, gettext("A measure on this person is already waiting."))
        return redirect("measures:measure", waiting.id)
    plan = services.plan_home_isolation(person, at=request.at)
    form = forms.ProposeForm(
        request.POST or None, plan=plan, programme=request.programme, by=request.actor, at=request.at,
        initial={"language": person.language, "has_own_room": "yes", "has_own_toilet": "yes"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            measure = services.propose_home_isolation(person=person, by=request.actor, at=request.at, **form.terms())
        except Refused as refused:
            form.refuse(refused.problem)
        else:
            messages.success(request, gettext("Proposed. Somebody of another health body now decides."))
            return redirect("measures:measure", measure.id)
    audit.record("measures.saw_evidence", on=person, about=person.id, by=request.actor, at=request.at)
    context = {
        "person": person,
        "plan": plan,
        "form": form,
        "milder": [form[name] for name in form.milder_fields],
        "home": [form[name] for name in forms.ProposeForm.HOME_FIELDS],
        "support": [form[name] for name in form.support_fields],
        "care": [form[name] for name in forms.ProposeForm.CARE_FIELDS],
        "conditions": form["conditions"],
    }
    return render(request, "home_isolation/propose.html", context)
