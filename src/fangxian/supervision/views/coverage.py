"""Who has not been visited, and what the records show of rights denied."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.supervision.queries import editions, signs, visits
from fangxian.supervision.rules import words

ROWS = 30


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_GET
def coverage(request: Any) -> HttpResponse:
    """Of each kind how many places were visited, and those that were not, the longest unseen first."""
    by, at = request.actor, request.at
    seen = visits.coverage(request.programme, area_code=by.area_code, at=at)
    kind = request.GET.get("kind", "")
    tiles = []
    for name in words.TARGET_KINDS:
        of_kind = [one for one in seen if one.target.kind == name]
        visited = sum(1 for one in of_kind if one.last_at is not None)
        tiles.append({"kind": name, "all": len(of_kind), "visited": visited, "is_current": name == kind})
    rows = [one for one in seen if kind not in words.TARGET_KINDS or one.target.kind == kind]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"tiles": tiles, "page": page, "kind": kind, "may_plan": by.can("supervision.plan")}
    return render(request, "supervision/coverage.html", context)


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_GET
def rights(request: Any) -> HttpResponse:
    """Signs of a right denied, by place and as counts."""
    by, at = request.actor, request.at
    pack = editions.edition(request.programme, at=at)
    found = signs.signs(request.programme, area_code=by.area_code, params=editions.params_of(pack, "signs"), at=at)
    totals = {sign: sum(one.count for one in found if one.sign == sign) for sign in words.SIGNS}
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "totals": totals, "page": page, "may_plan": by.can("supervision.plan"), "rule": pack.rule("signs"),
        "lines": editions.checklist(pack, kind=words.GATE, subject=words.RIGHTS),
    }  # fmt: skip
    return render(request, "supervision/rights.html", context)
