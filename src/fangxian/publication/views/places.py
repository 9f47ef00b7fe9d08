"""Where and when infected people were, for everybody: place and time, never of whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.publication.export import places as export
from fangxian.publication.queries import places as queries
from fangxian.publication.queries.places import PublicList


@require_safe
def newest(request: Any) -> HttpResponse:
    """The list that counts now, of the programme asked for or the one that published last."""
    chosen, programmes = _chosen(request)
    found = queries.newest(chosen.id, at=request.at) if chosen else None
    if chosen is None or found is None:
        live = list(live_programmes(at=request.at)[:2])
        request.programme = live[0] if len(live) == 1 else None
        return render(request, "publication/places.html", {"table": None})
    request.programme = chosen
    return _page(request, found, programmes)


@require_safe
def version(request: Any, place_list_id: UUID) -> HttpResponse:
    """One version; those that were replaced stay, and say so."""
    return _page(request, _found(request, place_list_id), queries.programmes_with_lists())


@require_safe
def csv_file(request: Any, place_list_id: UUID) -> HttpResponse:
    """The visits of a version as CSV."""
    found = _found(request, place_list_id)
    return _file(export.as_csv(found, names=_names(found)), found, "csv", "text/csv; charset=utf-8")


@require_safe
def json_file(request: Any, place_list_id: UUID) -> HttpResponse:
    """A version as JSON."""
    found = _found(request, place_list_id)
    content = export.as_json(found, names=_names(found), address=request.build_absolute_uri())
    return _file(content, found, "json", "application/json")


@require_safe
def feed(request: Any) -> HttpResponse:
    """A feed of the versions, for whoever wants to be told of a new one."""
    chosen, _ = _chosen(request)
    versions = queries.versions_published(chosen.id) if chosen else []
    request.programme = chosen
    content = export.as_feed(
        versions,
        title=gettext("Places where infected people were"),
        page=request.build_absolute_uri(reverse("publication:places")),
        self_=request.build_absolute_uri(),
        address_of={
            str(one.id): request.build_absolute_uri(reverse("publication:places_version", args=[one.id]))
            for one in versions
        },
    )
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def _chosen(request: Any) -> tuple[Programme | None, list[Programme]]:
    programmes = queries.programmes_with_lists()
    wanted = request.GET.get("programme")
    return next((one for one in programmes if str(one.id) == wanted), programmes[0] if programmes else None), programmes


def _found(request: Any, place_list_id: UUID) -> PublicList:
    found = queries.published(place_list_id, at=request.at)
    if found is None:
        raise Http404
    request.programme = queries.programme_of(found)
    return found


def _names(found: PublicList) -> dict[str, str]:
    return queries.town_names(found.visits, programme_id=found.programme_id)


def _page(request: Any, found: PublicList, programmes: list[Programme]) -> HttpResponse:
    versions = queries.versions_published(found.programme_id)
    context = {
        "table": found,
        "names": _names(found),
        "versions": versions,
        "programmes": programmes,
    }
    return render(request, "publication/places.html", context)


def _file(content: bytes, found: PublicList, ending: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="places_v{found.version}.{ending}"'
    return response
