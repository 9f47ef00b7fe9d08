"""One letter: what it says, where it stands, and what can be done to it by whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.letters import forms, queries, rules, services
from fangxian.letters.export.word import word
from fangxian.letters.models import Letter

from .board import shown

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
reader = screen(power=rules.READ, purpose=Purpose.COMMAND)


@reader
@require_GET
def letter(request: Any, letter_id: UUID) -> HttpResponse:
    """The page of a letter."""
    return render(request, "letters/letter.html", _context(request, _found(request, letter_id)))


@reader
@require_GET
def letter_word(request: Any, letter_id: UUID) -> HttpResponse:
    """The letter as a Word file, from a template that people can edit; a draft says on it that it is one."""
    found = _found(request, letter_id)
    terms = queries.terms_of(request.programme, at=request.at)
    file = word(found, copies=[unit.body.name for unit in queries.copies_of(found)], terms=terms, printed_at=request.at)
    response = HttpResponse(file, content_type=WORD)
    name = f"letter-{found.year}-{found.serial}" if found.serial else f"draft-{found.number}"
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


@require_POST
@reader
def act(request: Any, letter_id: UUID, act: str) -> HttpResponse:
    """One of ACTS. A form that cannot be read, or whose words are refused, is shown again with what is wrong."""
    found = _found(request, letter_id)
    if act not in ACTS:
        raise Http404
    form = FORMS[act](request.POST, auto_id=f"{act}_%s") if act in FORMS else None
    if form is not None and not form.is_valid():
        return _again(request, found, act, form)
    try:
        ACTS[act](request, found, form.cleaned_data if form is not None else {})
    except Refused as refused:
        if form is not None and refused.problem.field in form.fields:
            add_problem(form, refused.problem, problem_text(refused.problem))
            return _again(request, found, act, form)
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, gettext("Recorded."))
    return redirect("letters:letter", letter_id=found.id)


def _again(request: Any, found: Letter, act: str, form: Any) -> HttpResponse:
    context = _context(request, found)
    context["forms"][act] = form
    return render(request, "letters/letter.html", context, status=422)


def _found(request: Any, letter_id: UUID) -> Letter:
    found = queries.letter_of(request.actor, letter_id)
    if found is None:
        raise Http404
    return found


def _who(request: Any) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}


ACTS: dict[str, Callable[[Any, Letter, dict[str, Any]], Any]] = {
    "approve": lambda request, one, _: services.approve(letter=one, **_who(request)),
    "send_back": lambda request, one, given: services.send_back(letter=one, words=given["words"], **_who(request)),
    "issue": lambda request, one, _: services.issue(letter=one, **_who(request)),
    "withdraw": lambda request, one, _: services.withdraw(letter=one, **_who(request)),
    "receive": lambda request, one, _: services.receive(letter=one, **_who(request)),
    "reply": lambda request, one, given: services.reply(
        letter=one, kind=given["reply"], words=given["words"], done_on=given["done_on"], **_who(request)
    ),
    "look_back": lambda request, one, given: services.look_back(
        letter=one, finding=given["finding"], words=given["words"], **_who(request)
    ),
    "close": lambda request, one, _: services.close(letter=one, **_who(request)),
}
FORMS: dict[str, type[django_forms.Form]] = {
    "send_back": forms.WordsForm, "reply": forms.ReplyForm, "look_back": forms.LookBackForm,
}  # fmt: skip


# What a letter was begun from: who may open it, and its page.
ORIGINS = {
    rules.REQUEST: ("requests.take", "requests:request"), rules.TASK: ("tasks.see", "tasks:task"),
    rules.INCIDENT: ("mediation.work", "mediation:one"),
}  # fmt: skip


def _origin_page(request: Any, one: Letter) -> str:
    """The page of what a letter was begun from; "" for who may not open it."""
    power, page = ORIGINS.get(one.origin, ("", ""))
    return reverse(page, args=[one.origin_id]) if power and one.origin_id and request.actor.can(power) else ""


def _context(request: Any, one: Letter) -> dict[str, Any]:
    by, at = request.actor, request.at
    topics = queries.terms_of(request.programme, at=at).topics
    replied_by = one.replied_by.user_id if one.replied_by else None
    why_not_answer = services.why_not_answer(one, by=by, at=at)
    return shown([one], topics, at=at)[0] | {
        "steps": queries.history(one),
        "origin_page": _origin_page(request, one),
        "copies": queries.copies_of(one),
        "has_liaison": bool(queries.liaisons_of(one.to_unit_id, at=at)),
        "on_paper": why_not_answer is None and by.unit_id != one.to_unit_id,
        "forms": {name: form(auto_id=f"{name}_%s") for name, form in FORMS.items()},
        "why_not": {
            "change": rules.why_not_change(one, from_unit_id=one.from_unit_id, by=by),
            "approve": rules.why_not_approve(
                one, area_code=one.area_code, drafted_by_user_id=one.drafted_by.user_id, by=by
            ),
            "send_back": rules.why_not_send_back(one, area_code=one.area_code, by=by),
            "issue": rules.why_not_issue(one, area_code=one.area_code, by=by),
            "withdraw": rules.why_not_withdraw(one, from_unit_id=one.from_unit_id, by=by),
            "receive": why_not_answer or rules.why_not_receive(one),
            "reply": why_not_answer or rules.why_not_move(one, rules.REPLIED),
            "look_back": rules.why_not_look_back(
                one, area_code=one.area_code, to_unit_id=one.to_unit_id, replied_by_user_id=replied_by, by=by
            ),
            "close": rules.why_not_close(one, area_code=one.area_code, by=by),
        },
        "shows_approval": by.can(rules.APPROVE) and rules.state_of(one) == rules.DRAFT,
    }
