"""Reading the file of another area: asked, answered by a second person of another body, given back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.files import forms, queries, rules, services

ROWS = 30
TABS = ("mine", "to_second", "about")


@screen(power="people.break_glass", purpose=Purpose.FOLLOW_UP)
@require_GET
def across(request: Any) -> HttpResponse:
    """My requests, those that wait for my answer, and those that concern my area. No name stands here."""
    by, at = request.actor, request.at
    tab = request.GET.get("tab", "")
    may_second = by.can("people.second_glass")
    waiting_count = queries.glasses_to_second(by, at=at).count() if may_second else 0
    if tab not in TABS or (tab == "to_second" and not may_second):
        tab = "to_second" if waiting_count else "mine"
    rows = {
        "mine": queries.glasses_asked_by(by),
        "to_second": queries.glasses_to_second(by, at=at),
        "about": queries.glasses_about(by),
    }[tab]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for row in page:
        row.state = rules.state_at(row.times, at)
    context = {"page": page, "tab": tab, "waiting_count": waiting_count, "may_second": may_second}
    return render(request, "files/across.html", context)


@screen(power="people.break_glass", purpose=Purpose.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def ask(request: Any) -> HttpResponse:
    """Ask to read a file of another area. The answer is the same whether anybody is known or not."""
    by, at = request.actor, request.at
    given = {name: request.GET.get(name, "") for name in ("serves_kind", "serves_number") if request.GET.get(name)}
    form = forms.AskForm(request.POST or None, by=by, initial=given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            terms = form.cleaned_data
            work = queries.work_named(terms.pop("serves_kind"), terms.pop("serves_number"), by=by, at=at)
            try:
                asked = services.ask_to_read(work=work, by=by, at=at, **terms)
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
                status = refused.problem.status
            else:
                messages.success(request, _("Asked and recorded. A second person of another body answers."))
                return redirect("files:glass", glass_id=asked.id)
    return render(request, "files/ask.html", {"form": form, "work": queries.work_open(by, at=at)}, status=status)


def _found(request: Any, glass_id: UUID) -> Any:
    found = queries.glass_of(glass_id, by=request.actor)
    if found is None:
        raise Http404
    found.state = rules.state_at(found.times, request.at)
    return found


@screen(power="people.break_glass", purpose=Purpose.FOLLOW_UP)
@require_GET
def glass(request: Any, glass_id: UUID) -> HttpResponse:
    """One request: who asked, for what, why, and what was answered."""
    return _page(request, _found(request, glass_id), forms.AnswerForm())


def _page(request: Any, found: Any, form: forms.AnswerForm, status: int = 200) -> HttpResponse:
    """The page of a request. The second person sees what was asked and of whom; others see that it was asked."""
    by = request.actor
    why_not = _why_not_second(found, by=by)
    is_mine = found.requested_by.user_id == by.user_id
    sees_evidence = why_not is None
    if sees_evidence:
        services.saw_for_review(found, by=by, at=request.at)
    context = {
        "glass": found,
        "form": form,
        "is_mine": is_mine,
        "is_live": rules.is_live(found.times, request.at),
        "sees_evidence": sees_evidence,
        "sees_words": is_mine or sees_evidence,
        "person_name": masked(found.person.name) if sees_evidence and found.person_id and found.person else "",
        "why_not_second": why_not,
        "why_not_grant": rules.why_not_grant(has_person=found.person_id is not None) if sees_evidence else None,
        "why_not_return": rules.why_not_give_back(
            state=found.state, asked_by_user_id=found.requested_by.user_id, by=by
        ),
    }
    return render(request, "files/glass.html", context, status=status)


def _why_not_second(found: Any, *, by: Actor) -> Problem | None:
    return rules.why_not_second(
        state=found.state,
        asked_by_user_id=found.requested_by.user_id,
        asked_by_body_id=found.requested_by.unit.body_id,
        area_codes=(found.area_code, found.subject_area_code or found.area_code),
        by=by,
    )


@require_POST
@screen(power="people.second_glass", purpose=Purpose.FOLLOW_UP)
def answer(request: Any, glass_id: UUID) -> HttpResponse:
    """Grant or refuse."""
    found = _found(request, glass_id)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    given = form.cleaned_data
    try:
        services.decide_glass(
            glass=found, is_granted=given["decision"] == "grant", words=given["words"], by=request.actor, at=request.at
        )
    except Refused as refused:
        if refused.problem.field is None:
            raise
        add_problem(form, refused.problem, problem_text(refused.problem))
        return _page(request, found, form, status=refused.problem.status)
    messages.success(request, _("Answered and recorded."))
    return redirect("files:across")


@require_POST
@screen(power="people.break_glass", purpose=Purpose.FOLLOW_UP)
def return_glass(request: Any, glass_id: UUID) -> HttpResponse:
    """Give it back before its end."""
    services.give_back(glass=_found(request, glass_id), by=request.actor, at=request.at)
    messages.success(request, _("Given back. The file is closed to you."))
    return redirect("files:across")
