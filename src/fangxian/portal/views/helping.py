"""Her own helpers, and what of her data she need not leave here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.people.rules import written_code
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import problem_text
from fangxian.portal import queries, rules, services
from fangxian.portal.forms import DeleteForm, HelperForm

from .own_file import context_of, own


@own(rules.HERSELF)
def helpers_of_hers(request: Any) -> HttpResponse:
    """Who helps her; naming one more shows the helper's code once."""
    form, status = HelperForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                proxy, code = services.name_helper(
                    person=request.person, help_=form.help(), by=request.actor, at=request.at
                )
            except Refused as refused:
                status = _add_refusal(form, refused)
            else:
                more = {"made": proxy, "code": written_code(code),
                        "address": request.build_absolute_uri(reverse("portal:open_file"))}  # fmt: skip
                return render(request, "portal/helper_code.html", context_of(request, **more))
    rows = [(proxy, proxy.state_at(request.at)) for proxy in queries.proxies_of(request.person)]
    return render(request, "portal/my_helpers.html", context_of(request, form=form, rows=rows), status=status)


@require_POST
@own(rules.HERSELF)
def take_back(request: Any, proxy_id: UUID) -> HttpResponse:
    """End somebody's help at once."""
    proxy = queries.proxy_of(request.person, proxy_id)
    if proxy is None:
        raise Http404
    services.take_back(proxy=proxy, by=request.actor, at=request.at)
    messages.success(request, _("This help has ended. The code opens nothing any more."))
    return redirect("portal:my_helpers")


@require_POST
@own(rules.HERSELF)
def end_letters(request: Any) -> HttpResponse:
    """Every letter with a code of hers becomes worthless; this page may close with it."""
    services.end_letters(person=request.person, by=request.actor, at=request.at)
    messages.success(request, _("No letter of yours opens the file any more. The community gives you a new one."))
    return redirect("portal:own_file")


@own(rules.HERSELF)
def delete(request: Any) -> HttpResponse:
    """What she need not leave here is deleted; what stays says why and until when."""
    parts = services.optional_parts(request.person, at=request.at)
    form, status = DeleteForm(request.POST or None, parts=parts), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.delete_optional(
                    person=request.person, keys=form.cleaned_data["parts"], by=request.actor, at=request.at
                )
            except Refused as refused:
                status = _add_refusal(form, refused)
            else:
                messages.success(request, _("Deleted. It is recorded that you asked for it, not what it said."))
                return redirect("portal:delete")
    context = context_of(request, form=form, parts=parts, kept=rules.NOT_OPTIONAL)
    return render(request, "portal/delete.html", context, status=status)


def _add_refusal(form: Any, refused: Refused) -> int:
    field = refused.problem.field if refused.problem.field in form.fields else None
    form.add_error(field, problem_text(refused.problem))
    return refused.problem.status
