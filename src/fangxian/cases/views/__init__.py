"""The epidemiologist's pages: cases, who met them, and what each meeting was found to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.cases import forms, queries, rules, services
from fangxian.cases.models import Case, Classification, Exposure
from fangxian.cases.queries import contacts as lists
from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.areas.queries import labels_of
from fangxian.core.problems.rules import refuse
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import answer_to, screen

ROWS_PER_PAGE = 50
see = screen(power="cases.see", purpose=Purpose.INVESTIGATE_CASE)
investigate = screen(power="cases.investigate", purpose=Purpose.INVESTIGATE_CASE)
second = screen(power="cases.review", purpose=Purpose.INVESTIGATE_CASE)
either = require_http_methods(["GET", "POST"])


@see
@require_GET
def case_list(request: Any) -> HttpResponse:
    """Cases of the reader's area, the newest first; no names, only numbers."""
    wanted = request.GET.get("class", "")
    rows = queries.cases_of(request.actor)
    if wanted in rules.CLASSES:
        rows = rows.filter(case_class=wanted)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    contacts = queries.contact_counts([row.id for row in page])
    for row in page:
        row.contact_count = contacts[row.id]
        row.clocks = clocks_of(row, at=request.at)
        row.is_ruled_out = row.ruled_out_at is not None
    context = {
        "page": page,
        "tabs": [
            (gettext("All"), "?", wanted == ""),
            *((label("cases.class", c), f"?class={c}", wanted == c) for c in rules.CLASSES),
        ],
        "why_not_open": why_not_use("cases.investigate", by=request.actor),
        "waiting": queries.waiting_for_review(request.actor).count() + lists.entries_waiting_count(request.actor),
    }
    return render(request, "cases/list.html", context)


@investigate
@either
def new_case(request: Any) -> HttpResponse:
    """A case is opened from a laboratory result."""
    form = forms.CaseForm(request.POST or None, programme=request.programme, by=request.actor, at=request.at)

    def write() -> HttpResponse:
        opened = services.open_case(
            claim=form.claim(), laboratory=form.laboratory(), programme=request.programme, by=request.actor,
            at=request.at, **form.terms(),
        )  # fmt: skip
        messages.success(request, gettext("Case %(serial)s is open. Who met it?") % {"serial": opened.serial})
        return redirect("cases:case", opened.id)

    parts = [
        (gettext("Laboratory"), _fields(form, forms.CaseForm.LABORATORY_FIELDS)),
        (gettext("Person"), _fields(form, forms.CaseForm.PERSON_FIELDS)),
        (gettext("Course"), _fields(form, forms.CaseForm.COURSE_FIELDS)),
    ]
    return answer_to(request, form, write) or render(request, "cases/new.html", {"form": form, "parts": parts})


@see
@require_GET
def case(request: Any, case_id: UUID) -> HttpResponse:
    """One case: its clocks, its course, the people it met and what is not yet classified."""
    found = case_or_404(request, case_id)
    exposures = list(queries.exposures_of(found))
    services.saw_case(found, by=request.actor, at=request.at, count=1 + len(exposures))
    context = {
        "case": found,
        "reporting": clocks_of(found, at=request.at),
        "contacts": [_contact_row(e) for e in exposures],
        "unclassified_count": sum(1 for e in exposures if _is_open(e)),
        "steps": _timeline(found),
        "why_not_work": services.why_not_work_on(found, by=request.actor, at=request.at),
    }
    return render(request, "cases/case.html", context)


@investigate
@require_POST
def step(request: Any, case_id: UUID) -> HttpResponse:
    """The direct report was made, or the investigation filed."""
    wanted = request.POST.get("step", "")
    if wanted not in ("reported", "investigated"):
        raise Http404
    services.record_step(case=case_or_404(request, case_id), step=wanted, by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("cases:case", case_id)


@investigate
@either
def new_contact(request: Any, case_id: UUID) -> HttpResponse:
    """Somebody who met the case; classified by the rule in force as it is saved."""
    found = case_or_404(request, case_id)
    refuse(services.why_not_work_on(found, by=request.actor, at=request.at))
    pack = queries.protocol_at(request.programme, at=request.at)
    place = labels_of([found.area_code], programme_id=found.programme_id).get(found.area_code, found.area_code)
    first = {"place": place, "setting": "household", "relation": "family", "protection": "none"}
    form = forms.ExposureForm(
        request.POST or None, pack=pack, programme=request.programme, by=request.actor, at=request.at, initial=first
    )

    def write() -> HttpResponse:
        exposure = services.record_exposure(
            case=found, claim=form.claim(), meeting=form.meeting(), by=request.actor, at=request.at
        )
        outcome = queries.held_of(exposure)
        messages.success(request, gettext("Recorded. Found to be: %(found)s") % {"found": _outcome_text(outcome)})
        return redirect("cases:new_contact" if "again" in request.POST else "cases:case", found.id)

    context = {
        "case": found,
        "form": form,
        "pack": pack,
        "parts": [
            (gettext("Person"), _fields(form, forms.PersonForm.PERSON_FIELDS)),
            (gettext("Meeting"), _fields(form, forms.ExposureForm.MEETING_FIELDS)),
            (gettext("Evidence"), _fields(form, forms.ExposureForm.EVIDENCE_FIELDS)),
        ],
    }
    return answer_to(request, form, write) or render(request, "cases/new_contact.html", context)


@see
@either
def contact(request: Any, exposure_id: UUID) -> HttpResponse:
    """One exposure: its facts, the rule that was applied and with which inputs; a classification by hand."""
    exposure = queries.exposure_of(request.actor, exposure_id)
    if exposure is None:
        raise Http404
    form = forms.JudgementForm(request.POST or None, programme=request.programme, by=request.actor, at=request.at)

    def write() -> HttpResponse:
        services.classify_by_hand(exposure=exposure, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, gettext("Recorded. It binds nobody until a second body has reviewed it."))
        return redirect("cases:contact", exposure.id)

    answer = answer_to(request, form, write)
    if answer is not None:
        return answer
    services.saw_case(exposure.case, by=request.actor, at=request.at)
    history = [_with_state(c, at=request.at) for c in queries.history_of(exposure)]
    context = {
        "exposure": exposure,
        "case": exposure.case,
        "form": form,
        "history": history,
        "held": queries.held_of(exposure),
        "why_not_judge": services.why_not_work_on(exposure.case, by=request.actor, at=request.at),
    }
    return render(request, "cases/contact.html", context)


@investigate
@either
def correct(request: Any, case_id: UUID) -> HttpResponse:
    """The days of a case, corrected: its contacts are judged again and measures follow."""
    found = case_or_404(request, case_id)
    names = ("case_class", "onset_on", "sampled_on", "isolated_at")
    form = forms.CorrectionForm(
        request.POST or None, programme=request.programme, by=request.actor, at=request.at,
        initial={name: getattr(found, name) for name in names},
    )  # fmt: skip

    def write() -> HttpResponse:
        changed = services.correct_case(case=found, by=request.actor, at=request.at, **form.cleaned_data)
        text = gettext("Corrected. Contacts judged differently: %(count)s") % {"count": len(changed)}
        messages.success(request, text)
        return redirect("cases:case", found.id)

    return answer_to(request, form, write) or render(request, "cases/correct.html", {"case": found, "form": form})


@investigate
@either
def rule_out(request: Any, case_id: UUID) -> HttpResponse:
    """A case that is none: everything that rests on it ends at this moment."""
    found = case_or_404(request, case_id)
    form = forms.RuleOutForm(request.POST or None, programme=request.programme, by=request.actor, at=request.at)

    def write() -> HttpResponse:
        services.rule_out(case=found, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, gettext("Ruled out. Every measure that rests on this case has ended."))
        return redirect("cases:case", found.id)

    return answer_to(request, form, write) or render(request, "cases/rule_out.html", {"case": found, "form": form})


@second
@require_GET
def reviews(request: Any) -> HttpResponse:
    """Classifications by hand that wait for a second body."""
    rows = queries.waiting_for_review(request.actor)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    sheets = lists.batches_of(request.actor).filter(waiting_count__gt=0)
    return render(request, "cases/reviews.html", {"page": page, "batches": sheets})


@second
@either
def review(request: Any, classification_id: UUID) -> HttpResponse:
    """The second reviewer sees the evidence, then confirms."""
    found = queries.classifications_of(request.actor).filter(id=classification_id).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        services.review(classification=found, by=request.actor, at=request.at)
        messages.success(request, gettext("Confirmed. The classification holds from now on."))
        return redirect("cases:reviews")
    services.saw_case(found.exposure.case, by=request.actor, at=request.at)
    state = services.state_of(found, at=request.at)
    problem = rules.why_not_review(
        method=found.method, state=state, first_user_id=found.first_user_id, first_body_id=found.first_body_id,
        by=request.actor,
    )  # fmt: skip
    context = {
        "found": _with_state(found, at=request.at),
        "exposure": found.exposure,
        "case": found.exposure.case,
        "by_rule": queries.held_of(found.exposure),
        "why_not": problem,
    }
    return render(request, "cases/review.html", context)


@investigate
@require_GET
def trace(request: Any, case_id: UUID) -> HttpResponse:
    """Where the person of a case passed, and who was there at the same time. Every reading is on record."""
    found = case_or_404(request, case_id)
    stops = services.trace_places(case=found, by=request.actor, at=request.at)
    return render(request, "cases/trace.html", {"case": found, "stops": stops})


def case_or_404(request: Any, case_id: UUID) -> Case:
    found = queries.case_of(request.actor, case_id)
    if found is None:
        raise Http404
    found.is_ruled_out = found.ruled_out_at is not None  # type: ignore[attr-defined]
    return found


def _fields(form: Any, names: tuple[str, ...]) -> list[Any]:
    return [form[name] for name in names]


def clocks_of(case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """The two clocks of a case: due, and done or not."""
    reported, investigated = queries.deadlines_of(case, at=at)
    return [
        {"step": "reported", "label": gettext("Direct report"), "due_at": reported.due_at, "done_at": case.reported_at},
        {
            "step": "investigated",
            "label": gettext("Investigation"),
            "due_at": investigated.due_at,
            "done_at": case.investigated_at,
        },
    ]


def _is_open(exposure: Exposure) -> bool:
    """Whether somebody still has to say what the exposure is."""
    held = exposure.found[0] if exposure.found else None  # type: ignore[attr-defined]
    return bool(exposure.waits) or held is None or held.outcome in ("manual", "unknown")  # type: ignore[attr-defined]


def _contact_row(exposure: Exposure) -> dict[str, Any]:
    held = exposure.found[0] if exposure.found else None  # type: ignore[attr-defined]
    waits = exposure.waits[0] if exposure.waits else None  # type: ignore[attr-defined]
    return {
        "exposure": exposure,
        "held": held,
        "waits": waits,
        "binds": held is not None and held.outcome in rules.BINDING_OUTCOMES,
    }


def _with_state(classification: Classification, *, at: datetime) -> Classification:
    classification.state = services.state_of(classification, at=at)  # type: ignore[attr-defined]
    return classification


def _outcome_text(found: Classification | None) -> str:
    return label("cases.outcome", found.outcome if found else "unknown")


def _timeline(case: Case) -> list[dict[str, Any]]:
    """What happened to the case, in order; days stand at their beginning."""
    zone = case.programme.zone
    days = [
        (case.onset_on, gettext("First symptoms")),
        (case.sampled_on, gettext("Sample taken")),
        (case.result_on, gettext("Laboratory result")),
    ]
    moments = [
        (case.learned_at, gettext("Known to the CDC")),
        (case.isolated_at, gettext("Isolated")),
        (case.opened_at, gettext("Case opened")),
        (case.reported_at, gettext("Direct report made")),
        (case.investigated_at, gettext("Investigation filed")),
        (case.ruled_out_at, gettext("Ruled out")),
    ]
    steps = [(datetime(d.year, d.month, d.day, tzinfo=zone), d, text) for d, text in days if d]
    steps += [(m, None, text) for m, text in moments if m]
    return [{"at": moment, "on": day, "title": text} for moment, day, text in sorted(steps, key=lambda s: s[0])]
