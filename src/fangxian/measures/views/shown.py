"""What every page shows of a measure."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext

from fangxian.core.actors.rules import why_not_use
from fangxian.core.problems.rules import Problem
from fangxian.engine.legal import cite
from fangxian.measures import queries, rules
from fangxian.measures.models import Measure


def found_measure(request: Any, measure_id: UUID) -> Measure:
    found = queries.measure_of(request.actor, measure_id)
    if found is None:
        raise Http404
    return found


def dressed(found: Measure, *, at: datetime) -> Measure:
    """The measure with what every page shows of it: state, end, the type of the moment."""
    found.state = queries.state_of(found, at=at)  # type: ignore[attr-defined]
    found.end = found.effective_end_at  # type: ignore[attr-defined]
    found.restricts_until = rules.restricts_until(found.phases)  # type: ignore[attr-defined]
    found.type_now = rules.type_at(found.phases, at=at) or found.type  # type: ignore[attr-defined]
    return found


def page_of(request: Any, found: Measure) -> dict[str, Any]:
    state = dressed(found, at=request.at).state  # type: ignore[attr-defined]
    by = request.actor
    return {
        "measure": found,
        "grounds": queries.grounds_with_verdicts(found),
        "legal": cite(found.legal_basis),
        "milder": sorted(found.milder.items(), key=lambda answer: rules.TYPES.index(answer[0])),
        "support": json.loads(found.support_plan or "{}").items(),
        "told": queries.told_of(found),
        "appeals": queries.appeals_of(found),
        "leaves": queries.leaves_of(found),
        "end_reason": queries.end_reason_of(found) if state in rules.ENDED_STATES else "",
        "is_ended": state in rules.ENDED_STATES,
        "is_active": state == rules.ACTIVE,
        "has_papers": state in (rules.APPROVED, rules.ACTIVE, *rules.ENDED_STATES),
        "steps": _timeline(found, at=request.at),
        "why_not_withdraw": _why_not_withdraw(found, state=state, by=by),
        "may_decide": state == rules.PROPOSED and by.can("measures.approve"),
        "may_end": state in (rules.APPROVED, rules.ACTIVE) and by.can("measures.release"),
        "may_serve": state == rules.APPROVED and by.can("measures.serve"),
    }


def _why_not_withdraw(found: Measure, *, state: str, by: Any) -> Problem | None:
    return why_not_use("measures.propose", by=by, area_code=found.area_code) or rules.why_not_withdraw(
        state=state, first_body_id=found.proposer_body_id, by=by
    )


def _timeline(found: Measure, *, at: datetime) -> list[dict[str, Any]]:
    moments = [
        (found.proposed_at, gettext("Proposal made"), found.proposer_body.name),
        (found.approved_at, gettext("Approved"), found.deciding_body.name if found.deciding_body else ""),
        (found.declined_at, gettext("Declined"), ""),
        (found.withdrawn_at, gettext("Withdrawn"), ""),
        (found.served_at, gettext("Notice served: in force"), ""),
        (found.shortened_at, gettext("Shortened by a new edition"), found.shortened_by_pack),
        (found.revoked_at, gettext("Revoked"), ""),
        (found.end, gettext("Ends by itself") if found.end > at else gettext("Ended"), ""),  # type: ignore[attr-defined]
        (found.release_issued_at, gettext("Release paper issued"), ""),
    ]
    steps = [{"at": m, "title": t, "text": x, "is_to_come": m > at} for m, t, x in moments if m]
    return sorted(steps, key=lambda step: step["at"])
