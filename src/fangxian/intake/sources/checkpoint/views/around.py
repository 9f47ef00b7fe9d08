"""Around the posts: the officer's queue, transits and help; the rings, the heads and the complaints (F48)."""

from __future__ import annotations

from datetime import timedelta
from math import cos, pi, sin
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.checkpoint import queries, rules, services
from fangxian.intake.sources.checkpoint.forms import ComplaintForm, DutyForm, LeaveForm, TransitForm
from fangxian.intake.sources.checkpoint.models import Checkpoint
from fangxian.intake.sources.checkpoint.rules import around

from .lane import on_shift

WAITS = (0, 5, 10, 20, 30, 60)  # minutes that one tap can say
ARC = 5 * pi / 3  # of a ring that posts stand on
RADII = {"outer": 140, "inner": 95, "core": 50}  # of the drawing; they are no distances
MIDDLE = 170
DAYS_AHEAD = 7


@on_shift
def beside_lane(request: Any) -> HttpResponse:
    """What the officer tells beside the lane: the queue, a vehicle that only passes through, help that was given."""
    transit, leave, status = TransitForm(), LeaveForm(), 200
    if request.method == "POST":
        done, transit, leave = _transit(request)
        if done:
            return done
        status = 422
    context = {
        "shift": request.shift, "waits": WAITS, "tap_id": uuid4(), "transit_form": transit, "leave_form": leave,
        "transits": [
            (slip, around.transit_state(leave_by=slip.leave_by, left_at=slip.left_at, at=request.at))
            for slip in queries.transits_at(request.shift.checkpoint, at=request.at)
        ],
        "is_station": request.shift.checkpoint.kind == rules.SERVICE_STATION,
        "helps": list(around.HELP), "duties": queries.duties_now(request.shift.checkpoint, at=request.at),
    }  # fmt: skip
    return render(request, "checkpoint/beside_lane.html", context, status=status)


def _transit(request: Any) -> tuple[HttpResponse | None, TransitForm, LeaveForm]:
    """A slip is given or taken back; the forms with their errors if not."""
    leaves = "number" in request.POST
    transit = TransitForm(None if leaves else request.POST)
    leave = LeaveForm(request.POST if leaves else None)
    form: Any = leave if leaves else transit
    if form.is_valid():
        act = services.end_transit if leaves else services.begin_transit
        try:
            slip = act(shift=request.shift, **form.cleaned_data, by=request.actor, at=request.at)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            done = gettext("Left.") if leaves else gettext("Slip %(number)s.") % {"number": slip.number}
            messages.success(request, done)
            return redirect("checkpoint:beside_lane"), transit, leave
    return None, transit, leave


@require_POST
@on_shift
def wait(request: Any) -> HttpResponse:
    """How long the last one waits, in one tap."""
    try:
        client_id, minutes = UUID(request.POST.get("client_id", "")), int(request.POST.get("wait_minutes", ""))
    except ValueError:
        messages.error(request, gettext("Please choose how long the last one waits."))
        return redirect("checkpoint:beside_lane")
    services.report_wait(
        shift=request.shift, client_id=client_id, wait_minutes=minutes, by=request.actor, at=request.at
    )
    messages.success(request, gettext("Recorded."))
    return redirect("checkpoint:beside_lane")


@require_POST
@on_shift
def help_given(request: Any) -> HttpResponse:
    """What the service station gave."""
    try:
        services.give_help(
            shift=request.shift, client_id=UUID(request.POST.get("client_id", "")), kind=request.POST.get("kind", ""),
            person_count=int(request.POST.get("person_count", "1")), by=request.actor, at=request.at,
        )  # fmt: skip
    except ValueError:
        messages.error(request, gettext("Say what was given, and to how many."))
    return redirect("checkpoint:beside_lane")


@screen(power="intake.run_posts", purpose=Purpose.COMMAND)
def rings(request: Any) -> HttpResponse:
    """The rings of posts as a drawing and as a table, and who is announced for the next days."""
    actor, at = request.actor, request.at
    now = [
        one
        for one in queries.with_states(queries.checkpoints_of(actor), programme_id=actor.programme_id, at=at)
        if one.state != rules.CLOSED
    ]
    today = city_day(at, request.programme.timezone)
    context = {
        "rows": queries.rows_of(now, on=today, at=at), "dots": _dots(now), "middle": MIDDLE, "size": 2 * MIDDLE,
        "circles": [(ring, radius, MIDDLE + radius - 8) for ring, radius in RADII.items()],
        "announced": queries.announced(actor, from_on=today, until_on=today + timedelta(days=DAYS_AHEAD - 1)),
    }  # fmt: skip
    return render(request, "checkpoint/rings.html", context)


def _dots(now: list[queries.PostNow]) -> list[dict[str, Any]]:
    """Each post on its ring, evenly spread but for its foot, where its name stands: a drawing of the records."""
    dots: list[dict[str, Any]] = []
    for ring, radius in RADII.items():
        on_it = [one for one in now if one.checkpoint.ring == ring]
        for place, one in enumerate(on_it):
            angle = ARC * ((place + 0.5) / len(on_it) - 0.5) - pi / 2
            dots.append({
                "x": round(MIDDLE + radius * cos(angle)), "y": round(MIDDLE + radius * sin(angle)),
                "number": len(dots) + 1, "name": one.checkpoint.name, "is_open": one.state == rules.OPEN,
            })  # fmt: skip
    return dots


@screen(power="intake.run_posts", purpose=Purpose.COMMAND)
def beside_post(request: Any, checkpoint_id: UUID) -> HttpResponse:
    """Who answers for a post in its shifts, and what was complained of."""
    checkpoint: Checkpoint | None = queries.checkpoints_of(request.actor).filter(id=checkpoint_id).first()
    if checkpoint is None:
        raise Http404
    shift = {"starts_at": request.at, "ends_at": request.at + timedelta(hours=8)}
    duty, complaint, status = DutyForm(initial=shift), ComplaintForm(), 200
    if request.method == "POST":
        what = request.POST.get("what", "")
        duty = DutyForm(request.POST) if what == "duty" else duty
        complaint = ComplaintForm(request.POST) if what == "complaint" else complaint
        if _noted(request, checkpoint, what, duty, complaint):
            messages.success(request, gettext("Recorded."))
            return redirect("checkpoint:beside_post", checkpoint_id=checkpoint.id)
        status = 422
    context = {
        "checkpoint": checkpoint, "duty_form": duty, "complaint_form": complaint,
        "duties": queries.duties_of(checkpoint, since=request.at - timedelta(days=1)),
        "complaints": queries.complaints_of(checkpoint),
    }  # fmt: skip
    return render(request, "checkpoint/beside_post.html", context, status=status)


@screen(power="intake.run_posts", purpose=Purpose.COMMAND)
def poster(request: Any, checkpoint_id: UUID) -> HttpResponse:
    """The sheet that hangs at a post: under which order it stands, what it may not do, and where to complain."""
    checkpoint: Checkpoint | None = queries.checkpoints_of(request.actor).filter(id=checkpoint_id).first()
    if checkpoint is None:
        raise Http404
    address = request.build_absolute_uri(reverse("portal:complain", args=[checkpoint.id]))
    return render(request, "checkpoint/poster.html", {"checkpoint": checkpoint, "address": address})


def _noted(request: Any, checkpoint: Checkpoint, what: str, duty: DutyForm, complaint: ComplaintForm) -> bool:
    """Whether what was sent is written down; if not, the form or a message says why."""
    by, at = request.actor, request.at
    form: Any = {"duty": duty, "complaint": complaint}.get(what)
    try:
        if what == "answer":
            found = queries.complaint_numbered(request.POST.get("number", ""), checkpoint=checkpoint)
            if found is not None:
                services.answer_complaint(complaint=found, answer=request.POST.get("answer", ""), by=by, at=at)
            return found is not None
        if form is None or not form.is_valid():
            return False
        if what == "duty":
            services.name_duty(checkpoint=checkpoint, terms=duty.terms(), by=by, at=at)
        else:
            services.complain(checkpoint=checkpoint, **complaint.cleaned_data, by=by, at=at)
    except Refused as refused:
        if form is not None:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.error(request, problem_text(refused.problem))
        return False
    return True
