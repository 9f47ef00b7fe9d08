"""A worker's doors, for those who work without the phone: the list as one walks, and one door."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.engine.merging import WORDS, Landed, MergeWord
from fangxian.intake.sources.sweep import queries, services
from fangxian.intake.sources.sweep.forms import StayFormSet, VisitForm
from fangxian.intake.sources.sweep.models import RoundDoor
from fangxian.intake.sources.sweep.rules import words

DOORS_A_PAGE = 100
# which field of the form a record's field is, where their names differ
_FIELDS = {"people": None, "contact": "contact_name", "phone": "contact_phone", "name": "contact_name"}


@screen(power="intake.sweep", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def mine(request: Any) -> HttpResponse:
    """My doors, building by building as I walk; those not seen yet first if I ask for them."""
    found = queries.my_doors(request.actor)
    left_count, only_left = queries.not_seen(found).count(), request.GET.get("show", "left") != "all"
    page = Paginator(queries.not_seen(found) if only_left else found, DOORS_A_PAGE).get_page(request.GET.get("page"))
    buildings = [(building, list(doors)) for building, doors in groupby(page.object_list, key=lambda one: one.building)]
    context = {"page": page, "buildings": buildings, "left_count": left_count, "only_left": only_left,
               "count": found.count()}  # fmt: skip
    return render(request, "sweep/mine.html", context)


@screen(power="intake.sweep", purpose=Purpose.RECEIVE_FACTS)
@require_http_methods(["GET", "POST"])
def door(request: Any, round_door_id: UUID) -> HttpResponse:
    """One door: what was found there so far, and the form for a visit."""
    one = _door_or_404(request, round_door_id)
    form = VisitForm(request.POST or None, is_firm=one.building.kind == words.FIRM)
    stays = StayFormSet(request.POST or None, prefix="stays")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and stays.is_valid():
            landed = _land(request, one, form, stays)
            if landed.word != MergeWord.INVALID:
                messages.success(request, WORDS[landed.word].in_language(get_language() or "en"))
                return redirect(_next_door(one))
            _say(form, landed)
    context = {
        "one": one, "address": queries.address_of(one), "form": form, "stays": stays, "why": words.WHY_WE_ASK,
        "at_refusal": words.WORDS_AT_REFUSAL, "history": queries.history_of(one),
    }  # fmt: skip
    return render(request, "sweep/door.html", context, status=status)


def _door_or_404(request: Any, round_door_id: UUID) -> RoundDoor:
    found = queries.round_door_to_visit(round_door_id, by=request.actor)
    if found is None:
        raise Http404
    return found


def _land(request: Any, one: RoundDoor, form: VisitForm, stays: Any) -> Landed:
    """The form as a record like any phone's, so that one room judges both."""
    told = form.cleaned_data
    record: dict[str, Any] = {
        "kind": "visit_door", "client_id": str(told["client_id"]), "device_at": request.at.isoformat(),
        "round": str(one.round_id), "door": str(one.door_id), "result": told["result"],
        "told_why": told["told_why"], "household_size": told.get("household_size"),
        "worker_count": told.get("worker_count"), "needs": told["needs"], "symptoms": told["symptoms"],
        "people": _people(stays),
    }  # fmt: skip
    if told["contact_name"] or told["contact_phone"]:
        record["contact"] = {"name": told["contact_name"], "phone": told["contact_phone"]}
    (landed,) = services.land_door_visits(
        [record], programme=request.programme, ahead_by=timedelta(), by=request.actor, at=request.at
    )
    return landed


def _people(stays: Any) -> list[dict[str, Any]]:
    """One person for each name and phone on the form, with all her stays: one person is one fact."""
    people: dict[tuple[str, str], dict[str, Any]] = {}
    for form in stays:
        told = form.cleaned_data
        if not any(told.get(name) for name in ("name", "phone", "place", "from_on", "until_on")):
            continue
        person = people.setdefault(
            (told["name"], told["phone"]), {"name": told["name"], "phone": told["phone"], "stays": []}
        )
        days = {name: told[f"{name}_on"].isoformat() if told[f"{name}_on"] else None for name in ("from", "until")}
        person["stays"].append({"place": told["place"], **days})
    return list(people.values())


def _say(form: VisitForm, landed: Landed) -> None:
    """Put what is wrong beside its field, in the reader's language."""
    assert landed.finding is not None
    name = _FIELDS.get(landed.finding.field or "", landed.finding.field)
    text = landed.finding.reason.in_language(get_language() or "en")
    form.add_error(name if name in form.fields else None, text)


def _next_door(one: RoundDoor) -> str:
    """Back to the list, at the building where she is."""
    return f"{reverse('sweep:mine')}#b-{one.building_id}"
