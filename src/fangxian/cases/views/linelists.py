"""Lists of other systems: taken in, tried row by row, answered, confirmed by a second unit, recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.cases.forms.linelists import LineForm, LineListForm, ReasonForm
from fangxian.cases.models import LineList, LineListRow
from fangxian.cases.queries import linelists as queries
from fangxian.cases.rules import linelists as rules
from fangxian.cases.services import linelists as services
from fangxian.cases.services.linelists.committing import why_not_commit
from fangxian.cases.services.linelists.receiving import FILE_LIMIT
from fangxian.cases.services.linelists.settling import told_of
from fangxian.core.actors.rules import why_not_use
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import answer_to
from fangxian.engine.linelists import formats_by_id
from fangxian.engine.texts import Bilingual

from . import ROWS_PER_PAGE, either, investigate, second, see


@see
@require_GET
def line_lists(request: Any) -> HttpResponse:
    """Every list of the reader's area, newest first, with how its rows add up."""
    page = Paginator(queries.line_lists_of(request.actor), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.counts = queries.reconciled(row)
        row.title = _title(row)
    context = {"page": page, "why_not": why_not_use("cases.investigate", by=request.actor)}
    return render(request, "cases/line_lists.html", context)


@investigate
@either
def new_line_list(request: Any) -> HttpResponse:
    """Take a list in. A file that is refused is put on record, and the form says why."""
    initial = {"legal_basis": gettext("Infectious Diseases Law 2013, articles 12, 33 and 39")}
    form = LineListForm(
        request.POST or None,
        request.FILES or None,
        by=request.actor,
        programme=request.programme,
        at=request.at,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        line_list = _received(request, form)
        if line_list is not None:
            return redirect("cases:line_list", line_list.id)
    known = [_in_words(form_.title) for form_ in formats_by_id().values() if form_.subject != "refused"]
    context = {"form": form, "known": known}
    return render(request, "cases/new_line_list.html", context, status=422 if form.errors else 200)


def _received(request: Any, form: LineListForm) -> LineList | None:
    file = form.cleaned_data["file"]
    content = file.read(FILE_LIMIT + 1)
    try:
        return services.receive_line_list(
            content=content, file_name=file.name, terms=form.terms(), programme=request.programme, by=request.actor,
            at=request.at,
        )  # fmt: skip
    except Refused as refused:
        services.record_refusal(
            problem=refused.problem, content=content, sender=form.terms().sender, by=request.actor, at=request.at
        )
        form.refuse(refused.problem)
        return None


@see
@require_GET
def line_list(request: Any, line_list_id: UUID) -> HttpResponse:
    """One list: how its rows add up, why, what the next step is, and the rows with masked names."""
    found = list_or_404(request, line_list_id)
    counts = queries.reconciled(found)
    wanted = request.GET.get("show", "")
    rows = found.rows.order_by("number")
    if wanted in rules.OUTCOMES:
        rows = rows.filter(outcome=wanted)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    services.saw_line_list(found, count=len(page), by=request.actor, at=request.at)
    needs_second = services.second_needed(found, at=request.at)
    first = found.received_by
    context = {
        "list": found,
        "state": found.state,
        "title": _title(found),
        "counts": counts,
        "reasons": [(_in_words(Bilingual(zh, en)), count) for _code, zh, en, count in queries.reasons_of(found)],
        "page": page,
        "lines": [_line(row) for row in page],
        "tabs": [
            (gettext("All"), "?", wanted == ""),
            *((label("cases.line_outcome", key), f"?show={key}", wanted == key) for key in rules.OUTCOMES),
        ],
        "notes": [_in_words(Bilingual(**note)) for note in found.notes],
        "denied": [(item["head"], _in_words(Bilingual(item["zh"], item["en"]))) for item in found.columns["denied"]],
        "can_work": why_not_use("cases.investigate", by=request.actor, area_code=found.area_code) is None,
        "can_confirm": request.actor.can("cases.review"),
        "needs_second": needs_second,
        "why_not_commit": why_not_commit(found, at=request.at),
        "why_not_confirm": rules.why_not_confirm(
            state=found.state, second_needed=needs_second, first_user_id=first.user_id,
            first_body_id=first.unit.body_id, by=request.actor,
        ),
        "discard_form": ReasonForm(),
    }  # fmt: skip
    return render(request, "cases/line_list.html", context)


@investigate
@either
def line(request: Any, line_list_id: UUID, number: int) -> HttpResponse:
    """One row that asks something: what it tells, what is missing, and the answer."""
    found = list_or_404(request, line_list_id)
    row = queries.line_of(found, number)
    if row is None:
        raise Http404
    refuse(rules.why_not_answer(state=found.state, outcome=row.outcome))
    form = LineForm(request.POST or None, missing=row.missing, alike_count=queries.alike_count(row))

    def write() -> HttpResponse:
        alike = bool(form.cleaned_data.get("alike"))
        ends = services.answer_line(row=row, answers=form.answers(), alike=alike, by=request.actor, at=request.at)
        text = gettext("%(accepted)s accepted, %(quarantined)s still ask something.")
        messages.success(request, text % ends)
        return redirect("cases:line_list", found.id)

    answered = answer_to(request, form, write)
    if answered is not None:
        return answered
    services.saw_line_list(found, count=1, by=request.actor, at=request.at)
    told = [(label("cases.line_field", key), _word(key, text)) for key, text in told_of(row).items() if key in
            rules.FIELDS]  # fmt: skip
    context = {"list": found, "row": row, "form": form, "told": told, "findings": _findings(row)}
    return render(request, "cases/line.html", context, status=422 if form.errors else 200)


@investigate
@require_POST
def commit_list(request: Any, line_list_id: UUID) -> HttpResponse:
    """Record the accepted rows."""
    found = list_or_404(request, line_list_id)
    services.commit_line_list(line_list=found, by=request.actor, at=request.at)
    counts = queries.reconciled(found)
    messages.success(request, gettext("Recorded: %(count)s rows.") % {"count": counts.recorded})
    return redirect("cases:line_list", found.id)


@second
@require_POST
def confirm_list(request: Any, line_list_id: UUID) -> HttpResponse:
    """The second unit confirms that these people belong to the investigation."""
    found = list_or_404(request, line_list_id)
    services.confirm_line_list(line_list=found, by=request.actor, at=request.at)
    messages.success(request, gettext("Confirmed. Whoever took the list in can record it now."))
    return redirect("cases:line_list", found.id)


@investigate
@require_POST
def look_again(request: Any, line_list_id: UUID) -> HttpResponse:
    """Compare the rows that wait with what has come since."""
    found = list_or_404(request, line_list_id)
    ends = services.look_again(line_list=found, by=request.actor, at=request.at)
    text = gettext("%(accepted)s accepted, %(quarantined)s still ask something.")
    messages.success(request, text % ends)
    return redirect("cases:line_list", found.id)


@investigate
@require_POST
def discard_list(request: Any, line_list_id: UUID) -> HttpResponse:
    """Give a list up of which nothing is recorded."""
    found = list_or_404(request, line_list_id)
    reason = request.POST.get("reason", "")
    services.discard_line_list(line_list=found, reason=reason, by=request.actor, at=request.at)
    messages.success(request, gettext("Discarded; nothing of it was recorded."))
    return redirect("cases:line_lists")


def list_or_404(request: Any, line_list_id: UUID) -> LineList:
    found = queries.line_list_of(request.actor, line_list_id)
    if found is None:
        raise Http404
    return found


def _line(row: LineListRow) -> dict[str, Any]:
    told = told_of(row)
    return {
        "row": row,
        "name": masked(told.get("name")),
        "is_gone": row.record is None,
        "findings": _findings(row),
        "asks": row.outcome == rules.QUARANTINED and bool(row.missing),
    }


def _word(field: str, text: str) -> str:
    return label("cases.class", text) if field == "case_class" else text


def _findings(row: LineListRow) -> list[str]:
    words = [(note["field"], _in_words(Bilingual(note["zh"], note["en"]))) for note in row.findings]
    return [f"{field}: {text}" if field else text for field, text in words]


def _title(row: LineList) -> str:
    form = formats_by_id().get(row.format_id)
    return _in_words(form.title) if form else row.format_id


def _in_words(text: Bilingual) -> str:
    return text.in_language(get_language() or "en")
