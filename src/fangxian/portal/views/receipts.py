"""Receipts: found again by their owner, shown, printed, and followed through their corrections."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import area_with_phone
from fangxian.core.problems.rules import Problem
from fangxian.core.screens.views import problem_text
from fangxian.core.tokens.queries import NoKeys
from fangxian.engine.identity import normalise_phone
from fangxian.intake.rules import why_not_a_number
from fangxian.intake.sources.declaration import services
from fangxian.intake.sources.declaration.queries import newest_fact_of, versions_of
from fangxian.portal.forms import OpenReceiptForm
from fangxian.portal.services import Shown, code_on_receipt, why_not_now
from fangxian.screening.queries import live_verdicts_of_facts

from .opening import declaration_opened, remember_receipt
from .public import address_of, public


@public(Purpose.OWN_FILE)
def open_receipt(request: Any) -> HttpResponse:
    """Ask for the receipt number and for something that only its owner knows."""
    if request.method != "POST":
        form = OpenReceiptForm(initial={"number": request.GET.get("number", "")})
        return render(request, "portal/open_receipt.html", {"form": form})
    form = OpenReceiptForm(request.POST)
    status = 422
    if form.is_valid():
        found = _open(request, form)
        if not isinstance(found, Problem):
            remember_receipt(request, found.receipt.number)
            return redirect("portal:receipt", number=found.receipt.number)
        form.add_error(found.field if found.field in form.fields else None, problem_text(found))
        status = found.status
    return render(request, "portal/open_receipt.html", {"form": form}, status=status)


def _open(request: Any, form: OpenReceiptForm) -> Any:
    problem = why_not_now("receipt", address_of(request), at=request.at)
    if problem is not None:
        return problem
    answer = form.cleaned_data["answer"]
    phone = normalise_phone(answer)
    return services.open_declaration(
        number=form.cleaned_data["number"], answer=answer, phone=phone.e164 if phone else "",
        programme=request.programme, by=request.actor, at=request.at,
    )  # fmt: skip


def _code(request: Any, receipt: Any) -> Shown | None:
    """What a post reads without a network; None if none can be made: the number counts all the same."""
    try:
        code = code_on_receipt(receipt=receipt, by=request.actor, at=request.at)
    except NoKeys:
        return None
    return None if isinstance(code, Problem) else code


@public(Purpose.OWN_FILE)
def receipt(request: Any, number: str) -> HttpResponse:
    """What was declared, what the rule said to it, and every version of it."""
    declaration = declaration_opened(request, number)
    if declaration is None:
        fits = why_not_a_number(number) is None
        return redirect(f"{reverse('portal:open_receipt')}{f'?number={number}' if fits else ''}")
    versions = versions_of(declaration)
    newest = newest_fact_of(declaration)
    verdict = live_verdicts_of_facts([newest.id], programme_id=request.programme.id).get(newest.id) if newest else None
    context = {
        "declaration": declaration,
        "receipt": declaration.receipt,
        "versions": list(reversed(versions)),
        "fact": newest,
        "person": declaration.receipt.person,
        "area": area_with_phone(declaration.receipt.area_code, programme_id=request.programme.id),
        "verdict": verdict,
        "address": request.build_absolute_uri(reverse("portal:receipt", args=[declaration.receipt.number])),
        "code": _code(request, declaration.receipt),
    }
    return render(request, "portal/receipt.html", context)
