"""Files of requests that other desks took: taken in, their columns named, tried row by row, recorded."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import ColumnsForm, add_problem
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import problem_text
from fangxian.intake.rules.columns import unread
from fangxian.intake.sources.service_request import queries, services
from fangxian.intake.sources.service_request.forms import DiscardForm, FileForm, RecordForm
from fangxian.intake.sources.service_request.models import RequestFile
from fangxian.intake.sources.service_request.rules import files as rules

from .taking import operator

FILES_A_PAGE, ROWS_A_PAGE = 30, 50
SHOWN_AS_THEY_ARE = ("taken_at", "kind", "area", "urgency", "status")  # the other cells may tell of a caller
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@operator
@require_GET
def listed(request: Any) -> HttpResponse:
    """Every file of the reader's desk, newest first, with how its rows add up."""
    page = Paginator(queries.desk_files(request.actor), FILES_A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, one.state, queries.counts_of(one)) for one in page.object_list]
    context = {"page": page, "rows": rows, "may_send_results": request.actor.can("outgoing.request")}
    return render(request, "requests/files.html", context)


@operator
@require_http_methods(["GET", "POST"])
def receive(request: Any) -> HttpResponse:
    """Take a file in. One that is refused is put on record, and the form says why."""
    form = FileForm(request.POST or None, request.FILES or None, programme=request.programme)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        content = given.read(rules.FILE_LIMIT + 1)
        try:
            file = services.receive_file(
                content=content, file_name=given.name, handed=form.handed(), programme=request.programme,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            services.record_file_refusal(problem=refused.problem, content=content, by=request.actor, at=request.at)
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            return redirect("requests:file_columns", desk_file_id=file.id)
    context = {"form": form, "has_desks": queries.desks_in_use(request.programme.id).exists()}
    return render(request, "requests/receive_file.html", context, status=422 if form.errors else 200)


@operator
@require_http_methods(["GET", "POST"])
def columns(request: Any, desk_file_id: UUID) -> HttpResponse:
    """Say which column is read as what; what was recognised, or said of this desk's last file, is filled in."""
    file = _found(request, desk_file_id)
    denied = {item["head"] for item in file.columns["denied"]}
    heads = [head for head in file.columns["heads"] if head not in denied]
    titles = [(field.name, field.title.in_language(get_language() or "en")) for field in rules.FIELDS]
    form = ColumnsForm(request.POST or None, heads=heads, mapping=file.mapping, fields=titles)
    if request.method == "POST" and form.is_valid():
        try:
            services.read_file(file=file, mapping=form.mapping(), by=request.actor, at=request.at)
        except Refused as refused:
            form.add_error(None, problem_text(refused.problem))
        else:
            return redirect("requests:file", desk_file_id=file.id)
    examples = _masked(services.examples_of(file), {head: field for field, head in file.mapping.items()})
    context = {
        "file": file, "form": form, "denied": file.columns["denied"], "problem": rules.why_not_read(file.state),
        "rows": [(form[f"column_{place}"], examples.get(head, [])) for place, head in enumerate(heads)],
    }  # fmt: skip
    return render(request, "requests/file_columns.html", context, status=422 if form.errors else 200)


def _masked(cells: dict[str, list[str]], field_of: dict[str, str]) -> dict[str, list[str]]:
    """Examples by which one sees what a column is, and nothing of a caller."""
    return {
        head: [text[:40] if field_of.get(head) in SHOWN_AS_THEY_ARE else masked(text)[:40] for text in column]
        for head, column in cells.items()
    }


@operator
@require_GET
def file_page(request: Any, desk_file_id: UUID) -> HttpResponse:
    """One file: how its rows add up, why, the rows, and the next step."""
    return _page(request, _found(request, desk_file_id))


def _page(request: Any, file: RequestFile, *, status: int = 200, **asked: Any) -> HttpResponse:
    wanted = request.GET.get("show", "")
    rows = file.rows.select_related("request").defer("record").order_by("-is_urgent", "number")
    if wanted in rules.OUTCOMES:
        rows = rows.filter(outcome=wanted)
    denied = [item["head"] for item in file.columns["denied"]]
    context = {
        "file": file, "state": file.state, "counts": queries.counts_of(file), "reasons": queries.reasons_of(file),
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            (gettext("All"), "?", wanted == ""),
            *((label("intake.outcome", key), f"?show={key}", wanted == key) for key in rules.OUTCOMES),
        ],
        "unread": unread(file.columns["heads"], mapping=file.mapping, denied=denied),
        "least": queries.catalogue(request.programme, at=request.at).handed_over_within.total_seconds(),
        "why_not_record": services.why_not_record(file), "why_not_read": rules.why_not_read(file.state),
        "record_form": asked.get("record") or RecordForm(), "discard_form": asked.get("discard") or DiscardForm(),
        "may_send_results": request.actor.can("outgoing.request"),
    }  # fmt: skip
    return render(request, "requests/file.html", context, status=status)


@require_POST
@operator
def record(request: Any, desk_file_id: UUID) -> HttpResponse:
    """Record the accepted rows."""
    file, form = _found(request, desk_file_id), RecordForm(request.POST)
    form.is_valid()  # a tick cannot be wrong
    try:
        file = services.record_file(
            file=file, sends_out=form.cleaned_data["sends_out"], by=request.actor, at=request.at
        )
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        count = queries.counts_of(file)["recorded"]
        messages.success(request, gettext("Recorded: %(count)s rows.") % {"count": count})
    return redirect("requests:file", desk_file_id=file.id)


@require_POST
@operator
def discard(request: Any, desk_file_id: UUID) -> HttpResponse:
    """Give a file up of which nothing is recorded."""
    file, form = _found(request, desk_file_id), DiscardForm(request.POST)
    if form.is_valid():
        try:
            services.discard_file(file=file, reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("Discarded. What it told is destroyed."))
            return redirect("requests:file", desk_file_id=file.id)
    return _page(request, file, status=422, discard=form)


@operator
@require_GET
def template(request: Any) -> HttpResponse:
    """An empty workbook with the heads that are recognised, every column as text (INV-21)."""
    import xlsxwriter  # takes long to read, and a server that starts writes none

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("requests")
        as_text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        for column, field in enumerate(rules.FIELDS):
            sheet.set_column(column, column, 18, as_text)
            sheet.write_string(0, column, field.title.in_language(get_language() or "en"), head)
        sheet.freeze_panes(1, 0)
    named = {"Content-Type": XLSX, "Content-Disposition": 'attachment; filename="requests-template.xlsx"'}
    return HttpResponse(stream.getvalue(), headers=named)


def _found(request: Any, file_id: UUID) -> RequestFile:
    found = queries.desk_files(request.actor).filter(id=file_id).first()
    if found is None:
        raise Http404
    return found
