"""The code for gates: on one's own phone, on a card that she prints, on a sheet from the community's counter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.people.queries import people_of
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.tokens.queries import NoKeys, tokens_of_person
from fangxian.portal import rules, services
from fangxian.portal.forms import CardForm
from fangxian.portal.rules import passing

from .own_file import context_of, own

SHOWN_BACK = 20
NO_KEYS = Problem("portal.no_keys", said("No code can be made just now. You pass on paper all the same."), status=503)


@own(rules.READ)
def token(request: Any) -> HttpResponse:
    """What she shows at a gate, and what was made for her before."""
    audit.record(
        "portal.saw_own_file", on=request.person, about=request.person.id, by=request.actor, at=request.at,
        detail={"what": "token"} | ({"helper": str(request.proxy.id)} if request.proxy else {}),
    )  # fmt: skip
    shown = _shown(request)
    issued = [(one, one.state_at(request.at)) for one in tokens_of_person(request.person.id)[:SHOWN_BACK]]
    return render(request, "portal/token.html", context_of(request, issued=issued, **shown))


@own(rules.READ, keeps_open=False)
def token_now(request: Any) -> HttpResponse:
    """The code alone, which the open page asks for every minute."""
    return render(request, "portal/token_now.html", {"person": request.person, **_shown(request)})


def _shown(request: Any) -> dict[str, Any]:
    """Her token, or why there is none just now; then she passes on paper."""
    try:
        return {"shown": services.token_on_phone(person=request.person, by=request.actor, at=request.at)}
    except Refused as refused:
        return {"problem": refused.problem}
    except NoKeys:
        return {"problem": NO_KEYS}


@require_POST
@own(rules.READ)
def my_card(request: Any) -> HttpResponse:
    """A card to print, which counts for three days; it is on this page once."""
    try:
        card = services.own_card(person=request.person, by=request.actor, at=request.at)
    except NoKeys:
        messages.error(request, problem_text(NO_KEYS))
        return redirect("portal:token")
    held_by = passing.HELD_BY[_holder_of(request)]
    return render(request, "portal/my_card.html", context_of(request, card=card, held_by=held_by))


def _holder_of(request: Any) -> str:
    if request.proxy is None:
        return passing.HERSELF
    return passing.GUARDIAN if request.proxy.relation == rules.GUARDIAN else passing.HELPER


@require_POST
@own(rules.READ)
def end_token(request: Any) -> HttpResponse:
    """A card was lost or a code copied: it counts no more."""
    try:
        token_id = UUID(request.POST.get("token", ""))
    except ValueError as error:
        raise Http404 from error
    ended = services.end_token(person=request.person, token_id=token_id, by=request.actor, at=request.at)
    if ended:
        messages.success(request, _("Withdrawn. Gates learn of it with their next list, mostly within minutes."))
    else:
        messages.info(request, _("This code did not count any more."))
    return redirect("portal:token")


@screen(power="people.issue_code", purpose=Purpose.FOLLOW_UP)
def desk_cards(request: Any, person_id: UUID) -> HttpResponse:
    """Cards for somebody without a phone and her household, printed at the counter; or everything withdrawn."""
    person = people_of(request.actor).filter(id=person_id).first()
    if person is None:
        raise Http404
    who = {"by": request.actor, "at": request.at}
    if request.method == "POST" and request.POST.get("act") == "withdraw":
        count = services.end_cards(person=person, **who)
        messages.success(request, _("Withdrawn: %(count)s. A new card can be printed at once.") % {"count": count})
        return redirect("portal:desk_card", person_id=person.id)
    form = CardForm(request.POST or None, initial={"asked_at": request.at}, programme=request.programme, **who)
    context: dict[str, Any] = {"person": person, "problem": services.why_not_make_cards(person, by=request.actor)}
    status = 200
    if request.method == "POST":
        status = 422
        cards = _printed(form, person, **who) if form.is_valid() else []
        if cards:
            held = passing.held_by(form.cleaned_data["holder"], count=len(cards))
            sheet = context | {"cards": list(zip(cards, held, strict=True))}
            return _uncached(render(request, "portal/card_sheet.html", sheet))
    return render(request, "portal/desk_card.html", context | {"form": form}, status=status)


def _printed(form: CardForm, person: Any, **who: Any) -> list[services.Shown]:
    """The cards; none and the reason at its field, if they are refused."""
    try:
        return services.cards_of_household(person=person, **form.card(), **who)
    except Refused as refused:
        problem = refused.problem
    except NoKeys:
        problem = NO_KEYS
    form.add_error(problem.field if problem.field in form.fields else None, problem_text(problem))
    return []


def _uncached(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
