"""Rounds as their leader sees them: opened, covered by building, dealt out, explained, closed; and on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.coverage import STATES
from fangxian.engine.merging import MergeWord
from fangxian.intake.sources.sweep import queries, services
from fangxian.intake.sources.sweep.forms import RoundForm
from fangxian.intake.sources.sweep.models import Building, Round
from fangxian.intake.sources.sweep.rules import rounds as rules
from fangxian.intake.sources.sweep.rules import words

ROUNDS_A_PAGE = 30
BUILDINGS_A_PAGE = 50
DOORS_A_PAGE = 100


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def rounds(request: Any) -> HttpResponse:
    """Every round, with how much of it is seen."""
    page = Paginator(queries.rounds_of(request.actor), ROUNDS_A_PAGE).get_page(request.GET.get("page"))
    shown = [(one, queries.coverage_of(one), rules.state_of_round(closed_at=one.closed_at)) for one in page.object_list]
    return render(request, "sweep/rounds.html", {"page": page, "rounds": shown})


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def open_round(request: Any) -> HttpResponse:
    """Open a round over the doors on the list."""
    orders = list(live_orders(request.programme.id, request.at))
    form = RoundForm(
        request.POST or None, programme=request.programme, within=request.actor.area_code, at=request.at,
        orders=orders, initial={"ends_at": request.at + timedelta(days=7), "kinds": [words.BUILDING]},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            order = next((one for one in orders if str(one.id) == told["order"]), None)
            terms = services.Terms(told["purpose"], told["area_code"], told["kinds"], told["ends_at"], order,
                                   told["plan"])  # fmt: skip
            try:
                made = services.open_round(terms=terms, programme=request.programme, by=request.actor, at=request.at)
            except Refused as refused:
                add_problem(form, refused.problem, problem_text(refused.problem))
            else:
                messages.success(request, gettext("The round is open. Now send somebody to each door."))
                return redirect("sweep:round", round_id=made.id)
    return render(request, "sweep/open_round.html", {"form": form}, status=status)


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def round_page(request: Any, round_id: UUID) -> HttpResponse:
    """One round: coverage of each building, who goes where, what is left, and what may be done with it."""
    one = _round_or_404(request, round_id)
    mine = request.actor.area_code
    buildings = queries.coverage_by_building(one, area_code=mine)
    unexplained = sum(building.unexplained for building in buildings)
    context = {
        "one": one, "state": rules.state_of_round(closed_at=one.closed_at),
        "coverage": queries.coverage_of(one, area_code=mine), "states": STATES,
        "page": Paginator(buildings, BUILDINGS_A_PAGE).get_page(request.GET.get("page")),
        "shares": queries.shares_of(one, at=request.at),
        "workers": queries.workers_for(one.area_code, programme_id=one.programme_id, at=request.at),
        "unassigned": sum(building.unassigned for building in buildings), "unexplained": unexplained,
        "reasons": words.REASONS,
        "cannot_close": rules.why_not_close(closed_at=one.closed_at, unexplained_count=unexplained),
    }  # fmt: skip
    return render(request, "sweep/round.html", context)


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def left(request: Any, round_id: UUID) -> HttpResponse:
    """The doors of a round that nobody has seen yet, page by page."""
    one = _round_or_404(request, round_id)
    doors = queries.not_seen(queries.doors_of_round(one, area_code=request.actor.area_code))
    if request.GET.get("unexplained"):
        doors = doors.filter(reason="")
    page = Paginator(doors, DOORS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sweep/left.html", {"one": one, "page": page, "reasons": words.REASONS,
                                               "unexplained": request.GET.get("unexplained", "")})  # fmt: skip


@require_POST
@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
def split(request: Any, round_id: UUID) -> HttpResponse:
    """Deal out the doors that nobody has, or those of a worker who drops out."""
    one = _round_or_404(request, round_id)
    held = queries.workers_for(one.area_code, programme_id=one.programme_id, at=request.at)
    workers = {str(post.id): post for post in held}
    shares = {str(share.post.id): share.post for share in queries.shares_of(one, at=request.at)}
    leaving = shares.get(request.POST.get("from", ""))
    posts = [workers[chosen] for chosen in request.POST.getlist("posts") if chosen in workers]
    posts = [post for post in posts if leaving is None or post.id != leaving.id]
    if leaving is not None and not posts:
        count = services.free_doors(round_=one, post=leaving, by=request.actor, at=request.at)
    else:
        chosen = [UUID(text) for text in request.POST.getlist("buildings") if _is_id(text)]
        given = services.split_doors(round_=one, posts=posts, building_ids=chosen, taken_from=leaving,
                                     by=request.actor, at=request.at)  # fmt: skip
        count = sum(given.values())
    messages.success(request, gettext("%(count)s doors changed hands.") % {"count": count})
    return redirect("sweep:round", round_id=one.id)


@require_POST
@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
def explain(request: Any, round_id: UUID) -> HttpResponse:
    """Say why doors were not seen."""
    one = _round_or_404(request, round_id)
    buildings = [UUID(text) for text in request.POST.getlist("buildings") if _is_id(text)]
    doors = [UUID(text) for text in request.POST.getlist("doors") if _is_id(text)]
    count = services.explain_doors(
        round_=one, reason=request.POST.get("reason", ""), building_ids=buildings, door_ids=doors, by=request.actor,
        at=request.at,
    )  # fmt: skip
    messages.success(request, gettext("%(count)s doors are explained.") % {"count": count})
    return redirect("sweep:left" if doors else "sweep:round", round_id=one.id)


@require_POST
@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
def close(request: Any, round_id: UUID) -> HttpResponse:
    """Close a round."""
    one = services.close_round(round_=_round_or_404(request, round_id), by=request.actor, at=request.at)
    messages.success(request, gettext("The round is closed."))
    return redirect("sweep:round", round_id=one.id)


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def building(request: Any, round_id: UUID, building_id: UUID) -> HttpResponse:
    """One building of a round: every door as one walks, with its state."""
    one, found = _building_or_404(request, round_id, building_id)
    doors = queries.doors_of_round(one).filter(building=found)
    page = Paginator(doors, DOORS_A_PAGE).get_page(request.GET.get("page"))
    shown = next((b for b in queries.coverage_by_building(one) if b.id == found.id), None)
    return render(request, "sweep/building.html", {"one": one, "building": found, "page": page, "shown": shown})


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def paper(request: Any, round_id: UUID, building_id: UUID) -> HttpResponse:
    """The doors of a building on paper, with boxes to tick; it holds nobody's name."""
    one, found = _building_or_404(request, round_id, building_id)
    doors = list(queries.doors_of_round(one).filter(building=found))
    context = {"one": one, "building": found, "doors": doors, "results": words.RESULTS, "why": words.WHY_WE_ASK,
               "needs": words.NEEDS}  # fmt: skip
    return render(request, "sweep/paper.html", context)


@screen(power="intake.run_sweeps", purpose=Purpose.RECEIVE_FACTS)
@require_http_methods(["GET", "POST"])
def enter_paper(request: Any, round_id: UUID, building_id: UUID) -> HttpResponse:
    """Enter what was ticked on paper, a whole building at once; a door left empty was not visited."""
    one, found = _building_or_404(request, round_id, building_id)
    doors = list(queries.doors_of_round(one).filter(building=found))
    if request.method == "POST":
        records = [record for door in doors if (record := _ticked(request, door))]
        landed = services.land_door_visits(
            records, programme=request.programme, ahead_by=timedelta(), by=request.actor, at=request.at
        )
        bad = sum(answer.word == MergeWord.INVALID for answer in landed)
        messages.success(request, gettext("%(count)s visits are recorded.") % {"count": len(landed) - bad})
        if bad:
            messages.error(request, gettext("%(count)s could not be used: look at their numbers.") % {"count": bad})
        return redirect("sweep:building", round_id=one.id, building_id=found.id)
    context = {"one": one, "building": found, "doors": doors, "results": words.RESULTS}
    return render(request, "sweep/enter_paper.html", context)


def _ticked(request: Any, door: Any) -> dict[str, Any] | None:
    """One line of the sheet as a visit; the same sheet entered twice on one day is one visit of each door."""
    result = request.POST.get(f"result-{door.id}", "")
    if result not in words.RESULTS:
        return None
    size = request.POST.get(f"size-{door.id}", "").strip()
    visit_id = uuid5(door.id, f"paper {request.POST.get('sheet', '')} {result} {size}")
    record: dict[str, Any] = {
        "kind": "visit_door", "client_id": str(visit_id), "device_at": request.at.isoformat(),
        "round": str(door.round_id), "door": str(door.door_id), "result": result,
    }  # fmt: skip
    if size and result == words.ANSWERED:
        record["household_size"] = int(size) if size.isdigit() else size
    return record


def _round_or_404(request: Any, round_id: UUID) -> Round:
    found = queries.round_of(request.actor, round_id)
    if found is None:
        raise Http404
    return found


def _building_or_404(request: Any, round_id: UUID, building_id: UUID) -> tuple[Round, Building]:
    one = _round_or_404(request, round_id)
    found = queries.buildings_of(request.actor).filter(id=building_id).first()
    if found is None or not queries.doors_of_round(one).filter(building=found).exists():
        raise Http404
    return one, found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
