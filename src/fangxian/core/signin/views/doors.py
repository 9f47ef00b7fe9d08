"""Doors: a card and a PIN on an enrolled phone; a first PIN of one's own; setting up a second factor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.limits.services import is_within
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import address_of, page_wanted, problem_text
from fangxian.core.signin import forms, queries, rules, services
from fangxian.core.staff.queries import posts_of
from fangxian.core.staff.services import record_sign_in

from .gate import SESSION_PIN, phone_of

BACKEND = "fangxian.core.staff.services.backend.StaffBackend"


@sensitive_post_parameters("pin", "number")
def card(request: Any) -> HttpResponse:
    """A worker's card and PIN. On a device that is not enrolled nothing is asked and nothing opens."""
    if request.user.is_authenticated:
        return redirect(page_wanted(request))
    phone = phone_of(request)
    request.programme = phone.programme if phone else None
    if request.method != "POST":
        return render(request, "signin/card.html", {"phone": phone, "form": forms.CardForm()})
    if phone is None:
        return _refuse_stranger(request)
    form, found = forms.CardForm(request.POST), None
    if form.is_valid():
        found = services.accept_card(
            phone=phone, number=form.cleaned_data["number"], pin=form.cleaned_data["pin"], at=request.at
        )
    if found is None or isinstance(found, Problem):
        status = 422
        if isinstance(found, Problem):
            add_problem(form, found, problem_text(found))
            status = found.status
        return render(request, "signin/card.html", {"phone": phone, "form": form}, status=status)
    return _let_in(request, phone, found)


def _refuse_stranger(request: Any) -> HttpResponse:
    """A card's number and PIN sent from a device that is not enrolled: put on record, never looked at."""
    problem = rules.NOT_ENROLLED
    if is_within("signin.stranger", address_of(request), limit=rules.UNKNOWN_PHONE_LIMIT, at=request.at):
        audit.record("signin.unknown_phone", by=services.alone(None), at=request.at)
    else:
        problem = services.paused(rules.UNKNOWN_PHONE_LIMIT.minutes)
    context = {"phone": None, "problem": problem}
    return render(request, "signin/card.html", context, status=problem.status)


def _let_in(request: Any, phone: Any, found: Any) -> HttpResponse:
    request.phone_signing_in = phone
    login(request, found.user, backend=BACKEND)
    record_sign_in(user=found.user, by=services.alone(found.user_id, phone.programme_id), at=request.at)
    response = redirect(page_wanted(request))
    if found.pin_is_one_time:
        request.session[SESSION_PIN] = True
        response = redirect("signin:choose_pin")
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, found.user.language, samesite="Lax")
    return response


@login_required
@sensitive_post_parameters()
def choose_pin(request: Any) -> HttpResponse:
    """On the phone, a worker takes a PIN of her own: the first time she must, later she may."""
    if request.phone is None:
        return redirect("/")
    form = forms.PinForm(request.POST or None)
    held = queries.card_of(request.user.id, programme_id=request.phone.programme_id)
    if request.method == "POST" and form.is_valid() and held is not None:
        by = services.alone(request.user.id, request.phone.programme_id).for_purpose(Purpose.ADMINISTER)
        try:
            services.choose_pin(card=held, pin=form.cleaned_data["pin"], by=by, at=request.at)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            request.session.pop(SESSION_PIN, None)
            return redirect(page_wanted(request))
    context = {"form": form, "is_first": request.session.get(SESSION_PIN, False)}
    return render(request, "signin/choose_pin.html", context, status=422 if form.errors else 200)


@login_required
def second_factor(request: Any) -> HttpResponse:
    """Why a second factor is needed, and the two ways to get one."""
    if queries.has_second_factor(request.user):
        return redirect("mfa_index")
    works_outside = any(post.role in rules.PHONE_ROLES for post in posts_of(request.user, at=request.at))
    return render(request, "signin/second_factor.html", {"works_outside": works_outside})
