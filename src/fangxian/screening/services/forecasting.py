"""What a verdict would say, asked while a list is only tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme
from fangxian.screening import rules

from .judging import ground_at

UNASKED = ("", "")


def forecast(
    cases: Sequence[tuple[str, Mapping[str, Any]]], *, programme: Programme, at: datetime
) -> list[tuple[str, str]]:
    """(result, rule id@version) of each (area_code, content), in order, as it would be judged now; writes nothing.

    ("", "") for content that tells of no stays, and for every case while no edition of the rule may decide here:
    then the verdicts wait for an edition, and so does the forecast.
    """
    try:
        ground = ground_at(programme, at=at)
    except (LookupError, Refused):
        return [UNASKED] * len(cases)
    rule = ground.basis.judge.rule
    judged = [rules.judge_fact(content, ground.basis, at=at) for _area_code, content in cases]
    return [(found.result, f"{rule.id}@{rule.version}") if found else UNASKED for found in judged]
