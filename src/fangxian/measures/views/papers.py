"""The papers of a measure: on the screen, on A4, in Word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.measures import queries, rules, services
from fangxian.measures.export.papers import Paper, community_phone, notice_of, release_of
from fangxian.measures.export.word import word
from fangxian.measures.models import Measure

from .shown import found_measure

Make = Callable[..., list[Paper]]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
attends = screen(power="measures.attend", purpose=Purpose.SERVE_NOTICE)


@attends
@require_GET
def notice(request: Any, measure_id: UUID) -> HttpResponse:
    """The written notice, to be printed on A4."""
    return _paper_page(request, measure_id, notice_of, what="notice")


@attends
@require_GET
def notice_word(request: Any, measure_id: UUID) -> HttpResponse:
    """The written notice as a Word file."""
    return _paper_word(request, measure_id, notice_of, what="notice")


@attends
@require_GET
def release_notice(request: Any, measure_id: UUID) -> HttpResponse:
    """The release notice, from the moment of the end on."""
    return _paper_page(request, measure_id, release_of, what="release")


@attends
@require_GET
def release_word(request: Any, measure_id: UUID) -> HttpResponse:
    """The release notice as a Word file."""
    return _paper_word(request, measure_id, release_of, what="release")


@attends
@require_GET
def card(request: Any, measure_id: UUID) -> HttpResponse:
    """The service card 福: number, head-count, the community's phone. Showing it is the household's choice."""
    found = found_measure(request, measure_id)
    if queries.state_of(found, at=request.at) != rules.ACTIVE:
        raise Http404
    services.saw_measure(found, by=request.actor, at=request.at, what="card")
    heads = 1 + int(found.suitability.get("lives_with_count", 0))
    context = {"measure": found, "heads": heads, "phone": community_phone(found)}
    return render(request, "measures/card.html", context)


def _papers(request: Any, measure_id: UUID, make: Make, *, what: str) -> tuple[Measure, list[Paper]]:
    found = found_measure(request, measure_id)
    state = queries.state_of(found, at=request.at)
    wanted = rules.ENDED_STATES if what == "release" else (rules.APPROVED, rules.ACTIVE, *rules.ENDED_STATES)
    if state not in wanted:
        raise Http404
    services.saw_measure(found, by=request.actor, at=request.at, what=what)
    return found, make(found, at=request.at, own_page_url=request.build_absolute_uri(reverse("portal:open_file")))


def _paper_page(request: Any, measure_id: UUID, make: Make, *, what: str) -> HttpResponse:
    found, papers = _papers(request, measure_id, make, what=what)
    word_page = reverse(f"measures:{what}_word", args=[found.id])
    heading = gettext("Release notice") if what == "release" else gettext("Notice")
    context = {"measure": found, "papers": papers, "word_page": word_page, "heading": heading}
    return render(request, "measures/paper.html", context)


def _paper_word(request: Any, measure_id: UUID, make: Make, *, what: str) -> HttpResponse:
    found, papers = _papers(request, measure_id, make, what=what)
    response = HttpResponse(word(papers), content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{what}-{found.number}.docx"'
    return response
