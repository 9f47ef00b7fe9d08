"""PostgreSQL's own programs for dump and restore, and a database to be thrown away."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from fangxian.core.backups import rules
from fangxian.core.problems.rules import Problem, refuse

PIPE_BYTES = 1 << 20
EXTENSIONS = ("btree_gist", "ltree", "pg_trgm", "unaccent")


def owner_conninfo(dbname: str | None = None) -> str:
    """How to connect as the owner. Refuses if the owner is not given here."""
    given: dict[str, Any] | None = settings.DATABASES.get("owner")
    if given is None:
        refuse(Problem("backups.no_owner", rules.NO_OWNER))
    assert given is not None
    return make_conninfo(
        dbname=dbname or given["NAME"], user=given["USER"], password=given["PASSWORD"] or None,
        host=given["HOST"] or None, port=given["PORT"] or None,
    )  # fmt: skip


def dump(out: BinaryIO, *, conninfo: str, snapshot: str) -> None:
    """Write the whole database, as of an exported snapshot, in PostgreSQL's own format; without LEFT_OUT's rows."""
    left_out = [f"--exclude-table-data=public.{table}" for table in rules.LEFT_OUT]
    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={snapshot}"]
    process = _start("pg_dump", [*arguments, *left_out], conninfo, stdout=subprocess.PIPE)
    assert process.stdout is not None
    shutil.copyfileobj(process.stdout, out, PIPE_BYTES)
    _end("pg_dump", process)


def load(dump_file: BinaryIO, *, conninfo: str) -> None:
    """Read a dump into an empty database: whole, or not at all."""
    arguments = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction"]
    target = psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"]
    process = _start("pg_restore", [*arguments, f"--dbname={target}"], conninfo, stdin=subprocess.PIPE)
    assert process.stdin is not None
    try:
        shutil.copyfileobj(dump_file, process.stdin, PIPE_BYTES)
        process.stdin.close()
    except BrokenPipeError:
        process.stdin = None  # it ended early; its own words follow
    _end("pg_restore", process)


def _start(tool: str, arguments: list[str], conninfo: str, **pipes: Any) -> subprocess.Popen:
    binary = _binary(tool)
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    # by environment: an argument could be read by everybody on the machine
    environment = os.environ | {names[name]: str(value) for name, value in parts.items() if name in names}
    return subprocess.Popen([binary, *arguments], env=environment, stderr=subprocess.PIPE, **pipes)


def _end(tool: str, process: subprocess.Popen) -> None:
    assert process.stderr is not None
    with process.stderr as stream:
        said = stream.read().decode(errors="replace").strip()
    if process.stdout is not None:
        process.stdout.close()
    if process.wait():
        # "DETAIL" and "CONTEXT" lines could hold a row
        lines = [line for line in said.splitlines() if "error:" in line]
        refuse(Problem("backups.tool_failed", rules.TOOL_FAILED, {"tool": tool, "reason": (lines or ["?"])[0][:300]}))


def _binary(tool: str) -> str:
    folder = os.environ.get("FANGXIAN_PG_BIN")
    found = shutil.which(tool, path=folder) if folder else shutil.which(tool)
    if found is None:
        refuse(Problem("backups.no_tool", rules.NO_TOOL, {"tool": tool}))
    assert found is not None
    return found


@contextmanager
def throwaway() -> Iterator[str]:
    """How to connect to a new, empty database of the owner's; it is gone afterwards."""
    name = f"fangxian_drill_{secrets.token_hex(6)}"
    with psycopg.connect(owner_conninfo(), autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            refuse(Problem("backups.no_throwaway", rules.NO_THROWAWAY))
        try:
            yield owner_conninfo(name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1, 2
"""


def table_counts(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of every table that a backup holds, by schema.table, as the connection's transaction sees them."""
    counts = {}
    for schema, table in connection.execute(TABLES, [list(rules.SCHEMAS)]).fetchall():
        if table in rules.LEFT_OUT:
            continue
        statement = sql.SQL("SELECT count(*) FROM {}.{}").format(sql.Identifier(schema), sql.Identifier(table))
        row = connection.execute(statement).fetchone()
        counts[f"{schema}.{table}"] = row[0] if row else 0
    return counts


def table_count(connection: psycopg.Connection) -> int:
    return len(connection.execute(TABLES, [list(rules.SCHEMAS)]).fetchall())


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
