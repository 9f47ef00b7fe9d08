"""The doors of the phone: one to send, answered in JSON with a word for each record."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.screens.views import problem_text
from fangxian.engine.merging import WORDS, Landed

from . import rules, services
from .registry import KINDS


@never_cache
@require_POST
def push(request: Any) -> HttpResponse:
    """Take in a batch. 200 with a word per record, even if every one is invalid.

    401 or 403 for whoever may not send, 413 or 422 for what is no batch; nothing is taken in then.
    """
    if not request.user.is_authenticated or request.post is None:
        return _refused(rules.NOT_SIGNED_IN)
    actor = request.actor_for(Purpose.CHECK_AT_POST)
    problem = why_not_use("intake.check", by=actor)
    batch = problem or _batch(request)
    if isinstance(batch, Problem):
        return _refused(batch)
    try:
        landed = services.land(batch, rooms=KINDS, programme=request.programme, by=actor, at=request.at)
    except Refused as refused:
        return _refused(refused.problem)
    language = get_language() or "en"
    return JsonResponse({"at": request.at.isoformat(), "results": [_shown(one, language) for one in landed]})


def _batch(request: Any) -> rules.Batch | Problem:
    if int(request.headers.get("content-length") or 0) > rules.LARGEST_BODY:
        return rules.TOO_LARGE
    try:
        body = json.loads(request.body)
    except ValueError:  # not JSON, or not text at all
        return rules.NO_BATCH
    return rules.read_batch(body, at=request.at)


def _shown(landed: Landed, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"client_id": landed.client_id, "word": landed.word.value}
    shown["text"] = WORDS[landed.word].in_language(language)
    if landed.marks:
        shown["marks"] = list(landed.marks)
    if landed.finding is not None:
        finding = landed.finding
        shown |= {"code": finding.code, "field": finding.field, "reason": finding.reason.in_language(language)}
    return shown


def _refused(problem: Problem) -> HttpResponse:
    return JsonResponse({"code": problem.code, "text": problem_text(problem)}, status=problem.status)
