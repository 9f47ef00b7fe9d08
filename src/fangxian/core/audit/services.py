"""Writing to the audit: in the same transaction as what it tells of; sealing it: afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models import Model

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.privacy.queries import subject_reference

from . import rules
from .models import AuditEvent, AuditRoot, AuditSeal, SealerState
from .queries import Verification, verify
from .queries.entries import ENTRY_VALUES
from .queries.reading import VERIFIED

SEALER = "sealer"
SEALER_LOCK = 7_305_0001  # any number that nobody else locks
SEALED_AT_ONCE = 5000


def record(
    action: str,
    *,
    by: Actor,
    at: datetime,
    on: Model | None = None,
    on_kind: str = "",
    on_id: UUID | str = "",
    about: UUID | None = None,
    area_code: str = "",
    detail: dict[str, Any] | None = None,
    count: int = 1,
    digest: bytes | None = None,
) -> AuditEvent:
    """Add one event to the audit.

    action     "app.what_happened", past tense for writes ("tasks.opened"), "app.saw_..." for reads
    on         the record that was written or read; `on_kind` and `on_id` in its place name what has
               no row of its own, such as a batch
    about      the id of the person it concerns; stored only as a keyed reference, also where the
               record is the person
    area_code  the area of the record; taken from `on` if it has one
    detail     ids, codes, counts and times only: the audit outlives the people's data
    count      how many rows a batch read or wrote

    Raises ValueError for a detail that has no exact canonical JSON (a date, a very large number).
    """
    rules.canonical(detail or {})
    programme_id = by.programme_id or getattr(on, "programme_id", None)
    record_id = str(on.pk if on is not None else on_id)
    event = AuditEvent(
        at=at,
        programme_id=programme_id,
        action=action,
        on_kind=on._meta.label if on is not None else on_kind,
        # her own id in plain would still speak of her once the key of the references is destroyed
        on_id="" if about and record_id == str(about) else record_id,
        subject_ref=subject_reference(about, programme_id=programme_id) if about and programme_id else None,
        area_code=area_code or getattr(on, "area_code", ""),
        role=by.role,
        purpose=by.purpose,
        user_id=by.user_id,
        post_id=by.post_id,
        unit_id=by.unit_id,
        count=count,
        digest=digest,
        detail=detail or {},
    )
    with connection.cursor() as cursor:
        cursor.execute(ADDED, [getattr(event, name) for name in GIVEN] + [json.dumps(event.detail)])
        event.id, event.transaction = cursor.fetchone()
    event._state.adding, event._state.db = False, connection.alias
    return event


# Written with nearly every request, so the statement is written once. The rest is filled in by the database.
GIVEN = (
    "at", "programme_id", "action", "on_kind", "on_id", "subject_ref", "area_code", "role", "purpose", "user_id",
    "post_id", "unit_id", "count", "digest",
)  # fmt: skip
ADDED = f"""
INSERT INTO audit_auditevent ({", ".join(GIVEN)}, detail) VALUES ({"%s, " * len(GIVEN)}%s::jsonb)
RETURNING id, transaction::text::bigint
"""  # noqa: S608 - names of our own columns


def record_refusals(
    codes: Mapping[str, int],
    *,
    attempt: str,
    ids: Mapping[str, str],
    by: Actor,
    at: datetime,
    about: UUID | None = None,
    method: str = "",
) -> None:
    """Write down what somebody tried and was refused: an event per code, outside what was rolled back.

    codes    code of the refusal -> how often (rules.codes_refused)
    attempt  name of the page or command; never an address, which may hold a code of somebody's
    ids      ids of the records it was tried on
    """
    on_kind, on_id = next(iter(ids.items()), ("", ""))
    for code, count in codes.items():
        detail = {"code": code, "attempt": attempt, "method": method}
        record(rules.REFUSED, on_kind=on_kind, on_id=on_id, about=about, by=by, at=at, count=count, detail=detail)


def seal(*, at: datetime, limit: int = SEALED_AT_ONCE, through: str = SEALER) -> int:
    """Chain the next unsealed events, oldest id first; returns how many.

    Every visible event may be sealed at once, whatever else is still being written: what commits
    late with a smaller id is found by the next run, because nothing above the floor is taken for
    sealed. The floor rises to an id once every transaction that could hold a smaller one is over.

    through  the connection to seal with; it must be, or be able to become, the sealer
    """
    with transaction.atomic(using=through), _as_sealer(through) as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0  # another sealer is at it
        state = _state(through)
        decided = _decided_until(cursor, state)
        cursor.execute(UNSEALED, [state.floor_id, limit])
        waiting = cursor.fetchall()
        with cursor.copy(SEALS) as copy:
            for row in _chain(state, waiting, at=at):
                copy.write_row(row)
        if decided is not None:
            all_sealed_until = waiting[-1][0] if len(waiting) == limit else decided
            state.floor_id = max(state.floor_id, min(decided, all_sealed_until))
        state.save(using=through)
        return len(waiting)


UNSEALED = f"""
SELECT e.id, e.at, {ENTRY_VALUES}
  FROM audit_auditevent e
 WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM audit_auditseal s WHERE s.event_id = e.id)
 ORDER BY e.id
 LIMIT %s
"""  # noqa: S608 - names of our own columns

SEALS = "COPY audit_auditseal (position, event_id, event_at, previous_hash, hash, sealed_at) FROM STDIN"


def _chain(state: SealerState, events: list[tuple[Any, ...]], *, at: datetime) -> Iterator[tuple[Any, ...]]:
    """The seals of `events`, as `SEALS` takes them; `state` moves on to the last of them."""
    for event_id, event_at, *values in events:
        previous = bytes(state.hash)
        state.position += 1
        state.hash = rules.link(previous, rules.entry(values))
        yield state.position, event_id, event_at, previous, state.hash, at


def _decided_until(cursor: Any, state: SealerState) -> int | None:
    """The id below which no event can still appear, or None while that is not known.

    A writer has its transaction number before it takes an id (see AuditEvent). So every id up to
    the sequence's present value belongs to a transaction older than ours, which is asked for after
    it; when all of those are over, whatever is not visible by then was never committed. In a
    restored database transactions may count from the start again: then the waiting starts anew.
    """
    cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_auditevent_id_seq")
    newest_id = cursor.fetchone()[0]
    cursor.execute("SELECT pg_current_xact_id()::text::bigint, pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    ours, oldest_running = cursor.fetchone()
    is_pending = 0 < state.pending_transaction < ours
    if is_pending and state.pending_transaction > oldest_running:
        return None
    decided = state.pending_id if is_pending else None
    state.pending_id, state.pending_transaction = newest_id, ours
    return decided


def _state(through: str) -> SealerState:
    states = SealerState.objects.using(through)
    state, _ = states.select_for_update().get_or_create(id=1, defaults={"hash": rules.FIRST_PREVIOUS})
    return state


@contextmanager
def _as_sealer(through: str) -> Iterator[Any]:
    """A cursor with the sealer's rights. Another role must be allowed to become the sealer; only tests are."""
    sealer = connections[SEALER].settings_dict["USER"]
    with connections[through].cursor() as cursor:
        becomes = connections[through].settings_dict["USER"] != sealer
        if becomes:
            cursor.execute(f"SET LOCAL ROLE {connections[through].ops.quote_name(sealer)}")
        yield cursor
        if becomes:
            cursor.execute("RESET ROLE")


def check(*, at: datetime) -> Verification:
    """Check the whole chain and record what was found, so that whoever watches the house is told.

    The house cannot judge itself against published roots; an auditor does that (`fangxian audit verify`).
    """
    result = verify(processes=1)
    kinds = Counter(finding.kind for finding in result.findings)
    first = next((finding for finding in result.findings), None)
    detail: dict[str, Any] = {
        "sealed": result.sealed_count,
        "roots": result.root_count,
        "findings": len(result.findings),
        **kinds,
    }
    if first is not None:
        detail |= {"first_position": first.position, "first_event": first.event_id}
    record(VERIFIED, by=system(None, Purpose.AUDIT), at=at, count=result.sealed_count, detail=detail)
    return result


def make_roots(*, at: datetime, through: str = SEALER) -> list[AuditRoot]:
    """Make the root of every UTC day that is over at `at` and has none yet, empty days included."""
    with transaction.atomic(using=through), _as_sealer(through) as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        seals = AuditSeal.objects.using(through)
        last = AuditRoot.objects.using(through).order_by("-day").first()
        if last is not None:
            day, after = last.day + timedelta(days=1), last.last_position
        elif first_seal := seals.order_by("position").first():
            day, after = first_seal.sealed_at.astimezone(UTC).date(), 0
        else:
            return []
        made = []
        while rules.day_ends(day) <= at:
            made.append(_make_root(day, after=after, at=at, through=through))
            after = made[-1].last_position
            day += timedelta(days=1)
        return made


def _make_root(day: Any, *, after: int, at: datetime, through: str) -> AuditRoot:
    """Close one day: its tree covers what was sealed by its end and is in no earlier one."""
    seals = AuditSeal.objects.using(through).filter(position__gt=after)
    newest = seals.filter(sealed_at__lt=rules.day_ends(day)).order_by("-position").first()
    until = newest.position if newest else after
    leaves = seals.filter(position__lte=until).order_by("position").values_list("hash", flat=True)
    tree = rules.Tree(bytes(leaf) for leaf in leaves.iterator(chunk_size=5000))
    return AuditRoot.objects.using(through).create(
        day=day, first_position=after + 1, last_position=until, root=tree.root(), made_at=at
    )
