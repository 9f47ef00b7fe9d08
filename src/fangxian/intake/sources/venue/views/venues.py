"""Dense places as those who answer for them see them: listed, counted, and how full they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.venue import queries, rules, services
from fangxian.intake.sources.venue.forms import CountForm, EditVenueForm, VenueForm
from fangxian.intake.sources.venue.models import Venue

VENUES_A_PAGE = 50
SLIPS = range(8)  # on one sheet of paper


@screen(power="venues.keep", purpose=Purpose.COMMAND)
def venues(request: Any) -> HttpResponse:
    """The places of one's area: who answers, how many are inside, how full that is."""
    at, text, wanted = request.at, request.GET.get("text", "").strip(), request.GET.get("fullness", "")
    found = queries.venues_of(request.actor).filter(closed_at=None)
    if text:
        found = found.filter(name__icontains=text)
    now = queries.with_fullness(list(found), at=at)
    if wanted in rules.FULLNESS:
        now = [one for one in now if one.fullness == wanted]
    page = Paginator(now, VENUES_A_PAGE).get_page(request.GET.get("page"))
    peaks = queries.peaks_of_day(request.actor, day=city_day(at, request.programme.timezone))
    context = {
        "page": page, "rows": [(one, peaks.get(one.venue.id)) for one in page], "text": text, "fullness": wanted,
        "words": rules.FULLNESS, "may_run": request.actor.can("venues.run"),
        "full_count": sum(one.fullness == rules.FULL for one in now),
    }  # fmt: skip
    return render(request, "venue/venues.html", context)


@screen(power="venues.run", purpose=Purpose.COMMAND)
def list_venue(request: Any) -> HttpResponse:
    """Put a place on the list."""
    form = VenueForm(request.POST or None, programme=request.programme, at=request.at)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.list_venue(terms=form.terms(), programme=request.programme, by=request.actor, at=request.at)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("The place is listed. Print its poster."))
            return redirect("venue:venue", venue_id=made.id)
    return render(request, "venue/list_venue.html", {"form": form}, status=422 if request.method == "POST" else 200)


@screen(power="venues.keep", purpose=Purpose.COMMAND)
def venue(request: Any, venue_id: UUID) -> HttpResponse:
    """One place: the three who answer, its counts of a day, and a count to be made now."""
    found = _venue_here(request, venue_id)
    form = CountForm(request.POST or None, initial={"client_id": uuid4(), "on_paper": 0})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.count_heads(
            venue=found, client_id=said["client_id"], present=said["present"], on_paper=said["on_paper"],
            programme=request.programme, by=request.actor, at=request.at,
        )  # fmt: skip
        messages.success(request, gettext("Counted."))
        return redirect("venue:venue", venue_id=found.id)
    today = city_day(request.at, request.programme.timezone)
    on = _day(request.GET.get("on", "")) or today
    context = {
        "now": queries.venue_now(found, at=request.at), "form": form, "on": on, "today": today,
        "order": queries.registration_order(found, at=request.at), "counts": queries.counts_of_day(found, day=on),
        "problem": rules.why_not_change(closed_at=found.closed_at, at=request.at),
        "may_run": request.actor.can("venues.run"), "before": on - timedelta(days=1),
        "after": on + timedelta(days=1) if on < today else None,
    }  # fmt: skip
    return render(request, "venue/venue.html", context, status=422 if request.method == "POST" else 200)


@screen(power="venues.run", purpose=Purpose.COMMAND)
def edit(request: Any, venue_id: UUID) -> HttpResponse:
    """Change what a place is."""
    found = _venue_here(request, venue_id)
    form = EditVenueForm(request.POST or None, venue=found, programme=request.programme, at=request.at)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_venue(
                venue=found, terms=form.terms(area_code=found.area_code), by=request.actor, at=request.at
            )
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Recorded."))
            return redirect("venue:venue", venue_id=found.id)
    context = {"form": form, "venue": found}
    return render(request, "venue/edit.html", context, status=422 if request.method == "POST" else 200)


@screen(power="venues.keep", purpose=Purpose.COMMAND)
def poster(request: Any, venue_id: UUID) -> HttpResponse:
    """The code that hangs at the door, and slips of paper for whoever has no phone."""
    found = _venue_here(request, venue_id)
    address = request.build_absolute_uri(reverse("portal:check_in", args=[found.code]))
    context = {
        "venue": found, "address": address, "slips": SLIPS,
        "order": queries.registration_order(found, at=request.at),
    }  # fmt: skip
    return render(request, "venue/poster.html", context)


@require_POST
@screen(power="venues.run", purpose=Purpose.COMMAND)
def change(request: Any, venue_id: UUID, act: str) -> HttpResponse:
    """Give a place a new code, or take it off the list."""
    found = _venue_here(request, venue_id)
    acts = {"renew": services.renew_code, "unlist": services.unlist_venue}
    if act not in acts:
        raise Http404
    acts[act](venue=found, by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("venue:venue", venue_id=found.id)


def _venue_here(request: Any, venue_id: UUID) -> Venue:
    found = queries.venue_of(request.actor, venue_id)
    if found is None:
        raise Http404
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
