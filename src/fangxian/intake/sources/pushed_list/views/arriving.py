"""Lists on record, taking one in, and naming its columns."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import ColumnsForm
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.tables import read_day, read_table
from fangxian.intake import rules as intake_rules
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.intake.sources.pushed_list.forms import ReceiveForm, title_of
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.intake.sources.pushed_list.rules import SOURCE, states
from fangxian.intake.sources.pushed_list.rules.fields import FIELDS, is_known_head
from fangxian.intake.sources.pushed_list.services.receiving import Terms

LISTS_A_PAGE = 30
EXAMPLES = 3
SHOWN_AS_THEY_ARE = frozenset(
    {
        "stay_code", "stay_province", "stay_city", "stay_county", "stay_place", "stay_from", "stay_until", "arrives_on",
        "transit_only", "transport_mode", "transport_number", "destination_code", "destination_place", "document_kind",
    }
)  # fmt: skip


def list_or_404(request: Any, list_id: UUID) -> Import:
    """A list that the reader's desk may see."""
    return get_object_or_404(queries.imports_of(request.actor).select_related("programme"), id=list_id)


@screen(power="intake.see", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def lists(request: Any) -> HttpResponse:
    """Every list of the desk, newest first, by state and sender."""
    found = queries.imports_of(request.actor)
    state, sender = request.GET.get("state", ""), request.GET.get("sender", "").strip()
    if state == "waiting":
        found = found.filter(queries.in_states(states.WAITING))
    elif state in dict(states.STATES):
        found = found.filter(queries.in_state(state))
    if sender:
        found = found.filter(sender__icontains=sender)
    context = {
        "page": Paginator(found, LISTS_A_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "sender": sender,
        "states": [(key, label("intake.list_state", key)) for key, _text in states.STATES],
        "can_import": request.actor.can("intake.import"),
        "may_send_results": request.actor.can("outgoing.request"),
        "to_confirm": queries.lists_to_confirm(request.actor).count() if request.actor.can("intake.confirm") else 0,
    }
    return render(request, "intake/lists.html", context)


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_http_methods(["GET", "POST"])
def receive(request: Any) -> HttpResponse:
    """Take a list in. A file that is refused is put on record, and the form says why."""
    senders = queries.senders(request.programme.id)
    initial = {"legal_basis": _(SOURCE.legal_basis), "clock_profile": intake_rules.LIST}
    form = ReceiveForm(request.POST or None, request.FILES or None, senders=senders, initial=initial)
    if request.method == "POST" and form.is_valid():
        source_list = _received(request, form)
        if source_list:
            return redirect("intake:list" if source_list.state == states.HELD else "intake:columns", source_list.id)
    return render(request, "intake/receive.html", {"form": form}, status=422 if form.errors else 200)


def _received(request: Any, form: ReceiveForm) -> Import | None:
    """The list, or None with the reason in the form."""
    told = form.cleaned_data
    file = told["file"]
    content = file.read(services.FILE_LIMIT + 1)
    terms = Terms(form.manifest_told(), told["purpose"], told["legal_basis"], told["clock_profile"])
    try:
        return services.receive_list(
            content=content,
            file_name=file.name,
            terms=terms,
            sheet=None,
            programme=request.programme,
            by=request.actor,
            at=request.at,
        )
    except Refused as refused:
        services.record_refusal(
            problem=refused.problem,
            sha256=hashlib.sha256(content).hexdigest(),
            sender=terms.manifest.sender,
            by=request.actor,
            at=request.at,
        )
        form.add_error("file", problem_text(refused.problem))
        return None


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_http_methods(["GET", "POST"])
def columns(request: Any, list_id: UUID) -> HttpResponse:
    """Say which column is read as what; what was recognised, or said of this sender's last list, is filled in."""
    source_list = list_or_404(request, list_id)
    denied = {item["head"] for item in source_list.columns["denied"]}
    heads = [head for head in source_list.columns["heads"] if head not in denied]
    fields = [(field.name, title_of(field.name)) for field in FIELDS]
    form = ColumnsForm(request.POST or None, heads=heads, mapping=source_list.mapping, fields=fields)
    if request.method == "POST" and form.is_valid():
        try:
            services.map_columns(source_list=source_list, mapping=form.mapping(), by=request.actor, at=request.at)
            return redirect("intake:list", source_list.id)
        except Refused as refused:
            form.add_error(None, problem_text(refused.problem))
    examples = _examples(source_list, heads)
    rows = [(form[f"column_{index}"], examples[head]) for index, head in enumerate(heads)]
    context = {
        "list": source_list,
        "form": form,
        "rows": rows,
        "denied": source_list.columns["denied"],
        "problem": states.why_not_map(state=source_list.state),
    }
    return render(request, "intake/columns.html", context, status=422 if form.errors else 200)


def _examples(source_list: Import, heads: list[str]) -> dict[str, list[str]]:
    """The first cells of each column, so that people are not shown before anything is decided: numbers are masked."""
    content = queries.content_of(source_list)
    examples: dict[str, list[str]] = {head: [] for head in heads}
    if content is None:
        return examples
    table = read_table(content, name="", sheet=source_list.sheet or None, is_known=is_known_head)
    field_of = {head: field for field, head in source_list.mapping.items()}
    position = {head: index for index, head in reversed(list(enumerate(table.columns)))}
    for number, row in enumerate(table.rows()):
        if number == EXAMPLES:
            break
        if not row.cells:
            continue
        for head in heads:
            text = row.cells[position[head]]
            is_day = bool(read_day(text, zone=source_list.programme.zone).day)
            as_it_is = is_day or field_of.get(head) in SHOWN_AS_THEY_ARE
            examples[head].append((text if as_it_is else masked(text))[:40])
    return examples


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def template(request: Any) -> HttpResponse:
    """An empty workbook with the heads that are recognised, every column as text (INV-21)."""
    import xlsxwriter  # takes long to read, and a server that starts writes none

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("list")
        as_text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        for column, field in enumerate(FIELDS):
            sheet.set_column(column, column, 16, as_text)
            sheet.write_string(0, column, field.title.in_language(get_language() or "en"), head)
        sheet.freeze_panes(1, 0)
    response = HttpResponse(
        stream.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="list-template.xlsx"'
    return response


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def manifest_template(request: Any) -> HttpResponse:
    """A manifest to be filled in by a sender."""
    example: dict[str, Any] = {
        "sender": "",
        "channel": "government_network",
        "count": 0,
        "sha256": "",
        "contact": "",
        "reference": "",
    }
    response = HttpResponse(json.dumps(example, indent=2) + "\n", content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="manifest.json"'
    return response
