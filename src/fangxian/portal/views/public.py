"""The public door: which programme, who answers, what applies before one comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_cache_control

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.queries import areas_on
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes, remembered_programmes
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import address_of as address_of
from fangxian.engine.rules.packs import Pack
from fangxian.intake.sources.checkpoint.queries import open_posts
from fangxian.portal.forms import DayForm
from fangxian.screening.queries import listings_of, lists_in_effect

SESSION_PROGRAMME = "portal.programme"
PHONES_A_PAGE = 50
LISTINGS_SHOWN = 200


def public(purpose: Purpose) -> Callable:
    """A page for everybody: knows its programme and sets `request.actor`, without an account.

    Somebody in a post who helps at a desk acts from her post; everybody else is a resident. Pages are not kept by
    caches, because phones are shared.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.post is None:
                # the own file is read until it is erased; everything else ends with the programme
                known = remembered_programmes if purpose == Purpose.OWN_FILE else live_programmes
                running = list(known(at=request.at))
                request.programme = _chosen(request, running)
                if request.programme is None:
                    return render(request, "portal/which_programme.html", {"programmes": running})
                request.actor = Actor(role=Role.RESIDENT, purpose=purpose, programme_id=request.programme.id)
            else:
                request.actor = request.actor_for(purpose)
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response

        return opened

    return decorate


def _chosen(request: Any, running: list[Programme]) -> Programme | None:
    """The programme that was chosen, or the only one that runs."""
    wanted = request.GET.get("programme") or request.session.get(SESSION_PROGRAMME)
    for programme in running:
        if str(programme.id) == wanted:
            request.session[SESSION_PROGRAMME] = wanted
            return programme
    return running[0] if len(running) == 1 else None


@public(Purpose.OWN_FILE)
def door(request: Any) -> HttpResponse:
    """What somebody can do here."""
    return render(request, "portal/door.html", {"register_url": register_url()})


def register_url() -> str:
    """The public register of orders, if it is open."""
    try:
        return reverse("orders:register")
    except NoReverseMatch:
        return ""


@public(Purpose.OWN_FILE)
def before(request: Any) -> HttpResponse:
    """What applies if one comes on a day: the same rule for everybody, in its own words (F19)."""
    form = DayForm(request.GET or None)
    today = city_day(request.at, request.programme.timezone)
    on = (form.cleaned_data["on"] if form.is_valid() else None) or today
    noon = datetime.combine(on, time(12), tzinfo=request.programme.zone)
    rules = [
        (pack, rule)
        for family, kind in (("cn.screen", "SCREEN"), ("cn.temperature", "THRESHOLD"))
        for pack in _packs(request.programme, family, noon)
        for rule in pack.rules_of(kind)
    ]
    lists = [
        (area_list, list(_listed(area_list, on)[: LISTINGS_SHOWN + 1]))
        for area_list in lists_in_effect(request.programme.id, at=request.at)
    ]
    context = {
        "form": form if request.GET else DayForm(initial={"on": on}), "on": on, "rules": rules, "lists": lists,
        "register_url": register_url(),
    }  # fmt: skip
    return render(request, "portal/before.html", context)


def _packs(programme: Programme, family: str, at: datetime) -> list[Pack]:
    """The edition of a family that holds at `at`, or none: then nothing of the kind applies."""
    try:
        return [pack_in_force(programme, family, at)]
    except LookupError:
        return []
    except Refused:  # a draft in a real programme decides nothing, so it is not shown as a rule
        return []


def _listed(area_list: Any, on: Any) -> Any:
    listings = listings_of(area_list).filter(listed_from__lte=on)
    return listings.exclude(listed_until__lte=on)


@public(Purpose.OWN_FILE)
def phones(request: Any) -> HttpResponse:
    """Who answers: the service phones of areas, and of the posts on the roads."""
    today = city_day(request.at, request.programme.timezone)
    areas = areas_on(today, programme_id=request.programme.id).exclude(phone="").order_by("code")
    wanted = request.GET.get("q", "").strip()
    if wanted:
        areas = areas.filter(name__icontains=wanted) | areas.filter(name_latin__icontains=wanted)
    page = Paginator(areas, PHONES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": wanted, "posts": open_posts(request.programme.id, at=request.at)}
    return render(request, "portal/phones.html", context)
