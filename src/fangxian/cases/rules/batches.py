"""What stands before the second reviewer as one batch, what a contact is told, and what comes next for her (F09).

A batch opens work and asks for signatures; it restricts nobody. A class that lies in a batch binds only once
somebody of another body has agreed to it (INV-03).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, said
from fangxian.core.staff.rules import why_not_second
from fangxian.engine.rules.evaluation import hash_of

from . import (
    BINDING_OUTCOMES,
    BY_HAND,
    CLASSIFIED,
    MASS_ACTION_OVER,
    RECORDED,
    REPLACED,
    REVIEWED,
    why_not_decide,
    why_not_so_many,
)

SHEET = MASS_ACTION_OVER  # entries that are decided in one operation: no more than a mass action allows

WAITING, AGREED, RETURNED = "", "agreed", "returned"
DECISIONS = (AGREED, RETURNED)
# Codes, not sentences: a name could be written into a sentence.
RETURN_REASONS = {
    "evidence_thin": said("The evidence does not carry it"),
    "wrong_setting": said("The meeting was of another kind"),
    "wrong_time": said("The time of the last contact is doubtful"),
    "wrong_person": said("It may be somebody else"),
}

# States of an exposure, from the records of it (domain.md F09).
PUT_UP, SENT_BACK, NOTIFIED = "put_up", "sent_back", "notified"
STATES = {
    RECORDED: (said("Recorded, waits for a second reviewer"), "wait"),
    CLASSIFIED: (said("Classified by rule"), "good"),
    PUT_UP: (said("Before the second reviewer"), "wait"),
    SENT_BACK: (said("Sent back by the second reviewer"), "draft"),
    REVIEWED: (said("Reviewed by two bodies"), "good"),
    NOTIFIED: (said("Told in writing"), "good"),
    REPLACED: (said("Replaced"), "ended"),
}
MOVES = {
    RECORDED: {PUT_UP, REVIEWED, REPLACED},
    CLASSIFIED: {PUT_UP, REPLACED},
    PUT_UP: {REVIEWED, SENT_BACK, REPLACED},
    SENT_BACK: {REPLACED},
    REVIEWED: {NOTIFIED, REPLACED},
    NOTIFIED: {REPLACED},
    REPLACED: set(),
}

# What has to be done next for a contact.
ASK, JUDGE, SIGN, AGAIN, PUT, TELL, PROPOSE, INFORM, NOTHING = (
    "ask", "judge", "sign", "again", "put", "tell", "propose", "inform", "nothing",
)  # fmt: skip
NEXT = {
    ASK: said("Ask for the missing fact"),
    JUDGE: said("Judge by hand, with a reason"),
    SIGN: said("A second reviewer of another body signs"),
    AGAIN: said("Judge again: it was sent back"),
    PUT: said("Put before the second reviewer"),
    TELL: said("The area tells her, with the written notice"),
    PROPOSE: said("Decide whether a measure is needed"),
    INFORM: said("Give advice; nothing else"),
    NOTHING: said("Nothing: no contact"),
}


@dataclass(frozen=True)
class Standing:
    """Where one classification stands: how it was found, and what became of its entry in a batch.

    entered  whether it lies in a batch; decision of the second reviewer there
    told_at  when the written notice was handed over
    """

    method: str
    outcome: str
    reviewed_at: datetime | None
    replaced_at: datetime | None
    entered: bool = False
    decision: str = WAITING
    told_at: datetime | None = None


def state_of_exposure(standing: Standing, *, at: datetime) -> str:
    """State of an exposure at `at`, from its newest classification."""
    if standing.replaced_at is not None and standing.replaced_at <= at:
        return REPLACED
    if standing.told_at is not None and standing.told_at <= at:
        return NOTIFIED
    if standing.entered and standing.decision == RETURNED:
        return SENT_BACK
    if standing.reviewed_at is not None and standing.reviewed_at <= at:
        return REVIEWED
    if standing.entered:
        return PUT_UP
    return RECORDED if standing.method == BY_HAND else CLASSIFIED


def next_step(standing: Standing, *, at: datetime) -> str:
    """What has to be done next; a class that binds nobody asks for nothing but a fact, a judgement or advice."""
    state = state_of_exposure(standing, at=at)
    if state == SENT_BACK:
        return AGAIN
    if state == PUT_UP or (state == RECORDED and standing.method == BY_HAND):
        return SIGN
    if standing.outcome not in BINDING_OUTCOMES:
        return {"unknown": ASK, "manual": JUDGE, "general": INFORM}.get(standing.outcome, NOTHING)
    return {CLASSIFIED: PUT, NOTIFIED: PROPOSE}.get(state, TELL if standing.entered else PROPOSE)


def may_be_put(standing: Standing, *, at: datetime) -> bool:
    """Whether a classification belongs into the next batch: it would bind, and no second person has seen it."""
    state = state_of_exposure(standing, at=at)
    return standing.outcome in BINDING_OUTCOMES and not standing.entered and state in (RECORDED, CLASSIFIED)


def why_not_put(count: int) -> Problem | None:
    if not count:
        return Problem(
            "cases.nothing_to_put",
            said("Nothing to put before a reviewer: every contact is judged and put up already, or binds nobody."),
        )
    return None


def sheet_sha256(entries: Iterable[tuple[object, str, str]]) -> str:
    """The fingerprint of a sheet as the reviewer saw it: id, class and fingerprint of the inputs of each entry."""
    return hash_of({"sheet": sorted([str(entry), outcome, inputs] for entry, outcome, inputs in entries)})


def why_not_decide_sheet(
    *,
    entry_count: int,
    open_count: int,
    seen_sha256: str,
    sheet_sha256: str,
    firsts: Sequence[tuple[int | None, object]],
    by: Actor,
) -> Problem | None:
    """Why `by` may not decide on these entries as the second reviewer (INV-03).

    firsts  user and body of everybody who classified or put up one of them
    """
    if problem := why_not_decide(by) or why_not_so_many(entry_count):
        return problem
    if not entry_count or open_count != entry_count or seen_sha256 != sheet_sha256:
        return Problem(
            "cases.sheet_changed",
            said("This sheet changed since it was shown: read it again, then decide."),
        )
    for user_id, body_id in firsts:
        if problem := why_not_second(first_user_id=user_id, first_body_id=body_id, second=by):
            return problem
    return None


def why_not_return(*, returned_count: int, reason: str) -> Problem | None:
    if returned_count and reason not in RETURN_REASONS:
        return Problem("cases.no_return_reason", said("Say why these go back."), field="reason", status=422)
    return None


def why_not_tell(agreed_count: int) -> Problem | None:
    """Why a contact may not yet be told in writing: no second reviewer has agreed to what she would be told."""
    if not agreed_count:
        return Problem(
            "cases.not_agreed",
            said("The second reviewer has not agreed yet: call, ask how she is, and hand the notice over later."),
        )
    return None
