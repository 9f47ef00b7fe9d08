"""A task goes to another area: the place is found by typing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import areas_suggested, labels_of
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.gazetteer.suggestions import suggest
from fangxian.tasks import forms, rules, services

from .task import task_or_404

SUGGESTIONS = 8


@screen(power="tasks.see", purpose=Purpose.VERIFY_LEAD)
@require_http_methods(["GET", "POST"])
def hand_over(request: Any, task_id: UUID) -> HttpResponse:
    """Type a place, choose it, hand over. The receiver's clocks start then; the total runs on."""
    found = task_or_404(request, task_id)
    refuse(rules.why_not_hand_over(found, by=request.actor, at=request.at))
    typed = (request.POST.get("q") or request.GET.get("q") or "").strip()[:50]
    choices = places_like(typed, request=request)
    form = forms.HandOverForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            task = services.hand_over_task(
                task=found,
                to_area_code=form.cleaned_data["to_area"],
                note=form.cleaned_data["note"],
                by=request.actor,
                at=request.at,
            )
        except Refused as refused:
            form.add_error("to_area", problem_text(refused.problem))
        else:
            messages.success(request, _("Handed over. The receiver's clock is running."))
            return redirect("tasks:task", task_id=task.id) if request.actor.covers(task.area_code) else redirect("/")
    context = {"task": found, "form": form, "typed": typed, "has_choices": bool(choices)}
    template = "tasks/hand_over_form.html" if request.htmx else "tasks/hand_over.html"
    return render(request, template, context)


def places_like(typed: str, *, request: Any) -> list[tuple[str, str]]:
    """Areas of the programme that fit, then places elsewhere; code and name with all above it."""
    programme = request.programme
    day = city_day(request.at, programme.timezone)
    found = areas_suggested(typed, programme_id=programme.id, day=day, own=request.actor.area_code, limit=SUGGESTIONS)
    inside = [area.code for area in found]
    labels = labels_of(inside, programme_id=programme.id)
    outside = [place for place in suggest(typed, limit=SUGGESTIONS) if not programme.covers(place.code)]
    elsewhere = [(place.code, _("%(place)s (another city)") % {"place": place.label}) for place in outside]
    return [(code, labels.get(code, code)) for code in inside if programme.covers(code)] + elsewhere
