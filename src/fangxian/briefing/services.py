"""Issuing the bulletin: the figures of whole days, frozen as they stood, restated by version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day

from . import queries, rules
from .models import Bulletin


@transaction.atomic
def issue_bulletin(
    *,
    programme: Programme,
    boards: Sequence[rules.Board],
    first_on: date,
    last_on: date,
    restates_reason: str = "",
    by: Actor,
    at: datetime,
) -> Bulletin:
    """Compute every figure of the days and keep them as one issue.

    A second issue for the same days is a new version and needs a reason; the first one stays.
    """
    refuse(why_not_use("briefing.issue", by=by))
    today = city_day(at, programme.timezone)
    refuse(rules.why_not_period(first_on, last_on, starts_on=programme.starts_on, today=today))
    earlier = queries.latest_bulletin(by, first_on=first_on, last_on=last_on)
    if earlier is not None and not restates_reason.strip():
        refuse(
            Problem(
                "briefing.needs_reason",
                said("A bulletin of these days is already out (version %(version)s). Say why it is restated."),
                {"version": earlier.version},
                "restates_reason",
            )
        )
    scope = rules.scope_of_days(
        by=by, area_code=by.area_code, first_on=first_on, last_on=last_on, zone=programme.zone, at=at
    )
    bulletin = Bulletin.objects.create(
        programme=programme,
        first_on=first_on,
        last_on=last_on,
        version=earlier.version + 1 if earlier else 1,
        figures=[_frozen(board, figure, scope) for board in boards for figure in board.figures],
        issued_at=at,
        issued_by_id=by.post_id,
        restates_reason=restates_reason.strip(),
    )
    audit.record("briefing.bulletin_issued", on=bulletin, by=by, at=at, detail={"version": bulletin.version})
    return bulletin


def _frozen(board: rules.Board, figure: rules.Figure, scope: rules.Scope) -> dict:
    value = rules.value_of(figure, scope)
    return {"board": board.key, "key": figure.key, "count": value.count, "missing": list(value.missing)}
