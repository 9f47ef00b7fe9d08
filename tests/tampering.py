"""What somebody with full power over the database could do to the audit, one change at a time.

Used by tests and by `bench/audit.py`. Every change says what a verification must find of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from fangxian.core.audit import rules
from fangxian.core.audit.queries.entries import ENTRY_VALUES
from fangxian.core.audit.rules import Finding


@dataclass(frozen=True)
class Trace:
    """One change and what must be found of it.

    kind  edit, delete, insert, swap, cut or re-hash
    must  the findings that name it, as (kind of finding, position, event id); for what was hashed
          anew only the kind is certain: nothing but the published root of a day tells of it
    """

    kind: str
    must: frozenset[tuple[str, int | None, int | None]]

    def is_named_by(self, findings: Iterable[Finding]) -> bool:
        if self.kind == "re-hash":
            return any(finding.kind == rules.REWRITTEN and finding.day for finding in findings)
        return self.must <= {(finding.kind, finding.position, finding.event_id) for finding in findings}


class Forger:
    """Changes a chain through a cursor of a superuser, around every trigger."""

    def __init__(self, cursor: Any, *, random: Random):
        self.cursor, self.random = cursor, random
        cursor.execute("SET session_replication_role = replica")

    def edit(self, position: int) -> Trace:
        """Another reader stands in the event, or another count, or another moment."""
        event_id = self._event_at(position)
        change = self.random.choice(
            [
                "user_id = coalesce(user_id, 0) + 1",
                "count = count + 1",
                "at = at + interval '1 minute'",
                "detail = '[]'",
            ]
        )
        self.cursor.execute(f"UPDATE audit_auditevent SET {change} WHERE id = %s", [event_id])
        return _trace("edit", (rules.EDITED, position, event_id))

    def delete(self, position: int) -> Trace:
        """The event goes, in every other case with its seal."""
        event_id = self._event_at(position)
        self.cursor.execute("DELETE FROM audit_auditevent WHERE id = %s", [event_id])
        if self.random.random() < 0.5:
            return _trace("delete", (rules.REMOVED, position, event_id))
        self.cursor.execute("DELETE FROM audit_auditseal WHERE position = %s", [position])
        return _trace("delete", (rules.GAP, position, None))

    def insert(self, position: int) -> Trace:
        """An event that never was: a copy of one with an id that was free."""
        event_id = self._event_at(position)
        self.cursor.execute(
            "INSERT INTO audit_auditevent SELECT (jsonb_populate_record(e, jsonb_build_object('id', %s::bigint))).* "
            "FROM audit_auditevent e WHERE id = %s",
            [-event_id, event_id],
        )
        return _trace("insert", (rules.UNSEALED, None, -event_id))

    def swap(self, position: int) -> Trace:
        """Two neighbours change places in the chain."""
        one, other = self._event_at(position), self._event_at(position + 1)
        self._set_event(position, -other)
        self._set_event(position + 1, one)
        self._set_event(position, other)
        return _trace("swap", (rules.EDITED, position, other), (rules.EDITED, position + 1, one))

    def cut(self, position: int) -> Trace:
        """The chain ends before `position`, and the sealer's own note says so too."""
        self.cursor.execute(
            "DELETE FROM audit_auditevent WHERE id IN (SELECT event_id FROM audit_auditseal WHERE position >= %s)",
            [position],
        )
        self.cursor.execute("DELETE FROM audit_auditseal WHERE position >= %s", [position])
        self._turn_back(position - 1)
        return _trace("cut", (rules.CUT, position, None))

    def rehash(self, position: int) -> Trace:
        """An event is edited, and everything after it made anew: seals, roots and the sealer's own note."""
        self.edit(position)
        hashes = self._hashed_from(position)
        self.cursor.execute("CREATE TEMP TABLE forged (position bigint PRIMARY KEY, previous bytea, hash bytea)")
        with self.cursor.copy("COPY forged FROM STDIN") as copy:
            for row in hashes:
                copy.write_row(row)
        self.cursor.execute(
            "UPDATE audit_auditseal s SET previous_hash = f.previous, hash = f.hash FROM forged f "
            "WHERE f.position = s.position"
        )
        self.cursor.execute("DROP TABLE forged")
        self._remake_roots(position)
        self._turn_back(hashes[-1][0])
        return _trace("re-hash", (rules.REWRITTEN, None, None))

    def _event_at(self, position: int) -> int:
        self.cursor.execute("SELECT event_id FROM audit_auditseal WHERE position = %s", [position])
        return self.cursor.fetchone()[0]

    def _set_event(self, position: int, event_id: int) -> None:
        self.cursor.execute("UPDATE audit_auditseal SET event_id = %s WHERE position = %s", [event_id, position])

    def _hashed_from(self, position: int) -> list[tuple[int, bytes, bytes]]:
        self.cursor.execute("SELECT hash FROM audit_auditseal WHERE position = %s", [position - 1])
        before = self.cursor.fetchone()
        previous = bytes(before[0]) if before else rules.FIRST_PREVIOUS
        self.cursor.execute(
            f"SELECT s.position, {ENTRY_VALUES} FROM audit_auditseal s JOIN audit_auditevent e ON e.id = s.event_id "
            "WHERE s.position >= %s ORDER BY s.position",
            [position],
        )
        rows = []
        for place, *values in self.cursor.fetchall():
            rows.append((place, previous, rules.link(previous, rules.entry(values))))
            previous = rows[-1][2]
        return rows

    def _remake_roots(self, position: int) -> None:
        self.cursor.execute(
            "SELECT day, first_position, last_position FROM audit_auditroot WHERE last_position >= %s", [position]
        )
        for day, first, last in self.cursor.fetchall():
            self.cursor.execute(
                "SELECT hash FROM audit_auditseal WHERE position BETWEEN %s AND %s ORDER BY position", [first, last]
            )
            root = rules.Tree(bytes(leaf) for (leaf,) in self.cursor.fetchall()).root()
            self.cursor.execute("UPDATE audit_auditroot SET root = %s WHERE day = %s", [root, day])

    def _turn_back(self, position: int) -> None:
        self.cursor.execute(
            "UPDATE audit_sealerstate SET position = %s, hash = coalesce((SELECT hash FROM audit_auditseal "
            "WHERE position = %s), %s)",
            [position, position, rules.FIRST_PREVIOUS],
        )


def _trace(kind: str, *must: tuple[str, int | None, int | None]) -> Trace:
    return Trace(kind, frozenset(must))


# what can be done at many places of one chain, and what is done to the whole rest of it
AT_A_PLACE: tuple[Callable[[Forger, int], Trace], ...] = (Forger.edit, Forger.delete, Forger.insert, Forger.swap)
FROM_A_PLACE_ON: tuple[Callable[[Forger, int], Trace], ...] = (Forger.cut, Forger.rehash)
