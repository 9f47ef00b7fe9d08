"""Documents other than orders: written, put to use, served; public ones for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.letters import forms, queries, rules, services
from fangxian.letters.models import Document
from fangxian.letters.rules import documents

ROWS = 50
reader = screen(power=rules.READ, purpose=Purpose.COMMAND)


@reader
@require_GET
def listed(request: Any) -> HttpResponse:
    """What is in use for the reader's area, how often each was served and explained."""
    page = Paginator(queries.documents_of(request.actor), ROWS).get_page(request.GET.get("page"))
    rows = [(one, documents.state_of(one)) for one in page]
    return render(request, "letters/documents.html", {
        "page": page, "rows": rows, "may_write": request.actor.can(rules.WRITE),
    })  # fmt: skip


@screen(power=rules.WRITE, purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def write(request: Any) -> HttpResponse:
    """Write a document down as a draft."""
    form = forms.DocumentForm(request.POST or None, programme=request.programme, at=request.at)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        is_public, area_code = given.pop("is_public"), given.pop("area")
        try:
            made = services.draft_document(
                text=services.Text(area_code=area_code, **given), is_public=is_public, programme=request.programme,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Kept as a draft. Somebody else approves it."))
            return redirect("letters:document", document_id=made.id)
    return render(request, "letters/document_form.html", {"form": form}, status=422 if form.errors else 200)


@reader
@require_GET
def document(request: Any, document_id: UUID) -> HttpResponse:
    """One document with where it was served in the reader's area."""
    return _page(request, _found(request, document_id))


@require_POST
@reader
def act(request: Any, document_id: UUID, act: str) -> HttpResponse:
    """Approve, withdraw, or write down that it was served."""
    found = _found(request, document_id)
    who = {"document": found, "by": request.actor, "at": request.at}
    form = None
    try:
        if act == "approve":
            services.approve_document(**who)
        elif act == "withdraw":
            services.withdraw_document(**who)
        elif act == "serve":
            form = forms.ServingForm(request.POST, programme=request.programme, at=request.at)
            if not form.is_valid():
                return _page(request, found, form=form)
            given = dict(form.cleaned_data)
            services.serve_document(area_code=given.pop("area"), **given, **who)
        else:
            raise Http404
    except Refused as refused:
        if form is not None and refused.problem.field is not None:
            add_problem(form, refused.problem, problem_text(refused.problem))
            return _page(request, found, form=form)
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, gettext("Recorded."))
    return redirect("letters:document", document_id=found.id)


def _found(request: Any, document_id: UUID) -> Document:
    found = queries.document_of(request.actor, document_id)
    if found is None:
        raise Http404
    return found


def _page(request: Any, found: Document, *, form: Any = None) -> HttpResponse:
    by = request.actor
    writer = found.drafted_by.user_id
    context = {
        "document": found, "state": documents.state_of(found),
        "form": form or forms.ServingForm(
            programme=request.programme, at=request.at, initial={"area": by.area_code, "count": 1}
        ),
        "page": Paginator(queries.servings_of(found, by=by), ROWS).get_page(request.GET.get("page")),
        "shows_approval": by.can(rules.APPROVE) and documents.state_of(found) == documents.DRAFT,
        "why_not_approve": documents.why_not_approve(
            found, area_code=found.area_code, drafted_by_user_id=writer, by=by
        ),
        "why_not_withdraw": documents.why_not_withdraw(found, area_code=found.area_code, by=by),
        "why_not_serve": documents.why_not_serve(found, by=by),
    }  # fmt: skip
    return render(request, "letters/document.html", context, status=422 if form is not None else 200)


# --- for everybody
@require_GET
def public(request: Any) -> HttpResponse:
    """What is public of every programme that runs, newest first."""
    programmes = list(live_programmes(at=request.at))
    if programmes:
        request.programme = programmes[0]
    rows = [one for programme in programmes for one in queries.public_documents(programme.id)]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "letters/public.html", {"page": page})


@require_GET
def public_one(request: Any, public_id: UUID) -> HttpResponse:
    """One public document; prints on paper."""
    for programme in live_programmes(at=request.at):
        found = queries.public_documents(programme.id).filter(id=public_id).first()
        if found is not None:
            request.programme = programme
            return render(request, "letters/public_one.html", {"document": found})
    raise Http404
