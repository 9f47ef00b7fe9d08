"""The only writes of cases, exposures and classifications."""

from .authority import why_not_work_on
from .batches import decide_sheet, put_up, record_told, why_not_decide, why_not_tell
from .classifying import (
    Meeting,
    classify_by_hand,
    classify_by_rule,
    correct_case,
    record_exposure,
    replay,
    review,
    state_of,
)
from .filling import fill_list
from .linking import Link, link_cases, say_origin, withdraw_link
from .opening import Laboratory, open_case, record_step, rule_out, saw_case
from .tracing import Other, Stop, trace_places

__all__ = [
    "Laboratory",
    "Link",
    "Meeting",
    "Other",
    "Stop",
    "classify_by_hand",
    "classify_by_rule",
    "correct_case",
    "decide_sheet",
    "fill_list",
    "link_cases",
    "open_case",
    "put_up",
    "record_exposure",
    "record_step",
    "record_told",
    "replay",
    "review",
    "rule_out",
    "saw_case",
    "say_origin",
    "state_of",
    "trace_places",
    "why_not_decide",
    "why_not_tell",
    "why_not_work_on",
    "withdraw_link",
]
