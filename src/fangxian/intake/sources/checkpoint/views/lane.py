"""The lane: what the officer at a post sees and taps. Every act is one button; every page works without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import labels_of
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.screens.views import screen
from fangxian.engine.rules.packs import Pack
from fangxian.engine.temperature import Reading
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_by_id, receipt_numbered
from fangxian.intake.sources.checkpoint import queries, rules, services
from fangxian.intake.sources.checkpoint.forms import AgainForm, LookForm, OnwardForm, RegisterForm, TapForm
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint
from fangxian.intake.sources.checkpoint.queries import PostNow
from fangxian.intake.sources.checkpoint.services import Tap

SESSION_RECEIPT = "checkpoint.receipt"  # number behind a check that leads to controlled entry, until it is handed over
NUMBERS = tuple(range(1, 10))


def on_shift(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the officer's own post: sets `request.shift`, or asks which post she is at."""

    @wraps(view)
    @screen(power="intake.check", purpose=Purpose.CHECK_AT_POST)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.shift = queries.shift_of(request.actor)
        if request.shift is None:
            return redirect("checkpoint:choose")
        return view(request, *args, **kwargs)

    return opened


@screen(power="intake.check", purpose=Purpose.CHECK_AT_POST)
def choose(request: Any) -> HttpResponse:
    """At which post the officer is."""
    posts = queries.with_states(
        queries.checkpoints_of(request.actor), programme_id=request.actor.programme_id, at=request.at
    )
    stands = [now for now in posts if now.state != rules.CLOSED]
    return render(request, "checkpoint/choose.html", {"posts": stands, "shift": queries.shift_of(request.actor)})


@require_POST
@screen(power="intake.check", purpose=Purpose.CHECK_AT_POST)
def begin(request: Any, checkpoint_id: UUID) -> HttpResponse:
    checkpoint: Checkpoint | None = queries.checkpoints_of(request.actor).filter(id=checkpoint_id).first()
    if checkpoint is None:
        raise Http404
    lane = request.POST.get("lane", "1")
    services.begin_shift(
        checkpoint=checkpoint, lane=int(lane) if lane.isdecimal() else 0, by=request.actor, at=request.at
    )
    return redirect("checkpoint:lane")


@require_POST
@on_shift
def end(request: Any) -> HttpResponse:
    """The shift is over; its counts stand on the page that follows."""
    counted = queries.counted_in(request.shift)
    services.end_shift(shift=request.shift, by=request.actor, at=request.at)
    return render(request, "checkpoint/ended.html", {"shift": request.shift, "counted": counted})


@on_shift
def lane(request: Any) -> HttpResponse:
    """The lane with its counts, the waiting, and what was counted last."""
    shift = request.shift
    now: PostNow = queries.post_now(shift.checkpoint, at=request.at)
    last = queries.last_checks(shift)
    newest = last[0] if last else None
    context = {
        "shift": shift,
        "now": now,
        "counted": queries.counted_in(shift),
        "waiting": [(check, _why_wait(check, request.at)) for check in queries.waiting_at(shift.checkpoint)],
        "emergencies": [check for check in queries.emergencies_in(shift) if not check.emergency_kind],
        "emergency_kinds": rules.EMERGENCIES,
        "last": last,
        "undo": newest if newest and _may_undo(newest, request.at) else None,
        "undo_seconds": int(rules.UNDO_WITHIN.total_seconds()),
        "registers": queries.registration_order(shift.checkpoint, at=request.at),
        "problem": rules.why_not_check(state=now.state, emergency=False),
        "numbers": NUMBERS,
        "tap_id": uuid4(),
        "emergency_id": uuid4(),
    }
    return render(request, "checkpoint/lane.html", context)


def _why_wait(check: Check, at: Any) -> Any:
    return rules.why_not_measure_again(recheck_from=check.recheck_from, settled_at=check.settled_at, at=at)


def _may_undo(check: Check, at: Any) -> bool:
    is_final = check.handed_over_fact_id is not None
    return (
        rules.why_not_undo(recorded_at=check.recorded_at, undone_at=check.undone_at, is_final=is_final, at=at) is None
    )


@require_POST
@on_shift
def count(request: Any) -> HttpResponse:
    """So many pass, on foot or in one vehicle."""
    form = TapForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("One passage is 1 to %(most)s persons.") % {"most": rules.MOST_IN_ONE_VEHICLE})
        return redirect("checkpoint:lane")
    said = form.cleaned_data
    tap = Tap(said["client_id"], request.at, said["person_count"], said["vehicle_count"] or 0)
    services.count_pass(shift=request.shift, tap=tap, by=request.actor, at=request.at)
    return redirect("checkpoint:lane")


@on_shift
def register(request: Any) -> HttpResponse:
    """One passage under a live registration order, with what people choose to show."""
    order = queries.registration_order(request.shift.checkpoint, at=request.at)
    form = RegisterForm(request.POST or None, programme=request.programme, initial={"client_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        tap = Tap(said["client_id"], request.at, len(said["people"]), 1 if said["plate"] else 0)
        services.count_pass(
            shift=request.shift, tap=tap, shown=said["people"], plate=said["plate"], by=request.actor, at=request.at
        )
        return redirect("checkpoint:lane")
    context = {
        "form": form, "order": order,
        "problem": rules.why_not_register(has_registration_order=order is not None),
    }  # fmt: skip
    return render(request, "checkpoint/register.html", context, status=422 if request.method == "POST" else 200)


@on_shift
def look(request: Any) -> HttpResponse:
    """A look at one person."""
    form = _look_form(LookForm, request)
    if request.method == "POST" and form.is_valid():
        return _passed_by_stub(request, form) if form.passes_by_stub else _looked(request, form, before=None)
    context = {"form": form, "problem": _post_problem(request), "emergency_id": uuid4()}
    return render(request, "checkpoint/look.html", context, status=422 if request.method == "POST" else 200)


@on_shift
def again(request: Any, check_id: UUID) -> HttpResponse:
    """The second reading of somebody who rested."""
    before = _check(request, check_id)
    problem = _why_wait(before, request.at)
    form = _look_form(AgainForm, request)
    if request.method == "POST" and problem is None and form.is_valid():
        return _looked(request, form, before=before)
    context = {"form": form, "before": before, "problem": problem}
    return render(request, "checkpoint/again.html", context, status=422 if request.method == "POST" else 200)


def _look_form(kind: type[LookForm], request: Any) -> LookForm:
    return kind(
        request.POST or None, pack=_pack(request), programme=request.programme, at=request.at,
        language=get_language() or "zh-hans",
        initial={"client_id": uuid4(), "method": "forehead", "number": request.GET.get("number", "")},
    )  # fmt: skip


def _passed_by_stub(request: Any, form: LookForm) -> HttpResponse:
    """An earlier post has looked already: she passes on its signed stub without a second full check (F16)."""
    check = services.count_pass(
        shift=request.shift, tap=Tap(form.cleaned_data["client_id"], request.at), stub=form.stub,
        by=request.actor, at=request.at,
    )  # fmt: skip
    return redirect("checkpoint:word", check_id=check.id)


def _looked(request: Any, form: LookForm, *, before: Check | None) -> HttpResponse:
    held = [
        Reading(one["celsius"], one["method"], datetime.fromisoformat(one["at"]))
        for one in (before.readings if before else [])
    ]
    seen = form.look(before=held, at=request.at)
    if before is not None and form.receipt is None:
        seen = rules.Look(seen.readings, seen.symptoms or before.has_symptoms, seen.emergency, before.declaration)
    check = services.look_at_person(
        shift=request.shift, tap=Tap(form.cleaned_data["client_id"], request.at), look=seen, pack=_pack(request),
        continues=before, by=request.actor, at=request.at,
    )  # fmt: skip
    number = form.cleaned_data["number"] or (
        request.session.get(SESSION_RECEIPT, {}).get(str(before.id)) if before else ""
    )
    if number:
        request.session[SESSION_RECEIPT] = {**request.session.get(SESSION_RECEIPT, {}), str(check.id): number}
    return redirect("checkpoint:word", check_id=check.id)


@on_shift
def word(request: Any, check_id: UUID) -> HttpResponse:
    """The word for one person, large, and what comes next."""
    check = _check(request, check_id)
    context = {
        "check": check,
        "step": _pack(request).rule("gate").params["words"].get(check.verdict),
        "own_step": rules.NEXT_STEPS.get(check.verdict, ""),
        "undo": check if _may_undo(check, request.at) else None,
        "undo_seconds": int(rules.UNDO_WITHIN.total_seconds()),
    }
    if check.verdict == rules.CONTROLLED_ENTRY and check.handed_over_fact_id is None:
        declared = _declared(request, check)
        context |= {"form": _onward_form(request, declared), "is_lost": declared is None}
    return render(request, "checkpoint/word.html", context)


@require_POST
@on_shift
def hand_over(request: Any, check_id: UUID) -> HttpResponse:
    """Tell the destination who is coming and when; the traveller goes on at once."""
    check = _check(request, check_id)
    declared = _declared(request, check)
    form = _onward_form(request, declared)
    if declared is None or not form.is_valid():
        context = {
            "check": check, "own_step": rules.NEXT_STEPS[rules.CONTROLLED_ENTRY], "form": form,
            "is_lost": declared is None,
        }  # fmt: skip
        return render(request, "checkpoint/word.html", context, status=422)
    receipt = receipt_numbered(_number(request, check), programme_id=request.programme.id)
    services.hand_over_entry(
        check=check, declared=declared, rule=receipt.result_rule if receipt else "", onward=form.onward(),
        by=request.actor, at=request.at,
    )  # fmt: skip
    messages.success(request, gettext("The destination is told. Wish a good journey."))
    return redirect("checkpoint:lane")


def _number(request: Any, check: Check) -> str:
    return str(request.session.get(SESSION_RECEIPT, {}).get(str(check.id), ""))


def _declared(request: Any, check: Check) -> Fact | None:
    """The declaration behind the receipt that was shown; None if this phone no longer knows the number."""
    number = _number(request, check)
    receipt = receipt_numbered(number, programme_id=request.programme.id) if number else None
    if receipt is None:
        return None
    return facts_by_id([receipt.fact_id], programme_id=request.programme.id).get(receipt.fact_id)


def _onward_form(request: Any, declared: Fact | None) -> OnwardForm:
    code = declared.content.get("destination", {}).get("area_code", "") if declared else ""
    label = labels_of([code], programme_id=request.programme.id).get(code, "") if code else ""
    return OnwardForm(
        request.POST or None, programme=request.programme, at=request.at,
        initial={"destination": label, "area_code": code},
    )  # fmt: skip


@require_POST
@on_shift
def emergency(request: Any) -> HttpResponse:
    """Let through at once. Nothing is asked; the time is recorded (INV-12)."""
    try:
        client_id = UUID(request.POST.get("client_id", ""))
    except ValueError:
        client_id = uuid4()
    services.pass_emergency(shift=request.shift, tap=Tap(client_id, request.at), by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded. Let them through now; note the kind later if you like."))
    return redirect("checkpoint:lane")


@require_POST
@on_shift
def note(request: Any, check_id: UUID) -> HttpResponse:
    """What kind of emergency it was, noted afterwards."""
    check, kind = _check(request, check_id), request.POST.get("kind", "")
    if check.verdict == rules.EMERGENCY_PASS and kind in dict(rules.EMERGENCIES):
        services.note_emergency(check=check, kind=kind, by=request.actor, at=request.at)
    return redirect("checkpoint:lane")


@require_POST
@on_shift
def left(request: Any, check_id: UUID) -> HttpResponse:
    """Somebody who waited has gone on without a second reading."""
    services.leave_waiting(check=_check(request, check_id), by=request.actor, at=request.at)
    return redirect("checkpoint:lane")


@require_POST
@on_shift
def undo(request: Any, check_id: UUID) -> HttpResponse:
    """Take back the last count."""
    services.undo(check=_check(request, check_id), by=request.actor, at=request.at)
    messages.success(request, gettext("Taken back."))
    return redirect("checkpoint:lane")


def _check(request: Any, check_id: UUID) -> Check:
    found = queries.check_here(check_id, shift=request.shift)
    if found is None:
        raise Http404
    return found


def _pack(request: Any) -> Pack:
    return pack_in_force(request.programme, "cn.temperature", request.at)


def _post_problem(request: Any) -> Any:
    now = queries.post_now(request.shift.checkpoint, at=request.at)
    return rules.why_not_check(state=now.state, emergency=False)
