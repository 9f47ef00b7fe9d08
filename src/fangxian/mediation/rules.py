"""Incidents and their mediation (F29): what happened where, what was done about it, and how it was settled. Pure.

An incident names nobody: neither who is in dispute, nor who began it, nor whom it hurts. Where somebody is shunned for
what she is (stigma), she stands in it as a role, so that she can be protected and never be found by it. Nothing that is
written here opens a measure, a task at somebody's door, or a file.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.anonymity import without_identity

POWER = "mediation.work"
OPEN, TALKED, AGREED, REFERRED = "to_talk", "talked", "agreed", "referred_on"
STATES = {
    OPEN: (said("Nobody has talked with them yet"), "wait"),
    TALKED: (said("Being talked about"), "live"),
    AGREED: (said("Both sides agreed"), "good"),
    REFERRED: (said("Referred to another body"), "ended"),
}
MOVES = {OPEN: {TALKED}, TALKED: {AGREED, REFERRED}, AGREED: set(), REFERRED: set()}

STIGMA, GATHERING = "stigma", "gathering"
KINDS = {
    STIGMA: said("Somebody is shunned"),
    "gate": said("Dispute at a gate or post"),
    "neighbours": said("Dispute between neighbours"),
    "trade": said("Dispute with a firm or over goods"),
    "work": said("Dispute over work or wages"),
    GATHERING: said("A gathering"),
    "order_at_site": said("Disorder inside an isolation site"),
    "other": said("Something else"),
}
TARGETS = {
    "medical_staff": said("Medical staff"),
    "recovered": said("People who have recovered"),
    "released": said("People whose isolation is over"),
    "returned": said("People who have returned"),
    "helpers": said("Volunteers, drivers and other helpers"),
}
DONE_TO = {
    "barred": said("Barred from home, gate or lift"),
    "driven_out": said("Urged to move out"),
    "refused_service": said("Refused a service, work or school"),
    "insulted": said("Insulted or threatened"),
    "posted": said("A notice or mark was put up"),
    "avoided": said("Avoided and talked about"),
}
ACTIONS = {
    "talked_down": said("Talked to on the spot"),
    "kept_apart": said("Kept apart"),
    "door_opened": said("Barrier or mark removed"),
    "told_department": said("Told the department that answers for it"),
    "police_asked": said("Police were asked for help"),
    "nothing_yet": said("Nothing yet"),
}
STEPS = {
    "visit": said("Visit"),
    "joint_visit": said("Visit with another body"),
    "call": said("Call"),
    "meeting": said("Meeting of both sides"),
    "group_talk": said("Science talk in the chat group"),
    "notice": said("Notice to the whole building or firm"),
}
OUTCOMES = {
    "access": said("Access, service or work is given again"),
    "apology": said("Apology"),
    "rules": said("House rules agreed"),
    "compensation": said("Compensation agreed"),
    "explained": said("Explained and accepted"),
}
REFERRED_TO = {
    "department": said("Department that answers for it"),
    "people_mediation": said("People's mediation committee"),
    "legal_aid": said("Legal aid"),
    "labour_office": said("Labour office"),
    "counselling": said("Counselling"),
    "police": said("Police, by the ordinary law"),
}
# Which kind of letter an incident of this kind begins, by codes of the letters' edition; another kind begins "other",
# and of a gathering its writer says which of the fifteen it was.
TOPICS = {"trade": "goods", GATHERING: ""}
LONGEST_WORDS, LONGEST_PLACE, SHORTEST_WORDS = 600, 100, 4
TOLD_WITHIN = timedelta(days=30)


def told_as(kind: str) -> str:
    """As what an incident is told outside: that somebody is shunned is not told, for it could show who it is."""
    return "other" if kind == STIGMA else kind


def may_tell_place(kind: str) -> bool:
    """Whether a letter may name its place; of a stigma case only the area, for few people live at a place."""
    return kind != STIGMA


class Times(Protocol):
    """What the state of a mediation follows from."""

    talked_at: datetime | None
    agreed_at: datetime | None
    referred_at: datetime | None


def state_of(one: Times) -> str:
    reached = ((AGREED, one.agreed_at), (REFERRED, one.referred_at), (TALKED, one.talked_at))
    return next((state for state, moment in reached if moment is not None), OPEN)


def why_not_record(
    *, kind: str, target: str, done_to: str, action: str, place: str, words: str, about_people: Collection[str],
    occurred_at: datetime, area_code: str, by: Actor, at: datetime,
) -> Problem | None:  # fmt: skip
    """Why an incident is not written down so. `about_people`: what the words tell of somebody's origin or health."""
    if problem := why_not_use(POWER, by=by, area_code=area_code):
        return problem
    if kind not in KINDS or action not in ACTIONS:
        return Problem("mediation.kind", said("Choose what happened and what was done about it."), field="kind",
                       status=422)  # fmt: skip
    if kind == STIGMA and (target not in TARGETS or done_to not in DONE_TO):
        return Problem("mediation.target", said("Say what the people are who are shunned, and what was done to them; "
                       "never who."), field="target", status=422)  # fmt: skip
    if kind != STIGMA and (target or done_to):
        return Problem("mediation.no_target", said("Only where somebody is shunned is it said what she is."),
                       field="target", status=422)  # fmt: skip
    if not at - TOLD_WITHIN <= occurred_at <= at:
        return Problem("mediation.when", said("It happened before now, and at most 30 days ago."), field="occurred_at",
                       status=422)  # fmt: skip
    return (
        _why_not_text(place, "place", most=LONGEST_PLACE)
        or _why_not_text(words, "words", most=LONGEST_WORDS)
        or _why_not_people(about_people)
    )


def _why_not_people(about_people: Collection[str]) -> Problem | None:
    if about_people:
        return Problem("mediation.about_people", said("Leave out where somebody comes from and how her health is: "
                       "choose the role instead."), field="words", status=422)  # fmt: skip
    return None


def _why_not_text(text: str, field: str, *, most: int) -> Problem | None:
    if not SHORTEST_WORDS <= len(text.strip()) <= most and field != "place":
        return Problem("mediation.words", said("Say it in %(least)s to %(most)s characters."),
                       {"least": SHORTEST_WORDS, "most": most}, field, status=422)  # fmt: skip
    if not text.strip() or len(text) > most:
        return Problem("mediation.place", said("Name the place in 1 to %(most)s characters; no door, no name."),
                       {"most": most}, field, status=422)  # fmt: skip
    if without_identity(text).left_out:
        return Problem("mediation.names_somebody", said("Name nobody: leave out names, numbers and ways to reach a "
                       "person."), field=field, status=422)  # fmt: skip
    return None


def why_not_step(
    state: str, *, kind: str, note: str, about_people: Collection[str], area_code: str, by: Actor
) -> Problem | None:
    """Why a visit, call or talk is not written down."""
    if problem := why_not_use(POWER, by=by, area_code=area_code):
        return problem
    if state in (AGREED, REFERRED):
        return _over()
    if kind not in STEPS:
        return Problem("mediation.step", said("Choose what was done."), field="kind", status=422)
    return _why_not_text(note, "note", most=LONGEST_WORDS) or _why_not_people(about_people)


def why_not_end(state: str, to: str, *, word: str, area_code: str, by: Actor) -> Problem | None:
    """Why a mediation does not end: nobody has talked yet, it is over, or it is not said how."""
    if problem := why_not_use(POWER, by=by, area_code=area_code):
        return problem
    if state in (AGREED, REFERRED):
        return _over()
    if to not in MOVES[state]:
        return Problem("mediation.not_talked", said("Talk first: write down a visit, a call or a talk."))
    known, field = (OUTCOMES, "outcome") if to == AGREED else (REFERRED_TO, "referred_to")
    if word not in known:
        return Problem("mediation.how", said("Say how it ended."), field=field, status=422)
    return None


def _over() -> Problem:
    return Problem("mediation.over", said("This mediation is over."))


def change_share(now: int, now_days: int, before: int, before_days: int) -> int | None:
    """By how many per cent a number a day lies above (or, negative, below) what it was; None without a baseline."""
    if not before or not now_days or not before_days:
        return None
    return round((now / now_days) / (before / before_days) * 100) - 100
