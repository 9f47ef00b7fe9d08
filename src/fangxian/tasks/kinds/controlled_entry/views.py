"""Arrivals as the destination receives them, as the command watches over them, as the post follows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.people.rules import masked
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.checkpoint.queries import names_of, shift_of
from fangxian.tasks.rules import NORMAL

from . import forms, queries, rules, services
from .models import ControlledEntry

ROWS_PER_PAGE = 50
POST_REMEMBERS = timedelta(hours=24)
UNACCEPTED, UNDER_WAY, ALL = "unaccepted", "under_way", "all"


@screen(power="tasks.see", purpose=Purpose.COMMAND)
@require_GET
def board(request: Any) -> HttpResponse:
    """Who is on the way to the reader's area: first those whom nobody has accepted."""
    by, at = request.actor, request.at
    shown = request.GET.get("show") if request.GET.get("show") in (UNDER_WAY, ALL) else UNACCEPTED
    lists: dict[str, Callable[[], Any]] = {
        UNACCEPTED: lambda: queries.accepted_by_nobody(by, at=at),
        UNDER_WAY: lambda: queries.under_way(by, at=at),
        ALL: lambda: queries.entries_of(by).order_by("-proposed_at", "-id"),
    }
    page = Paginator(queries.with_state(lists[shown](), at=at), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_by_state(queries.entries_of(by), at=at)
    words = {UNACCEPTED: _("Accepted by nobody"), UNDER_WAY: _("On the way"), ALL: _("All")}
    context = {
        "page": page, "shown": shown, "counts": counts,
        "tiles": [(label("tasks.entry_state", state), counts[state], state in LATE) for state in TILES],
        "tabs": [(words[name], f"?show={name}", name == shown) for name in lists],
        "posts": names_of([one.checkpoint_id for one in page], programme_id=by.programme_id),
    }  # fmt: skip
    return render(request, "entries/board.html", context)


TILES = (
    rules.RECEIVER_ASKED, rules.NO_ANSWER, rules.DISPUTED, rules.IN_TRANSIT, rules.OVERDUE, rules.ARRIVED,
)  # fmt: skip
LATE = (rules.NO_ANSWER, rules.DISPUTED, rules.OVERDUE)


@screen(power="tasks.see", purpose=Purpose.VERIFY_LEAD)
@require_GET
def entry(request: Any, entry_id: UUID) -> HttpResponse:
    """One arrival: accept in one tap, ask, say that she is there. Whom to expect is shown to the receiver alone."""
    return render(request, "entries/entry.html", _context(request, _entry(request, entry_id)))


def _entry(request: Any, entry_id: UUID) -> ControlledEntry:
    found = queries.entry_of(request.actor, entry_id)
    if found is None:
        audit.record(
            "tasks.looked_for_unseen", on_kind="tasks.ControlledEntry", on_id=entry_id, by=request.actor, at=request.at
        )
        raise Http404
    return found


def _context(request: Any, one: ControlledEntry, **with_forms: Any) -> dict[str, Any]:
    by, at = request.actor, request.at
    hidden = rules.why_not_see_person(one, by=by, at=at)
    person = services.read_person(entry=one, by=by, at=at) if hidden is None else None
    state = rules.state_at(one, at)
    return {
        "entry": one, "state": state, "is_late": state in LATE,
        "person": person, "person_name": masked(person.name) if person else "", "why_hidden": hidden,
        "post_name": names_of([one.checkpoint_id], programme_id=one.programme_id).get(one.checkpoint_id, ""),
        "notes": queries.notes_of(one), "steps": _steps(one), "severity": NORMAL,
        "why_not_accept": rules.why_not_accept(one, by=by, at=at),
        "why_not_arrive": rules.why_not_arrive(one, by=by, at=at),
        "why_not_ask": rules.why_not_receive(one, by=by),
        "why_not_lodge": rules.why_not_lodge(one, by=by, at=at),
        "may_close": by.can("tasks.dispatch") or state == rules.ARRIVED,
        "dispute_form": forms.DisputeForm(), "words_form": forms.WordsForm(), "later_form": forms.LaterForm(),
        "lodge_form": forms.LodgeForm(initial={"place": one.lodged_in or ""}),
        "settle_form": forms.SettleForm(programme=request.programme, at=at),
        "close_form": forms.CloseEntryForm(has_arrived=state == rules.ARRIVED),
    } | with_forms  # fmt: skip


def _steps(one: ControlledEntry) -> list[dict[str, Any]]:
    """What happened, oldest first, out of the entry's own times."""
    told = [
        (one.proposed_at, _("The post let her go on"), "", False),
        (one.asked_at, _("The destination was asked"), "", False),
        (one.alarmed_at, _("No answer: it counts as accepted, and the level above was told"), "", True),
        (one.disputed_at, _("The receiver told a difficulty"), _word("tasks.dispute", one.dispute), True),
        (one.lodged_at, _("Lodged by the command"), one.lodged_in or "", False),
        (one.settled_at, _("The command decided"), _word("tasks.settlement", one.settlement), False),
        (one.accepted_at, _("Accepted"), _word("tasks.how_accepted", one.accepted_how), False),
        (one.called_at, _("She had not arrived: a call was asked for"), "", True),
        (one.arrived_at, _("She arrived"), "", False),
        (one.closed_at, _("Ended"), _word("tasks.entry_conclusion", one.conclusion), False),
    ]
    steps = [{"at": at, "title": title, "text": text, "is_late": late} for at, title, text, late in told if at]
    return sorted(steps, key=lambda step: step["at"])


def _word(kind: str, value: str) -> str:
    return label(kind, value) if value else ""


def _act(request: Any, entry_id: UUID, does: Callable[[ControlledEntry], Any], said: str) -> HttpResponse:
    one = _entry(request, entry_id)
    try:
        does(one)
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, said)
    return redirect("entries:entry", entry_id=entry_id)


def _act_on_form(
    request: Any, entry_id: UUID, name: str, form: Any, does: Callable[[ControlledEntry, dict[str, Any]], Any]
) -> HttpResponse:
    """As `_act`, for a form: its errors are shown in it, nothing typed is lost."""
    one = _entry(request, entry_id)
    if form.is_valid():
        try:
            does(one, form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Recorded."))
            return redirect("entries:entry", entry_id=entry_id)
    return render(request, "entries/entry.html", _context(request, one, **{name: form}), status=422)


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def accept(request: Any, entry_id: UUID) -> HttpResponse:
    return _act(
        request, entry_id, lambda one: services.accept_entry(entry=one, by=request.actor, at=request.at),
        _("Accepted. She is expected."),
    )  # fmt: skip


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def arrived(request: Any, entry_id: UUID) -> HttpResponse:
    return _act(
        request, entry_id, lambda one: services.arrive(entry=one, by=request.actor, at=request.at),
        _("Recorded: she is there."),
    )  # fmt: skip


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def dispute(request: Any, entry_id: UUID) -> HttpResponse:
    return _act_on_form(
        request, entry_id, "dispute_form", forms.DisputeForm(request.POST),
        lambda one, said: services.dispute_entry(entry=one, **said, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def ask(request: Any, entry_id: UUID) -> HttpResponse:
    return _act_on_form(
        request, entry_id, "words_form", forms.WordsForm(request.POST),
        lambda one, said: services.ask_post(entry=one, **said, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="tasks.work", purpose=Purpose.VERIFY_LEAD)
@require_POST
def later(request: Any, entry_id: UUID) -> HttpResponse:
    form = forms.LaterForm(request.POST)
    return _act_on_form(
        request, entry_id, "later_form", form,
        lambda one, _said: services.expect_later(
            entry=one, eta_at=form.eta_at(request.at), by=request.actor, at=request.at
        ),
    )  # fmt: skip


@screen(power="tasks.dispatch", purpose=Purpose.VERIFY_LEAD)
@require_POST
def lodge(request: Any, entry_id: UUID) -> HttpResponse:
    return _act_on_form(
        request, entry_id, "lodge_form", forms.LodgeForm(request.POST),
        lambda one, said: services.lodge(entry=one, **said, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="tasks.dispatch", purpose=Purpose.VERIFY_LEAD)
@require_POST
def settle(request: Any, entry_id: UUID) -> HttpResponse:
    form = forms.SettleForm(request.POST, programme=request.programme, at=request.at)
    return _act_on_form(
        request, entry_id, "settle_form", form,
        lambda one, said: services.settle(
            entry=one, settlement=said["settlement"], area_code=said["area_code"], eta_at=form.eta_at(request.at),
            by=request.actor, at=request.at,
        ),
    )  # fmt: skip


@screen(power="tasks.see", purpose=Purpose.VERIFY_LEAD)
@require_POST
def close(request: Any, entry_id: UUID) -> HttpResponse:
    has_arrived = rules.state_at(_entry(request, entry_id), request.at) == rules.ARRIVED
    return _act_on_form(
        request, entry_id, "close_form", forms.CloseEntryForm(request.POST, has_arrived=has_arrived),
        lambda one, said: services.close_entry(entry=one, **said, by=request.actor, at=request.at),
    )  # fmt: skip


@screen(power="intake.check", purpose=Purpose.CHECK_AT_POST)
@require_GET
def from_my_post(request: Any) -> HttpResponse:
    """Whom the officer's own post let go on since yesterday, what became of it, and what is asked of the post."""
    shift = shift_of(request.actor)
    if shift is None:
        return redirect("checkpoint:choose")
    rows = queries.from_post(
        shift.checkpoint_id, programme_id=request.actor.programme_id, since=request.at - POST_REMEMBERS
    )
    page = Paginator(queries.with_state(rows, at=request.at), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    shown = [(one, queries.notes_of(one) if one.question_count else []) for one in page]
    return render(request, "entries/from_my_post.html", {"page": page, "rows": shown, "shift": shift})


@screen(power="intake.check", purpose=Purpose.CHECK_AT_POST)
@require_GET
def stub(request: Any, entry_id: UUID) -> HttpResponse:
    """The stub to photograph or print, for the posts to come. It says a word and an hour, and nobody's name."""
    shift = shift_of(request.actor)
    posts = [shift.checkpoint_id] if shift else []
    one = queries.entry_from(posts, entry_id, programme_id=request.actor.programme_id)
    if one is None:
        raise Http404
    text = services.stub_of(entry=one, by=request.actor, at=request.at)
    one.refresh_from_db()
    return render(request, "entries/stub.html", {"entry": one, "text": text, "shift": shift})


@screen(power="intake.check", purpose=Purpose.CHECK_AT_POST)
@require_POST
def answer(request: Any, entry_id: UUID) -> HttpResponse:
    """The post answers a question of the destination."""
    shift = shift_of(request.actor)
    posts = [shift.checkpoint_id] if shift else []
    one = queries.entry_from(posts, entry_id, programme_id=request.actor.programme_id)
    if one is None:
        raise Http404
    try:
        services.answer_question(entry=one, words=request.POST.get("words", ""), by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, problem_text(refused.problem))
    else:
        messages.success(request, _("Recorded."))
    return redirect("entries:from_my_post")
