"""Which places of an interview are put forward for the public list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.cases import services
from fangxian.cases.forms.exposed import TakeBackForm, TownForm
from fangxian.cases.models import Case, InterviewLine
from fangxian.cases.queries import exposed as queries
from fangxian.cases.rules import exposed as rules
from fangxian.cases.services import exposing

from . import case_or_404, investigate, see


@see
@require_GET
def places(request: Any, case_id: UUID) -> HttpResponse:
    """Every line of the interview, what keeps it from the public, and what was put forward."""
    return _page(request, case_or_404(request, case_id))


@investigate
@require_POST
def put_forward(request: Any, case_id: UUID, line_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    form = TownForm(request.POST, towns=queries.towns_of(case.programme, at=request.at))
    if not form.is_valid():
        return _page(request, case, wrong={line_id: form})
    exposing.put_forward(
        case=case, line_id=line_id, area_code=form.cleaned_data["area"], by=request.actor, at=request.at
    )
    messages.success(request, gettext("Put forward. It becomes public only when two other people agree on a list."))
    return redirect("cases:places", case.id)


@investigate
@require_POST
def take_back(request: Any, case_id: UUID, place_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    found = queries.place_of(case, place_id)
    if found is None:
        raise Http404
    form = TakeBackForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    exposing.take_back(place=found, reason=reason, by=request.actor, at=request.at)
    messages.success(request, gettext("Taken back."))
    return redirect("cases:places", case.id)


def _page(request: Any, case: Case, *, wrong: dict[UUID, TownForm] | None = None) -> HttpResponse:
    around = exposing.around(case, at=request.at)
    found = queries.places_of(case)
    put = {place.line_id: place for place in found if place.taken_back_at is None}
    lines = list(queries.lines_of(case))
    services.saw_case(case, by=request.actor, at=request.at, count=1 + len(lines))
    rows = [_row(request, case, line, around, (wrong or {}).get(line.id)) for line in lines]
    context = {
        "case": case,
        "rows": [row | {"put": put.get(row["line"].id)} for row in rows],
        "taken_back": [place for place in found if place.taken_back_at is not None],
        "back": TakeBackForm(),
        "why_not_work": services.why_not_work_on(case, by=request.actor, at=request.at),
    }
    return render(request, "cases/places.html", context, status=422 if wrong else 200)


def _row(
    request: Any, case: Case, line: InterviewLine, around: exposing.Around, wrong: TownForm | None
) -> dict[str, Any]:
    """One line: the reason why it stays unpublished, or the form that asks for its town."""
    towns = dict(around.towns)
    known = line.area_code[: rules.TOWN_DIGITS]
    form = wrong or TownForm(towns=towns, initial={"area": known}, auto_id=f"{line.id}-%s")
    # any town will do to learn whether something else stands in the way
    asked = known if known in towns else next(iter(towns), "")
    problem = exposing.why_not_put_forward(case, line, area_code=asked, around=around, by=request.actor, at=request.at)
    begins, ends = rules.rounded(line.from_at, line.until_at)
    return {"line": line, "form": form, "problem": problem, "begins": begins, "ends": ends}
