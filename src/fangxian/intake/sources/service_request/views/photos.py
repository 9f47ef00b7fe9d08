"""Photos of places: those that wait for a look, the look itself, and the picture for whoever may see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.service_request import queries, services
from fangxian.intake.sources.service_request.forms import LookForm
from fangxian.intake.sources.service_request.models import PlacePhoto
from fangxian.intake.sources.service_request.queries import photos as photo_queries
from fangxian.intake.sources.service_request.rules import photos as rules

from .taking import labelled_rows

ROWS_A_PAGE = 25
reviewer = screen(power=rules.POWER, purpose=Purpose.RECEIVE_FACTS)


@reviewer
@require_GET
def photos(request: Any) -> HttpResponse:
    """Those that nobody has looked at. No picture is shown here: each is opened by one person."""
    page = Paginator(photo_queries.to_look_at(request.actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    known = queries.catalogue(request.programme, at=request.at)
    kinds = [kind for _, kind in labelled_rows([photo.request for photo in page], known)]
    rows = [
        (photo, kind, rules.why_not_look(photo, by=request.actor, at=request.at))
        for photo, kind in zip(page, kinds, strict=True)
    ]
    return render(request, "requests/photos.html", {"page": page, "rows": rows})


@reviewer
def photo(request: Any, photo_id: UUID) -> HttpResponse:
    """The one look: opening the page holds the photo for its reader; what she finds shows or destroys it."""
    found = _found(request, photo_id)
    form, status = LookForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _judged(request, found, form):
            return _next(request)
    try:
        found = services.open_photo(photo=found, by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
        return redirect("requests:photos")
    known = queries.catalogue(request.programme, at=request.at)
    ((one, kind),) = labelled_rows([found.request], known)
    until = found.opened_at + rules.LOOK_WITHIN if found.opened_at else None
    context = {
        "photo": found, "one": one, "kind": kind, "form": form, "until": until,
        "waiting": photo_queries.to_look_at(request.actor).count(),
    }  # fmt: skip
    return render(request, "requests/photo.html", context, status=status)


def _judged(request: Any, found: PlacePhoto, form: LookForm) -> bool:
    try:
        services.judge_photo(photo=found, **form.cleaned_data, by=request.actor, at=request.at)
    except Refused as refused:
        add_problem(form, refused.problem, problem_text(refused.problem))
        return False
    if form.cleaned_data["finding"] == rules.PLACE:
        messages.success(request, gettext("Shown from now on to those who act on the request, and to whoever sent it."))
    else:
        messages.success(request, gettext("The photo is destroyed. Whoever sent it reads why."))
    return True


def _next(request: Any) -> HttpResponse:
    """The next one that this reader may open, so that a queue is worked off without going back."""
    for waiting in photo_queries.to_look_at(request.actor)[:ROWS_A_PAGE]:
        if rules.why_not_look(waiting, by=request.actor, at=request.at) is None:
            return redirect("requests:photo", photo_id=waiting.id)
    return redirect("requests:photos")


@screen(power="requests.take", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def picture(request: Any, photo_id: UUID) -> HttpResponse:
    """The picture: while nobody has judged it, for whoever has it open; then for those who may read the request."""
    found = _found(request, photo_id)
    if not (found.finding == rules.PLACE or rules.is_open_for(found, by=request.actor, at=request.at)):
        raise Http404
    return shown(request, found)


def shown(request: Any, found: PlacePhoto) -> HttpResponse:
    """A JPEG of ours, for this reader and now, kept by no cache; that it was looked at goes on record."""
    content = photo_queries.picture_of(found)
    if content is None:
        raise Http404
    services.record_look(photo=found, by=request.actor, at=request.at)
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="place-{found.number}.jpg"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(request: Any, photo_id: UUID) -> PlacePhoto:
    found = photo_queries.photo_of(request.actor, photo_id)
    if found is None:
        raise Http404
    return found
