"""What staff do for residents' doors: the letter with a code, and the answers to objections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.queries import people_of
from fangxian.core.people.rules import written_code
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import problem_text, screen
from fangxian.portal import queries, rules, services
from fangxian.portal.forms import AnswerForm

OBJECTIONS_A_PAGE = 50


@screen(power="people.issue_code", purpose=Purpose.FOLLOW_UP)
def letter(request: Any, person_id: UUID) -> HttpResponse:
    """Make the letter with which a person opens her own file. The code is on this page once and nowhere else."""
    person = people_of(request.actor).filter(id=person_id).first()
    if person is None:
        raise Http404
    context: dict[str, Any] = {"person": person, "problem": services.why_not_issue(person, by=request.actor)}
    if request.method == "POST":
        issued, code = services.issue_letter(person=person, by=request.actor, at=request.at)
        context |= {
            "issued": issued, "code": written_code(code),
            "address": request.build_absolute_uri(reverse("portal:open_file")),
        }  # fmt: skip
    response = render(request, "portal/letter.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@screen(power="portal.answer", purpose=Purpose.SUPERVISE)
def objections(request: Any) -> HttpResponse:
    """Objections of the area: unanswered ones first, soonest due first; no names."""
    only_open = request.GET.get("state") != "answered"
    rows = queries.objections_in(request.actor).filter(answered_at__isnull=only_open)
    page = Paginator(rows, OBJECTIONS_A_PAGE).get_page(request.GET.get("page"))
    times = queries.times_by_channel(request.actor, since=request.at - rules.MEASURED_WITHIN, until=request.at)
    context = {"page": page, "only_open": only_open, "times": times, "days": rules.MEASURED_WITHIN.days}
    return render(request, "portal/objections.html", context)


@screen(power="portal.answer", purpose=Purpose.SUPERVISE)
def objection(request: Any, objection_id: UUID) -> HttpResponse:
    """One objection with its text; reading it the first time acknowledges it."""
    found = queries.objection_of(request.actor, objection_id)
    if found is None:
        raise Http404
    found = services.read_objection(objection=found, by=request.actor, at=request.at)
    form, status = AnswerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.answer_objection(
                    objection=found, decision=form.cleaned_data["decision"], answer=form.cleaned_data["answer"],
                    by=request.actor, at=request.at,
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, problem_text(refused.problem))
                status = refused.problem.status
            else:
                messages.success(request, _("The answer stands in the person’s own file."))
                return redirect("portal:objections")
    involved = queries.is_involved(request.actor, person=found.person)
    context = {
        "objection": found, "form": form,
        "problem": rules.why_not_answer(state=found.state, is_involved=involved, answer="-"),
    }  # fmt: skip
    return render(request, "portal/objection.html", context, status=status)
