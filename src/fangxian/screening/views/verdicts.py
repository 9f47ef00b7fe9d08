"""What the rule said: the list for the epidemiologist, one verdict with its evidence, and its correction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import edition
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.screens.rules import choices_of
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.gazetteer import canonical, divisions
from fangxian.screening import forms, queries, rules, services

ROWS_PER_PAGE = 50


@screen(power="screening.see", purpose=Purpose.JUDGE_FACTS)
@require_GET
def verdicts(request: Any) -> HttpResponse:
    """Verdicts that count, without names; what cannot be decided waits here for somebody."""
    found = queries.verdicts_of(request.actor)
    result = request.GET.get("result", rules.UNDECIDABLE)
    result = result if result in rules.RESULTS else rules.UNDECIDABLE
    counts = queries.counts_by_result(found)
    rows = found.filter(result=result)
    form = forms.VerdictFilterForm(
        request.GET,
        reasons=queries.counts_by_reason(rows),
        outcomes=[(value, _(text)) for value, text in choices_of("tasks.outcome", queries.field_outcomes(rows))],
    )
    wanted = form.wanted
    if wanted.get("reason"):
        rows = rows.filter(reason=wanted["reason"])
    if wanted.get("field"):
        rows = rows.filter(field_outcome=wanted["field"])
    tabs = [
        (f"{label('screening.result', name)} {counts[name]}", f"?result={name}", name == result)
        for name in (rules.UNDECIDABLE, rules.FOLLOW_UP, rules.NO_ACTION)
    ]
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "screening/verdicts.html", {"page": page, "tabs": tabs, "form": form, "result": result, "rows": page}
    )


def _verdict_or_404(request: Any, verdict_id: UUID) -> Any:
    found = queries.verdict_of(request.actor, verdict_id)
    if found is None:
        raise Http404
    return found


@screen(power="screening.see", purpose=Purpose.JUDGE_FACTS)
@require_GET
def verdict(request: Any, verdict_id: UUID) -> HttpResponse:
    """One verdict: the rule's words, what it saw, which listing decided, and whether it comes out again."""
    found = _verdict_or_404(request, verdict_id)
    audit.record("screening.saw_verdict", on=found, about=found.person_id, by=request.actor, at=request.at)
    stays = [{**stay, "place": _place(stay["area_code"])} for stay in found.inputs["stays"]]
    context = {
        "verdict": found,
        "stays": stays,
        "edition": edition(found.pack_id, programme_id=found.programme_id, at=request.at),
        "lists": {str(row.id): row.title for row in queries.area_lists(found.programme_id)},
        "replayed": services.replay(found),
        "earlier": queries.earlier_versions(found),
        "why_not_correct": _why_not_correct(request, found),
    }
    return render(request, "screening/verdict.html", context)


def _place(area_code: str) -> str:
    code = canonical(area_code) if area_code else None
    return divisions().name_of(code) if code else ""


def _why_not_correct(request: Any, found: Any) -> Any:
    return rules.why_not_correct(
        superseded=found.superseded_by is not None, in_area=request.actor.covers(found.area_code), by=request.actor
    )


@screen(power="screening.correct", purpose=Purpose.JUDGE_FACTS)
@require_http_methods(["GET", "POST"])
def correct(request: Any, verdict_id: UUID) -> HttpResponse:
    """Say what the stays really were. A new fact takes the place of the old one and is judged anew."""
    found = _verdict_or_404(request, verdict_id)
    refuse(_why_not_correct(request, found))
    told = [{**stay, "place": _place(stay["area_code"]) or stay["area_code"]} for stay in found.inputs["stays"]]
    form = forms.CorrectionForm(request.POST or None, initial={"arrives_on": found.inputs["arrives_on"]})
    stays = forms.StayFormSet(request.POST or None, initial=told, prefix="stays")
    if request.method == "POST" and form.is_valid() and stays.is_valid():
        kept = [one.stay for one in stays if one.has_changed() or one.initial if not one.cleaned_data.get("DELETE")]
        arrives_on = form.cleaned_data["arrives_on"]
        try:
            services.correct_stays(
                verdict=found,
                arrives_on=arrives_on.isoformat() if arrives_on else None,
                stays=kept,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
            )
        except Refused as refused:
            form.add_error(None, problem_text(refused.problem))
        else:
            messages.success(request, _("Recorded. The new verdict follows in a moment."))
            return redirect(f"{reverse('screening:verdicts')}?result={found.result}")
    status = 422 if request.method == "POST" else 200
    return render(request, "screening/correct.html", {"verdict": found, "form": form, "stays": stays}, status=status)
