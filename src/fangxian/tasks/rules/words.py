"""The kinds of work, what each may come to, and the words for it. Source: domain.md F05."""

from __future__ import annotations

from fangxian.core.problems.rules import said

# --- kinds of work, and what each may come to
VERIFY_STAY, VERIFY_LEAD, HAND_OVER_OUT, SERVE_NOTICE, VISIT, CALL = (
    "verify_stay", "verify_lead", "hand_over_out", "serve_notice", "visit", "call",
)  # fmt: skip
CONFIRMED, NOT_FOUND, WRONG_AREA, UNTRUE, DUPLICATE = (
    "confirmed", "not_found", "wrong_area", "untrue", "duplicate",
)  # fmt: skip
HANDED_OUT, SERVED, REFUSED_TO_SIGN, VISITED, ABSENT, SPOKE, NO_REPLY = (
    "handed_out", "served", "refused_to_sign", "visited", "absent", "spoke", "no_reply",
)  # fmt: skip
HEALTH_CHECK, REFERRED = "health_check", "referred"
HELP_NEED, HELPED = "help_need", "helped"
REACH_CONTACT, TOLD = "reach_contact", "told"
ANSWER_REQUEST, HANDLED, NOTHING_THERE = "answer_request", "handled", "nothing_there"
FIX_FINDING, FIXED = "fix_finding", "fixed"
KINDS = {
    VERIFY_STAY: said("Verify a stay"),
    VERIFY_LEAD: said("Verify a lead"),
    HAND_OVER_OUT: said("Hand over to another city"),
    SERVE_NOTICE: said("Serve a notice"),
    HEALTH_CHECK: said("Look after somebody unwell"),
    HELP_NEED: said("Help a household"),
    REACH_CONTACT: said("Reach a contact"),
    ANSWER_REQUEST: said("Act on a request"),
    FIX_FINDING: said("Put a finding right"),
    VISIT: said("Visit"),
    CALL: said("Call somebody who has not arrived"),
}
FIELD_CHECK = (CONFIRMED, NOT_FOUND, WRONG_AREA, UNTRUE, DUPLICATE)
OUTCOMES = {
    VERIFY_STAY: FIELD_CHECK,
    VERIFY_LEAD: FIELD_CHECK,
    HAND_OVER_OUT: (HANDED_OUT, WRONG_AREA, DUPLICATE),
    SERVE_NOTICE: (SERVED, REFUSED_TO_SIGN, NOT_FOUND, WRONG_AREA),
    HEALTH_CHECK: (VISITED, REFERRED, ABSENT, WRONG_AREA),
    HELP_NEED: (HELPED, ABSENT, WRONG_AREA, DUPLICATE),
    REACH_CONTACT: (TOLD, NOT_FOUND, WRONG_AREA),
    ANSWER_REQUEST: (HANDLED, HELPED, NOTHING_THERE, WRONG_AREA),
    FIX_FINDING: (FIXED, WRONG_AREA),
    VISIT: (VISITED, ABSENT, WRONG_AREA),
    CALL: (SPOKE, NO_REPLY, WRONG_AREA),
}
OUTCOME_LABELS = {
    CONFIRMED: said("Confirmed"),
    NOT_FOUND: said("Not found"),
    WRONG_AREA: said("Wrong area"),
    UNTRUE: said("Not true"),
    DUPLICATE: said("Duplicate"),
    HANDED_OUT: said("Handed to the other city"),
    SERVED: said("Served"),
    REFERRED: said("Went to a clinic"),
    REFUSED_TO_SIGN: said("Served, refused to sign"),
    VISITED: said("Visited"),
    ABSENT: said("Nobody at home"),
    HELPED: said("The household was helped"),
    TOLD: said("Notice handed over"),
    HANDLED: said("Dealt with"),
    NOTHING_THERE: said("Nothing of the kind found there"),
    FIXED: said("Put right, to be looked back at"),
    SPOKE: said("Spoke to her"),
    NO_REPLY: said("No reply after several calls"),
}
# These are finished with the report; the others wait for a dispatcher to decide what follows.
CLOSE_THEMSELVES = {
    CONFIRMED: "follow_up_opened", DUPLICATE: "no_action", HANDED_OUT: "handed_over", REFERRED: "done",
    SERVED: "done", REFUSED_TO_SIGN: "done", VISITED: "done", HELPED: "done", SPOKE: "done", TOLD: "done",
    HANDLED: "done", NOTHING_THERE: "no_action", FIXED: "done",
}  # fmt: skip
CONCLUSIONS = {
    "follow_up_opened": said("Followed up"),
    "no_action": said("No action"),
    "handed_over": said("Handed over"),
    "corrected": said("Closed by a correction"),
    "done": said("Done"),
}
DISPATCHER_CONCLUSIONS = ("no_action", "follow_up_opened")

NORMAL, SERIOUS = "normal", "serious"
SEVERITIES = {NORMAL: said("Ordinary"), SERIOUS: said("Serious lead")}
LEAD, LIST = "lead", "list"
PROFILES = {LEAD: said("Single lead"), LIST: said("From a list")}

FIRST_WORDS = {
    "on_the_way": said("On the way"),
    "reached": said("Reached by phone"),
    "not_reached": said("Not reached yet"),
}
PAUSE_REASONS = {
    "in_hospital": said("The person is in hospital"),
    "asked_for_later": said("The person asked for a later time"),
    "road_or_weather": said("Road or weather makes it unsafe"),
    "waiting_for_answer": said("Waiting for another area's answer"),
    "waiting_for_signature": said("Waiting for the second reviewer's signature"),
}
FALSE = "false"
LOOK_BACK_RESULTS = {CONFIRMED: said("It holds"), FALSE: said("Does not hold")}

# What happened to a task, as its history tells it.
ACTIONS = {
    "opened": said("Task opened"),
    "assigned": said("Given to a worker"),
    "accepted": said("Accepted for work"),
    "first_report": said("First report"),
    "reported": said("Finding reported"),
    "handed_over": said("Handed over"),
    "paused": said("Clock stopped"),
    "resumed": said("Clock running again"),
    "closed": said("Task closed"),
    "looked_back": said("Looked back"),
    "escalated": said("Told upwards because late"),
    "asked_again": said("Asked again"),
    "reopened": said("Opened again"),
    "raised": said("Made serious"),
    "joined": said("Answered together with another task"),
    "parted": said("Stands by itself again"),
    "area_abolished": said("Its area was abolished: gone up"),
    "on_phone": said("Whom to contact was handed to the worker's phone"),
    "not_used": said("Came from a phone, not used"),
}
AREA_GONE_MESSAGE = said("Work of an abolished area came to you")
NIGHT_MESSAGE = said("Work of the night came to you")
LATE_MESSAGE = said("Late tasks below you")

# What came of asking somebody once more (F50). None of them says anything about her honesty.
AS_TOLD, CORRECTED, DECLINED, LATER = "as_told", "corrected", "declined", "later"
ANSWERS = {
    CORRECTED: said("It was different: she corrects it"),
    AS_TOLD: said("It is as it was told"),
    DECLINED: said("Would rather not say"),
    LATER: said("Not reached, or later"),
}
