"""The county is founded and lives its month; returns what it adds up to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from fangxian.briefing.registry import BOARDS
from fangxian.briefing.services import issue_bulletin
from fangxian.core.actors.rules import Purpose
from fangxian.core.days.services import make_days_between
from fangxian.reactions.jobs import run_all

from .month import COUNTY, FIRST_DAY, month_agenda, plan_a_month
from .month_reckoning import Breach, reckon_the_month
from .month_reckoning import write_breaches as write_breaches
from .story import found
from .sums import Balance

PASSWORD = "x"  # noqa: S105 - nobody signs in to a city that is not served


def live_a_month(
    *, days: int, leads_a_day: float, tips_a_day: float, seed: int, tell: Callable[[str, str], None]
) -> tuple[list[Balance], list[Breach]]:
    """Found one county, live so many days, and check every sum. Errors: DoesNotReconcile."""
    stage = found(seed=seed, size=30, password=PASSWORD, only_counties=(COUNTY,), tell=tell)
    make_days_between(FIRST_DAY, FIRST_DAY + timedelta(days=days + 1))
    stage = replace(stage, agenda=month_agenda())
    end = plan_a_month(stage, days=days, leads_a_day=leads_a_day, tips_a_day=tips_a_day)
    for number in range(1, days + 1):
        stage.agenda.live_until(min(stage.agenda.at + timedelta(days=1), end))
        leads, calls = stage.counted["leads"], stage.counted["calls"]
        tell(f"第 {number} 天：线索 {leads}、来电 {calls}", f"day {number}: {leads} leads, {calls} calls")
    run_all(at=end)
    bulletin = issue_bulletin(
        programme=stage.programme, boards=BOARDS, first_on=FIRST_DAY, last_on=FIRST_DAY + timedelta(days=days - 1),
        by=stage.force.actor("commander", Purpose.COMMAND), at=end,
    )  # fmt: skip
    return reckon_the_month(stage, bulletin, at=end)
