"""Declaring a journey, and correcting what was declared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import problem_text
from fangxian.engine.gazetteer.suggestions import label_of, suggest
from fangxian.intake.sources.declaration import rules, services
from fangxian.intake.sources.declaration.forms import (
    DeclarationForm,
    StayFormSet,
    destination_label,
    destinations_like,
)
from fangxian.intake.sources.declaration.models import Declaration
from fangxian.intake.sources.declaration.queries import newest_fact_of
from fangxian.portal.services import why_not_now

from .opening import declaration_opened, remember_receipt
from .public import address_of, public

STAYS = "stays"


@public(Purpose.RECEIVE_FACTS)
def declare(request: Any) -> HttpResponse:
    """Ask where somebody was and where she goes; give her a receipt."""
    today = city_day(request.at, request.programme.timezone)
    if request.method != "POST":
        initial = {
            "client_id": uuid4(), "for_whom": rules.SELF, "language": translation.get_language() or "zh-hans",
            "arrives_on": today,
        }  # fmt: skip
        form = DeclarationForm(initial=initial, programme=request.programme, today=today)
        return _page(request, form, StayFormSet(prefix=STAYS))
    return _answered(request, None)


@public(Purpose.RECEIVE_FACTS)
def correct(request: Any, number: str) -> HttpResponse:
    """The same form with what was said before; sending it puts a new version in the place of the old one."""
    declaration = declaration_opened(request, number)
    if declaration is None:
        return redirect("portal:open_receipt")
    if request.method == "POST":
        return _answered(request, declaration)
    today = city_day(request.at, request.programme.timezone)
    initial, stays = _said_before(declaration, request)
    form = DeclarationForm(
        initial=initial, programme=request.programme, today=today, kept_document=_kept_document(declaration)
    )
    return _page(request, form, StayFormSet(prefix=STAYS, initial=stays), declaration=declaration)


def _answered(request: Any, declaration: Declaration | None) -> HttpResponse:
    """A form that came in: another row, another language, or the whole to be recorded."""
    today = city_day(request.at, request.programme.timezone)
    data, act = request.POST.copy(), request.POST.get("act", "")
    is_draft = changes_draft(data, act)
    form = DeclarationForm(
        data, programme=request.programme, today=today,
        kept_document=_kept_document(declaration) if declaration else None,
    )  # fmt: skip
    stays = StayFormSet(data, prefix=STAYS)
    if is_draft:
        leave_unjudged(form, stays)
        return in_language(_page, act, request, form, stays, declaration=declaration)
    if form.is_valid() & stays.is_valid():
        stays.judge(arrives_on=form.cleaned_data["arrives_on"], today=today)
        if not any(stays.errors):
            return _record(request, form, stays, declaration)
    elif stays.is_valid():
        stays.judge(arrives_on=form.cleaned_data.get("arrives_on"), today=today)
    return _page(request, form, stays, declaration=declaration, status=422)


def _record(request: Any, form: DeclarationForm, stays: Any, declaration: Declaration | None) -> HttpResponse:
    problem = _too_often(request, form)
    if problem is not None:
        form.add_error(None, problem_text(problem))
        return _page(request, form, stays, declaration=declaration, status=429)
    declared, client_id = form.declared(stays.stays()), form.cleaned_data["client_id"]
    try:
        if declaration is None:
            made = services.declare(
                declared=declared, client_id=client_id, programme=request.programme, by=request.actor, at=request.at
            )
        else:
            made = services.correct(
                declaration=declaration, declared=declared, client_id=client_id, was=_was(request, declaration),
                by=request.actor, at=request.at,
            )  # fmt: skip
    except Refused as refused:
        named = refused.problem.field if refused.problem.field in form.fields else None
        form.add_error(named, problem_text(refused.problem))
        return _page(request, form, stays, declaration=declaration, status=refused.problem.status)
    remember_receipt(request, made.receipt.number)
    return redirect("portal:receipt", number=made.receipt.number)


def _was(request: Any, declaration: Declaration) -> UUID:
    """The version that the form showed; the newest one if the form does not say."""
    try:
        return UUID(request.POST.get("was", ""))
    except ValueError:
        return declaration.receipt.fact_id


def _too_often(request: Any, form: DeclarationForm) -> Problem | None:
    if request.post is not None:
        return None  # a desk or post that helps a whole coach is not throttled
    phone = form.cleaned_data.get("phone") or form.cleaned_data.get("helper_phone")
    problem = why_not_now("declare", address_of(request), at=request.at)
    if problem is None and phone:
        problem = why_not_now("declare_phone", phone, at=request.at)
    return problem


def changes_draft(data: QueryDict, act: str) -> bool:
    """Change the draft as a button asks: one place more, one less, another language. False: it is to be sent."""
    total = f"{STAYS}-TOTAL_FORMS"
    count = int(data.get(total, "1")) if data.get(total, "1").isdigit() else 1
    if act == "add_stay":
        data[total] = str(min(count + 1, rules.MOST_STAYS))
        return True
    if act.startswith("remove_stay-") and act.removeprefix("remove_stay-").isdigit():
        _take_out(data, int(act.removeprefix("remove_stay-")), count)
        return True
    return act.startswith("language-")


def _take_out(data: QueryDict, gone: int, count: int) -> None:
    """Take one place out of the draft; those after it move up."""
    fields = ("place", "place_code", "is_not_listed", "from_on", "until_on", "transit_only")
    for row in range(gone, count):
        for name in fields:
            following = data.get(f"{STAYS}-{row + 1}-{name}")
            if following is None:
                data.pop(f"{STAYS}-{row}-{name}", None)
            else:
                data[f"{STAYS}-{row}-{name}"] = following
    data[f"{STAYS}-TOTAL_FORMS"] = str(max(1, count - 1))


def leave_unjudged(form: Any, stays: Any) -> None:
    """Show a draft as it is: nobody is told off for what she has not sent."""
    form._errors = ErrorDict()
    stays._errors, stays._non_form_errors = [ErrorDict() for _ in stays.forms], ErrorList()
    for one in stays.forms:
        one._errors = ErrorDict()


def in_language(page: Any, act: str, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page in the language that a button asks for, with everything that was entered."""
    wanted = act.removeprefix("language-")
    if not act.startswith("language-") or wanted not in dict(settings.LANGUAGES):
        response: HttpResponse = page(request, *args, **kwargs)
        return response
    translation.activate(wanted)
    request.LANGUAGE_CODE = wanted
    response = page(request, *args, **kwargs)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=int(timedelta(days=365).total_seconds()))
    return response


def _page(
    request: Any, form: Any, stays: Any, *, declaration: Declaration | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "stays": stays,
        "declaration": declaration,
        "was": request.POST.get("was") or (declaration.receipt.fact_id if declaration else ""),
        "legal_basis": rules.SOURCE.legal_basis,
        "look_back_days": _look_back_days(request),
        "language_form": "declare",
    }
    return render(request, "portal/declare.html", context, status=status)


def _look_back_days(request: Any) -> int | None:
    """How far back the edition in force asks; None if none is in force."""
    try:
        (rule,) = pack_in_force(request.programme, "cn.screen", request.at).rules_of("SCREEN")
    except (LookupError, Refused):
        return None
    return int(rule.params["lookback_days"])


def _kept_document(declaration: Declaration) -> tuple[str, str] | None:
    """Kind and number of the document on record, which the form keeps without showing."""
    person = declaration.receipt.person
    if person is None or not person.document_number:
        return None
    return person.document_kind, person.document_number


def _said_before(declaration: Declaration, request: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the newest version says, as the form asks it."""
    fact = newest_fact_of(declaration)
    content = fact.content if fact else {}
    initial = {"client_id": uuid4(), **_who_before(declaration), **_journey_before(content, request)}
    return initial, [stay_before(stay) for stay in content.get("stays", [])]


def _who_before(declaration: Declaration) -> dict[str, Any]:
    person = declaration.receipt.person
    return {
        "for_whom": rules.HELPED if declaration.is_helped else rules.SELF,
        "helper_name": declaration.helper_name or "",
        "helper_phone": declaration.helper_phone or "",
        "name": (person.name if person else "") or "",
        "document_kind": (person.document_kind if person else "") or "none",
        "phone": declaration.phone or "",
        "language": declaration.language,
        "address": (person.address if person else "") or "",
    }


def _journey_before(content: dict[str, Any], request: Any) -> dict[str, Any]:
    transport = content.get("transport", {})
    temperature = (content.get("temperatures") or [{}])[0]
    code = content.get("destination", {}).get("area_code", "")
    today = city_day(request.at, request.programme.timezone)
    return {
        "arrives_on": content.get("arrives_on", ""),
        "destination": destination_label(code, programme=request.programme, day=today) if code else "",
        "destination_code": code,
        "receiver_kind": content.get("receiver_kind", ""),
        "transport_mode": transport.get("mode", ""),
        "transport_number": transport.get("number", ""),
        "transport_on": transport.get("date", ""),
        "carriage": transport.get("carriage", ""),
        "seat": transport.get("seat", ""),
        "symptoms": content.get("symptoms", []),
        "celsius": temperature.get("celsius"),
        "temperature_method": temperature.get("method", ""),
    }


def stay_before(stay: dict[str, Any]) -> dict[str, Any]:
    """One place of a fact as the form asks it; where only a code was told, its name."""
    code = stay.get("area_code") or ""
    return {
        "place": stay.get("area_text") or (label_of(code) if code else ""),
        "place_code": code,
        "is_not_listed": not code,
        "from_on": stay.get("from_on") or "",
        "until_on": stay.get("until_on") or "",
        "transit_only": bool(stay.get("transit_only")),
    }


@require_POST
@public(Purpose.RECEIVE_FACTS)
def places(request: Any) -> HttpResponse:
    """Places for what was typed so far, and nothing else. Posted, so that what people type is in no log."""
    field = request.POST.get("field", "")
    text = request.POST.get(field, "")[:100]
    if why_not_now("places", address_of(request), at=request.at) is not None:
        return HttpResponse(status=429)
    if field == "destination":
        day = city_day(request.at, request.programme.timezone)
        found = destinations_like(text, programme=request.programme, day=day)
    else:
        found = suggest(text)
    context = {"choices": found, "name": f"{field}_code", "typed": text}
    return render(request, "portal/place_choices.html", context)
