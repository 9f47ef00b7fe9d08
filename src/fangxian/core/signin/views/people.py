"""What a supervisor or administrator does for somebody who stands before her: card, PIN, second factor, sessions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.screens.views import screen
from fangxian.core.signin import forms, queries, rules, services
from fangxian.core.staff.queries import posts_of_person
from fangxian.core.staff.rules import is_held, why_not_reset

for_staff = screen(power="staff.reset", purpose=Purpose.ADMINISTER)


def _found(request: Any, user_id: int) -> Any:
    who = queries.person_within_reach(user_id, by=request.actor)
    if who is None:
        raise Http404
    return who


def _identifiers(request: Any) -> list[str]:
    form = forms.IdentifiedForm(request.POST)
    return form.cleaned_data["identifiers"] if form.is_valid() else []


@for_staff
def person(request: Any, user_id: int) -> HttpResponse:
    """Where somebody is signed in, her card and her second factors, and what may be done about them."""
    who = _found(request, user_id)
    audit.record("signin.saw_person", on=who, by=request.actor, at=request.at, detail={"user_id": who.id})
    posts = posts_of_person(who.id, by=request.actor)
    roles = [p.role for p in posts if is_held(starts_at=p.starts_at, ends_at=p.ends_at, at=request.at)]
    card = queries.card_of(who.id, programme_id=request.programme.id)
    why_not = why_not_reset(user_id=who.id, is_active=who.is_active, roles=roles, by=request.actor)
    context = {
        "who": who,
        "open": queries.open_sign_ins(who.id, at=request.at),
        "past": queries.past_sign_ins(who.id, at=request.at),
        "factors": queries.factors_of(who),
        "card": card,
        "card_is_closed": card is not None and rules.is_closed(card.wrong_count),
        "form": forms.IdentifiedForm(auto_id=False),
        "why_not": why_not,
        "why_not_card": why_not or rules.why_not_a_card(roles=roles),
    }
    return render(request, "signin/person.html", context)


@require_POST
@for_staff
def issue_card(request: Any, user_id: int) -> HttpResponse:
    """Issue a card; the answer shows it and the PIN for one use, once."""
    who = _found(request, user_id)
    _, number, pin = services.issue_card(user=who, identifiers=_identifiers(request), by=request.actor, at=request.at)
    return _slip(request, who, number=number, pin=pin)


@require_POST
@for_staff
def give_pin(request: Any, user_id: int) -> HttpResponse:
    """Give a new PIN for one use; the answer shows it, once."""
    who = _found(request, user_id)
    card = queries.card_of(who.id, programme_id=request.programme.id)
    if card is None:
        raise Http404
    pin = services.give_pin(card=card, identifiers=_identifiers(request), by=request.actor, at=request.at)
    return _slip(request, who, number="", pin=pin)


def _slip(request: Any, who: Any, *, number: str, pin: str) -> HttpResponse:
    # what follows # never leaves the phone that scans it
    address = request.build_absolute_uri(reverse("signin:card")) + "#" + number
    groups = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    posts = [p for p in posts_of_person(who.id, by=request.actor) if p.role in rules.PHONE_ROLES]
    context = {"who": who, "number": groups, "pin": pin, "address": address, "posts": posts[:1]}
    return render(request, "signin/slip.html", context)


@require_POST
@for_staff
def end_card(request: Any, user_id: int) -> HttpResponse:
    who = _found(request, user_id)
    card = queries.card_of(who.id, programme_id=request.programme.id)
    if card is None:
        raise Http404
    services.end_card(card=card, by=request.actor, at=request.at)
    messages.success(request, _("The card has ended and opens nothing any more."))
    return redirect("signin:person", user_id=user_id)


@require_POST
@for_staff
def forget_factors(request: Any, user_id: int) -> HttpResponse:
    who = _found(request, user_id)
    services.forget_factors(user=who, identifiers=_identifiers(request), by=request.actor, at=request.at)
    messages.success(request, _("Taken away and signed out everywhere. She sets up a new one after her next sign-in."))
    return redirect("signin:person", user_id=user_id)


@require_POST
@for_staff
def end_theirs(request: Any, user_id: int) -> HttpResponse:
    """Sign somebody of one's staff out everywhere."""
    services.end_all(_found(request, user_id), by=request.actor, at=request.at)
    messages.success(request, _("Signed out everywhere; open pages stop working with the next click."))
    return redirect("signin:person", user_id=user_id)
