"""When an objection and its answer are in order."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.problems.rules import Problem, said

ABOUTS = (
    ("follow_up", said("That I am followed up")),
    ("record", said("Something that is recorded about me")),
    ("looks", said("Who looked at my file")),
    ("other", said("Something else")),
)
LODGED, ACKNOWLEDGED, ANSWERED = "lodged", "acknowledged", "answered"
CHANGED, KEPT = "changed", "kept"
DECISIONS = (
    (CHANGED, said("You are right; it was changed")),
    (KEPT, said("It stays as it is, for the reason given")),
)
LONGEST_TEXT = 2000


def state_of(*, acknowledged_at: datetime | None, answered_at: datetime | None) -> str:
    """Where an objection stands."""
    if answered_at is not None:
        return ANSWERED
    return ACKNOWLEDGED if acknowledged_at is not None else LODGED


def why_not_object(text: str, *, about: str) -> Problem | None:
    """Why an objection cannot be lodged. There is no deadline and no wrong form."""
    if about not in dict(ABOUTS):
        return Problem("portal.about_nothing", said("Please choose what it is about."), field="about", status=422)
    if not text.strip():
        return Problem(
            "portal.objection_empty", said("Please say in a few words what is wrong."), field="text", status=422
        )
    if len(text) > LONGEST_TEXT:
        return Problem(
            "portal.objection_long",
            said("Please use at most %(limit)s characters; you can tell more on the phone."),
            {"limit": LONGEST_TEXT},
            "text",
            status=422,
        )
    return None


def why_not_answer(*, state: str, is_involved: bool, answer: str) -> Problem | None:
    """Why somebody may not answer: it is answered, she works on this person herself, or she gives no reason."""
    if state == ANSWERED:
        return Problem("portal.answered", said("This objection was already answered."))
    if is_involved:
        return Problem(
            "portal.involved",
            said("You work on this person's file. Somebody who was not involved must answer."),
            status=403,
        )
    if not answer.strip():
        return Problem(
            "portal.no_reason", said("Give the reason in words the person understands."), field="answer", status=422
        )
    return None
