"""One list: its dry run, and what is decided about it."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.areas.queries import names_of
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import screen
from fangxian.core.staff.queries import nearest_staffed, staffed_codes
from fangxian.intake.rules import columns
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.intake.sources.pushed_list.forms import ManifestForm, ReasonForm
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.intake.sources.pushed_list.rules import states

from .arriving import list_or_404
from .rows import as_day, in_language, rows_page, shown_rows

WORKING = (states.READING, states.COMMITTING)
LOOKED_AT = (states.READ, states.SUBMITTED, states.CONFIRMED, states.COMMITTED, states.CLOSED, states.COMMITTING)
DESTINATIONS_SHOWN = 12


@screen(power="intake.see", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def overview(request: Any, list_id: UUID) -> HttpResponse:
    """One list: where it stands, what its dry run found, and what can be done next."""
    return overview_page(request, list_or_404(request, list_id))


def overview_page(
    request: Any,
    source_list: Import,
    *,
    manifest_form: ManifestForm | None = None,
    discard_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    state = source_list.state
    context: dict[str, Any] = {
        "list": source_list,
        "state": state,
        "can_import": request.actor.can("intake.import"),
        "may_send_results": request.actor.can("outgoing.request"),
        "steps": steps_of(source_list),
        "held_because": _problem(source_list.held_problem),
        "failed_because": in_language(source_list.failed_problem) if source_list.failed_problem else "",
        "notes": [in_language(note) for note in source_list.notes],
        "manifest_form": manifest_form or ManifestForm(initial={"row_count": source_list.told_count}),
        "discard_form": discard_form or ReasonForm(),
        "why_not_discard": states.why_not_discard(state=state, reason="????"),
        "why_not_map": states.why_not_map(state=state),
    }
    if state in LOOKED_AT:
        context |= _dry_run(request, source_list)
    if state in WORKING:
        context |= _progress(source_list)
    return render(request, "intake/list.html", context, status=status)


def _problem(kept: dict[str, Any] | None) -> Problem | None:
    return Problem(kept["code"], kept["text"], kept["values"]) if kept else None


def steps_of(source_list: Import) -> list[dict[str, Any]]:
    """The times of a list as a line of steps, those to come without a time."""
    times = source_list.times
    steps = [
        (source_list.received_at, _("Received")),
        (times.mapped_at, _("Columns confirmed")),
        (times.read_at, _("Dry run ready")),
        (times.submitted_at, _("Handed to a second unit")) if times.submitted_at else None,
        (times.confirmed_at, _("Confirmed by a second unit")) if times.submitted_at else None,
        (times.commit_started_at, _("Commit started")),
        (times.committed_at, _("Committed")),
        (times.closed_at, _("Closed, originals destroyed")),
    ]
    return [{"at": step[0], "title": step[1], "is_to_come": step[0] is None} for step in steps if step]


def _dry_run(request: Any, source_list: Import) -> dict[str, Any]:
    counts = queries.counts_of(source_list)
    return {
        "counts": counts,
        "outcomes": [
            (outcome, label("intake.outcome", outcome), counts[outcome]) for outcome, _text in states.OUTCOMES
        ],
        "adds_up": sum(counts.values()) == source_list.row_count == source_list.told_count,
        "waiting_count": queries.waiting_count(source_list),
        "second_needed": services.second_needed(source_list),
        "why_not_submit": services.why_not_submit(source_list),
        "why_not_commit": services.why_not_commit(source_list),
        "why_not_close": services.why_not_close(source_list),
        "alarms": alarms_of(source_list),
        "forecast": [
            (label("intake.forecast", result), count)
            for result, count in sorted(queries.forecast_counts(source_list).items())
        ],
        "destinations": destinations_of(request, source_list)[:DESTINATIONS_SHOWN],
        "questions": _reasons(source_list, states.QUARANTINED),
        "rejections": _reasons(source_list, states.REJECTED),
    }


def _reasons(source_list: Import, outcome: str) -> list[tuple[str, str, int]]:
    """(code, one of its sentences, rows), most frequent first."""
    found = queries.counts_by_finding(source_list, outcome=outcome)
    return [(finding["code"], in_language(finding), count) for finding, count in found]


def alarms_of(source_list: Import) -> list[dict[str, Any]]:
    alarms = source_list.alarms.select_related("seen_by_first", "seen_by_second").order_by("-person_count")
    codes = {alarm.stay["area_code"] for alarm in alarms}
    known = names_of(codes, programme_id=source_list.programme_id)
    days = ("from_on", "until_on", "arrives_on")
    return [
        {"alarm": alarm, "place": queries.place_name(alarm.stay, known)}
        | {day: as_day(alarm.stay[day]) for day in days}
        for alarm in alarms
    ]


def destinations_of(request: Any, source_list: Import) -> list[dict[str, Any]]:
    """Where rows go, and who would get the work: the grid itself, else the nearest staffed area above it."""
    staffed = staffed_codes(Role.GRID_WORKER, programme_id=source_list.programme_id, at=request.at)
    planned = queries.destinations_planned(source_list)
    covered = source_list.programme.covers
    codes = {item["area_code"] for item in planned}
    known = names_of(codes, programme_id=source_list.programme_id)
    receivers = {code: nearest_staffed(code, staffed=staffed) if covered(code) else None for code in codes}
    return [
        {
            **item,
            "name": queries.place_name(item, known),
            "is_outside": not covered(item["area_code"]),
            "receiver": receivers[item["area_code"]],
            "is_vacant": covered(item["area_code"]) and receivers[item["area_code"]] != item["area_code"],
        }
        for item in planned
    ]


def _progress(source_list: Import) -> dict[str, Any]:
    if source_list.state == states.READING:
        done, total, words = source_list.read_count, source_list.row_count, _("Rows read")
    else:
        done, total = queries.commit_progress(source_list)
        words = _("Rows recorded")
    return {"done": done, "total": total, "label": words, "poll_url": reverse("intake:progress", args=[source_list.id])}


@screen(power="intake.see", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def progress(request: Any, list_id: UUID) -> HttpResponse:
    """How far the reading or the commit is; once it is over, the page is opened anew."""
    source_list = list_or_404(request, list_id)
    if source_list.state not in WORKING:
        response = HttpResponse()
        response["HX-Redirect"] = reverse("intake:list", args=[source_list.id])
        return response
    return render(request, "screens/progress.html", _progress(source_list))


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_POST
def correct_manifest(request: Any, list_id: UUID) -> HttpResponse:
    """Take over the sender's corrected manifest of a held list."""
    source_list = list_or_404(request, list_id)
    form = ManifestForm(request.POST)
    if not form.is_valid():
        return overview_page(request, source_list, manifest_form=form, status=422)
    corrected = services.correct_manifest(
        source_list=source_list,
        told_count=form.cleaned_data["row_count"],
        told_sha256=form.cleaned_data["sha256"],
        reason=form.cleaned_data["reason"],
        by=request.actor,
        at=request.at,
    )
    if corrected.state == states.HELD:
        messages.warning(request, _("The list still disagrees with its manifest and stays held."))
        return redirect("intake:list", source_list.id)
    return redirect("intake:columns", source_list.id)


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_POST
def see_alarms(request: Any, list_id: UUID) -> HttpResponse:
    """The first person has looked at the alarms that she ticked."""
    source_list = list_or_404(request, list_id)
    ticked = _ticked(request, source_list)
    services.see_alarms(source_list=source_list, alarm_ids=ticked, by=request.actor, at=request.at)
    return redirect("intake:list", source_list.id)


def _ticked(request: Any, source_list: Import) -> list[UUID]:
    """The list's alarms that are ticked in the form."""
    wanted = set(request.POST.getlist("alarms"))
    return [alarm.id for alarm in source_list.alarms.all() if str(alarm.id) in wanted]


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_POST
def submit(request: Any, list_id: UUID) -> HttpResponse:
    services.submit_list(source_list=list_or_404(request, list_id), by=request.actor, at=request.at)
    messages.success(request, _("Handed on. People of another body see the list under “To confirm”."))
    return redirect("intake:list", list_id)


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_POST
def commit(request: Any, list_id: UUID) -> HttpResponse:
    services.start_commit(source_list=list_or_404(request, list_id), by=request.actor, at=request.at)
    return redirect("intake:list", list_id)


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_POST
def close(request: Any, list_id: UUID) -> HttpResponse:
    services.close_list(source_list=list_or_404(request, list_id), by=request.actor, at=request.at)
    messages.success(request, _("Closed. The originals are destroyed; the reconciliation stays."))
    return redirect("intake:reconciliation", list_id)


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_POST
def discard(request: Any, list_id: UUID) -> HttpResponse:
    source_list = list_or_404(request, list_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return overview_page(request, source_list, discard_form=form, status=422)
    services.discard_list(source_list=source_list, reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
    messages.success(request, _("Discarded. The same file may be taken in again."))
    return redirect("intake:lists")


@screen(power="intake.confirm", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def to_confirm(request: Any) -> HttpResponse:
    """Lists that wait for the reader, as somebody of another body."""
    page = Paginator(queries.lists_to_confirm(request.actor), 30).get_page(request.GET.get("page"))
    return render(request, "intake/to_confirm.html", {"page": page})


@screen(power="intake.confirm", purpose=Purpose.RECEIVE_FACTS)
@require_http_methods(["GET", "POST"])
def confirm(request: Any, list_id: UUID) -> HttpResponse:
    """The evidence, row by row and not a summary; the decision stands below it (INV-03)."""
    source_list = get_object_or_404(queries.imports_of(request.actor).select_related("programme"), id=list_id)
    if request.method == "POST" and "return" in request.POST:
        reason = request.POST.get("reason", "")
        services.return_list(source_list=source_list, reason=reason, by=request.actor, at=request.at)
        messages.success(request, _("Given back to whoever handed it on."))
        return redirect("intake:to_confirm")
    if request.method == "POST":
        ticked = _ticked(request, source_list)
        services.confirm_list(source_list=source_list, ticked=ticked, by=request.actor, at=request.at)
        messages.success(request, _("Confirmed. The list can be committed now."))
        return redirect("intake:to_confirm")
    every_alarm = [alarm.id for alarm in source_list.alarms.all()]
    problem = services.why_not_confirm(source_list, by=request.actor, ticked=every_alarm)
    if problem and problem.status == 403:
        refuse(problem)
    page = rows_page(request, source_list, outcome=states.ACCEPTED)
    context = {
        "list": source_list,
        "problem": problem,
        "counts": queries.counts_of(source_list),
        "alarms": alarms_of(source_list),
        "page": page,
        "rows": shown_rows(request, source_list, page.object_list),
        "destinations": destinations_of(request, source_list)[:DESTINATIONS_SHOWN],
    }
    return render(request, "intake/confirm.html", context)


@screen(power="intake.see", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def reconciliation(request: Any, list_id: UUID) -> HttpResponse:
    """What was received and what became of it, on one page that prints."""
    source_list = list_or_404(request, list_id)
    return render(
        request,
        "intake/reconciliation.html",
        {
            "list": source_list,
            "state": source_list.state,
            "steps": steps_of(source_list),
            "unread": columns.unread(
                source_list.columns["heads"],
                mapping=source_list.mapping,
                denied=[item["head"] for item in source_list.columns["denied"]],
            ),
        }
        | _dry_run(request, source_list),
    )


@screen(power="intake.import", purpose=Purpose.RECEIVE_FACTS)
@require_GET
def for_sender(request: Any, list_id: UUID) -> HttpResponse:
    """The rows that the sender should correct: row, column and reason, and nothing about anybody."""
    source_list = list_or_404(request, list_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="corrections-{source_list.received_at:%Y%m%d}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Column"), _("What became of it"), _("Reason")])
    wanted = queries.rows_of(source_list).filter(outcome__in=[states.QUARANTINED, states.REJECTED])
    for number, outcome, findings in wanted.values_list("number", "outcome", "findings").iterator():
        for finding in findings:
            writer.writerow([number, finding["field"], label("intake.outcome", outcome), in_language(finding)])
    return response
