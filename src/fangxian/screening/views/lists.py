"""Area lists: loading, signing off, withdrawing, reading."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.tables import TableRefused
from fangxian.screening import forms, queries, rules, services

ROWS_PER_PAGE = 100
LISTS_PER_PAGE = 25


@screen(power="screening.see_lists", purpose=Purpose.JUDGE_FACTS)
@require_GET
def area_lists(request: Any) -> HttpResponse:
    """Every list with its state, newest first."""
    page = Paginator(queries.area_lists(request.programme.id), LISTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lists": [(row, queries.state_of(row, at=request.at)) for row in page],
        "why_not_load": why_not_use("screening.load_list", by=request.actor),
        "in_effect_count": len(queries.lists_in_effect(request.programme.id, at=request.at)),
    }
    return render(request, "screening/lists.html", context)


@screen(power="screening.load_list", purpose=Purpose.JUDGE_FACTS)
@require_http_methods(["GET", "POST"])
def load_list(request: Any) -> HttpResponse:
    """Load a list. It decides nothing until an order or two sign-offs give it effect."""
    orders = live_orders(request.programme.id, request.at, enables="area_list")
    form = forms.LoadListForm(request.POST or None, request.FILES or None, orders=orders)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            loaded = services.load_area_list(
                title=data["title"],
                source_name=data["source_name"],
                content=data["file"].read(),
                file_name=data["file"].name,
                order=data["order"],
                programme=request.programme,
                by=request.actor,
                at=request.at,
            )
        except TableRefused as refused:
            form.add_error("file", _in_own_language(refused.finding.sentence()))
        except Refused as refused:
            field = refused.problem.field
            form.add_error(field if field in form.fields else None, problem_text(refused.problem))
        else:
            messages.success(request, _("Loaded. Check the rows before you sign."))
            return redirect("screening:list", list_id=loaded.id)
    return render(request, "screening/load_list.html", {"form": form}, status=422 if form.errors else 200)


def _in_own_language(text: Any) -> str:
    return text.zh if (get_language() or "").startswith("zh") else text.en


def _list_or_404(request: Any, list_id: UUID) -> Any:
    found = queries.area_list_of(list_id, programme_id=request.programme.id)
    if found is None:
        raise Http404
    return found


@screen(power="screening.see_lists", purpose=Purpose.JUDGE_FACTS)
@require_GET
def area_list(request: Any, list_id: UUID) -> HttpResponse:
    """One list: who loaded it, on whose word it has effect, every listing, every row that was not taken."""
    return _show(request, _list_or_404(request, list_id), forms.WithdrawForm())


def _show(request: Any, found: Any, withdraw_form: Any, status: int = 200) -> HttpResponse:
    state = queries.state_of(found, at=request.at)
    signed = [(sign_off.user_id, sign_off.body_id) for sign_off in found.sign_offs.all()]
    listings = queries.listings_of(found)
    text = request.GET.get("q", "").strip()[:40]
    if text:
        listings = (
            listings.filter(area_code__startswith=text) if text.isdigit() else listings.filter(area_name__contains=text)
        )
    context = {
        "list": found,
        "state": state,
        "q": text,
        "page": Paginator(listings, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "order_is_live": queries.order_is_live(found, at=request.at),
        "missing_count": max(0, rules.SIGN_OFFS_NEEDED - len(signed)),
        "why_not_sign": rules.why_not_sign_off(state=state, signed=signed, by=request.actor),
        "why_not_withdraw": rules.why_not_withdraw(state=state, by=request.actor),
        "withdraw_form": withdraw_form,
        "findings": [{**finding, "text": (finding["zh"], finding["en"])} for finding in found.findings],
    }
    return render(request, "screening/list.html", context, status=status)


@screen(power="screening.sign_list", purpose=Purpose.JUDGE_FACTS)
@require_POST
def sign_off(request: Any, list_id: UUID) -> HttpResponse:
    found = _list_or_404(request, list_id)
    try:
        services.sign_off_area_list(area_list=found, by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, _("Signed."))
    return redirect("screening:list", list_id=list_id)


@screen(power="screening.sign_list", purpose=Purpose.JUDGE_FACTS)
@require_POST
def withdraw(request: Any, list_id: UUID) -> HttpResponse:
    found = _list_or_404(request, list_id)
    form = forms.WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw_area_list(
                area_list=found, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
            )
        except Refused as refused:
            form.add_error(None, problem_text(refused.problem))
        else:
            messages.success(request, _("Withdrawn. What was judged by it is being judged again."))
            return redirect("screening:list", list_id=list_id)
    return _show(request, found, form, status=422)
