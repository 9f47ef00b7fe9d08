"""The chain, the tree and what breaks them, as pure functions (INV-18).

An event is hashed as canonical JSON (RFC 8785); a seal chains it to the one before; the seals of a
day are the leaves of a Merkle tree (RFC 6962), whose root is published outside the command.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import rfc8785

from fangxian.core.problems.rules import Problem

FIRST_PREVIOUS = bytes(32)
LARGEST_EXACT = 2**53 - 1  # RFC 8785 takes numbers as IEEE doubles
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_QUOTED = json.encoder.encode_basestring


def canonical(value: Any) -> bytes:
    """`value` as RFC 8785 JSON. Raises ValueError for what that form cannot hold exactly.

    Python's own encoder, many times faster, writes the same bytes where there is no fraction and
    keys sort alike by character and by UTF-16; the rest goes through the library.
    """
    if _is_plain(value):
        return _ENCODE(value).encode()
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    if value is None or isinstance(value, str | bool):
        return True
    if isinstance(value, int):
        return -LARGEST_EXACT <= value <= LARGEST_EXACT
    if isinstance(value, dict):
        return all(isinstance(key, str) and _sorts_alike(key) and _is_plain(item) for key, item in value.items())
    return isinstance(value, list) and all(_is_plain(item) for item in value)


def _sorts_alike(key: str) -> bool:
    return key.isascii() or max(key) < "\ud800"


# The columns of an event as they stand in its canonical form, by name; `detail` among them.
NUMBERS = frozenset({"count", "id", "user_id"})
ENTRY_COLUMNS = (
    "action", "area_code", "at", "count", "detail", "digest", "id", "on_id", "on_kind", "post_id", "programme_id",
    "purpose", "role", "subject_ref", "transaction", "unit_id", "user_id",
)  # fmt: skip
_DETAIL = ENTRY_COLUMNS.index("detail")
_IS_TEXT = tuple(column not in NUMBERS for column in ENTRY_COLUMNS)
_HEAD, _TAIL = (
    ",".join(f'"{column}":%s' for column in columns)
    for columns in (ENTRY_COLUMNS[:_DETAIL], ENTRY_COLUMNS[_DETAIL + 1 :])
)
_FRAME = "{" + _HEAD + ",%s," + _TAIL + "}"


def entry(values: Sequence[str | None]) -> bytes:
    """The canonical form of an event: RFC 8785 JSON of one object.

    values  as ENTRY_COLUMNS, each as text: bytes in hex, times in UTC to the microsecond, ids in
            their usual form, the detail as the database writes it. A detail that canonical JSON
            cannot hold exactly is hashed as that text, so that no event can stop the sealer.
    """
    members = [
        "null" if value is None else _QUOTED(value) if is_text else value
        for value, is_text in zip(values, _IS_TEXT, strict=True)
    ]
    members[_DETAIL] = _detail_member(values[_DETAIL] or "null")
    return (_FRAME % tuple(members)).encode()


def _detail_member(detail_text: str) -> str:
    if detail_text == "{}":
        return '"detail":{}'
    try:
        return '"detail":' + canonical(json.loads(detail_text)).decode()
    except ValueError:  # rfc8785's errors are of this kind
        return '"detail_text":' + _QUOTED(detail_text)


def link(previous_hash: bytes, entry_bytes: bytes) -> bytes:
    """The hash of an event in the chain: h_n = SHA-256(h_{n-1} ‖ entry)."""
    return hashlib.sha256(previous_hash + entry_bytes).digest()


class Tree:
    """The Merkle tree hash of RFC 6962 over leaves given one by one; keeps only the tree's right edge."""

    def __init__(self, leaves: Iterable[bytes] = ()):
        self._edge: list[tuple[int, bytes]] = []  # (leaves below, hash), sizes falling
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        size, node = 1, hashlib.sha256(b"\x00" + leaf).digest()
        while self._edge and self._edge[-1][0] == size:
            node = hashlib.sha256(b"\x01" + self._edge.pop()[1] + node).digest()
            size *= 2
        self._edge.append((size, node))

    def root(self) -> bytes:
        """The root; of no leaves, the hash of nothing."""
        if not self._edge:
            return hashlib.sha256(b"").digest()
        *rest, (_, node) = self._edge
        for _, left in reversed(rest):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


def day_ends(day: date) -> datetime:
    """The first moment after a UTC day."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


# What verification may find. Every kind names a position, an event or a day.
EDITED = "edited"  # the event is not what was sealed
REMOVED = "removed"  # the sealed event is gone
UNSEALED = "unsealed"  # an event stands where everything was sealed: it was put there afterwards
GAP = "gap"  # a seal is missing between two others
BROKEN = "broken"  # a seal does not continue the one before it
CUT = "cut"  # the chain ends before where it once reached
REWRITTEN = "rewritten"  # a day's seals do not give the root that was made (or published) of them
FINDING_KINDS = (EDITED, REMOVED, UNSEALED, GAP, BROKEN, CUT, REWRITTEN)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with the audit.

    position  of the seal, or None; event_id of the event, or None; day of a root, or None
    note      more exactly, in English; ids and positions only
    """

    kind: str
    position: int | None = None
    event_id: int | None = None
    day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Root:
    """A day's root as it was made, printed or published."""

    day: date
    first_position: int
    last_position: int
    root: bytes


REFUSED = "audit.refused"
NOT_FOUND = "audit.not_found"  # an id that is not there, or not in the asker's area: she is not told which
NOT_A_CHANGE = frozenset({"GET", "HEAD", "OPTIONS"})


def codes_refused(heard: Sequence[Problem], *, method: str, status: int) -> dict[str, int]:
    """How often each refusal of one request is written down, by code.

    All of them if the answer is a refusal itself. Of those that a page caught to show them beside its
    form: what was forbidden, and what the state of things did not allow; a slip in a field is no attempt.
    """
    if status < 400:
        heard = [] if method in NOT_A_CHANGE else [p for p in heard if p.status == 403 or p.field is None]
    return dict(Counter(problem.code for problem in heard))


def ids_of(values: Mapping[str, object]) -> dict[str, str]:
    """The ids of records in an address, by what they are of. Not a person's: the audit outlives people's data."""
    ids = {name: value for name, value in values.items() if isinstance(value, UUID) and name != PERSON}
    return {name.removesuffix("_id"): str(value) for name, value in ids.items()}


PERSON = "person_id"


ROOT_LINE = "fangxian-root"


def root_line(root: Root) -> str:
    """A root as one line that a person can print, read aloud and compare, and `line_root` reads back."""
    return f"{ROOT_LINE} {root.day.isoformat()} {root.first_position} {root.last_position} {root.root.hex()}"


def line_root(line: str) -> Root:
    """The root that `root_line` wrote. Raises ValueError for anything else."""
    mark, day, first, last, digest = line.split()
    if mark != ROOT_LINE or len(digest) != 64:
        raise ValueError("not the line of a root")
    return Root(date.fromisoformat(day), int(first), int(last), bytes.fromhex(digest))


# What stands of a UTC day in the list of roots.
OPEN, LATE, CLOSED = "open", "late", "closed"
ROOT_STATES = (OPEN, LATE, CLOSED)
ROOT_IS_LATE_AFTER = timedelta(hours=3)  # roots are made once an hour


@dataclass(frozen=True)
class DayOfRoots:
    """One UTC day as it stands at a moment.

    root     None until the day is over and its root is made
    made_at  when it was; None without one
    state    open: the day is not over, or over so lately that its root is due; late: its root is
             missing; closed: it has one, which anybody may publish
    count    entries sealed under the root; None without one
    """

    day: date
    state: str
    root: Root | None = None
    made_at: datetime | None = None

    @property
    def count(self) -> int | None:
        return None if self.root is None else self.root.last_position - self.root.first_position + 1

    @property
    def line(self) -> str:
        return "" if self.root is None else root_line(self.root)


def state_without_root(day: date, *, at: datetime) -> str:
    """The state at `at` of a day that has no root."""
    return LATE if at > day_ends(day) + ROOT_IS_LATE_AFTER else OPEN
