"""Looking one person up by an exact number, for open work."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.files import forms, queries, services


@screen(power="people.look_up", purpose=Purpose.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def look_up(request: Any) -> HttpResponse:
    """Who has this number, in the reader's own area. What was typed never stands in an address."""
    by, at = request.actor, request.at
    given = {name: request.GET.get(name, "") for name in ("serves_kind", "serves_number") if request.GET.get(name)}
    form = forms.LookUpForm(request.POST or None, by=by, initial=given)
    found, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            found, status = _looked_up(form, by=by, at=at)
    context = {
        "form": form,
        "people": None if found is None else [(person, masked(person.name)) for person in found.people],
        "work": queries.work_open(by, at=at),
    }
    return render(request, "files/look_up.html", context, status=status)


def _looked_up(form: forms.LookUpForm, *, by: Any, at: Any) -> tuple[services.Found | None, int]:
    given = form.cleaned_data
    work = queries.work_named(given["serves_kind"], given["serves_number"], by=by, at=at)
    try:
        found = services.look_up(sought_by=given["sought_by"], sought=given["sought"], work=work, by=by, at=at)
    except Refused as refused:
        add_problem(form, refused.problem, problem_text(refused.problem))
        return None, refused.problem.status
    return found, 200
