"""Areas of the programme: listed, loaded, divided, described, abolished."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.tables.findings import TableRefused

from . import forms, queries, rules, services, tables

ROWS = 50
SHOWN = 500
LONGEST_TYPED = 200
SALT = "areas.grid_list"
OPEN_SECONDS = 3600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _day(request: Any):
    return city_day(request.at, request.programme.timezone)


def _found(request: Any, area_id: UUID):
    area = queries.area_by_id(area_id, by=request.actor)
    if area is None:
        raise Http404
    return area


@screen(power="staff.see", purpose=Purpose.ADMINISTER)
def area_list(request: Any) -> HttpResponse:
    """The programme's areas with filters, and how many of each level there are."""
    form = forms.FilterForm(request.GET or None)
    form.fields["under"].for_programme(request.programme.id, _day(request))  # type: ignore[attr-defined]
    wanted = form.cleaned_data if form.is_valid() else {}
    areas = queries.areas_in_reach(by=request.actor, day=_day(request), **wanted)
    context = {
        "form": form,
        "page": Paginator(areas, ROWS).get_page(request.GET.get("page")),
        "counts": queries.count_by_level(programme_id=request.programme.id, day=_day(request)),
        "why_not_load": why_not_use("areas.load", by=request.actor),
    }
    return render(request, "areas/list.html", context)


@screen(power="areas.load", purpose=Purpose.ADMINISTER)
def load(request: Any) -> HttpResponse:
    """Load the division codes, county by county; may be left and begun again at any time."""
    form = forms.LoadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _step(request, part=int(request.POST.get("part", 0)), finest=form.cleaned_data["finest"])
    parts = services.parts_to_load(request.programme, day=_day(request))
    return render(request, "areas/load.html", {"form": form, "part_count": len(parts)})


def _step(request: Any, *, part: int, finest: str) -> HttpResponse:
    """One county a request where the page polls; all of them where it cannot."""
    parts = services.parts_to_load(request.programme, day=_day(request))
    wanted = parts[part : part + 1] if request.htmx else parts
    added = int(request.POST.get("added", 0))
    for code in wanted:
        done = services.load_part(
            programme=request.programme, part=code, finest=finest, by=request.actor, at=request.at
        )
        added += done.added_count
    if request.htmx and part + 1 < len(parts):
        state = {"part": part + 1, "part_count": len(parts), "finest": finest, "added": added}
        return render(request, "areas/load_step.html", state)
    messages.success(request, ngettext("%(n)s area added.", "%(n)s areas added.", added) % {"n": added})
    response = redirect("areas:list")
    if request.htmx:
        response = HttpResponse(headers={"HX-Redirect": reverse("areas:list")})
    return response


@screen(power="staff.see", purpose=Purpose.ADMINISTER)
def area(request: Any, area_id: UUID) -> HttpResponse:
    """One area: what is known of it, what lies in it, and what may be done with it."""
    found = _found(request, area_id)
    inside = queries.areas_in_reach(by=request.actor, day=_day(request), under=found.code).exclude(id=found.id)
    context = {
        "area": found,
        "path": queries.path_of(found.code, programme_id=found.programme_id)[:-1],
        "page": Paginator(inside, ROWS).get_page(request.GET.get("page")),
        "describe_form": forms.DescribeForm(
            initial={name: getattr(found, name) for name in ("name", "households", "population", "phone")}
        ),
        "grids_form": forms.GridsForm() if found.level == "village" else None,
        "abolish_form": forms.AbolishForm(initial={"valid_until": _day(request)}),
        "why_not_load": why_not_use("areas.load", by=request.actor, area_code=found.code),
    }
    return render(request, "areas/area.html", context)


@require_POST
@screen(power="areas.load", purpose=Purpose.ADMINISTER)
def describe(request: Any, area_id: UUID) -> HttpResponse:
    form = forms.DescribeForm(request.POST)
    return _act(request, area_id, form, "describe_form", services.describe_area, _("Saved."))


@require_POST
@screen(power="areas.load", purpose=Purpose.ADMINISTER)
def add_grids(request: Any, area_id: UUID) -> HttpResponse:
    form = forms.GridsForm(request.POST)

    def add(*, area: Any, names: str, **figures: Any) -> None:
        named = [line.strip() for line in names.splitlines() if line.strip()]
        services.add_grids(village=area, names=named, **figures)

    return _act(request, area_id, form, "grids_form", add, _("Grids added. Nobody is in post there yet."))


@require_POST
@screen(power="areas.load", purpose=Purpose.ADMINISTER)
def abolish(request: Any, area_id: UUID) -> HttpResponse:
    form = forms.AbolishForm(request.POST)

    def end(*, area: Any, valid_until: Any, **who: Any) -> None:
        services.abolish_area(area=area, on=valid_until, **who)

    return _act(request, area_id, form, "abolish_form", end, _("Abolished from that day."))


def _act(request: Any, area_id: UUID, form: Any, name: str, act: Any, done: str) -> HttpResponse:
    """Do it, or show the area again with the form that was wrong."""
    found = _found(request, area_id)
    if form.is_valid():
        try:
            act(area=found, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, done)
            return redirect("areas:area", area_id=found.id)
    context = {
        "area": found,
        "form": form,
        "which": name,
        "path": queries.path_of(found.code, programme_id=found.programme_id),
    }
    return render(request, "areas/again.html", context, status=422)


@screen(power="areas.load", purpose=Purpose.ADMINISTER)
def grid_list(request: Any) -> HttpResponse:
    """Read a list of grids and show row by row what would happen; its rows travel in the page, signed."""
    form = forms.GridFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = tables.read_grid_list(file.read(), name=file.name)
        except TableRefused as refused:
            form.add_error("file", refused.finding.sentence().in_language(get_language() or "en"))
        else:
            return _rehearse(request, found)
    return render(request, "areas/grid_list.html", {"form": form}, status=422 if form.errors else 200)


def _rehearse(request: Any, found: tables.GridList) -> HttpResponse:
    judged = services.judge_grid_list(found.rows, programme=request.programme, by=request.actor, at=request.at)
    lines = [{"row": row, "judged": one} for row, one in zip(found.rows, judged, strict=True)]
    lines.sort(key=lambda line: (line["judged"].outcome == "accepted", line["row"].number))
    kept = [asdict(row) for row in found.rows if row.finding is None]
    context = {
        "counts": rules.count_outcomes(judged),
        "lines": lines[:SHOWN],
        "shown": SHOWN,
        "sealed": signing.dumps({"rows": kept, "sha256": found.sha256}, salt=SALT, compress=True),
    }
    return render(request, "areas/grid_list_rehearsal.html", context)


@require_POST
@screen(power="areas.load", purpose=Purpose.ADMINISTER)
def take_grid_list(request: Any) -> HttpResponse:
    """Take the rehearsed rows over, judged once more."""
    try:
        kept = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=OPEN_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("The page was open too long or was altered; read the list again."))
        return redirect("areas:grid_list")
    rows = [rules.GridRow(**row) for row in kept["rows"]]
    counts = services.take_grids(
        rows=rows, sha256=kept["sha256"], programme=request.programme, by=request.actor, at=request.at
    )
    told = {"n": counts["accepted"], "new": counts["new"]}
    messages.success(request, _("%(n)s rows taken over, %(new)s of them new grids.") % told)
    return redirect("staff:coverage")


@screen(power="areas.load", purpose=Purpose.ADMINISTER)
def grid_template(request: Any) -> HttpResponse:
    """The empty list of grids."""
    named = {"Content-Type": XLSX, "Content-Disposition": 'attachment; filename="grid-list.xlsx"'}
    return HttpResponse(tables.template(get_language() or "en"), headers=named)


def suggest(request: HttpRequest) -> HttpResponse:
    """Areas that fit what was typed so far; for people in post. Names of places only."""
    programme = getattr(request, "programme", None)
    if programme is None:
        raise Http404
    of = request.GET.get("of", "q")
    actor = getattr(request, "actor", None)
    found = queries.areas_suggested(
        request.GET.get(of, "")[:LONGEST_TYPED], programme_id=programme.id, day=_day(request),
        own=actor.area_code if actor is not None else "",
    )  # fmt: skip
    labels = queries.labels_of([area.code for area in found], programme_id=programme.id)
    rows = [(area, labels[area.code]) for area in found]
    return render(request, "areas/suggestions.html", {"rows": rows})
