"""One task: what is to be done, by when, for whom; and every step of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.templatetags.screens import label, moment_text
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.service_request.queries.photos import photos_of_task
from fangxian.screening.queries import verdict_in_words
from fangxian.tasks import forms, queries, rules, services

LINKED_SHOWN = 20


def task_or_404(request: Any, task_id: UUID) -> Any:
    """The task, if it is in the reader's area. A look for one that is not there is recorded (INV-16)."""
    found = queries.task_of(request.actor, task_id)
    if found is None:
        audit.record("tasks.looked_for_unseen", on_kind="tasks.Task", on_id=task_id, by=request.actor, at=request.at)
        raise Http404
    return found


@screen(power="tasks.see", purpose=Purpose.VERIFY_LEAD)
@require_GET
def task(request: Any, task_id: UUID) -> HttpResponse:
    """The page of a task. Address and phone stand on it for the person who accepted it, while she works on it."""
    found = task_or_404(request, task_id)
    return render(request, "tasks/task.html", _context(request, found))


def _context(request: Any, found: Any, **with_forms: Any) -> dict[str, Any]:
    by, at = request.actor, request.at
    hidden = rules.why_not_see_person(found, by=by, at=at) if found.person_id else None
    person = services.read_contact(task=found, by=by, at=at) if found.person_id and hidden is None else None
    running = rules.running_clock(found)
    context = {
        "task": found,
        "works_on_tasks": by.can("tasks.work"),
        "may_write_letter": by.can("letters.write"),
        "state": rules.state_at(found, at),
        "running": running,
        "is_late": rules.is_late(found, at),
        "person": person,
        "person_name": masked(person.name) if person else "",
        "why_hidden": hidden,
        "reason": verdict_in_words(found.verdict_id, programme_id=found.programme_id) if found.verdict_id else None,
        "clocks": _clocks(found),
        "steps": _steps(found),
        "further_count": found.further_facts.count(),
        "photos": photos_of_task(found.id, programme_id=found.programme_id)
        if found.kind == rules.ANSWER_REQUEST
        else [],
        "first_words": [(value, label("tasks.first_word", value)) for value in rules.FIRST_WORDS],
        "why_not_accept": rules.why_not_accept(found, by=by, at=at),
        "why_not_first_report": rules.why_not_first_report(found, by=by, at=at),
        "why_not_ask_again": rules.why_not_ask_again(found, by=by, at=at),
        "why_not_report": rules.why_not_report(found, by=by, at=at),
        "why_not_hand_over": rules.why_not_hand_over(found, by=by, at=at),
        "why_not_pause": rules.why_not_pause(found, by=by, at=at),
        "why_not_resume": rules.why_not_resume(found, by=by, at=at),
        "why_not_close": rules.why_not_close(found, by=by, at=at),
        "why_not_look_back": rules.why_not_look_back(found, by=by, at=at),
        "report_form": forms.ReportForm(task_kind=found.kind),
        "pause_form": _pause_form(request),
        "close_form": forms.CloseForm(),
        "look_back_form": forms.LookBackForm(),
    }
    return context | _together(found, by=by, at=at) | with_forms


def _together(found: Any, *, by: Any, at: datetime) -> dict[str, Any]:
    """What may be done beside the steps of the work: opening again, making serious, answering together, paper."""
    return {
        "why_not_raise": rules.why_not_raise(found, by=by, at=at),
        "why_not_reopen": rules.why_not_reopen(found, by=by, at=at),
        "why_not_join": rules.why_not_join(found, by=by, at=at),
        "why_not_part": rules.why_not_part(found, by=by, at=at),
        "why_not_enter_slip": rules.why_not_enter_slip(found, by=by, at=at),
        "raise_form": forms.ReasonForm(prefix="raise"),
        "reopen_form": forms.ReasonForm(prefix="reopen"),
        "join_form": forms.JoinForm(),
        "paused_for": queries.pause_words(found, at=at),
        "answered_with": found.same_as if found.same_as_id else None,
        "linked": queries.linked_to(found)[:LINKED_SHOWN],
        "linked_count": queries.linked_to(found).count(),
    }


def _pause_form(request: Any, data: Any = None) -> forms.PauseForm:
    return forms.PauseForm(data, reasons=queries.pause_reasons_at(request.programme, at=request.at))


def _clocks(found: Any) -> list[dict[str, Any]]:
    """Each clock with its due time, the total from first receipt beside it, and whether it was kept."""
    done = {
        rules.ACCEPT: found.accepted_at,
        rules.FIRST_REPORT: found.first_reported_at,
        rules.FINDING: found.reported_at,
    }
    dues = {
        rules.ACCEPT: (found.accept_due_at, None),
        rules.FIRST_REPORT: (found.first_report_due_at, found.total_first_report_due_at),
        rules.FINDING: (found.finding_due_at, found.total_finding_due_at),
    }
    kept = rules.kept(found)
    return [
        {"clock": clock, "due_at": own, "total_due_at": total if total != own else None,
         "done_at": done[clock], "kept": kept[clock]}
        for clock, (own, total) in dues.items()
    ]  # fmt: skip


def _steps(found: Any) -> list[dict[str, Any]]:
    """What happened, oldest first: the opening, every event, every time somebody above was told."""
    steps = [{"at": found.opened_at, "title": label("tasks.action", "opened"), "text": ""}]
    for event in queries.history_of(found):
        steps.append({"at": event.at, "title": label("tasks.action", event.action), "text": _event_text(event)})
    for told in queries.escalations_of(found):
        text = label("tasks.level", str(told.level))
        if not told.told_count:
            text += " · " + _("nobody in post")
        steps.append({"at": told.told_at, "title": label("tasks.action", "escalated"), "text": text, "is_late": True})
    return sorted(steps, key=lambda step: step["at"])


_DETAIL_WORDS = {
    "outcome": "tasks.outcome",
    "answer": "tasks.answer",
    "word": "tasks.first_word",
    "conclusion": "tasks.conclusion",
    "result": "tasks.look_back",
}


def _event_text(event: Any) -> str:
    """Who, with what result, and the note."""
    parts = [f"{event.post.user.full_name} · {event.post.unit.name}"] if event.post else []
    if event.action != "handed_over":
        parts += [label(kind, event.detail[key]) for key, kind in _DETAIL_WORDS.items() if event.detail.get(key)]
    if event.detail.get("reason"):
        words = queries.pause_reasons_at(event.task.programme, at=event.at).get(event.detail["reason"])
        parts.append(words.in_language(get_language() or "en") if words else event.detail["reason"])
    if event.detail.get("with"):
        parts.append(_("with task %(number)s") % {"number": event.detail["with"]})
    if event.detail.get("on_paper"):
        found_at = datetime.fromisoformat(event.detail["reported_at"])
        parts.append(
            _("from a paper slip; found at %(at)s") % {"at": moment_text(found_at, zone=event.task.programme.zone)}
        )
    if event.detail.get("happened_at"):
        parts.append(_phone_text(event))
    return " — ".join([*parts, *([event.note] if event.note else [])])


def _phone_text(event: Any) -> str:
    """When it was written down on a phone, and what was odd about it."""
    happened_at = datetime.fromisoformat(event.detail["happened_at"])
    at = moment_text(happened_at, zone=event.task.programme.zone)
    marks = [label("tasks.phone_mark", mark) for mark in event.detail.get("marks", [])]
    return " · ".join([_("on a phone at %(at)s") % {"at": at}, *marks])


def act(request: Any, task_id: UUID, does: Callable[[Any], Any], said: str) -> HttpResponse:
    """Do one step and come back to the task; a refusal comes back as a message with its reason."""
    found = task_or_404(request, task_id)
    try:
        does(found)
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, said)
    return redirect("tasks:task", task_id=task_id)


def act_on_form(request: Any, task_id: UUID, name: str, form: Any, does: Callable[[Any, dict], Any]) -> HttpResponse:
    """As `act`, for a form: its errors are shown in it, nothing typed is lost."""
    found = task_or_404(request, task_id)
    if form.is_valid():
        try:
            does(found, form.cleaned_data)
        except Refused as refused:
            field = refused.problem.field
            form.add_error(field if field in form.fields else None, problem_text(refused.problem))
        else:
            messages.success(request, _("Recorded."))
            return redirect("tasks:task", task_id=task_id)
    return render(request, "tasks/task.html", _context(request, found, **{name: form}), status=422)


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def accept(request: Any, task_id: UUID) -> HttpResponse:
    return act(
        request, task_id, lambda found: services.accept_task(task=found, by=request.actor, at=request.at),
        _("Accepted. The task is yours."),
    )  # fmt: skip


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def first_report(request: Any, task_id: UUID) -> HttpResponse:
    word = request.POST.get("word", "")
    return act(
        request, task_id,
        lambda found: services.first_report_task(task=found, word=word, by=request.actor, at=request.at),
        _("First report recorded."),
    )  # fmt: skip


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def report(request: Any, task_id: UUID) -> HttpResponse:
    """The finding; a wrong area leads on to the hand-over."""
    found = task_or_404(request, task_id)
    form = forms.ReportForm(request.POST, task_kind=found.kind)
    response = act_on_form(
        request, task_id, "report_form", form,
        lambda task, data: services.report_task(task=task, **data, by=request.actor, at=request.at),
    )  # fmt: skip
    if response.status_code == 302 and form.cleaned_data["outcome"] == rules.WRONG_AREA:
        return redirect("tasks:hand_over", task_id=task_id)
    return response


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def pause(request: Any, task_id: UUID) -> HttpResponse:
    return act_on_form(
        request, task_id, "pause_form", _pause_form(request, request.POST),
        lambda task, data: services.pause_task(task=task, **data, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def resume(request: Any, task_id: UUID) -> HttpResponse:
    return act(
        request, task_id, lambda found: services.resume_task(task=found, by=request.actor, at=request.at),
        _("The clock runs again."),
    )  # fmt: skip


@screen(power="tasks.dispatch", purpose=Purpose.VERIFY_LEAD)
@require_POST
def close(request: Any, task_id: UUID) -> HttpResponse:
    """Close a reported task, or send it back to the field."""

    def decide(found: Any, data: dict) -> None:
        if data["conclusion"] == "send_back":
            services.send_back_task(task=found, note=data["note"], by=request.actor, at=request.at)
        else:
            services.close_task(task=found, **data, by=request.actor, at=request.at)

    return act_on_form(request, task_id, "close_form", forms.CloseForm(request.POST), decide)


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_GET
def slip(request: Any, task_id: UUID) -> HttpResponse:
    """The task on paper. Address and phone stand on it only for the person who accepted it."""
    found = task_or_404(request, task_id)
    address = request.build_absolute_uri(reverse("tasks:task", args=[found.id]))
    return render(request, "tasks/slip.html", _context(request, found) | {"address": address})


@screen(power="tasks.work", purpose=Purpose.SERVE_NOTICE)
@require_GET
def notices(request: Any, task_id: UUID) -> HttpResponse:
    """What a contact is told in writing, for whoever accepted to tell her; empty until two bodies have agreed."""
    found = task_or_404(request, task_id)
    entries = services.read_notices(task=found, by=request.actor, at=request.at)
    return render(request, "tasks/notices.html", {"task": found, "entries": entries})
