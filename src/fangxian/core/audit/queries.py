"""Reading the audit back, and telling whether anybody has touched it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Count

from fangxian.core.privacy.queries import subject_reference

from . import rules
from .models import AuditEvent, AuditRoot, AuditSeal, SealerState
from .rules import Finding, Root

COLUMNS = [str(f.column) for f in AuditEvent._meta.concrete_fields if f.column != "detail"]
EVENT_COLUMNS = ", ".join(f'e."{column}"' for column in COLUMNS) + ", e.detail::text"
FOUND_AT_MOST = 10_000  # after so many there is nothing more to learn from the next


def entry_of(values: tuple[Any, ...]) -> bytes:
    """The canonical form of an event read as `EVENT_COLUMNS`."""
    row = dict(zip(COLUMNS, map(_plain, values[:-1]), strict=True))
    return rules.entry(row, values[-1])


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)  # ids


def sealed_until() -> int:
    """Position of the newest seal; 0 if there is none."""
    last = AuditSeal.objects.order_by("-position").values_list("position", flat=True).first()
    return last or 0


def events_sealed_after(position: int, *, limit: int) -> list[tuple[int, AuditEvent | None]]:
    """The next sealed events after `position`, in order of sealing, each with its position.

    An event that was taken away reads as None; its position is still given.
    """
    seals = list(AuditSeal.objects.filter(position__gt=position).order_by("position")[:limit])
    if not seals:
        return []
    times = [seal.event_at for seal in seals]
    # the span of times lets the database look into few days only
    events = AuditEvent.objects.filter(
        id__in=[seal.event_id for seal in seals], at__range=(min(times), max(times))
    ).in_bulk()
    return [(seal.position, events.get(seal.event_id)) for seal in seals]


def oldest_unsealed_at() -> datetime | None:
    """When the longest waiting event was written, by its own time; None if all are sealed."""
    state = SealerState.objects.first()
    waiting = AuditEvent.objects.raw(
        "SELECT e.id, e.at FROM audit_auditevent e WHERE e.id > %s "
        "AND NOT EXISTS (SELECT 1 FROM audit_auditseal s WHERE s.event_id = e.id) ORDER BY e.id LIMIT 1",
        [state.floor_id if state else 0],
    )
    return next((event.at for event in waiting), None)


def roots_made() -> list[Root]:
    """Every day's root, oldest first."""
    return [
        Root(row.day, row.first_position, row.last_position, bytes(row.root))
        for row in AuditRoot.objects.order_by("day")
    ]


@dataclass
class Verification:
    """What `verify` found.

    sealed_count   seals that were checked; waiting_count events not sealed yet, which is no finding
    findings       empty if nobody touched the audit
    """

    sealed_count: int = 0
    waiting_count: int = 0
    root_count: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings


def verify(*, published: Iterable[Root] = (), using: str = "default") -> Verification:
    """Read the whole chain once and name every event, seal or day that is not as it was sealed.

    published  roots kept outside the command. Someone with full power over the database can make a
               new, sound chain with new roots; only these tell that it is not the old one.
    """
    kept = {root.day: root for root in published}
    with transaction.atomic(using=using):
        state = SealerState.objects.using(using).first()
        made = [
            Root(row.day, row.first_position, row.last_position, bytes(row.root))
            for row in AuditRoot.objects.using(using).order_by("day")
        ]
        check = _Check(made=made, published=kept, floor_id=state.floor_id if state else 0)
        with connections[using].chunked_cursor() as cursor:
            cursor.execute(CHAIN)
            for row in _rows(cursor):
                check.row(row)
                if len(check.result.findings) >= FOUND_AT_MOST:
                    break
            else:
                check.end(state)
    return check.result


CHAIN = f"""
SELECT s.position, s.event_id, s.previous_hash, s.hash, {EVENT_COLUMNS}
  FROM audit_auditseal s FULL JOIN audit_auditevent e ON e.id = s.event_id
 ORDER BY s.position NULLS LAST, e.id
"""  # noqa: S608 - names of our own columns
SEAL_WIDTH = 4
EVENT_ID = COLUMNS.index("id") + SEAL_WIDTH


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(5000):
        yield from rows


class _Check:
    """One pass over the chain, in order of position; unsealed events come last."""

    def __init__(self, *, made: list[Root], published: dict[date, Root], floor_id: int):
        self.result = Verification()
        self.floor_id = floor_id
        self.position, self.hash = 0, rules.FIRST_PREVIOUS
        self.made, self.published = made, published
        spans = {root.day: root for root in [*made, *published.values()]}
        self.roots_follow_each_other()
        self.open = [(root, rules.Tree()) for root in sorted(spans.values(), key=lambda root: root.first_position)]

    def roots_follow_each_other(self) -> None:
        for before, after in pairwise(self.made):
            if (after.day - before.day).days != 1 or after.first_position != before.last_position + 1:
                self.find(rules.CUT, day=after.day, note=f"does not follow the root of {before.day}")

    def find(self, kind: str, **what: Any) -> None:
        self.result.findings.append(Finding(kind, **what))

    def row(self, row: tuple[Any, ...]) -> None:
        position, event_id, previous, sealed_hash = row[:SEAL_WIDTH]
        if position is None:
            self.unsealed(row[EVENT_ID])
            return
        previous, sealed_hash = bytes(previous), bytes(sealed_hash)
        if position != self.position + 1:
            span = f"{self.position + 1} to {position - 1}"
            self.find(rules.GAP, position=self.position + 1, note=f"seals {span} are missing")
        elif previous != self.hash:
            self.find(rules.BROKEN, position=position, event_id=event_id, note=f"does not continue {self.position}")
        if row[EVENT_ID] is None:
            self.find(rules.REMOVED, position=position, event_id=event_id)
        elif rules.link(previous, entry_of(row[SEAL_WIDTH:])) != sealed_hash:
            self.find(rules.EDITED, position=position, event_id=event_id)
        self.position, self.hash = position, sealed_hash
        self.result.sealed_count += 1
        self.into_trees(position, sealed_hash)

    def into_trees(self, position: int, sealed_hash: bytes) -> None:
        while self.open and position > self.open[0][0].last_position:
            self.close(*self.open.pop(0))
        for root, tree in self.open:
            if root.first_position > position:
                break
            tree.add(sealed_hash)

    def close(self, span: Root, tree: rules.Tree) -> None:
        """Compare a day's tree with the root made of it and with the one that was published."""
        self.result.root_count += 1
        mine = next((root for root in self.made if root.day == span.day), None)
        if mine is None:
            self.find(rules.CUT, day=span.day, note="the root that was published is no longer here")
        elif tree.root() != mine.root:
            where = f"positions {span.first_position} to {span.last_position}"
            self.find(rules.REWRITTEN, day=span.day, note=f"{where} do not give the root made of them")
        outside = self.published.get(span.day)
        if mine is not None and outside is not None and outside != mine:
            self.find(rules.REWRITTEN, day=span.day, note="the root is not the one that was published")

    def unsealed(self, event_id: int) -> None:
        if event_id <= self.floor_id:
            self.find(rules.UNSEALED, event_id=event_id, note="it was put in after everything here was sealed")
        else:
            self.result.waiting_count += 1

    def end(self, state: SealerState | None) -> None:
        reached = max([root.last_position for root, _ in self.open], default=0)
        for root, tree in self.open:
            self.close(root, tree)
        if state is not None and (state.position, bytes(state.hash)) != (self.position, self.hash):
            note = f"the sealer reached {state.position}, the chain ends at {self.position}"
            self.find(rules.CUT, position=self.position + 1, note=note)
        elif reached > self.position:
            note = f"a root reaches {reached}, the chain ends at {self.position}"
            self.find(rules.CUT, position=self.position + 1, note=note)


def events_about(subject_id: UUID, *, programme_id: UUID, limit: int) -> list[AuditEvent]:
    """What was read or written about one person, newest first; empty once the programme's audit key is destroyed."""
    reference = subject_reference(subject_id, programme_id=programme_id)
    return list(AuditEvent.objects.filter(subject_ref=reference).order_by("-at", "-id")[:limit])


def events_seen(
    *,
    programme_id: UUID | None,
    since: datetime,
    until: datetime,
    action: str = "",
    role: str = "",
    purpose: str = "",
    area_code: str = "",
    before_id: int | None = None,
    limit: int = 100,
) -> list[AuditEvent]:
    """Events of a programme in a span of time, newest first; `before_id` continues after a page.

    action  begins with this: "people." is everything done with people's files, "people.saw" the reads
    """
    rows = AuditEvent.objects.filter(programme_id=programme_id, at__gte=since, at__lt=until)
    wanted = {"action__startswith": action, "role": role, "purpose": purpose, "area_code__startswith": area_code}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows.order_by("-id")[:limit])


def count_by_action(*, programme_id: UUID | None, since: datetime, until: datetime) -> dict[str, int]:
    """How many events of each action there were in a span of time, by action."""
    rows = AuditEvent.objects.filter(programme_id=programme_id, at__gte=since, at__lt=until)
    return dict(rows.order_by("action").values_list("action").annotate(total=Count("id")))
