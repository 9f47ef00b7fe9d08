"""Who answers an appeal, by when, and what the answer does (INV-09).

An appeal needs no form and no proof. It changes nothing to anybody's disadvantage: the measure may
stand, end now, or be void; it never becomes longer or harsher.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.problems.rules import Problem, forbidden, said

from . import ACTIVE, APPROVED, CHANNELS, ENDED_STATES, REASON_CHARACTERS

NONE, LODGED = "none", "lodged"
UPHELD, OVERTURNED, VARIED = "upheld", "overturned", "varied"
DECISIONS = (UPHELD, OVERTURNED, VARIED)
APPEAL_STATES = (NONE, LODGED, *DECISIONS)
ENDING = frozenset({OVERTURNED, VARIED})  # what ends a measure that is still in force
LODGED_BY = ("own_page", *CHANNELS)
DECIDING_ROLES = (Role.AUDITOR, Role.HEALTH_APPROVER)
NEXT_REMEDIES = ("IDL-2013-12", "ARL-2017-9", "ALL-2017-46")  # what a refused appeal leaves open, by article

IN_TIME, ACKNOWLEDGE, DECIDE = "", "acknowledge", "decide"

INVOLVED = said("You had a part in this decision. An appeal is answered by somebody who had none.")
INVOLVED_BODY = said("Your body proposed this measure. An appeal is answered outside it.")
NOT_WHO_DECIDES = said("Appeals are answered by an auditor or by a health approver who had no part in the decision.")


@dataclass(frozen=True)
class Involved:
    """Who had a part in a measure and so cannot answer an appeal against it.

    user_ids  who classified or reviewed the contact, proposed, approved, served or ended the measure
    body_id   the body that proposed it
    """

    user_ids: Collection[int]
    body_id: object


def why_not_appeal(*, state: str, has_open_appeal: bool, text: str, channel: str) -> Problem | None:
    """Why an appeal cannot be lodged; it may be, as long as the measure was decided."""
    if state not in (APPROVED, ACTIVE, *ENDED_STATES):
        return Problem("measures.nothing_to_appeal", said("There is no decision to appeal against."))
    if has_open_appeal:
        return Problem("measures.appeal_open", said("An appeal against this measure is already open."))
    if channel not in LODGED_BY:
        return Problem("measures.unknown_channel", said("Choose how it was said."), field="channel")
    if not text.strip():  # an appeal has no form and no length
        return Problem("measures.appeal_empty", said("Say what is wrong with the decision."), field="text")
    return None


def why_not_take_part(involved: Involved, *, by: Actor) -> Problem | None:
    """Why `by` may not answer this appeal, whatever the answer."""
    if by.role not in DECIDING_ROLES or by.user_id is None or by.body_id is None:
        return forbidden("measures.not_who_decides_appeals", NOT_WHO_DECIDES)
    if by.user_id in involved.user_ids:
        return forbidden("measures.involved", INVOLVED)
    if by.body_id == involved.body_id:
        return forbidden("measures.involved_body", INVOLVED_BODY)
    return None


def why_not_acknowledge(*, is_acknowledged: bool, is_decided: bool) -> Problem | None:
    if is_acknowledged or is_decided:
        return Problem("measures.appeal_acknowledged", said("This appeal has been acknowledged already."))
    return None


def why_not_answer(*, is_decided: bool, decision: str, reason: str) -> Problem | None:
    """Why this is not an answer to an appeal."""
    if is_decided:
        return Problem("measures.appeal_decided", said("This appeal has been answered already."))
    if decision not in DECISIONS:
        return Problem("measures.unknown_decision", said("Say whether the decision stands."), field="decision")
    if len(reason.strip()) < REASON_CHARACTERS:
        return Problem(
            "measures.no_reason", said("Say in a sentence why; the person concerned will read it."), field="reason"
        )
    return None


def late_at(
    *, acknowledge_by: datetime, acknowledged_at: datetime | None, decide_by: datetime, decided_at: datetime | None,
    at: datetime,
) -> str:  # fmt: skip
    """What of an appeal is late at `at`: "decide", "acknowledge", or "" while it is in time or answered."""
    if decided_at is not None and decided_at <= at:
        return IN_TIME
    if decide_by < at:
        return DECIDE
    is_acknowledged = acknowledged_at is not None and acknowledged_at <= at
    return ACKNOWLEDGE if acknowledge_by < at and not is_acknowledged else IN_TIME
