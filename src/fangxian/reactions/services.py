"""What happens next: every sealed event wakes the reactions that the table names for its action."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, Purpose, system, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.audit.models import AuditEvent
from fangxian.core.audit.queries import events_sealed_after
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.rules import is_over

from . import rules
from .models import Claim, Cursor, Failure, Heartbeat

Reaction = Callable[..., object]
Table = Mapping[str, Sequence[Reaction]]

CLAIMED_AT_ONCE = 500
log = logging.getLogger(__name__)


def run_pending(table: Table, *, at: datetime, limit: int = 200, keep_failures: bool = True) -> int:
    """Claim what was sealed and run up to `limit` due reactions, in the order of the chain.

    Returns how many were run, well or not. Each reaction has a transaction of its own, in which its
    claim is deleted: a worker killed in the middle leaves both undone, and another does both.
    Workers side by side never hold the same claim.

    keep_failures  False lets the first failure out instead of recording it for another try
    """
    while claim_sealed(table, at=at) == CLAIMED_AT_ONCE:
        pass  # most events wake nothing, and reading them on is cheap
    run = 0
    while run < limit and run_next(table, at=at, keep_failures=keep_failures):
        run += 1
    return run


@transaction.atomic
def claim_sealed(table: Table, *, at: datetime) -> int:
    """Write a claim for every reaction that newly sealed events call for; returns the events read."""
    cursor = _locked_cursor()
    if cursor is None:
        return 0  # another worker is reading on
    events = events_sealed_after(cursor.position, limit=CLAIMED_AT_ONCE)
    claims = []
    for position, event in events:
        if event is None:
            log.error("sealed event at position %s is gone; run: fangxian audit verify", position)
            continue
        claims += [_claim(position, event, reaction, at=at) for reaction in table.get(event.action, ())]
    Claim.objects.bulk_create(claims, batch_size=500)
    if events:
        cursor.position = events[-1][0]
        cursor.save()
    return len(events)


@transaction.atomic
def run_next(table: Table, *, at: datetime, keep_failures: bool = True) -> Claim | None:
    """Run the next due reaction that no other worker holds; returns its claim, or None."""
    waiting = Claim.objects.filter(parked_at=None, due_at__lte=at).order_by("position", "id")
    claim = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if claim is None:
        return None
    try:
        with transaction.atomic():
            _react(table, claim, at=at)
            connection.check_constraints()  # here, where a breach can be recorded, not at commit
    except Exception as error:
        if isinstance(error, Refused) and is_over(error.problem):
            claim.delete()  # its programme ended meanwhile: nothing is opened any more
            return claim
        if not keep_failures:
            raise
        _record_failure(claim, error, at=at)
    else:
        claim.delete()
    return claim


@transaction.atomic
def run_again(claim: Claim, *, by: Actor, at: datetime) -> Claim:
    """Put a parked reaction back in line, with all its tries before it."""
    refuse(why_not_use("operations.run_again", by=by))
    claim.parked_at, claim.attempts, claim.due_at = None, 0, at
    claim.save(update_fields=["parked_at", "attempts", "due_at"])
    audit.record("reactions.run_again", on=claim, by=by, at=at, detail={"reaction": claim.reaction})
    return claim


def beat(name: str, *, at: datetime, every_seconds: int, took_ms: int, error: Exception | None = None) -> None:
    """Note that a periodic job ended at `at`, well or with an error."""
    row: dict[str, Any] = {"every_seconds": every_seconds, "took_ms": took_ms}
    row |= {"failed_at": at, "error": error_of(error), "place": place_of(error)} if error else {"beat_at": at}
    Heartbeat.objects.update_or_create(name=name, defaults=row, create_defaults=row | {"known_since": at})


@transaction.atomic
def expect_jobs(every_seconds: Mapping[str, int], *, at: datetime) -> None:
    """Note which jobs this worker runs, so that one that never runs is missed; forget all others."""
    Heartbeat.objects.exclude(name__in=every_seconds).delete()
    for name, seconds in every_seconds.items():
        row = {"every_seconds": seconds}
        Heartbeat.objects.update_or_create(name=name, defaults=row, create_defaults=row | {"known_since": at})


def name_of(function: Callable[..., object]) -> str:
    """The dotted name under which a reaction or job is recorded."""
    return f"{function.__module__}.{function.__qualname__}"


def error_of(error: BaseException) -> str:
    """An error's class, and its code if it is a refusal. Never its text, which could name a person."""
    code = f": {error.problem.code}" if isinstance(error, Refused) else ""
    return f"{type(error).__name__}{code}"


def place_of(error: BaseException) -> str:
    """Where an error arose: the deepest line that is not in a library."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/lib/python" not in f.filename or "/site-packages/fangxian/" in f.filename] or frames
    if not ours:
        return ""
    path = Path(ours[-1].filename)
    return f"{'/'.join(path.parts[-3:])}:{ours[-1].lineno}"


def _react(table: Table, claim: Claim, *, at: datetime) -> None:
    known = {name_of(reaction): reaction for reaction in table.get(claim.action, ())}
    if claim.reaction not in known:
        raise LookupError("this reaction is no longer in the table")
    event = AuditEvent.objects.get(id=claim.event_id, at=claim.event_at)
    by = system(event.programme_id, Purpose.KEEP_TIME)
    known[claim.reaction](event, by=by, at=at)


def _record_failure(claim: Claim, error: Exception, *, at: datetime) -> None:
    claim.attempts += 1
    again_at = rules.next_try_at(attempt=claim.attempts, at=at)
    claim.due_at, claim.parked_at = again_at or at, None if again_at else at
    claim.save(update_fields=["attempts", "due_at", "parked_at"])
    failure = Failure.objects.create(
        programme_id=claim.programme_id,
        position=claim.position,
        event_id=claim.event_id,
        action=claim.action,
        reaction=claim.reaction,
        attempt=claim.attempts,
        failed_at=at,
        error=error_of(error)[:200],
        place=place_of(error)[:200],
    )
    fate = "is tried again" if again_at else "is parked"
    log.error("%s on event %s %s: %s at %s", claim.reaction, claim.event_id, fate, failure.error, failure.place)


def _claim(position: int, event: AuditEvent, reaction: Reaction, *, at: datetime) -> Claim:
    return Claim(
        programme_id=event.programme_id,
        position=position,
        event_id=event.id,
        event_at=event.at,
        action=event.action,
        reaction=name_of(reaction),
        due_at=at,
    )


def _locked_cursor() -> Any:
    """The cursor, locked; None while another worker has it."""
    Cursor.objects.bulk_create([Cursor(id=1)], ignore_conflicts=True)
    return Cursor.objects.select_for_update(skip_locked=True).filter(id=1).first()
