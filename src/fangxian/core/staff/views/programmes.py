"""Beginning a programme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.staff import forms, rules, services


@never_cache
@screen(power="programmes.create", purpose=Purpose.ADMINISTER)
def new_programme(request: Any) -> HttpResponse:
    """Create a programme with keys of its own and its first administrator."""
    own = {"staff_no": request.user.username, "full_name": request.user.full_name, "body": str(request.post.unit.body)}
    form = forms.ProgrammeForm(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        try:
            programme, password = _found(request, form)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(
                request, _("“%(name)s” has begun. Next: load its areas, then its staff.") % {"name": programme}
            )
            if password is None:
                return redirect("staff:choose_post")
            slip = services.Credential(
                form.cleaned_data["staff_no"], form.cleaned_data["full_name"], form.cleaned_data["body"], "", password
            )
            return render(request, "staff/credentials.html", {"credentials": [slip], "is_reset": False})
    return render(request, "staff/new_programme.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: Any, form: Any) -> tuple[Any, str | None]:
    terms = dict(form.cleaned_data)
    first = rules.Appointment(
        staff_no=rules.tidy(terms.pop("staff_no")), full_name=rules.tidy(terms.pop("full_name")), phone="",
        body=terms["body"], sector="command", unit=terms.pop("body"), role=Role.ADMINISTRATOR, area_code="", title="",
        starts_on=None, ends_on=None,
    )  # fmt: skip
    return services.found_programme(
        area_codes=terms.pop("areas"), administrator=first, by=request.actor, at=request.at, **terms
    )
