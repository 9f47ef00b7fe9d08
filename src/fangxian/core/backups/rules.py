"""What a backup holds, what it never holds, and when one may not be restored; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fangxian.core.problems.rules import Problem, said

FORMAT = 1
SUFFIX = ".fangxian-backup"
DATABASE, FILES, MANIFEST = "database.dump", "files/", "manifest.json"
# Rows that a backup never holds: the wrapped keys lie apart, so that destroying them reaches every
# copy; who is signed in just now is nobody's business later.
LEFT_OUT = ("privacy_programmekey", "django_session", "limits_sharedcache")
SCHEMAS = ("public", "publication")
KEPT_AT_LEAST = 2  # however old: the newest ones are never forgotten by age
PROVEN_WITHIN = timedelta(days=31)


def name_of(at: datetime) -> str:
    """The file name of a backup: its moment in UTC, and nothing else."""
    return f"fangxian-{at:%Y%m%dT%H%M%S%f}Z{SUFFIX}"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. It names no person.

    as_of       the moment of the one snapshot that everything was read in
    migrations  the database's shape, as "app.name"
    counts      rows by table (schema.table), those of LEFT_OUT not among them
    chain       position and hash of the newest seal in it; position 0 without any
    """

    as_of: str
    version: str
    server: str
    migrations: list[str]
    counts: dict[str, int]
    chain: dict[str, Any]
    files: dict[str, int] = field(default_factory=lambda: {"count": 0, "bytes": 0})
    format: int = FORMAT

    @property
    def row_count(self) -> int:
        return sum(self.counts.values())


def manifest_of(data: Mapping[str, Any]) -> Manifest:
    """Raises ValueError for what is no manifest of this format."""
    if data.get("format") != FORMAT:
        raise ValueError("unknown format of backup")
    try:
        return Manifest(**data)
    except TypeError as error:
        raise ValueError("not a manifest") from error


def differences(expected: Mapping[str, int], found: Mapping[str, int]) -> dict[str, tuple[int | None, int | None]]:
    """Tables whose rows are not as many as they should be: name -> (expected, found); None: no such table."""
    names = expected.keys() | found.keys()
    pairs = {name: (expected.get(name), found.get(name)) for name in sorted(names)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def why_not_restore(*, manifest: Manifest, known_migrations: Collection[str], table_count: int) -> Problem | None:
    """Why a backup cannot be restored into a database with `table_count` tables by this edition of the software."""
    if table_count:
        return Problem("backups.not_empty", NOT_EMPTY, {"count": table_count})
    unknown = [name for name in manifest.migrations if name not in known_migrations]
    if unknown:
        return Problem("backups.newer", NEWER, {"version": manifest.version, "count": len(unknown)})
    return None


NOT_EMPTY = said(
    "This installation is not empty: its database has %(count)s tables. A backup is restored into an empty one only."
)
NEWER = said(
    "The backup was made by edition %(version)s, whose database this edition does not know (%(count)s steps). "
    "Install that edition or a newer one."
)
NO_OWNER = said("A backup is read as the owner of the database: OWNER_DATABASE_URL is needed.")
NO_TOOL = said("The program %(tool)s was not found. Name PostgreSQL's folder in FANGXIAN_PG_BIN.")
NO_KEY = said("The key of the backups is not given here: FANGXIAN_BACKUP_KEY.")
OTHER_KEY = said("This backup was sealed with another key of backups (%(key)s). Give that one in FANGXIAN_BACKUP_KEY.")
NOT_A_BACKUP = said("This file is no backup, or it is cut off or altered.")
KEYS_INSIDE = said("The keys must lie apart from the backups: name a place outside the folder of the backups.")
TOOL_FAILED = said("%(tool)s failed: %(reason)s")
NO_THROWAWAY = said(
    "The drill needs a database of its own: let the owner make one (ALTER ROLE … CREATEDB), then run it again."
)


@dataclass(frozen=True)
class Readable:
    """How much of one encrypted column can still be read. column: "app.Model.column"; counts of values."""

    column: str
    value_count: int
    readable_count: int


@dataclass(frozen=True)
class Drill:
    """What a trial restore found.

    differences  tables whose counts are not the manifest's
    findings     of the restored audit chain
    problem      why it could not be tried at all, or None
    """

    as_of: str
    took_seconds: float
    row_count: int
    differences: dict[str, tuple[int | None, int | None]]
    findings: int
    chain_matches: bool
    readable: tuple[Readable, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Everything is there, the chain is whole, and what is encrypted opens."""
        opens = all(one.readable_count == one.value_count for one in self.readable)
        return not self.differences and not self.findings and self.chain_matches and opens
