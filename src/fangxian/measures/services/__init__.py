"""The only writes of measures."""

from .appealing import (
    acknowledge_appeal,
    alarm_late_appeals,
    appeal_terms,
    decide_appeal,
    lodge_appeal,
    why_not_answer_appeals,
)
from .arrivals import plan_for_arrival, why_not_arrivals
from .deciding import (
    Proposal,
    approve,
    decline,
    evidence_sha256,
    plan_for,
    propose,
    why_not_approve,
    withdraw,
)
from .ending import (
    record_end,
    record_ends,
    record_ends_of_event,
    release,
    revoke,
    shorten_everywhere,
    shorten_on_new_edition,
)
from .following import open_service_task, open_todays_visits, open_visit_task
from .planning import Plan, PlannedGround
from .replaying import replay_in_force, what_differs
from .serving import (
    record_leave,
    saw_list,
    saw_measure,
    serve,
    tell,
    why_not_record_leave,
    why_not_serve,
)
from .unnaming import unname_measures

__all__ = [
    "Plan",
    "PlannedGround",
    "Proposal",
    "acknowledge_appeal",
    "alarm_late_appeals",
    "appeal_terms",
    "approve",
    "decide_appeal",
    "decline",
    "evidence_sha256",
    "lodge_appeal",
    "open_service_task",
    "open_todays_visits",
    "open_visit_task",
    "plan_for",
    "plan_for_arrival",
    "propose",
    "record_end",
    "record_ends",
    "record_ends_of_event",
    "record_leave",
    "release",
    "replay_in_force",
    "revoke",
    "saw_list",
    "saw_measure",
    "serve",
    "shorten_everywhere",
    "shorten_on_new_edition",
    "tell",
    "unname_measures",
    "what_differs",
    "why_not_answer_appeals",
    "why_not_approve",
    "why_not_arrivals",
    "why_not_record_leave",
    "why_not_serve",
    "withdraw",
]
