"""Telling whether anybody has touched the audit, and naming what was touched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise
from typing import Any

from django.db import connections, transaction
from psycopg.conninfo import make_conninfo

from fangxian.core.audit import rules
from fangxian.core.audit.rules import Finding, Root

from .stretches import MAY_FORK, Stretch, check_in_processes, check_stretch, joint

FOUND_AT_MOST = 10_000  # after so many there is nothing more to learn from the next
STRETCH = 20_000  # seals that are read at a time


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


def verify(
    *, published: Iterable[Root] = (), using: str = "default", processes: int | None = None, stretch: int = STRETCH
) -> Verification:
    """Read the whole chain once and name every event, seal or day that is not as it was sealed.

    published  roots kept outside the command. Someone with full power over the database can make a
               new, sound chain with new roots; only these tell that it is not the old one.
    processes  how many read at once; None: as many as there are cores and stretches. Within a
               transaction it is always this one, which sees what the transaction wrote.
    stretch    seals that are read at a time, and by one process
    """
    connection = connections[using]
    is_alone = not connection.in_atomic_block
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if is_alone:  # everything is read as of one moment, however long it takes
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        spans = _spans(cursor, stretch)
        count = min(processes or os.cpu_count() or 1, len(spans)) if is_alone and MAY_FORK else 1
        parts = _stretches(connection, cursor, spans, processes=count)
        return _verify(cursor, parts, published=published)


def verify_through(cursor: Any, *, published: Iterable[Root] = ()) -> Verification:
    """`verify` of a database that is not ours, such as one restored for a trial, through a cursor in a transaction."""
    parts = _stretches_here(cursor, _spans(cursor, STRETCH))
    return _verify(cursor, parts, published=published)


def _verify(cursor: Any, parts: Iterable[Stretch], *, published: Iterable[Root]) -> Verification:
    cursor.execute("SELECT day, first_position, last_position, root FROM audit_auditroot ORDER BY day")
    made = [Root(day, first, last, bytes(root)) for day, first, last, root in cursor.fetchall()]
    cursor.execute("SELECT floor_id, position, hash FROM audit_sealerstate")
    state = cursor.fetchone()
    check = _Check(made=made, published={root.day: root for root in published})
    for part in parts:
        check.stretch(part)
        if check.is_full:
            return check.result
    check.end(None if state is None else (state[1], bytes(state[2])))
    check.outside(cursor, floor_id=state[0] if state else 0)
    return check.result


SPANS = """
SELECT min(position), max(position)
  FROM (SELECT position, (row_number() OVER (ORDER BY position) - 1) / %s AS stretch FROM audit_auditseal) numbered
 GROUP BY stretch ORDER BY 1
"""


def _spans(cursor: Any, stretch: int) -> list[tuple[int, int]]:
    """First and last position of each so many seals that there are, wherever a forger has put them."""
    cursor.execute(SPANS, [stretch])
    return cursor.fetchall()


def _stretches(connection: Any, cursor: Any, spans: list[tuple[int, int]], *, processes: int) -> Iterator[Stretch]:
    if processes <= 1:
        yield from _stretches_here(cursor, spans)
        return
    cursor.execute("SELECT pg_export_snapshot()")
    snapshot = cursor.fetchone()[0]
    settings = connection.settings_dict
    conninfo = make_conninfo(
        dbname=settings["NAME"], user=settings["USER"], password=settings["PASSWORD"], host=settings["HOST"] or None,
        port=settings["PORT"] or None,
    )  # fmt: skip
    yield from check_in_processes(
        spans, conninfo=conninfo, snapshot=snapshot, processes=processes, at_most=FOUND_AT_MOST
    )


def _stretches_here(cursor: Any, spans: list[tuple[int, int]]) -> Iterator[Stretch]:
    def execute(statement: str, parameters: list[Any]) -> Any:
        cursor.execute(statement, parameters)
        return cursor

    for first, last in spans:
        yield check_stretch(execute, first, last, at_most=FOUND_AT_MOST)


class _Check:
    """The stretches laid end to end, in order of position, and the days' trees over them."""

    def __init__(self, *, made: list[Root], published: dict[date, Root]):
        self.result = Verification()
        self.position, self.hash = 0, rules.FIRST_PREVIOUS
        self.made, self.published = {root.day: root for root in made}, published
        self.roots_follow_each_other(made)
        spans = self.made | published
        self.open = [(root, rules.Tree()) for root in sorted(spans.values(), key=lambda root: root.first_position)]

    @property
    def is_full(self) -> bool:
        return len(self.result.findings) >= FOUND_AT_MOST

    def find(self, kind: str, **what: Any) -> None:
        self.result.findings.append(Finding(kind, **what))

    def roots_follow_each_other(self, made: list[Root]) -> None:
        for before, after in pairwise(made):
            if (after.day - before.day).days != 1 or after.first_position != before.last_position + 1:
                self.find(rules.CUT, day=after.day, note=f"does not follow the root of {before.day}")

    def stretch(self, part: Stretch) -> None:
        first = part.positions[0], part.first_event_id, part.first_previous
        self.result.findings += joint((self.position, self.hash), first)
        self.result.findings += part.findings
        hashes = bytes(part.hashes)
        for index, position in enumerate(part.positions):
            self.into_trees(position, hashes[32 * index : 32 * index + 32])
        self.position, self.hash = part.positions[-1], hashes[-32:]
        self.result.sealed_count += len(part.positions)

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
        mine, outside = self.made.get(span.day), self.published.get(span.day)
        where = f"positions {span.first_position} to {span.last_position}"
        if mine is None:
            self.find(rules.CUT, day=span.day, note="the root that was published is no longer here")
        elif outside is not None and outside != mine:
            self.find(rules.REWRITTEN, day=span.day, note=f"{where}: the root is not the one that was published")
        elif tree.root() != span.root:
            self.find(rules.REWRITTEN, day=span.day, note=f"{where} do not give the root made of them")

    def end(self, sealer: tuple[int, bytes] | None) -> None:
        """The end of the chain: the last days, and whether the chain once reached further.

        sealer  the position and hash that the sealer noted last
        """
        reached = max([root.last_position for root, _ in self.open], default=0)
        for root, tree in self.open:
            self.close(root, tree)
        if sealer is not None and sealer != (self.position, self.hash):
            note = f"the sealer reached {sealer[0]}, the chain ends at {self.position}"
            self.find(rules.CUT, position=self.position + 1, note=note)
        elif reached > self.position:
            note = f"a root reaches {reached}, the chain ends at {self.position}"
            self.find(rules.CUT, position=self.position + 1, note=note)

    def outside(self, cursor: Any, *, floor_id: int) -> None:
        """Events without a seal: put in where everything was sealed, or waiting; and second ones of an id."""
        cursor.execute(UNSEALED, [floor_id])
        for (event_id,) in islice(cursor, FOUND_AT_MOST):
            self.find(rules.UNSEALED, event_id=event_id, note="it was put in after everything here was sealed")
        cursor.execute(TWICE)
        for event_id, times in cursor.fetchmany(FOUND_AT_MOST):
            self.find(rules.UNSEALED, event_id=event_id, note=f"there are {times} events of this id")
        cursor.execute(WAITING, [floor_id])
        self.result.waiting_count = cursor.fetchone()[0]


WITHOUT_SEAL = "NOT EXISTS (SELECT 1 FROM audit_auditseal s WHERE s.event_id = e.id)"
UNSEALED = f"SELECT e.id FROM audit_auditevent e WHERE e.id <= %s AND {WITHOUT_SEAL} ORDER BY e.id"  # noqa: S608
WAITING = f"SELECT count(*) FROM audit_auditevent e WHERE e.id > %s AND {WITHOUT_SEAL}"  # noqa: S608
TWICE = "SELECT id, count(*) FROM audit_auditevent GROUP BY id HAVING count(*) > 1 ORDER BY id"
