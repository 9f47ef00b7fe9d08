"""Making backups, proving that one can be restored, and deleting them."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import psycopg
from django.conf import settings
from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.audit.queries import roots_made, verify_through
from fangxian.core.privacy.queries import copy_of_keys
from fangxian.core.problems.rules import Problem, refuse

from . import queries, rules
from .connect import archive, postgres
from .models import Backup
from .rules import Drill, Manifest, Readable


def make_backup(*, place: Path, keys_place: Path, by: Actor, at: datetime) -> Backup:
    """Write the whole installation as of one moment into a sealed file; the wrapped keys into a file apart.

    place       a folder; keys_place a file outside of it, replaced as a whole each time
    Refuses without the owner's connection, the key of backups or PostgreSQL's programs, and if the
    keys would lie with the backups. Nothing half-written stays behind.
    """
    key = _backup_key()
    refuse(_why_not_lie(place, keys_place))
    file = place / rules.name_of(at)
    write_keys_copy(keys_place, at=at)
    with _snapshot() as (connection, snapshot), archive.writing(file, key=key) as zipped:
        manifest = _manifest(connection, at=at)
        with zipped.open(rules.DATABASE, "w", force_zip64=True) as out:
            postgres.dump(out, conninfo=postgres.owner_conninfo(), snapshot=snapshot)  # type: ignore[arg-type]
        _add_files(zipped, manifest)
        zipped.writestr(rules.MANIFEST, json.dumps(asdict(manifest), sort_keys=True))
    return _record_backup(file, keys_place, manifest, by=by, at=at)


def _backup_key() -> bytes:
    if not settings.BACKUP_KEY:
        refuse(Problem("backups.no_key", rules.NO_KEY))
    assert settings.BACKUP_KEY is not None
    return settings.BACKUP_KEY


def _why_not_lie(place: Path, keys_place: Path) -> Problem | None:
    inside = place.resolve() in keys_place.resolve().parents
    return Problem("backups.keys_inside", rules.KEYS_INSIDE) if inside else None


@contextmanager
def _snapshot() -> Iterator[tuple[psycopg.Connection, str]]:
    """A connection of the owner's whose transaction sees one moment, and the name under which others see it too."""
    with psycopg.connect(postgres.owner_conninfo()) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield connection, row[0]


def _manifest(connection: psycopg.Connection, *, at: datetime) -> Manifest:
    migrations = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return Manifest(
        as_of=at.astimezone(UTC).isoformat(),
        version=version("fangxian"),
        server=str(connection.info.server_version),
        migrations=[name for (name,) in migrations],
        counts=postgres.table_counts(connection),
        chain=_chain_end(connection),
    )


def _chain_end(connection: psycopg.Connection) -> dict[str, Any]:
    row = connection.execute("SELECT position, hash FROM audit_auditseal ORDER BY position DESC LIMIT 1").fetchone()
    return {"position": row[0], "hash": bytes(row[1]).hex()} if row else {"position": 0, "hash": ""}


def _add_files(zipped: ZipFile, manifest: Manifest) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in postgres.files_below(root):
        zipped.write(path, rules.FILES + path.relative_to(root).as_posix())
        manifest.files["count"] += 1
        manifest.files["bytes"] += path.stat().st_size


@transaction.atomic
def _record_backup(file: Path, keys_place: Path, manifest: Manifest, *, by: Actor, at: datetime) -> Backup:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    backup = Backup.objects.create(
        place=str(file.parent.resolve()), name=file.name, keys_place=str(keys_place.resolve()), as_of=at,
        size_bytes=file.stat().st_size, sha256=digest.hexdigest(), manifest=asdict(manifest),
    )  # fmt: skip
    detail = {"tables": len(manifest.counts), "files": manifest.files["count"], "size": backup.size_bytes}
    audit.record(
        "backups.made", on=backup, by=by, at=at, count=manifest.row_count, digest=digest.digest(), detail=detail
    )
    return backup


def write_keys_copy(keys_place: Path, *, at: datetime) -> None:
    """Write the living keys, wrapped, whole or not at all, readable by the owner alone; the former copy is gone."""
    copy = {"format": rules.FORMAT, "as_of": at.astimezone(UTC).isoformat(), "keys": copy_of_keys()}
    draft = keys_place.with_name(f".{keys_place.name}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(copy, out, indent=1)
    draft.replace(keys_place)


def renew_keys_copies(*, at: datetime) -> list[str]:
    """Write every known copy of the keys anew, so that a destroyed key is gone from there too; returns their places."""
    places = sorted({backup.keys_place for backup in Backup.objects.exclude(keys_place="")})
    there = [place for place in places if Path(place).exists()]
    for place in there:
        write_keys_copy(Path(place), at=at)
    return there


@contextmanager
def restored(file: Path) -> Iterator[tuple[Manifest, psycopg.Connection]]:
    """A backup restored into a database that is thrown away afterwards, and its manifest."""
    with (
        tempfile.TemporaryDirectory(prefix="fangxian-") as scratch,
        archive.reading(file, key=_backup_key(), scratch=Path(scratch)) as zipped,
        postgres.throwaway() as conninfo,
    ):
        manifest = rules.manifest_of(json.loads(zipped.read(rules.MANIFEST)))
        with zipped.open(rules.DATABASE) as dump:
            postgres.load(dump, conninfo=conninfo)  # type: ignore[arg-type]
        with psycopg.connect(conninfo) as connection:
            yield manifest, connection


def drill(backup: Backup, *, by: Actor, at: datetime) -> Drill:
    """Restore a backup for a trial and compare: counts with its manifest, the audit chain with ours, and open
    a value of each encrypted column under each key. What was found is recorded with the backup and audited."""
    started = time.monotonic()
    with restored(queries.path_of(backup)) as (manifest, connection):
        last_position = manifest.chain["position"]
        published = [root for root in roots_made() if root.last_position <= last_position]
        checked = verify_through(connection.cursor(), published=published)
        found = Drill(
            as_of=manifest.as_of,
            took_seconds=round(time.monotonic() - started, 1),
            row_count=manifest.row_count,
            differences=rules.differences(manifest.counts, postgres.table_counts(connection)),
            findings=len(checked.findings),
            chain_matches=_chain_end(connection) == manifest.chain,
            readable=queries.readable(connection),
        )
    _record_drill(backup, found, by=by, at=at)
    return found


@transaction.atomic
def _record_drill(backup: Backup, found: Drill, *, by: Actor, at: datetime) -> None:
    backup.drill = asdict(found) | {"at": at.isoformat(), "is_proven": found.is_proven}
    backup.proven_at = at if found.is_proven else backup.proven_at
    backup.save(update_fields=["drill", "proven_at"])
    detail = {
        "is_proven": found.is_proven, "differences": len(found.differences), "findings": found.findings,
        "values": sum(one.value_count for one in found.readable), "seconds": int(found.took_seconds),
        "readable": sum(one.readable_count for one in found.readable),
    }  # fmt: skip
    audit.record("backups.drilled", on=backup, by=by, at=at, count=found.row_count, detail=detail)


def prove_unreadable(backup: Backup, *, programme_id: UUID, by: Actor, at: datetime) -> tuple[Readable, ...]:
    """Restore a backup for a trial and try to read the programme's encrypted columns with every living key.

    Returns how many values of each column there are and how many opened: all nought once the
    programme's keys are destroyed. Audited as "backups.read_tried".
    """
    with restored(queries.path_of(backup)) as (_manifest_of_it, connection):
        found = queries.readable(connection, programme_id=programme_id)
    values, opened = (sum(getattr(one, name) for one in found) for name in ("value_count", "readable_count"))
    detail = {"programme": str(programme_id), "values": values, "readable": opened}
    audit.record("backups.read_tried", on=backup, by=by, at=at, count=values, detail=detail)
    return found


def erase_backups(*, by: Actor, at: datetime, made_before: datetime | None = None) -> list[Backup]:
    """Delete the files of the backups made before a moment (None: of all); returns those that were marked.

    A file that is no longer where it was written is marked too, and named in the audit as missing:
    somebody must ask where it went. Each file is deleted before its row says so.
    """
    erased = queries.backups_kept(made_before=made_before)
    for backup in erased:
        _erase(backup, by=by, at=at)
    return erased


def _erase(backup: Backup, *, by: Actor, at: datetime) -> None:
    file = queries.path_of(backup)
    was_there = file.exists()
    file.unlink(missing_ok=True)
    with transaction.atomic():
        backup.erased_at = at
        backup.save(update_fields=["erased_at"])
        detail = {"was_there": was_there, "sha256": backup.sha256}
        audit.record("backups.erased", on=backup, by=by, at=at, detail=detail)


def forget_old_backups(*, at: datetime) -> int:
    """Delete backups older than the installation keeps them; the newest few stay however old they are."""
    before = at - timedelta(days=settings.BACKUPS_KEPT_DAYS)
    old = [backup for backup in queries.backups_kept()[rules.KEPT_AT_LEAST :] if backup.as_of < before]
    for backup in old:
        _erase(backup, by=system(None, Purpose.ADMINISTER), at=at)
    return len(old)


def back_up_daily(*, at: datetime) -> None:
    """The worker's backup of the day, if the installation names a folder for it; then old ones are forgotten."""
    if not settings.BACKUP_FOLDER or not settings.BACKUP_KEYS_FILE:
        return
    newest = queries.newest()
    if newest is None or at - newest.as_of >= timedelta(hours=23):
        by = system(None, Purpose.ADMINISTER)
        make_backup(place=Path(settings.BACKUP_FOLDER), keys_place=Path(settings.BACKUP_KEYS_FILE), by=by, at=at)
    forget_old_backups(at=at)
