"""A list of staff: sent, rehearsed row by row, taken over; the passwords on paper, once."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import screen
from fangxian.core.staff import forms, queries, rules, services, tables
from fangxian.engine.tables.findings import TableRefused

ROWS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def upload(request: Any) -> HttpResponse:
    """Send a list; it is read and judged, and nothing is done yet."""
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = tables.read_staff_list(file.read(), name=file.name, zone=request.programme.zone)
        except TableRefused as refused:
            form.add_error("file", refused.finding.sentence().in_language(get_language() or "en"))
        else:
            kept = services.rehearse_import(
                rows=found.rows, sha256=found.sha256, programme=request.programme, by=request.actor, at=request.at
            )
            _tell_of_columns(request, found)
            return redirect("staff:rehearsal", import_id=kept.id)
    return render(request, "staff/upload.html", {"form": form}, status=422 if form.errors else 200)


def _tell_of_columns(request: Any, found: tables.StaffList) -> None:
    language = get_language() or "en"
    for head, reason in found.dropped:
        told = {"head": head, "reason": reason.reason.in_language(language)}
        messages.warning(request, _("Column “%(head)s” was dropped and not kept: %(reason)s.") % told)
    if found.unread:
        messages.info(request, _("Columns that nothing uses: %(heads)s.") % {"heads": ", ".join(found.unread)})
    for note in found.notes:
        messages.info(request, note.sentence().in_language(language))


@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def add_person(request: Any) -> HttpResponse:
    """Type one person in; judged and taken over like a list of one row."""
    form = forms.PersonForm(request.POST or None)
    form.fields["area"].for_programme(request.programme.id, city_day(request.at, request.programme.timezone))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        row = rules.StaffRow(1, **form.cleaned_data)
        written = json.dumps(form.cleaned_data, default=str, sort_keys=True).encode()
        kept = services.rehearse_import(
            rows=[row], sha256=hashlib.sha256(written).hexdigest(), programme=request.programme, by=request.actor,
            at=request.at,
        )  # fmt: skip
        return redirect("staff:rehearsal", import_id=kept.id)
    return render(request, "staff/add_person.html", {"form": form}, status=422 if form.errors else 200)


@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def template(request: Any) -> HttpResponse:
    """The empty list to fill in."""
    content = tables.template(get_language() or "en")
    return HttpResponse(
        content, headers={"Content-Type": XLSX, "Content-Disposition": 'attachment; filename="staff-list.xlsx"'}
    )


def _found(request: Any, import_id: UUID):
    kept = queries.import_named(import_id, by=request.actor)
    if kept is None:
        raise Http404
    return kept


@never_cache
@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def rehearsal(request: Any, import_id: UUID) -> HttpResponse:
    """What would become of each row now."""
    kept = _found(request, import_id)
    if kept.rows is None:
        return render(request, "staff/list_over.html", {"kept": kept})
    rows = services.rows_of(kept)
    judged = services.judge_again(rows, programme=request.programme, by=request.actor, at=request.at)
    counts = rules.count_outcomes(judged)
    wanted = request.GET.get("outcome", "")
    shown = [
        {"row": row, "judged": found} for row, found in zip(rows, judged, strict=True) if wanted in ("", found.outcome)
    ]
    context = {
        "kept": kept,
        "counts": counts,
        "wanted": wanted,
        "page": Paginator(shown, ROWS).get_page(request.GET.get("page")),
        "new_person_count": len({f.appointment.staff_no for f in judged if f.is_new_person and f.appointment}),
        "leaver_count": sum(1 for f in judged if f.appointment and f.appointment.leaves),
    }
    return render(request, "staff/rehearsal.html", context)


@never_cache
@require_POST
@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def commit(request: Any, import_id: UUID) -> HttpResponse:
    """Take the accepted rows over; the answer shows the new people's passwords, once."""
    kept, credentials = services.commit_import(kept=_found(request, import_id), by=request.actor, at=request.at)
    messages.success(
        request, _("%(n)s rows taken over, %(rest)s not.")
        % {"n": kept.counts["accepted"], "rest": kept.counts["received"] - kept.counts["accepted"]},
    )  # fmt: skip
    if not credentials:
        return redirect("staff:list")
    return render(request, "staff/credentials.html", {"credentials": credentials, "is_reset": False})


@require_POST
@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def discard(request: Any, import_id: UUID) -> HttpResponse:
    services.discard_import(kept=_found(request, import_id), by=request.actor, at=request.at)
    messages.success(request, _("Discarded. Its rows are gone."))
    return redirect("staff:list")
