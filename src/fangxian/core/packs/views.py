"""The rules by which this programme works: their text, their sources, and who signed for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.screens.views import screen

from . import queries, rules, services


@screen(power="packs.see", purpose=Purpose.ADMINISTER)
def pack_list(request: Any) -> HttpResponse:
    """Every edition with its term and its state here."""
    found = queries.editions(request.programme.id, at=request.at)
    wanted = request.GET.get("state", "")
    in_force = [one for one in found if one.pack.in_force(request.at)]
    shown = {"": found, "in_force": in_force}.get(wanted, [one for one in found if one.state == wanted])
    counts = {
        state: sum(1 for one in found if one.state == state) for state in (rules.DRAFT, rules.PROPOSED, rules.ADOPTED)
    }
    context = {
        "editions": shown,
        "counts": counts,
        "in_force_count": len(in_force),
        "wanted": wanted,
        "all": len(found),
    }
    return render(request, "packs/list.html", context)


@screen(power="packs.see", purpose=Purpose.ADMINISTER)
def pack(request: Any, pack_id: str) -> HttpResponse:
    """One edition: every rule with its words, source and evidence; its adoption."""
    found = queries.edition(pack_id, programme_id=request.programme.id, at=request.at)
    if found is None:
        raise Http404
    by = request.actor
    capacities = [
        {
            "name": capacity,
            "signed": next((row for row in _sign_offs(found) if row.capacity == capacity), None),
            "why_not": why_not_use("packs.sign", by=by)
            or rules.why_not_sign(
                capacity=capacity, must_sign=found.pack.must_sign, signed=found.signed,
                is_proposed=found.adoption is not None, by=by,
            ),
        }
        for capacity in found.pack.must_sign
    ]  # fmt: skip
    context = {
        "edition": found,
        "pack": found.pack,
        "capacities": capacities,
        "why_not_propose": why_not_use("packs.adopt", by=by)
        or rules.why_not_propose(is_proposed=found.adoption is not None),
        "why_not_withdraw": why_not_use("packs.sign", by=by),
    }
    return render(request, "packs/pack.html", context)


def _sign_offs(found: queries.Edition) -> list[Any]:
    return list(found.adoption.sign_offs.all()) if found.adoption else []


@require_POST
@screen(power="packs.see", purpose=Purpose.ADMINISTER)
def act(request: Any, pack_id: str, what: str) -> HttpResponse:
    """Propose, sign or withdraw an adoption; the service refuses whoever may not."""
    who = {"pack_id": pack_id, "by": request.actor, "at": request.at}
    if what == "propose":
        services.propose_adoption(**who)
    elif what == "sign":
        services.sign_adoption(capacity=request.POST.get("capacity", ""), **who)
    elif what == "withdraw":
        services.withdraw_adoption(**who)
    else:
        raise Http404
    messages.success(request, _("Done and recorded."))
    return redirect("packs:pack", pack_id=pack_id)
