"""`fangxian restore`: a backup into an empty installation, or a drill that proves it could be done."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import click

from .environment import ready, started
from .problems import refusals_told


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    "keys_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="另存的密钥文件 / The file of keys that was kept apart.",
)
@click.option("--drill", "is_drill", is_flag=True, help="只演练：恢复到临时库并比对 / Only try it, and compare.")
def restore(file: Path | None, keys_file: Path | None, is_drill: bool) -> None:
    """把备份恢复到空的安装；或演练恢复最近的备份。

    Restore FILE into an empty installation, with the keys from --keys. With --drill, restore the
    newest backup that was made here (or FILE) into a database that is thrown away, compare counts
    and audit chain, open a value of each encrypted column, and record what was found.
    """
    if is_drill:
        _drill(file)
    elif file is None or keys_file is None:
        raise click.UsageError("需要备份文件和 --keys / A backup and --keys are needed; or --drill.")
    else:
        _restore(file, keys_file)


def _drill(file: Path | None) -> None:
    with ready(), refusals_told():
        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.backups import queries, services

        kept = queries.backups_kept()
        wanted = file.resolve() if file else None
        backup = next((one for one in kept if wanted in (None, queries.path_of(one))), None)
        if backup is None:
            raise click.ClickException("没有这样的备份 / There is no such backup here.")
        if not queries.path_of(backup).exists():
            raise click.ClickException(f"{backup.name}: 文件已不在原处 / the file is no longer where it was written.")
        found = services.drill(backup, by=system(None, Purpose.ADMINISTER), at=clock.now())
    click.echo(f"{backup.name}  {found.row_count} 行 / rows  {found.took_seconds} s")
    for table, (expected, there) in found.differences.items():
        click.echo(f"  {table}: 应有 / expected {expected}, 实有 / found {there}")
    for one in found.readable:
        if one.readable_count != one.value_count:
            click.echo(f"  {one.column}: {one.value_count} 个值中可读 / values, readable {one.readable_count}")
    click.echo(f"审计链 / audit chain: {found.findings} 处不符 / findings")
    if not found.is_proven:
        raise click.ClickException("恢复未得到证实 / The restore is NOT proven.")
    click.echo("恢复已证实 / The restore is proven.")


def _restore(file: Path, keys_file: Path) -> None:
    with started():
        import django

        django.setup()
        with refusals_told():
            manifest, missing = _load(file)
            opened = _take_keys(keys_file)
            _record(file, manifest)
    click.echo(f"{manifest.as_of}  {manifest.row_count} 行 / rows  {manifest.files['count']} 个文件 / files")
    if missing:
        raise click.ClickException(f"行数不符 / row counts differ: {missing}")
    lost = sum(one.value_count - one.readable_count for one in opened)
    if lost:
        raise click.ClickException(
            f"{lost} 个加密值无法读取：密钥文件不全或已销毁 / {lost} encrypted values cannot be read: "
            "their keys are not in the file of keys, or were destroyed."
        )
    click.echo("已恢复 / Restored.")


def _load(file: Path) -> tuple[Any, dict]:
    """Fill the empty database and the folder of files; then bring the database up to date."""
    import psycopg
    from django.conf import settings
    from django.db import connections

    from fangxian.core.backups import rules
    from fangxian.core.backups.connect import archive, postgres
    from fangxian.core.problems.rules import Problem, refuse

    from . import database

    conninfo = postgres.owner_conninfo()
    if not settings.BACKUP_KEY:
        refuse(Problem("backups.no_key", rules.NO_KEY))
    assert settings.BACKUP_KEY is not None
    with (
        tempfile.TemporaryDirectory(prefix="fangxian-") as scratch,
        archive.reading(file, key=settings.BACKUP_KEY, scratch=Path(scratch)) as zipped,
    ):
        manifest = rules.manifest_of(json.loads(zipped.read(rules.MANIFEST)))
        with psycopg.connect(conninfo) as owner:
            tables = postgres.table_count(owner)
        known = database.known_migrations()
        refuse(rules.why_not_restore(manifest=manifest, known_migrations=known, table_count=tables))
        with zipped.open(rules.DATABASE) as dump:
            postgres.load(dump, conninfo=conninfo)  # type: ignore[arg-type]
        with psycopg.connect(conninfo) as owner:
            missing = rules.differences(manifest.counts, postgres.table_counts(owner))
        _put_files(zipped, Path(settings.MEDIA_ROOT))
    database.migrate(verbosity=0)
    connections.close_all()
    return manifest, missing


def _put_files(zipped: ZipFile, root: Path) -> None:
    from fangxian.core.backups.rules import FILES

    for name in zipped.namelist():
        if not name.startswith(FILES):
            continue
        target = (root / name.removeprefix(FILES)).resolve()
        if root.resolve() not in target.parents:
            raise click.ClickException("备份中的文件名越界 / a file of the backup would leave its folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(zipped.read(name))


def _take_keys(keys_file: Path) -> Any:
    import psycopg

    from fangxian.core.backups import queries
    from fangxian.core.backups.connect import postgres
    from fangxian.core.privacy.services import take_keys

    try:
        take_keys(json.loads(keys_file.read_text(encoding="utf-8"))["keys"])
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{keys_file.name}: 不是密钥文件 / not a file of keys") from error
    with psycopg.connect(postgres.owner_conninfo()) as owner:
        return queries.readable(owner)


def _record(file: Path, manifest: Any) -> None:
    from fangxian.core import clock
    from fangxian.core.actors.rules import Purpose, system
    from fangxian.core.audit import services as audit

    by = system(None, Purpose.ADMINISTER)
    detail = {"file": file.name, "as_of": manifest.as_of}
    audit.record("backups.restored", by=by, at=clock.now(), count=manifest.row_count, detail=detail)
