"""What the cases say together: clusters, serial interval, onsets, and what the next week may ask."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.cases.queries import chains as queries
from fangxian.cases.services.linking import saw_investigation
from fangxian.core.screens.templatetags.screens import label
from fangxian.engine.chains.forecast import LEAST_DAYS, LEAST_TRIALS
from fangxian.engine.chains.onsets import LEAST_DELAYS, Curve
from fangxian.engine.chains.serial import LEAST_PAIRS

from . import ROWS_PER_PAGE, see


@see
@require_GET
def investigation(request: Any) -> HttpResponse:
    """Figures of the reader's area, each with how it was made and what it does not say."""
    standing = queries.standing_of(request.actor)
    clusters = [one for one in standing.chains.clusters if one.links]
    curve = queries.curve_of(standing, programme=request.programme, at=request.at)
    saw_investigation(count=len(standing.cases), by=request.actor, at=request.at)
    page = Paginator(clusters, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "cluster": one,
            "case_count": sum(1 for key in one.members if key in standing.cases),
            "first": next((standing.cases[key] for key in one.members if key in standing.cases), None),
            "flag_count": sum(1 for key in one.links if key in standing.chains.flags),
        }
        for one in page
    ]
    found = queries.forecast_of(request.actor, programme=request.programme, at=request.at)
    context = {
        "page": page,
        "rows": rows,
        "case_count": len(standing.cases),
        "unlinked_count": sum(1 for one in standing.chains.clusters if not one.links),
        "interval": queries.serial_of(standing),
        "pair_count": len(queries.intervals_of(standing)),
        "curve": curve,
        "curve_days": list(reversed(curve.days)),
        "picture": _picture(curve),
        "forecast": found,
        "pasts": [found.past, found.other] if found else [],
        "least": {"pairs": LEAST_PAIRS, "delays": LEAST_DELAYS, "days": LEAST_DAYS, "trials": LEAST_TRIALS},
    }
    return render(request, "cases/investigation.html", context)


def _picture(curve: Curve) -> dict[str, Any]:
    return {
        "days": [day.on.isoformat() for day in curve.days],
        "series": [
            {
                "key": origin,
                "name": label("cases.origin", origin),
                "counts": [day.counts[origin] for day in curve.days],
            }
            for origin in queries.ORIGINS
        ],
        "incompleteFrom": next((day.on.isoformat() for day in curve.days if not day.is_complete), None),
    }
