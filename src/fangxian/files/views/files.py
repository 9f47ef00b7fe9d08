"""The people who are followed up, and the file of one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.cases.services import trace_places
from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.audit import services as audit
from fangxian.core.people.rules import masked
from fangxian.core.screens.views import screen
from fangxian.files import queries, services
from fangxian.files.rules import parts_for

ROWS_PER_PAGE = 50
WITH_PLACES = "places"  # ?with=places: a trace for the case of this person, on record as one


@screen(power="people.see_file", purpose=Purpose.FOLLOW_UP)
@require_GET
def followed_up(request: Any) -> HttpResponse:
    """Files by area and end. No name stands here: a list of names is what leaks."""
    area = "".join(c for c in request.GET.get("area", "") if c.isdigit())
    ended = request.GET.get("state") == "ended"
    rows = queries.followed_up(request.actor, at=request.at, area_code=area, ended=ended)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "area": area, "ended": ended, "may_look_up": request.actor.can("people.look_up")}
    return render(request, "files/followed_up.html", context)


@screen(power="people.see_file", purpose=Purpose.FOLLOW_UP)
@require_GET
def file(request: Any, person_id: UUID) -> HttpResponse:
    """Everything that is held of one person and that the reader's role may see, on one page."""
    contents = queries.contents_of(person_id, by=request.actor, at=request.at)
    if contents is None:
        raise Http404
    _record(contents, request)
    by, at = request.actor, request.at
    case = queries.case_to_trace(contents.person, by=by, at=at)
    places = None
    if case is not None and request.GET.get("with") == WITH_PLACES:
        places = queries.steps_of_trace(trace_places(case=case, by=_investigating(by), at=at))
    own = contents.glass is None  # under a grant a file is read and nothing else
    context = {
        "contents": contents,
        "person": contents.person,
        "document": masked(contents.person.document_number),
        "steps": queries.timeline_of(contents.person, parts=parts_for(by), at=at, places=places or ()),
        "case": case, "is_traced": places is not None,
        "may_issue_code": own and request.actor.can("people.issue_code"),
        "may_name_care_team": own and request.actor.can("people.name_care_team"),
    }  # fmt: skip
    return render(request, "files/file.html", context)


def _investigating(by: Actor) -> Actor:
    """Whoever asks for the places reads them for her case, and the audit says so."""
    return by.for_purpose(Purpose.INVESTIGATE_CASE)


def _record(contents: queries.Contents, request: Any) -> None:
    if contents.glass is not None:
        by = request.actor.for_purpose(Purpose(contents.glass.purpose))
        services.record_reading(contents.glass, by=by, at=request.at)
        return
    audit.record(
        "people.saw_file",
        on=contents.file or contents.person,
        about=contents.person.id,
        by=request.actor,
        at=request.at,
    )
