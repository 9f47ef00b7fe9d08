"""What the command sees: the twelve, the board of today, the records behind, the bulletin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.areas.queries import names_of
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused, said
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import problem_text, screen
from fangxian.engine.lines import SIX_GATES, SIX_LINES, Line, Tile

from . import export, forms, queries, rules, services
from .registry import BOARDS, FIGURES

ROWS_PER_PAGE = 50
FIRST = ("tasks_overdue", "tasks_open", "files_open", "measures_in_force")
# A line whose answer is a page for the public rather than a figure.
PAGES = {Line.BEFORE_ARRIVAL: ("portal:before", said("The public page"))}
see = screen(power="briefing.see", purpose=Purpose.COMMAND)


@see
@require_GET
def home(request: Any) -> HttpResponse:
    """The twelve tiles and the board of one day (today unless `day` says otherwise)."""
    day = _asked_day(request)
    scope, before = _scope(request, day, day), _scope(request, day - timedelta(days=1), day - timedelta(days=1))
    values = {key: rules.value_of(figure, scope) for key, figure in FIGURES.items()}
    earlier = {key: rules.value_of(figure, before) for key, figure in FIGURES.items()}
    context = {
        "day": day,
        "is_today": day == _today(request),
        "may_see_staff": request.actor.can("staff.see"),
        "earlier_day": day - timedelta(days=1),
        "later_day": day + timedelta(days=1),
        "as_of": scope.end,
        "first": [_shown(values[key], earlier[key]) for key in FIRST],
        "lines": [_tile(tile, values, earlier) for tile in SIX_LINES],
        "gates": [_tile(tile, values, earlier) for tile in SIX_GATES],
        "boards": [(board, [_shown(values[f.key], earlier[f.key]) for f in board.figures]) for board in BOARDS],
        "missing": _missing(values.values()),
        "map_figures": [figure for figure in FIGURES.values() if figure.main],
        "map_figure": request.GET.get("map", "tasks_open"),
        "area_name": names_of([scope.area_code], programme_id=request.programme.id).get(scope.area_code, ""),
    }
    return render(request, "briefing/home.html", context)


@see
@require_GET
def figure(request: Any, key: str) -> HttpResponse:
    """The records behind one figure, page by page: the same query that counted them."""
    asked = FIGURES.get(key)
    if asked is None:
        raise Http404
    first_on, last_on = _asked_day(request), _asked_day(request, "until", default=_asked_day(request))
    scope = _scope(request, first_on, last_on)
    rows = asked.rows(scope) if scope.start < scope.end else []
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    audit.record(
        "briefing.saw_records", by=request.actor, at=request.at, count=len(page.object_list), detail={"figure": key}
    )
    records = [([(column, column.value(row)) for column in asked.columns], _link(asked, row, request)) for row in page]
    context = {
        "figure": asked,
        "value": rules.value_of(asked, scope),
        "scope": scope,
        "has_begun": scope.start < scope.end,
        "page": page,
        "records": records,
        "has_links": any(link for _, link in records),
    }
    return render(request, "briefing/figure.html", context)


@see
@require_GET
def county_map(request: Any) -> JsonResponse:
    """Counts per county of one figure, and the border file to draw them on."""
    asked = FIGURES.get(request.GET.get("figure", ""))
    if asked is None:
        raise Http404
    day = _asked_day(request)
    scope = _scope(request, day, day)
    counts = queries.counts_by_county(asked.rows(scope)) if scope.start < scope.end else {}
    counties = queries.counties(
        request.actor, programme_id=request.programme.id, day=day, city_codes=request.programme.area_codes
    )
    known = {code for code, _ in counties}
    return JsonResponse(
        {
            "title": gettext(asked.label),
            "borders": [code for code in request.programme.area_codes if _border_file(code).is_file()],
            "counties": [{"code": c, "name": n, "count": counts.get(c, 0)} for c, n in counties],
            "elsewhere": sum(n for code, n in counts.items() if code not in known),
        }
    )


@see
@require_GET
def borders(request: Any, code: str) -> HttpResponse:
    """The borders of a city's counties (GeoJSON); public geography."""
    file = _border_file(code)
    if not file.is_file():
        raise Http404
    return HttpResponse(file.read_bytes(), content_type="application/geo+json")


@see
@require_GET
def period(request: Any) -> HttpResponse:
    """Figures “from … to …” (数读)."""
    form = forms.PeriodForm(request.GET or {"start": request.programme.starts_on, "until": _today(request)})
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        first_on, last_on = form.days()
        problem = rules.why_not_period(first_on, last_on, starts_on=request.programme.starts_on, today=_today(request))
        if problem:
            form.add_error(None, problem_text(problem))
        else:
            scope = _scope(request, first_on, last_on)
            context |= {"scope": scope, "boards": _values(scope), "days": (last_on - first_on).days + 1}
    return render(request, "briefing/period.html", context)


@screen(power="briefing.see", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def bulletins(request: Any) -> HttpResponse:
    """All issues, and issuing the next."""
    form = forms.IssueForm(request.POST or None, initial={"start": _today(request)})
    if request.method == "POST" and form.is_valid():
        first_on, last_on = form.days()
        try:
            issued = services.issue_bulletin(
                programme=request.programme,
                boards=BOARDS,
                first_on=first_on,
                last_on=last_on,
                restates_reason=form.cleaned_data["restates_reason"],
                by=request.actor,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, problem_text(refusal.problem))
        else:
            messages.success(request, gettext("The bulletin is out."))
            return redirect("briefing:bulletin", issued.id)
    may_issue = why_not_use("briefing.issue", by=request.actor) is None
    page = Paginator(queries.bulletins(request.actor), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "briefing/bulletins.html", {"form": form, "page": page, "may_issue": may_issue})


@see
@require_GET
def bulletin(request: Any, bulletin_id: Any) -> HttpResponse:
    """One issue as a page, or as Word with `?format=docx`."""
    issue = get_object_or_404(queries.bulletins(request.actor), id=bulletin_id)
    boards = export.frozen_boards(issue, BOARDS)
    if request.GET.get("format") == "docx":
        language = get_language() or "zh-hans"
        response = HttpResponse(
            export.word(issue, boards, programme=request.programme, language=language),
            content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        )
        response["Content-Disposition"] = f'attachment; filename="{export.file_name(issue)}.docx"'
        return response
    return render(request, "briefing/bulletin.html", {"issue": issue, "boards": boards})


def _today(request: Any) -> date:
    return city_day(request.at, request.programme.timezone)


def _asked_day(request: Any, name: str = "day", default: date | None = None) -> date:
    """The day in the address, or today; a day that cannot be read is today, not an error page."""
    try:
        return date.fromisoformat(request.GET[name])
    except (KeyError, ValueError):
        return default or _today(request)


def _scope(request: Any, first_on: date, last_on: date) -> rules.Scope:
    return rules.scope_of_days(
        by=request.actor,
        area_code=request.actor.area_code,
        first_on=first_on,
        last_on=last_on,
        zone=request.programme.zone,
        at=request.at,
    )


def _values(scope: rules.Scope) -> list[tuple[rules.Board, list[rules.Value]]]:
    return [(board, [rules.value_of(figure, scope) for figure in board.figures]) for board in BOARDS]


def _shown(value: rules.Value, before: rules.Value) -> dict[str, Any]:
    both = value.count is not None and before.count is not None
    return {"value": value, "delta": (value.count or 0) - (before.count or 0) if both else None}


def _tile(tile: Tile, values: dict, earlier: dict) -> dict[str, Any]:
    keys = [f.key for board in BOARDS if board.line == tile.line for f in board.figures if f.main]
    built = [board for board in BOARDS if board.line == tile.line]
    return {
        "tile": tile,
        "boards": built,
        "page": PAGES.get(tile.line),
        "figures": [_shown(values[key], earlier[key]) for key in keys],
    }


def _missing(values: Iterable[rules.Value]) -> list[tuple[rules.Figure, tuple[str, ...]]]:
    return [(value.figure, value.missing) for value in values if value.missing]


def _link(figure: rules.Figure, record: Any, request: Any) -> str | None:
    """The page of a record, where the reader's post may open it."""
    if figure.link is None or not request.actor.can(figure.link_power):
        return None
    return figure.link(record)


def _border_file(code: str) -> Any:
    name = "".join(c for c in code if c.isdigit())[:4]
    return files("fangxian") / "data" / "borders" / f"{name}.geojson"
