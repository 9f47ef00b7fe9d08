"""The contact list of a case with its reasons, and the batch before the second reviewer."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.cases import queries, rules, services
from fangxian.cases.forms.sheets import SheetForm
from fangxian.cases.models import BatchEntry, ContactBatch
from fangxian.cases.queries import contacts as lists
from fangxian.cases.queries import traces as traced
from fangxian.cases.queries.attack import attack_rates
from fangxian.cases.rules import batches
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text

from . import ROWS_PER_PAGE, case_or_404, either, investigate, second, see

UNNAMED_SHOWN = 200  # of whom nobody knows, the longest together first; more than that are called by nobody in a night
TO_JUDGE = (batches.AGAIN, batches.ASK, batches.JUDGE)
TABS: dict[str, tuple[str, ...]] = {
    "all": tuple(batches.NEXT),
    "judge": TO_JUDGE,
    "review": (batches.PUT, batches.SIGN),
    "tell": (batches.TELL,),
    "decide": (batches.PROPOSE,),
}


@see
@require_GET
def contact_list(request: Any, case_id: UUID) -> HttpResponse:
    """Everybody who met a case: class, evidence, the rule in its own words with its edition, and what comes next."""
    case = case_or_404(request, case_id)
    lines = lists.lines_of(case, at=request.at)
    wanted = request.GET.get("show") if request.GET.get("show") in TABS else "all"
    shown = [line for line in lines if line.next_step in TABS[wanted]]
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    trace = traced.traces_of(case).first()
    found = traced.newest_of([line.found.exposure for line in page])
    why_not_work = services.why_not_work_on(case, by=request.actor, at=request.at)
    # phones that people entered at a door are for whoever calls them for this case
    unnamed = list(traced.unnamed_of(trace)[:UNNAMED_SHOWN]) if trace and why_not_work is None else []
    services.saw_case(case, by=request.actor, at=request.at, count=1 + len(page) + len(unnamed))
    steps = Counter(line.next_step for line in lines)
    words = {
        "all": gettext("All"), "judge": gettext("To be judged"), "review": gettext("Before the second reviewer"),
        "tell": gettext("To be told"), "decide": gettext("To be decided"),
    }  # fmt: skip
    context = {
        "case": case,
        "page": page,
        "rows": [(line, found.get(line.found.exposure_id)) for line in page],
        "trace": trace,
        "unnamed": unnamed,
        "counts": Counter(line.found.outcome for line in lines),
        "binding_count": sum(1 for line in lines if line.found.outcome in rules.BINDING_OUTCOMES),
        "judge_count": sum(steps[step] for step in TO_JUDGE),
        "put_count": sum(1 for line in lines if batches.may_be_put(line.standing, at=request.at)),
        "tabs": [
            (f"{words[key]} {sum(steps[step] for step in TABS[key])}", f"?show={key}", key == wanted) for key in TABS
        ],
        "window": lists.window_of(case, at=request.at),
        "edition": queries.protocol_at(case.programme, at=request.at),
        "batches": lists.batches_of(request.actor).filter(case=case),
        "why_not_work": why_not_work,
    }
    return render(request, "cases/contacts.html", context)


@investigate
@require_POST
def fill(request: Any, case_id: UUID) -> HttpResponse:
    """Open a trace: whoever was where the case was is put on its list."""
    trace = services.fill_list(case=case_or_404(request, case_id), by=request.actor, at=request.at)
    count = trace.row_count
    text = ngettext(
        "%(count)s person was at one place with the case at one time. The trace is on record.",
        "%(count)s people were at one place with the case at one time. The trace is on record.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("cases:contacts", case_id)


@see
@require_GET
def rates(request: Any) -> HttpResponse:
    """Secondary attack rates by setting, with their denominators: numbers, and nobody's name."""
    return render(request, "cases/attack_rates.html", {"rates": attack_rates(request.actor, at=request.at)})


@investigate
@require_POST
def put_up(request: Any, case_id: UUID) -> HttpResponse:
    """One action: the areas get their tasks, the second reviewer the classes and notices."""
    batch = services.put_up(case=case_or_404(request, case_id), by=request.actor, at=request.at)
    count = batch.entry_count
    text = ngettext(
        "%(count)s contact is before the second reviewer; the area is asked to reach her.",
        "%(count)s contacts are before the second reviewer; the areas are asked to reach them.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("cases:contacts", case_id)


@second
@either
def batch(request: Any, batch_id: UUID) -> HttpResponse:
    """The next sheet of a batch: classes, evidence and notices of at most twenty, decided with one signature."""
    found = lists.batch_of(request.actor, batch_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        asked = request.POST.getlist("entry")
        known = {str(entry.id): entry.id for entry in lists.entries_of(found)}
        form = SheetForm(request.POST, entry_ids=[known[one] for one in asked if one in known])
        if form.is_valid():
            try:
                _decide(request, found, form)
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
            else:
                return redirect("cases:batch", found.id)
        return _batch_page(request, found, form)
    return _batch_page(request, found, None)


def _decide(request: Any, found: ContactBatch, form: SheetForm) -> None:
    given = form.cleaned_data
    services.decide_sheet(
        batch=found, entry_ids=given["entry"], returned_ids=given["back"], reason=given["reason"],
        seen_sha256=given["seen"], by=request.actor, at=request.at,
    )  # fmt: skip
    agreed = len(given["entry"]) - len(given["back"])
    text = gettext("Signed: %(agreed)s agreed, %(back)s sent back.")
    messages.success(request, text % {"agreed": agreed, "back": len(given["back"])})


def _batch_page(request: Any, found: ContactBatch, form: SheetForm | None) -> HttpResponse:
    sheet = list(lists.waiting_entries_of(found)[: batches.SHEET])
    seen = lists.sheet_of(sheet)
    services.saw_case(found.case, by=request.actor, at=request.at, count=1 + len(sheet))
    entries = list(lists.entries_of(found))
    given = form or SheetForm(entry_ids=[entry.id for entry in sheet])
    back = set(form.data.getlist("back")) if form else set()  # type: ignore[attr-defined]
    context = {
        "batch": found,
        "case": found.case,
        "sheet": [{"entry": entry, "is_back": str(entry.id) in back} for entry in sheet],
        "seen": seen,
        "form": given,
        "decided": [entry for entry in entries if entry.decision],
        "moot_count": sum(1 for entry in entries if _is_moot(entry)),
        "left_count": max(0, found.waiting_count - len(sheet)),  # type: ignore[attr-defined]
        "why_not": services.why_not_decide(found, sheet, seen=seen, by=request.actor) if sheet else None,
    }
    return render(request, "cases/batch.html", context, status=422 if given.errors else 200)


def _is_moot(entry: BatchEntry) -> bool:
    """Classified anew before anybody decided."""
    return entry.decision == batches.WAITING and entry.classification.replaced_at is not None
