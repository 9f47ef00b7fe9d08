"""When an investigator's list may be taken in, confirmed and recorded (O8, INV-03, INV-20)."""

from __future__ import annotations

from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, said
from fangxian.core.staff.rules import why_not_second

READ, RECORDING, RECORDED, DISCARDED = "read", "recording", "recorded", "discarded"
STATES = {
    READ: (said("Dry run: nothing is recorded yet"), "wait"),
    RECORDING: (said("Being recorded"), "live"),
    RECORDED: (said("Accepted rows are recorded"), "good"),
    DISCARDED: (said("Discarded"), "ended"),
}
ACCEPTED, DUPLICATE, QUARANTINED, REJECTED = "accepted", "duplicate", "quarantined", "rejected"
OUTCOMES = {
    ACCEPTED: (said("Accepted"), "good"),
    DUPLICATE: (said("Duplicate"), "ended"),
    QUARANTINED: (said("Quarantined"), "wait"),
    REJECTED: (said("Rejected"), "draft"),
}
SUBJECTS = {
    "case": said("Case"),
    "contact": said("Contact"),
    "followup": said("Noted follow-up"),
    "relationship": said("Who met whom"),
    "laboratory": said("Laboratory result"),
}
FIELDS = {
    "name": said("Full name"),
    "case_class": said("Class"),
    "onset_on": said("First symptoms"),
    "lab_name": said("Laboratory"),
    "sample_number": said("Sample number"),
    "sampled_on": said("Sample taken on"),
    "result_on": said("Day of the result"),
    "case_ref": said("Number of the case here"),
    "last_contact_on": said("Last contact"),
    "followed_on": said("Followed up on"),
    "outcome": said("What came of it"),
    "phone": said("Phone"),
    "address": said("Address"),
    "birth_year": said("Year of birth"),
    "reported_on": said("Reported"),
    "first_contact_on": said("First contact"),
    "external_id": said("Number in the other system"),
    "contact_ref": said("Whom it is about, in the other system"),
    "source_ref": said("Who gave it, in the other system"),
    "target_ref": said("Who was met, in the other system"),
    "celsius": said("Temperature"),
    "seat": said("Seat"),
    "service": said("Train or flight"),
}
ASKED = ("case_class", "onset_on", "lab_name", "sample_number", "sampled_on", "result_on", "case_ref",
         "last_contact_on", "followed_on", "outcome")  # fmt: skip
DAYS = frozenset({"onset_on", "sampled_on", "result_on", "last_contact_on", "followed_on"})
FOR_MANY = frozenset({"lab_name", "case_ref"})  # the rest is each person's own and is never answered for many
SECOND_OVER = 20  # O8, INV-03: more people need a second unit; an invariant, so no pack sets it
ONE_SENDER_WITHIN = timedelta(hours=24)  # lists of one sender count together: cut into pieces they are one list
SHORTEST_REASON = 10


def state_of(
    *, commit_started_at: datetime | None, committed_at: datetime | None, discarded_at: datetime | None
) -> str:
    """Where a list stands, from its times. One that was recorded may have rows recorded later, once answered."""
    if discarded_at is not None:
        return DISCARDED
    if commit_started_at is None:
        return READ
    return RECORDED if committed_at is not None and committed_at >= commit_started_at else RECORDING


def why_not_confirm(
    *, state: str, second_needed: bool, first_user_id: int | None, first_body_id: object, by: Actor
) -> Problem | None:
    """Why `by` may not confirm: somebody of another body does, and only where it is needed."""
    if state in (DISCARDED, RECORDING) or not second_needed:
        return Problem("cases.list_not_to_confirm", said("This list is not waiting for a confirmation."))
    return why_not_second(first_user_id=first_user_id, first_body_id=first_body_id, second=by)


def why_not_commit(*, state: str, waiting_count: int, second_needed: bool) -> Problem | None:
    """Why the accepted rows cannot be recorded now."""
    if state in (DISCARDED, RECORDING):
        return Problem("cases.list_not_to_commit", said("This list cannot be recorded now."))
    if not waiting_count:
        return Problem("cases.list_nothing_accepted", said("No row is waiting to be recorded."))
    if second_needed:
        return Problem(
            "cases.list_needs_second",
            said("More than %(limit)s people, this sender's other lists of the day included: a second unit must "
                 "confirm first."),
            {"limit": SECOND_OVER}, status=403,
        )  # fmt: skip
    return None


def why_not_answer(*, state: str, outcome: str) -> Problem | None:
    if outcome != QUARANTINED:
        return Problem("cases.line_not_quarantined", said("This row asks nothing."))
    if state in (DISCARDED, RECORDING):
        return Problem("cases.list_not_to_answer", said("Rows of this list cannot be answered now."))
    return None


def why_not_discard(*, state: str, recorded_count: int, reason: str) -> Problem | None:
    if state in (DISCARDED, RECORDING) or recorded_count:
        return Problem(
            "cases.list_not_to_discard",
            said("A list of which rows are recorded is not discarded; rule out or correct what is wrong."),
        )
    if len(reason.strip()) < SHORTEST_REASON:
        return Problem("cases.no_reason", said("Say why this list is discarded."), field="reason", status=422)
    return None
