"""Where one is signed in oneself, and ending it there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.signin import queries, services


def _self(request: Any) -> Any:
    """Oneself, from one's post if one has chosen it."""
    return request.actor_for(Purpose.ADMINISTER) if request.post else services.alone(request.user.id)


@login_required
def mine(request: Any) -> HttpResponse:
    """One's open sign-ins and the last ones that are over."""
    context = {
        "open": queries.open_sign_ins(request.user.id, at=request.at),
        "past": queries.past_sign_ins(request.user.id, at=request.at),
        "factors": queries.factors_of(request.user),
    }
    return render(request, "signin/mine.html", context)


@login_required
@require_POST
def end_mine(request: Any, sign_in_id: UUID) -> HttpResponse:
    found = queries.sign_in_named(sign_in_id)
    if found is None or found.user_id != request.user.id:
        raise Http404
    services.end_sign_in(found, by=_self(request), at=request.at)
    messages.success(request, _("Ended there; it stops working with the next click."))
    return redirect("signin:mine")


@login_required
@require_POST
def end_others(request: Any) -> HttpResponse:
    services.end_all(request.user, but=request.sign_in, by=_self(request), at=request.at)
    messages.success(request, _("Ended everywhere but here."))
    return redirect("signin:mine")
