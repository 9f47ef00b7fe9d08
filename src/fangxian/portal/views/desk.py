"""For whoever calls or comes: her paper copy, her objection, her helper on a paper form (INV-15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.queries import people_of
from fangxian.core.people.rules import written_code
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import problem_text, screen
from fangxian.portal import queries, services
from fangxian.portal.forms import DeskForm, PaperHelperForm, SpokenObjectionForm

FORMS_A_PAGE = 50


@screen(power="people.issue_code", purpose=Purpose.FOLLOW_UP)
def desk(request: Any, person_id: UUID) -> HttpResponse:
    """Read her file to her or print it for her, once it is sure who she is."""
    person = _person(request, person_id)
    form = DeskForm(request.POST or None, initial={"asked_at": request.at}, **_city(request))
    context: dict[str, Any] = {"person": person, "problem": services.why_not_issue(person, by=request.actor)}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _done(form, services.read_to_her, person=person, **form.cleaned_data, **_who(request)):
            held = queries.own_file(person, at=request.at)
            address = request.build_absolute_uri(reverse("portal:open_file"))
            context |= {
                "held": held, "address": address, "for_her": True, "all_looks": queries.all_looks_at(person),
            }  # fmt: skip
            return _uncached(render(request, "portal/desk_paper.html", context))
    return render(request, "portal/desk.html", context | {"form": form}, status=status)


@screen(power="people.issue_code", purpose=Purpose.FOLLOW_UP)
def spoken_objection(request: Any, person_id: UUID) -> HttpResponse:
    """An objection that she speaks: the same clocks run as on her own page."""
    person = _person(request, person_id)
    form, status = SpokenObjectionForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _done(
            form, services.lodge_objection, person=person, **form.cleaned_data, **_who(request)
        ):
            messages.success(request, _("The objection is recorded. It is answered within a day."))
            return redirect("portal:desk", person_id=person.id)
    context = {"person": person, "form": form, "problem": services.why_not_issue(person, by=request.actor)}
    return render(request, "portal/desk_objection.html", context, status=status)


@screen(power="people.issue_code", purpose=Purpose.FOLLOW_UP)
def paper_helper(request: Any, person_id: UUID) -> HttpResponse:
    """A helper named on a paper form: recorded here, and checked by a second person before it holds."""
    person = _person(request, person_id)
    form = PaperHelperForm(request.POST or None, initial={"asked_at": request.at}, **_city(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _done(form, services.record_form, person=person, **form.form(), **_who(request)):
            messages.success(request, _("The form is recorded. It holds once a second person has checked it."))
            return redirect("portal:helpers")
    context = {"person": person, "form": form, "problem": services.why_not_record_help(person, by=request.actor)}
    return render(request, "portal/paper_helper.html", context, status=status)


@screen(power="people.issue_code", purpose=Purpose.FOLLOW_UP)
def helpers_to_check(request: Any) -> HttpResponse:
    """Paper forms of the area that wait for their second check; no names on the list."""
    rows = queries.proxies_to_check(request.actor, at=request.at)
    page = Paginator(rows, FORMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/helpers.html", {"page": page})


@screen(power="people.issue_code", purpose=Purpose.FOLLOW_UP)
def check_helper(request: Any, proxy_id: UUID) -> HttpResponse:
    """The second check. The helper's code is on this page once and nowhere else."""
    proxy = queries.proxies_to_check(request.actor, at=request.at).filter(id=proxy_id).first()
    if proxy is None:
        raise Http404
    services.saw_form(proxy=proxy, **_who(request))
    context: dict[str, Any] = {
        "made": proxy, "person": proxy.person,
        "problem": services.why_not_confirm(proxy, by=request.actor, at=request.at),
    }  # fmt: skip
    if request.method == "POST":
        if request.POST.get("act") == "decline":
            services.take_back(proxy=proxy, **_who(request))
            messages.success(request, _("The form was declined. Nobody got a code."))
            return redirect("portal:helpers")
        made, code = services.confirm_form(proxy=proxy, **_who(request))
        address = request.build_absolute_uri(reverse("portal:open_file"))
        context |= {"made": made, "code": written_code(code), "address": address}
    return _uncached(render(request, "portal/check_helper.html", context))


def _person(request: Any, person_id: UUID) -> Any:
    person = people_of(request.actor).filter(id=person_id).first()
    if person is None:
        raise Http404
    return person


def _who(request: Any) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}


def _city(request: Any) -> dict[str, Any]:
    return {"programme": request.programme, **_who(request)}


def _done(form: Any, service: Any, **what: Any) -> bool:
    """Whether the service did it; a refusal is shown at its field."""
    try:
        service(**what)
    except Refused as refused:
        form.add_error(
            refused.problem.field if refused.problem.field in form.fields else None, problem_text(refused.problem)
        )
        return False
    return True


def _uncached(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
