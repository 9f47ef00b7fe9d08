"""Who may work on a case, asked by every write."""

from __future__ import annotations

from datetime import datetime

from fangxian.cases import rules
from fangxian.cases.models import Case
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem


def why_not_work_on(case: Case, *, by: Actor, at: datetime) -> Problem | None:
    return (
        why_not_use("cases.investigate", by=by, area_code=case.area_code)
        or rules.why_not_decide(by)
        or rules.why_not_trace(ruled_out_at=case.ruled_out_at, at=at)
    )
