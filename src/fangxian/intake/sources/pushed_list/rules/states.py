"""The states of an import, computed from its times, and what may be done in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, said
from fangxian.core.staff.rules import why_not_second

RECEIVED, HELD, READING, FAILED, READ, SUBMITTED, CONFIRMED, COMMITTING, COMMITTED, CLOSED, DISCARDED = (
    "received", "held", "reading", "failed", "read", "submitted", "confirmed", "committing", "committed", "closed",
    "discarded",
)  # fmt: skip
STATES = (
    (RECEIVED, said("Columns to be confirmed")),
    (HELD, said("Held: manifest disagrees")),
    (READING, said("Being read")),
    (FAILED, said("Reading failed")),
    (READ, said("Dry run ready")),
    (SUBMITTED, said("Waits for a second unit")),
    (CONFIRMED, said("Confirmed by a second unit")),
    (COMMITTING, said("Being committed")),
    (COMMITTED, said("Committed")),
    (CLOSED, said("Closed")),
    (DISCARDED, said("Discarded")),
)
WAITING = (RECEIVED, HELD, FAILED, READ, SUBMITTED, CONFIRMED)  # somebody must do something

# What becomes of a row.
ACCEPTED, DUPLICATE, QUARANTINED, REJECTED = "accepted", "duplicate", "quarantined", "rejected"
OUTCOMES = (
    (ACCEPTED, said("Accepted")),
    (DUPLICATE, said("Duplicate")),
    (QUARANTINED, said("Quarantined")),
    (REJECTED, said("Rejected")),
)

PERSONS_WITHOUT_SECOND = 20  # O8, INV-03: more need a second unit's confirmation; an invariant, so no pack sets it


@dataclass(frozen=True)
class Times:
    """When each step of an import happened; null while it has not."""

    held_at: datetime | None = None
    mapped_at: datetime | None = None
    failed_at: datetime | None = None
    read_at: datetime | None = None
    submitted_at: datetime | None = None
    confirmed_at: datetime | None = None
    commit_started_at: datetime | None = None
    committed_at: datetime | None = None
    closed_at: datetime | None = None
    discarded_at: datetime | None = None


_NEWEST_FIRST: tuple[tuple[str, Callable[[Times], datetime | None]], ...] = (
    (DISCARDED, lambda t: t.discarded_at),
    (CLOSED, lambda t: t.closed_at),
    (COMMITTED, lambda t: t.committed_at),
    (COMMITTING, lambda t: t.commit_started_at),
    (CONFIRMED, lambda t: t.confirmed_at),
    (SUBMITTED, lambda t: t.submitted_at),
    (READ, lambda t: t.read_at),
    (HELD, lambda t: t.held_at),
    (FAILED, lambda t: t.failed_at),
    (READING, lambda t: t.mapped_at),
)


def state_of(times: Times) -> str:
    """The state of an import: the last step that has happened."""
    return next((state for state, happened_at in _NEWEST_FIRST if happened_at(times)), RECEIVED)


def needs_second(*, person_count: int, has_alarm: bool, manifest_corrected: bool) -> bool:
    """Whether somebody of another body must confirm before anything is opened (O8, INV-03)."""
    return person_count > PERSONS_WITHOUT_SECOND or has_alarm or manifest_corrected


def why_not_map(*, state: str) -> Problem | None:
    """Why the columns cannot be set now. After a dry run they can be set again; it is then read anew."""
    if state not in (RECEIVED, READ, FAILED):
        return Problem("pushed_list.not_to_map", said("The columns of this list cannot be changed any more."))
    return None


def why_not_correct_manifest(*, state: str) -> Problem | None:
    if state != HELD:
        return Problem("pushed_list.not_held", said("This list is not held."))
    return None


def why_not_submit(*, state: str, accepted_count: int, second_needed: bool, unseen_alarm_count: int) -> Problem | None:
    """Why a list cannot be handed to a second unit."""
    if state != READ:
        return Problem("pushed_list.not_read", said("Only a list whose dry run is ready can be handed on."))
    if not accepted_count:
        return _nothing_to_open()
    if not second_needed:
        return Problem("pushed_list.no_second_needed", said("This list needs no second unit; you can commit it."))
    return _why_not_unseen(unseen_alarm_count)


def _why_not_unseen(count: int) -> Problem | None:
    if not count:
        return None
    return Problem(
        "pushed_list.alarm_not_seen",
        said("Look at every alarm and tick it first. Not ticked: %(count)s."),
        {"count": count},
        "alarms",
    )


def why_not_confirm(
    *,
    state: str,
    submitted_by_user_id: int | None,
    submitted_by_body_id: object,
    unseen_alarm_count: int,
    by: Actor,
) -> Problem | None:
    """Why `by` may not confirm: she must be of another body and have acknowledged every alarm."""
    if state != SUBMITTED:
        return Problem("pushed_list.not_submitted", said("This list is not waiting for a confirmation."))
    problem = why_not_second(first_user_id=submitted_by_user_id, first_body_id=submitted_by_body_id, second=by)
    return problem or _why_not_unseen(unseen_alarm_count)


def why_not_return(*, state: str, reason: str) -> Problem | None:
    """Why a list cannot be given back to whoever handed it on."""
    if state != SUBMITTED:
        return Problem("pushed_list.not_submitted", said("This list is not waiting for a confirmation."))
    if len(reason.strip()) < 4:
        return Problem("pushed_list.no_reason", said("Say what is wrong with the list."), field="reason", status=422)
    return None


def why_not_commit(*, state: str, accepted_count: int, second_needed: bool) -> Problem | None:
    """Why a list cannot be committed."""
    if state in (COMMITTING, CLOSED, DISCARDED):
        return Problem("pushed_list.not_to_commit", said("This list cannot be committed any more."))
    if state not in (READ, SUBMITTED, CONFIRMED, COMMITTED):
        return Problem("pushed_list.not_read", said("Only a list whose dry run is ready can be handed on."))
    if not accepted_count:
        return _nothing_to_open()
    if second_needed and state in (READ, SUBMITTED):
        return Problem(
            "pushed_list.needs_second",
            said("More than %(limit)s people, an alarm or a corrected manifest: a second unit must confirm first."),
            {"limit": PERSONS_WITHOUT_SECOND},
        )
    return None


def _nothing_to_open() -> Problem:
    return Problem("pushed_list.nothing_accepted", said("No row is waiting to be recorded."))


def why_not_discard(*, state: str, reason: str) -> Problem | None:
    if state in (COMMITTING, COMMITTED, CLOSED, DISCARDED):
        return Problem(
            "pushed_list.not_to_discard",
            said("A list whose facts are recorded is not discarded; correct the facts instead."),
        )
    if len(reason.strip()) < 4:
        return Problem("pushed_list.no_reason", said("Say why this list is discarded."), field="reason", status=422)
    return None


def why_not_answer(*, state: str, outcome: str) -> Problem | None:
    """Why a row cannot be answered: only a quarantined row of a list that is read and not yet closed can."""
    if outcome != QUARANTINED:
        return Problem("pushed_list.not_quarantined", said("This row asks nothing."))
    if state not in (READ, COMMITTED):
        return Problem(
            "pushed_list.not_to_answer",
            said("Rows are answered before a list is handed on, or after it is committed."),
        )
    return None


def why_not_close(*, state: str, quarantined_count: int, waiting_count: int) -> Problem | None:
    """Why the reconciliation cannot be closed: every row must have come to its end first."""
    if state != COMMITTED:
        return Problem("pushed_list.not_committed", said("Only a committed list is closed."))
    if quarantined_count:
        return Problem(
            "pushed_list.questions_open",
            said("Quarantined rows that nobody has answered yet: %(count)s."),
            {"count": quarantined_count},
        )
    if waiting_count:
        return Problem(
            "pushed_list.rows_waiting",
            said("Answered rows that are not recorded yet: %(count)s."),
            {"count": waiting_count},
        )
    return None
