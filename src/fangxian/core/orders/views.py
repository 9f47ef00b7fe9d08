"""Orders: drafted, reviewed, signed, revoked; and the register that everybody may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Actor, Purpose, why_not_use
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen

from . import forms, queries, rules, services

ROWS = 30


def _found(request: Any, order_id: UUID):
    order = queries.order_by_id(order_id, by=request.actor)
    if order is None:
        raise Http404
    order.state = queries.state_of(order, at=request.at)
    return order


@screen(power="orders.see", purpose=Purpose.ADMINISTER)
def order_list(request: Any) -> HttpResponse:
    """Every order of the programme with its state at this moment."""
    form = forms.FilterForm(request.GET or None)
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    orders = list(queries.orders_of(request.actor))
    for order in orders:
        order.state = queries.state_of(order, at=request.at)  # type: ignore[attr-defined]
    shown = [order for order in orders if wanted in ("", order.state)]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page": Paginator(shown, ROWS).get_page(request.GET.get("page")),
        "why_not_draft": why_not_use("orders.draft", by=request.actor),
        "waiting_count": sum(1 for order in orders if order.state == rules.LEGAL_REVIEW),  # type: ignore[attr-defined]
    }
    return render(request, "orders/list.html", context)


@screen(power="orders.see", purpose=Purpose.ADMINISTER)
def order(request: Any, order_id: UUID) -> HttpResponse:
    """One order: its text, its signatures, and what may be done with it."""
    found = _found(request, order_id)
    return render(request, "orders/order.html", {"order": found, **_problems(found, by=request.actor)})


def _problems(order: Any, *, by: Actor) -> dict[str, Any]:
    """Why each act is not open to the reader; None where it is."""
    signed = [signature.user_id for signature in order.signatures.all()]
    return {
        "why_not_change": why_not_use("orders.draft", by=by) or rules.why_not_change(state=order.state),
        "why_not_review": why_not_use("orders.review", by=by)
        or rules.why_not_review(state=order.state, drafted_by_user_id=order.drafted_by.user_id, by=by),
        "why_not_send_back": why_not_use("orders.review", by=by) or rules.why_not_send_back(state=order.state),
        "why_not_sign": why_not_use("orders.sign", by=by)
        or rules.why_not_sign(state=order.state, signed_user_ids=signed, by=by),
        "why_not_revoke": why_not_use("orders.sign", by=by) or rules.why_not_revoke(state=order.state),
        "signatures_needed": rules.SIGNATURES_NEEDED,
    }


@screen(power="orders.draft", purpose=Purpose.ADMINISTER)
def draft(request: Any, order_id: UUID | None = None) -> HttpResponse:
    """Draft an order, or change a draft."""
    found = _found(request, order_id) if order_id else None
    if found is not None and (problem := rules.why_not_change(state=found.state)):
        raise Refused(problem)
    initial = {name: getattr(found, name) for name in forms.OrderForm.base_fields} if found else {}
    if not found:
        initial = {"issuer": str(request.post.unit.body), "effective_from": request.at}
    form = forms.OrderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.draft_order(
                programme=request.programme, order=found, by=request.actor, at=request.at, **form.cleaned_data
            )
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Saved as a draft. It has no effect before review and two signatures."))
            return redirect("orders:order", order_id=kept.id)
    return render(request, "orders/draft.html", {"form": form, "order": found}, status=422 if form.errors else 200)


ACTS = {
    "review": services.review_order,
    "send_back": services.send_back,
    "sign": services.sign_order,
    "revoke": services.revoke_order,
}


@require_POST
@screen(power="orders.see", purpose=Purpose.ADMINISTER)
def act(request: Any, order_id: UUID, what: str) -> HttpResponse:
    """Review, send back, sign or revoke; the service refuses whoever may not."""
    if what not in ACTS:
        raise Http404
    service = ACTS[what]
    service(order=_found(request, order_id), by=request.actor, at=request.at)
    messages.success(request, _("Done and recorded."))
    return redirect("orders:order", order_id=order_id)


def register(request: Any) -> HttpResponse:
    """The public register: every signed order of every live programme, with what has ended."""
    programmes = list(live_programmes(at=request.at))
    wanted = request.GET.get("programme")
    chosen = next((one for one in programmes if str(one.id) == wanted), programmes[0] if programmes else None)
    request.programme = chosen
    orders = list(queries.public_register(chosen.id, at=request.at)) if chosen else []
    for order in orders:
        order.state = queries.state_of(order, at=request.at)  # type: ignore[attr-defined]
    page = Paginator(orders, ROWS).get_page(request.GET.get("page"))
    return render(request, "orders/register.html", {"page": page, "programmes": programmes, "chosen": chosen})


def public_order(request: Any, order_id: UUID) -> HttpResponse:
    """One signed order as everybody may read it; prints on one sheet."""
    for programme in live_programmes(at=request.at):
        found = queries.public_register(programme.id, at=request.at).filter(id=order_id).first()
        if found is not None:
            request.programme = programme
            found.state = queries.state_of(found, at=request.at)
            return render(
                request, "orders/public_order.html", {"order": found, "address": request.build_absolute_uri()}
            )
    raise Http404
