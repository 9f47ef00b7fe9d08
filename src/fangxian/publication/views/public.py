"""What everybody may read: the figures, what they mean, what was corrected, and the roots of the audit."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fangxian.core.audit.queries import roots_made
from fangxian.core.audit.rules import root_line
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.publication import export, queries
from fangxian.publication.queries import Published
from fangxian.publication.registry import PUBLIC_FIGURES

from .shown import area_names, changes_of, figures_of, lines_of

DAYS_SHOWN = 31
ROOTS_SHOWN = 60


@require_safe
def newest(request: Any) -> HttpResponse:
    """The newest day that is public, of the programme asked for or the one that published last."""
    programmes = queries.programmes_published()
    wanted = request.GET.get("programme")
    chosen = next((one for one in programmes if str(one.id) == wanted), programmes[0] if programmes else None)
    days = queries.days_published(chosen.id, limit=1) if chosen else []
    if not days:
        live = list(live_programmes(at=request.at)[:2])
        request.programme = live[0] if len(live) == 1 else None
        return render(request, "publication/nothing.html")
    return _page(request, days[0].id, programmes=programmes)


@require_safe
def release(request: Any, release_id: UUID) -> HttpResponse:
    """One version of one day; versions that were corrected stay."""
    return _page(request, release_id, programmes=queries.programmes_published())


@require_safe
def csv_file(request: Any, release_id: UUID) -> HttpResponse:
    """The cells of a release as CSV."""
    table = _table(request, release_id)
    names = area_names(table.tables, programme_id=table.programme_id)
    return _file(export.as_csv(table, names=names), table, "csv", "text/csv; charset=utf-8")


@require_safe
def json_file(request: Any, release_id: UUID) -> HttpResponse:
    """The whole release as JSON."""
    table = _table(request, release_id)
    names = area_names(table.tables, programme_id=table.programme_id)
    address = request.build_absolute_uri()
    content = export.as_json(table, names=names, figures=PUBLIC_FIGURES, address=address)
    return _file(content, table, "json", "application/json")


@require_safe
def roots(request: Any) -> HttpResponse:
    """The daily roots of the audit, for people outside to copy and keep."""
    made = list(reversed(roots_made()))
    return render(request, "publication/roots.html", {"roots": made[:ROOTS_SHOWN], "count": len(made)})


@require_safe
def roots_file(request: Any) -> HttpResponse:
    """Every root, one per line, as `fangxian audit verify --roots` reads them."""
    lines = [root_line(root) for root in roots_made()]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def _table(request: Any, release_id: UUID) -> Published:
    table = queries.published(release_id)
    if table is None:
        raise Http404
    request.programme = queries.programme_of(table)
    return table


def _page(request: Any, release_id: UUID, *, programmes: list[Programme]) -> HttpResponse:
    table = _table(request, release_id)
    names = area_names(table.tables, programme_id=table.programme_id)
    versions = queries.versions_published(table.programme_id, table.day)
    before = next((one for one in versions if one.version == table.version - 1), None)
    earlier = queries.published(before.id) if before else None
    days = queries.days_published(table.programme_id, limit=DAYS_SHOWN + 1, before=_day(request.GET.get("before")))
    context = {
        "table": table,
        "figures": figures_of(table.tables),
        "lines": lines_of(table.tables, names=names),
        "months": table.months,
        "versions": versions,
        "changes": changes_of(earlier.tables, table.tables, names=names) if earlier else [],
        "days": days[:DAYS_SHOWN],
        "more_before": days[DAYS_SHOWN - 1].day if len(days) > DAYS_SHOWN else None,
        "programmes": programmes,
    }
    return render(request, "publication/public.html", context)


def _day(text: str | None) -> date | None:
    """A day in the address; one that cannot be read asks for nothing."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _file(content: bytes, table: Published, ending: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="figures_{table.day}_v{table.version}.{ending}"'
    return response
