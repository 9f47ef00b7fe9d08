"""Shared phones: enrolling the one in one's hand, seeing and revoking those of one's area."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.signin import forms, queries, rules, services

from .gate import PHONE_COOKIE, mark, phone_of

ROWS = 50


@screen(power="signin.run_phones", purpose=Purpose.ADMINISTER)
def phones(request: Any) -> HttpResponse:
    """The phones of one's area; and this device becomes one, after which one is signed out on it."""
    form = forms.PhoneForm(request.POST or None)
    form.fields["area_code"].for_programme(request.programme.id, city_day(request.at, request.programme.timezone))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            phone, secret = services.enrol_phone(**form.cleaned_data, by=request.actor, at=request.at)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            logout(request)
            messages.success(request, _("This phone is enrolled, and you are signed out on it. Workers sign in here."))
            response = redirect("signin:card")
            mark(response, PHONE_COOKIE, secret, seconds=int((phone.expires_at - request.at).total_seconds()))
            return response
    page = Paginator(queries.phones_of(request.actor), ROWS).get_page(request.GET.get("page"))
    for row in page:
        row.state = rules.state_of_phone(expires_at=row.expires_at, revoked_at=row.revoked_at, at=request.at)
    context = {"form": form, "page": page, "here": phone_of(request)}
    return render(request, "signin/phones.html", context, status=422 if form.errors else 200)


@require_POST
@screen(power="signin.run_phones", purpose=Purpose.ADMINISTER)
def revoke(request: Any, phone_id: UUID) -> HttpResponse:
    phone = queries.phone_named(phone_id, by=request.actor)
    if phone is None:
        raise Http404
    services.revoke_phone(phone=phone, by=request.actor, at=request.at)
    messages.success(request, _("Revoked. Whoever was signed in on it is out with the next click."))
    return redirect("signin:phones")
