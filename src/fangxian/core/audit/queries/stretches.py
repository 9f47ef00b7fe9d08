"""One stretch of the chain, checked by itself: many can be read at once, each by a process of its own."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from typing import Any

import psycopg
from psycopg import sql

from fangxian.core.audit import rules
from fangxian.core.audit.rules import Finding

from .entries import ENTRY_VALUES

FORK = "fork"
MAY_FORK = FORK in get_all_start_methods()
SEALS = """
SELECT position, event_id, event_at, previous_hash, hash
  FROM audit_auditseal WHERE position BETWEEN %s AND %s ORDER BY position
"""
# the span of times lets the database look into few days only
EVENTS_OF_STRETCH = f"""
SELECT e.id, {ENTRY_VALUES} FROM audit_auditevent e WHERE e.id BETWEEN %s AND %s AND e.at BETWEEN %s AND %s
"""  # noqa: S608 - names of our own columns
EVENTS_ELSEWHERE = f"SELECT e.id, {ENTRY_VALUES} FROM audit_auditevent e WHERE e.id = ANY(%s)"  # noqa: S608


@dataclass
class Stretch:
    """What one stretch of seals holds, so that the next can be laid to it.

    positions, hashes  of its seals in order, 32 bytes each; first_previous is what the first continues
    first_event_id     the event of the first seal
    """

    positions: array = field(default_factory=lambda: array("q"))
    hashes: bytearray = field(default_factory=bytearray)
    first_previous: bytes = b""
    first_event_id: int = 0
    findings: list[Finding] = field(default_factory=list)


def check_stretch(execute: Callable[..., Any], first: int, last: int, *, at_most: int) -> Stretch:
    """Hash every event that was sealed at the positions `first` to `last` and compare.

    execute  runs a statement with parameters and returns something to fetch from
    """
    seals = execute(SEALS, [first, last]).fetchall()
    entries = _entries(execute, seals)
    found = Stretch(first_previous=bytes(seals[0][3]), first_event_id=seals[0][1]) if seals else Stretch()
    before: tuple[int, bytes] | None = None
    for position, event_id, _at, previous, sealed_hash in seals:
        previous, sealed_hash = bytes(previous), bytes(sealed_hash)
        if before is not None:
            found.findings += joint(before, (position, event_id, previous))
        found.findings += _why_not_sealed(position, event_id, entries.get(event_id, ()), previous, sealed_hash)
        found.positions.append(position)
        found.hashes += sealed_hash.ljust(32, b"\0")[:32]
        before = position, sealed_hash
        if len(found.findings) >= at_most:
            break
    return found


def joint(before: tuple[int, bytes], seal: tuple[int, int, bytes]) -> list[Finding]:
    """What is wrong between a seal (position, hash) and the one read after it (position, event, previous hash)."""
    position, event_id, previous = seal
    expected = before[0] + 1
    if position != expected:
        note = f"seals {expected} to {position - 1} are missing"
        return [Finding(rules.GAP, position=expected, note=note)]
    if previous != before[1]:
        note = f"does not continue {before[0]}"
        return [Finding(rules.BROKEN, position=position, event_id=event_id, note=note)]
    return []


def _why_not_sealed(
    position: int, event_id: int, entries: Iterable[bytes], previous: bytes, sealed_hash: bytes
) -> list[Finding]:
    """Nothing if one of the events of that id is what was sealed; further ones are found by themselves."""
    links = [rules.link(previous, entry) for entry in entries]
    if sealed_hash in links:
        return []
    return [Finding(rules.EDITED if links else rules.REMOVED, position=position, event_id=event_id)]


def _entries(execute: Callable[..., Any], seals: list[tuple[Any, ...]]) -> dict[int, list[bytes]]:
    """The canonical forms of the events that these seals are of, by id. More than one is a forger's work."""
    entries: dict[int, list[bytes]] = {}
    if not seals:
        return entries
    ids = {seal[1] for seal in seals}
    times = [seal[2] for seal in seals]
    near = execute(EVENTS_OF_STRETCH, [min(ids), max(ids), min(times), max(times)])
    for event_id, *values in near.fetchall():
        entries.setdefault(event_id, []).append(rules.entry(values))
    elsewhere = list(ids - entries.keys())
    if elsewhere:
        for event_id, *values in execute(EVENTS_ELSEWHERE, [elsewhere]).fetchall():
            entries.setdefault(event_id, []).append(rules.entry(values))
    return entries


def check_in_processes(
    spans: list[tuple[int, int]], *, conninfo: str, snapshot: str, processes: int, at_most: int
) -> Iterable[Stretch]:
    """Each span's stretch in order, read by `processes` at once, all in the moment of one snapshot.

    Children are forked: they need what is loaded here, and a connection of their own.
    """
    firsts, lasts = zip(*spans, strict=True)
    with ProcessPoolExecutor(
        processes, mp_context=get_context(FORK), initializer=_connect, initargs=(conninfo, snapshot)
    ) as pool:
        yield from pool.map(_check_here, firsts, lasts, [at_most] * len(spans))


_CONNECTION: list[psycopg.Connection] = []  # of a process that does nothing else


def _connect(conninfo: str, snapshot: str) -> None:
    connection = psycopg.connect(conninfo)
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
    _CONNECTION.append(connection)


def _check_here(first: int, last: int, at_most: int) -> Stretch:
    return check_stretch(_CONNECTION[0].execute, first, last, at_most=at_most)
