"""The words of inspections and findings. Source: domain.md F35; the checklists stand in the pack cn.supervision."""

from __future__ import annotations

from fangxian.core.problems.rules import said

PACK_FAMILY = "cn.supervision"

# --- what is visited
POST, GATE, VENUE, UNIT, ISOLATION, FIRM = "post", "gate", "venue", "unit", "isolation", "firm"
TARGET_KINDS = {
    POST: said("Post on a road"),
    GATE: said("Gate of an estate, village or office"),
    FIRM: said("Firm"),
    VENUE: said("Dense place"),
    UNIT: said("Unit of our force"),
    ISOLATION: said("Grid with isolation at home"),
}
# --- what for: the place's own checklist, or whether people's rights are kept there
PLACE, RIGHTS = "place", "rights"
SUBJECTS = {PLACE: said("How the place works"), RIGHTS: said("Rights")}

# --- one line of a checklist, as the inspector saw it
IN_ORDER, NOT_IN_ORDER, NOT_SEEN = "in_order", "not_in_order", "not_seen"
ANSWERS = {IN_ORDER: said("In order"), NOT_IN_ORDER: said("Not in order"), NOT_SEEN: said("Could not be seen")}
OTHER = "other"  # a finding beside the checklist
OTHER_LINE = said("Something else")

# --- findings
URGENT, SERIOUS, ORDINARY = "urgent", "serious", "ordinary"
SEVERITIES = {
    URGENT: (said("Urgent finding"), "late"),
    SERIOUS: (said("Serious finding"), "wait"),
    ORDINARY: (said("Ordinary finding"), "draft"),
}
HOLDS, FALSE = "confirmed", "false"
LOOK_BACK_RESULTS = {HOLDS: said("It is put right"), FALSE: said("It is not put right")}
ACTIONS = {
    "found": said("Found on site"),
    "assigned": said("Given to its owner"),
    "settled": said("Put right on the spot"),
    "claimed": said("Said to be put right"),
    "confirmed": said("Looked back: it holds"),
    "false": said("Looked back: it does not hold"),
    "reported_up": said("Told to the command at once"),
}

# --- why a place was drawn, and which signs of a right denied the records show
LATE_TASKS, UNDERSTAFFED, COMPLAINTS, UNRELEASED, NOT_VISITED = (
    "late_tasks", "understaffed", "complaints", "unreleased", "not_visited",
)  # fmt: skip
REASONS = {
    LATE_TASKS: said("Late tasks here"),
    UNDERSTAFFED: said("Under strength"),
    COMPLAINTS: said("Complaints of the place"),
    UNRELEASED: said("Not released on time"),
    NOT_VISITED: said("Not visited for long"),
}
LATE_RELEASE, LATE_APPEAL, UNSERVED, UNANSWERED_ASK, REFUSAL = (
    "late_release", "late_appeal", "unserved", "unanswered_ask", "refusal",
)  # fmt: skip
SIGNS = {
    LATE_RELEASE: said("Told of the release too late, or not at all"),
    LATE_APPEAL: said("Appeals past their time"),
    UNSERVED: said("Notices approved and not handed over"),
    UNANSWERED_ASK: said("Questions of a gate that nobody answered"),
    REFUSAL: said("Reports of a wrong refusal"),
}
# Which line of the checklist of rights each sign belongs to.
LINE_OF_SIGN = {
    LATE_RELEASE: "ended_on_time", LATE_APPEAL: "appeal_answered", UNSERVED: "notice_served",
    UNANSWERED_ASK: "ask_answered", REFUSAL: "wrong_refusal",
}  # fmt: skip

CANCEL_REASONS = {
    "gone": said("The place is no more"),
    "team": said("The team cannot come"),
    "seen": said("Others have just been there"),
}
