"""What a printed code at a door opens: checking in at a dense place, and saying that a gate held one up."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.screens.views import problem_text
from fangxian.core.tokens.queries import NoKeys
from fangxian.intake.sources.gate import queries as gates
from fangxian.intake.sources.gate import rules as gate_rules
from fangxian.intake.sources.gate import services as at_gates
from fangxian.intake.sources.venue import queries as venues
from fangxian.intake.sources.venue import rules as venue_rules
from fangxian.intake.sources.venue import services as at_venues
from fangxian.intake.sources.venue.services import Entered
from fangxian.portal.forms import CheckInForm
from fangxian.portal.services import token_on_phone, why_not_now

from .complaining import remember_number
from .opening import person_opened
from .passing import NO_KEYS
from .public import address_of, public

SESSION_CHECK_INS = "portal.check_ins"  # by place: the stay that this phone recorded, so that it can end it


@public(Purpose.RECEIVE_FACTS)
def check_in(request: Any, venue_code: str) -> HttpResponse:
    """A place by its printed code: check in if an order asks for it, leave, or simply go in."""
    venue = _venue(request, venue_code)
    order = venues.registration_order(venue, at=request.at)
    stay = _stay(request, venue)
    herself = _opened_here(request)
    by_code = request.method == "POST" and "by_code" in request.POST and herself is not None
    form = CheckInForm(None if by_code else request.POST or None)
    if request.method == "POST" and (by_code or form.is_valid()):
        problem = why_not_now("check_in", address_of(request), at=request.at)
        entered = _entered(request, form, herself if by_code else None) if problem is None else problem
        if isinstance(entered, Problem):
            messages.error(request, problem_text(entered))
        else:
            made = at_venues.check_in(venue=venue, entered=entered, by=request.actor, at=request.at)
            held = request.session.get(SESSION_CHECK_INS, {})
            request.session[SESSION_CHECK_INS] = {**held, str(venue.id): str(made.id)}
            messages.success(request, gettext("You are checked in. Come back to this page when you leave."))
            return redirect("portal:check_in", venue_code=venue.code)
    context = {
        "venue": venue, "order": order, "stay": stay, "form": form, "herself": herself,
        "now": venues.venue_now(venue, at=request.at),
        "problem": venue_rules.why_not_check_in(
            has_registration_order=order is not None, closed_at=venue.closed_at, at=request.at
        ),
    }  # fmt: skip
    return render(request, "portal/check_in.html", context, status=422 if request.method == "POST" else 200)


def _opened_here(request: Any) -> Person | None:
    """Who has her own file open on this phone; a helper's phone says nothing of where she is."""
    person = person_opened(request, keeps_open=False)
    return person if person is not None and request.proxy is None else None


def _entered(request: Any, form: CheckInForm, herself: Person | None) -> Entered | Problem:
    """What she entered, or her own code for gates, which is made for her now if she has none."""
    if herself is None:
        return cast(Entered, form.cleaned_data["shown"])
    try:
        shown = token_on_phone(person=herself, by=request.actor, at=request.at)
    except Refused as refused:
        return refused.problem
    except NoKeys:
        return NO_KEYS
    return Entered(venue_rules.TOKEN, bytes(shown.row.token_id).hex())


@require_POST
@public(Purpose.RECEIVE_FACTS)
def check_out(request: Any, venue_code: str) -> HttpResponse:
    """She left the place: the stay that this phone recorded ends."""
    venue = _venue(request, venue_code)
    stay = _stay(request, venue)
    if stay is not None:
        at_venues.check_out(check_in=stay, by=request.actor, at=request.at)
        held = request.session.get(SESSION_CHECK_INS, {})
        request.session[SESSION_CHECK_INS] = {key: value for key, value in held.items() if key != str(venue.id)}
        messages.success(request, gettext("You are checked out. Goodbye."))
    return redirect("portal:check_in", venue_code=venue.code)


@public(Purpose.RECEIVE_FACTS)
def held_up(request: Any, gate_id: UUID) -> HttpResponse:
    """Whoever was held up at a gate although she should have passed says so with one button. No name is asked."""
    gate = gates.public_gate(gate_id, programme_id=request.programme.id)
    if gate is None:
        raise Http404
    problem = None
    if request.method == "POST":
        problem = why_not_now("held_up", address_of(request), at=request.at)
        if problem is None:
            made = at_gates.report_wrong_refusal(
                gate=gate, programme=request.programme, by=request.actor, at=request.at
            )
            remember_number(request, str(made.id), made.number or "")
            messages.success(request, gettext("Thank you. Whoever answers for this gate sees it now."))
            return redirect("portal:complaint")
    context = {"gate": gate, "problem": problem, "order": gates.registration_order(gate, at=request.at),
               "is_open": gates.gate_now(gate, at=request.at).state == gate_rules.OPEN}  # fmt: skip
    return render(request, "portal/held_up.html", context, status=problem.status if problem else 200)


def _venue(request: Any, code: str) -> Any:
    venue = venues.venue_with_code(code, programme_id=request.programme.id)
    if venue is None:
        raise Http404
    return venue


def _stay(request: Any, venue: Any) -> Any | None:
    """The open stay that this phone recorded here."""
    held = request.session.get(SESSION_CHECK_INS, {}).get(str(venue.id))
    stay = venues.check_in_of(UUID(held), programme_id=request.programme.id) if held else None
    if stay is None or not venue_rules.is_inside(left_at=stay.left_at, expires_at=stay.expires_at, at=request.at):
        return None
    return stay
