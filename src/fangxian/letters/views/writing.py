"""A letter is written anew, or begun from a request, a task or a kind of gathering; a draft is changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.letters import forms, queries, rules, services
from fangxian.letters.models import Letter

writer = screen(power=rules.WRITE, purpose=Purpose.COMMAND)


@writer
@require_http_methods(["GET", "POST"])
def write(request: Any) -> HttpResponse:
    """Write a letter; what it is begun from stands in the address and fills in what is known."""
    origin, origin_id, first = _begun_from(request)

    def keep(written: services.Written) -> Letter:
        return services.draft(written=written, programme=request.programme, by=request.actor, at=request.at)

    return form_page(request, first, origin, origin_id, keep, letter=None)


@writer
@require_http_methods(["GET", "POST"])
def change(request: Any, letter_id: UUID) -> HttpResponse:
    """Change a draft."""
    found = queries.letter_of(request.actor, letter_id)
    if found is None:
        raise Http404
    refuse(rules.why_not_change(found, from_unit_id=found.from_unit_id, by=request.actor))

    def keep(written: services.Written) -> Letter:
        return services.change(letter=found, written=written, by=request.actor, at=request.at)

    first = {
        name: getattr(found, name)
        for name in ("topic", "place", "problem", "request", "goods_name", "goods_batch", "goods_count", "reply_on")
    }
    first |= {
        "area": found.area_code, "evidence": "\n".join(found.evidence), "to_unit": str(found.to_unit_id),
        "copies": found.cc_units,
    }  # fmt: skip
    return form_page(request, first, found.origin, found.origin_id, keep, letter=found)


def form_page(
    request: Any, first: dict[str, Any], origin: str, origin_id: UUID | None, keep: Any, *, letter: Letter | None
) -> HttpResponse:
    """The form of a letter and what becomes of it; whoever begins one from something else of hers uses it too."""
    by, at = request.actor, request.at
    terms = queries.terms_of(request.programme, at=at)
    units = {str(unit.id): unit for unit in queries.units_of(by)}
    form = forms.LetterForm(
        request.POST or None, initial=first, programme=request.programme, topics=terms.topics.values(),
        units=units.values(), at=at,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = keep(_written(form.cleaned_data, units, origin, origin_id))
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
            else:
                messages.success(request, gettext("Kept as a draft. Somebody else approves it."))
                return redirect("letters:letter", letter_id=made.id)
    begun = queries.letters_begun_from(by, origin_id) if origin_id and letter is None else []
    context = {"form": form, "letter": letter, "terms": terms, "begun": begun, "origin": origin}
    return render(request, "letters/write.html", context, status=status)


def _written(given: dict[str, Any], units: dict[str, Any], origin: str, origin_id: UUID | None) -> services.Written:
    return services.Written(
        topic=given["topic"], area_code=given["area"], place=given["place"], problem=given["problem"],
        request=given["request"], evidence=given["evidence"], goods_name=given["goods_name"],
        goods_batch=given["goods_batch"], goods_count=given["goods_count"], to_unit=units.get(given["to_unit"]),
        copies=[units[key] for key in given["copies"]], reply_on=given["reply_on"], origin=origin, origin_id=origin_id,
    )  # fmt: skip


def _begun_from(request: Any) -> tuple[str, UUID | None, dict[str, Any]]:
    """What it is begun from, and what is known from there. What the writer may not read is not there."""
    by, given = request.actor, request.GET
    if given.get("request"):
        return _from_request(queries.request_for(by, _id(given["request"])))
    if given.get("task"):
        return _from_task(queries.task_for(by, _id(given["task"])))
    return "", None, {"topic": given.get("topic", "")[:20], "area": given.get("area", "")[:14]}


def _from_request(found: Any) -> tuple[str, UUID | None, dict[str, Any]]:
    if found is None:
        raise Http404
    topic = rules.GOODS if found.service_code == "goods" else ""
    first = {
        "topic": topic, "area": found.area_code, "place": found.place or "", "problem": found.text or "",
        "evidence": gettext("Request %(number)s") % {"number": found.number},
    }  # fmt: skip
    return rules.REQUEST, found.id, first


def _from_task(found: Any) -> tuple[str, UUID | None, dict[str, Any]]:
    """Number and area only: what a worker wrote down may speak of people."""
    if found is None:
        raise Http404
    evidence = gettext("Task %(number)s") % {"number": found.number}
    return rules.TASK, found.id, {"area": found.origin_area_code, "evidence": evidence}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
