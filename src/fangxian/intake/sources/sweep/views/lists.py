"""Address lists: imported with a dry run, entered building by building, each version kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.intake.sources.sweep import queries, services
from fangxian.intake.sources.sweep.forms import BuildingForm, ImportForm, RowForm
from fangxian.intake.sources.sweep.models import AddressList
from fangxian.intake.sources.sweep.rules import doors, rows, words

LISTS_A_PAGE = 30
ROWS_A_PAGE = 50


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def lists(request: Any) -> HttpResponse:
    """Every delivery of addresses, newest first, with its version."""
    page = Paginator(queries.lists_of(request.actor), LISTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sweep/lists.html", {"page": page})


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def import_list(request: Any) -> HttpResponse:
    """Read a file without writing a door; what it would come to is shown next."""
    form = ImportForm(
        request.POST or None, request.FILES or None, programme=request.programme, within=request.actor.area_code,
        at=request.at,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            tried = services.try_list(
                content=told["file"].read(rows.FILE_LIMIT + 1), file_name=told["file"].name, kind=told["kind"],
                area_code=told["area_code"], is_complete=told["is_complete"], programme=request.programme,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            return redirect("sweep:list", address_list_id=tried.id)
    return render(request, "sweep/import.html", {"form": form}, status=422 if form.errors else 200)


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def enter_building(request: Any) -> HttpResponse:
    """Enter a building by its units, floors and doors."""
    form = BuildingForm(
        request.POST or None, programme=request.programme, within=request.actor.area_code, at=request.at
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        shape = {name: told[name] for name in ("units", "floors_from", "floors_to", "doors_a_floor")}
        try:
            refuse(doors.why_not_doors(**shape))
            made = services.enter_building(
                name=told["name"], kind=words.BUILDING, area_code=told["area_code"],
                addresses=list(doors.doors_of(told["name"], **shape)), programme=request.programme,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, gettext("%(count)s doors are on the list.") % {"count": made.added_count})
            return redirect("sweep:list", address_list_id=made.id)
    return render(request, "sweep/enter_building.html", {"form": form}, status=422 if form.errors else 200)


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def template(request: Any) -> HttpResponse:
    """An empty list with the heads that are recognised."""
    answer = HttpResponse("\ufeff" + rows.TEMPLATE, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="addresses.csv"'
    return answer


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_GET
def one_list(request: Any, address_list_id: UUID) -> HttpResponse:
    """One delivery: what it came to row by row, and what is still asked."""
    found = _list_or_404(request, address_list_id)
    wanted = request.GET.get("outcome", "")
    outcomes = [wanted] if wanted in words.OUTCOMES else [words.QUARANTINED, words.REJECTED, words.DUPLICATE]
    page = Paginator(queries.rows_of(found, *outcomes), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"list": found, "page": page, "outcome": wanted, "outcomes": words.OUTCOMES}
    return render(request, "sweep/list.html", context)


@require_POST
@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
def decide(request: Any, address_list_id: UUID, act: str) -> HttpResponse:
    """Take a tried list over, or discard it."""
    found = _list_or_404(request, address_list_id)
    acts = {"take-over": services.take_over, "discard": services.discard_list}
    if act not in acts:
        raise Http404
    acts[act](address_list=found, by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("sweep:list", address_list_id=found.id)


@screen(power="intake.run_sweeps", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def answer(request: Any, address_list_id: UUID, number: int) -> HttpResponse:
    """Say what one row means, or give it up."""
    found = _list_or_404(request, address_list_id)
    row = get_object_or_404(queries.rows_of(found), number=number)
    form = RowForm(request.POST or None, initial=row.cells)
    if request.method == "POST":
        try:
            if "give_up" in request.POST:
                services.give_up_row(row=row, by=request.actor, at=request.at)
                return redirect("sweep:list", address_list_id=found.id)
            if form.is_valid():
                services.answer_row(row=row, **form.cleaned_data, by=request.actor, at=request.at)
                return redirect("sweep:list", address_list_id=found.id)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
    status = 422 if request.method == "POST" else 200
    return render(request, "sweep/answer.html", {"list": found, "row": row, "form": form}, status=status)


def _list_or_404(request: Any, address_list_id: UUID) -> AddressList:
    found = queries.list_of(request.actor, address_list_id)
    if found is None:
        raise Http404
    return found
