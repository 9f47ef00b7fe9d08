"""Fetching a package, once; revoking it; writing down that the recipient destroyed it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.outgoing import forms, queries, services

see = screen(power="outgoing.see", purpose=Purpose.HAND_OVER)


@see
@require_POST
def fetch(request: Any, package_id: UUID) -> HttpResponse:
    """The encrypted file. This is the only page from which rows of people leave, and only sealed."""
    found = _found(request, package_id)
    sealed = services.hand_over(package=found, by=request.actor, at=request.at)
    response = HttpResponse(sealed, content_type="application/age-encrypted")
    response["Content-Disposition"] = f'attachment; filename="package_{found.number}.age"'
    response["Cache-Control"] = "no-store"
    return response


@see
@require_POST
def revoke(request: Any, package_id: UUID) -> HttpResponse:
    """Take a package back."""
    form = forms.RevokeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.revoke_package(package=_found(request, package_id), reason=reason, by=request.actor, at=request.at)
    messages.success(request, _("Revoked. If the recipient has it, tell her to destroy it."))
    return redirect("outgoing:package", package_id)


@see
@require_POST
def destroyed(request: Any, package_id: UUID) -> HttpResponse:
    """The recipient said that the list is destroyed."""
    services.confirm_destroyed(package=_found(request, package_id), by=request.actor, at=request.at)
    messages.success(request, _("Done and recorded."))
    return redirect("outgoing:package", package_id)


def _found(request: Any, package_id: UUID) -> Any:
    found = queries.package_of(request.actor, package_id)
    if found is None:
        raise Http404
    return found
