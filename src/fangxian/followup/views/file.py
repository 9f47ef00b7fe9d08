"""One follow-up: what she said each day and who asked, and going to a clinic and back (F07)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.people.queries import care_team_of
from fangxian.core.people.rules import CARE_DUTIES
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text
from fangxian.followup import forms, queries, rules, services
from fangxian.followup.queries.files import is_on_team

from .calls import looks_after


@looks_after
@require_GET
def file(request: Any, file_id: UUID) -> HttpResponse:
    """Everything that she said, with whoever took it, and who answers for her."""
    return _page(request, _found(request, file_id))


@looks_after
@require_POST
def refer(request: Any, file_id: UUID) -> HttpResponse:
    """She goes to a clinic. It is offered, and never ordered."""
    found, form = _found(request, file_id), forms.ReferForm(request.POST)
    done = _("Recorded. Note what the clinic found once she is back.")
    return _act(request, found, form, services.refer, done, refer_form=form)


@looks_after
@require_POST
def returned(request: Any, file_id: UUID) -> HttpResponse:
    """What the clinic answered."""
    found, form = _found(request, file_id), forms.ReturnForm(request.POST)
    return _act(request, found, form, services.record_return, _("Recorded."), return_form=form)


def _found(request: Any, file_id: UUID) -> Any:
    found = queries.followup_of(request.actor, file_id)
    if found is None:
        raise Http404
    return found


def _act(request: Any, found: Any, form: Any, act: Callable[..., object], done: str, **forms_: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(file=found, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, done)
            return redirect("followup:file", file_id=found.id)
    return _page(request, found, status=422, **forms_)


def _page(
    request: Any, found: Any, *, status: int = 200, refer_form: Any = None, return_form: Any = None
) -> HttpResponse:
    by, at = request.actor, request.at
    shown = queries.shown_of(found, at=at)
    services.saw_followup(found, by=by, at=at, what="file")
    team = care_team_of(found)
    missing = [duty for duty in CARE_DUTIES if duty not in {member.duty for member in team}]
    terms = {"state": shown.state, "area_code": found.area_code, "by": by}
    context = {
        "found": shown, "team": team, "missing_duties": missing, "is_on_team": is_on_team(found, by),
        "is_over": shown.state in ("completed", "archived"),
        "refer_form": refer_form or forms.ReferForm(), "return_form": return_form or forms.ReturnForm(),
        "why_not_refer": rules.why_not_refer(**terms), "why_not_return": rules.why_not_return(**terms),
        "may_name": by.can("people.name_care_team") and by.covers(found.area_code),
    }  # fmt: skip
    return render(request, "followup/file.html", context, status=status)
