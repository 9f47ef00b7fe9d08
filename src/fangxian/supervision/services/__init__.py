"""The only writes of supervision."""

from .finding import Found, claim, claim_by_task, look_back, write_finding
from .planning import Plan, call_off, dissolve_team, draw_targets, plan_visit, plan_visits_of, set_up_team
from .visiting import answer_lines, begin_visit, end_visit

__all__ = [
    "Found",
    "Plan",
    "answer_lines",
    "begin_visit",
    "call_off",
    "claim",
    "claim_by_task",
    "dissolve_team",
    "draw_targets",
    "end_visit",
    "look_back",
    "plan_visit",
    "plan_visits_of",
    "set_up_team",
    "write_finding",
]
