"""Whom to ask now, and the next call: a number, Enter, the next one (F07)."""

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
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.followup import forms, queries, rules, services
from fangxian.followup.queries.calling import SHOWN, TO_CALL, followups_of
from fangxian.followup.queries.files import newest_attempts

ROWS = 50
LAST = 4  # readings beside the phone number
looks_after = screen(power=rules.POWER, purpose=Purpose.FOLLOW_UP)


@looks_after
@require_GET
def calls(request: Any) -> HttpResponse:
    """The follow-ups of the reader's area and care teams, by what is to be done."""
    by, at = request.actor, request.at
    if number := request.GET.get("number", "").strip():
        found = queries.found_by_number(by, number, at=at)
        if found is not None:
            return redirect("followup:file", file_id=found.id)
        messages.error(request, _("No follow-up that you look after has this number."))
    shown = request.GET.get("show", TO_CALL)
    shown = shown if shown in SHOWN else TO_CALL
    due = queries.due_of(request.programme, at=at)
    counts = queries.counts_of(by, due=due, at=at)
    listed: Any = _Counted(followups_of(by, shown, due=due, at=at), getattr(counts, shown))
    page: Any = Paginator(listed, ROWS).get_page(request.GET.get("page"))
    newest = newest_attempts([file.id for file in page])
    rows = [(file, newest.get(file.id)) for file in page]
    services.saw_list(len(rows), by=by, at=at, what=shown)
    tabs = [(f"{_(rules.SHOWN[name])} ({getattr(counts, name)})", f"?show={name}", name == shown) for name in SHOWN]
    context = {"page": page, "rows": rows, "tabs": tabs, "shown": shown, "due": due, "counts": counts, "number": number}
    return render(request, "followup/calls.html", context)


class _Counted:
    """A list whose size is known already: the tabs have counted it."""

    def __init__(self, rows: Any, count: int):
        self.rows, self.size = rows, count
        self.ordered = True

    def count(self) -> int:
        return self.size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, part: Any) -> Any:
        return self.rows[part]


@looks_after
@require_GET
def next_call(request: Any) -> HttpResponse:
    """Whoever is to be called next: missed windows first, then in the order of places."""
    due = queries.due_of(request.programme, at=request.at)
    file = queries.next_due(request.actor, due=due, at=request.at)
    if file is None:
        messages.success(request, _("Everybody has been asked for now."))
        return redirect("followup:calls")
    return redirect("followup:call", file_id=file.id)


@looks_after
@require_http_methods(["GET", "POST"])
def call(request: Any, file_id: UUID) -> HttpResponse:
    """One call: the phone number, what she said last, and what she says now."""
    file = queries.followup_of(request.actor, file_id)
    if file is None:
        raise Http404
    channel = rules.VISIT if request.GET.get("at") == "door" else rules.PHONE
    form, status = forms.ReadingForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        outcome = request.POST.get("outcome", rules.TAKEN)
        if form.is_valid():
            try:
                services.record_reading(
                    file=file, answer=form.answer(outcome=outcome, channel=channel),
                    client_id=form.cleaned_data["client_id"], by=request.actor, at=request.at,
                )  # fmt: skip
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
                status = refused.problem.status
            else:
                return _recorded(request, file, outcome, channel)
    services.saw_followup(file, by=request.actor, at=request.at, what="call")
    found = queries.shown_of(file, at=request.at, most=LAST)
    needs = queries.needs_told(file, at=request.at)
    context = {"found": found, "form": form, "needs": needs, "channel": channel}
    return render(request, "followup/call.html", context, status=status)


def _recorded(request: Any, file: Any, outcome: str, channel: str) -> HttpResponse:
    newest = file.readings.order_by("-recorded_at", "-id").first()
    if newest is not None and newest.is_unwell:
        messages.warning(request, _("Recorded. The health post of her township is asked to look after her."))
    elif outcome == rules.NOT_REACHED:
        messages.info(request, _("Recorded. Call again later; if nobody answers, somebody goes to see her."))
    else:
        messages.success(request, _("Recorded for file %(number)s.") % {"number": file.number})
    return redirect("followup:visits" if channel == rules.VISIT else reverse("followup:next"))
