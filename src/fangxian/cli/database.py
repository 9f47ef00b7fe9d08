"""Making the database: migrations as its owner, then what each role may do."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from .embedded import APPLICATION, OWNER, PUBLICATION, SEALER

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
# What the application may do with tables that are not simply its own.
APPLICATION_EXCEPTIONS = {
    "audit_auditevent": ("SELECT", "INSERT"),
    "audit_auditseal": ("SELECT",),
    "audit_auditroot": ("SELECT",),
    "audit_sealerstate": ("SELECT",),
    "django_migrations": ("SELECT",),
}
# The sealer reads events and writes seals; of people it sees nothing.
SEALER_TABLES = {
    "audit_auditevent": ("SELECT",),
    "audit_auditseal": ("SELECT", "INSERT"),
    "audit_auditroot": ("SELECT", "INSERT"),
    "audit_sealerstate": ("SELECT", "INSERT", "UPDATE"),
}
# Functions that run with the owner's rights, and who may call them.
PRIVILEGED_FUNCTIONS = {
    "fangxian_make_days(date, date)": APPLICATION,
    "fangxian_drop_empty_days(date)": APPLICATION,
    "fangxian_publish(uuid)": APPLICATION,
    "fangxian_publish_places(uuid)": APPLICATION,
    "fangxian_rewrite(regclass)": APPLICATION,
    "fangxian_end_log()": APPLICATION,
}
PUBLICATION_SCHEMA = "publication"

# Partitions are left out: access goes through the table that they are part of.
TABLES = """
SELECT c.relname FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def migrate(*, verbosity: int = 1) -> None:
    """Bring the database up to date as its owner, grant each role what it needs, make the next days."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if "owner" not in settings.DATABASES:
        raise SystemExit("OWNER_DATABASE_URL is needed to migrate.")
    from fangxian.core import clock
    from fangxian.core.days.services import make_days

    with as_owner():
        with _seldom_collected():
            call_command("migrate", interactive=False, verbosity=verbosity)
        make_days(at=clock.now())
    grant(os.environ["OWNER_DATABASE_URL"])


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let circles of objects lie longer: a migration makes every model anew at each step, and to look through them as
    often as usual is two fifths of its time. It takes 130 MB more."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def why_not_use() -> str | None:
    """Why the database cannot be used as it is, in both languages; None if it can. Django is set up."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return (
            f"数据库结构不是最新（缺 {len(missing)} 步），请先运行：fangxian migrate / "
            f"The database lacks {len(missing)} migrations. Run: fangxian migrate"
        )
    return None


def known_migrations() -> set[str]:
    """Every step of the database's shape that this edition knows, as "app.name". Django is set up."""
    from django.db.migrations.loader import MigrationLoader

    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


class as_owner:
    """Run Django's management commands on the default connection as the database's owner."""

    def __enter__(self) -> None:
        from django.db import connections

        self._application = connections.settings["default"]
        connections["default"].close()
        connections.settings["default"] = connections.settings["owner"]
        del connections["default"]

    def __exit__(self, *_: object) -> None:
        from django.db import connections

        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = self._application


def grant(owner_url: str) -> None:
    """Give each database role exactly what it needs and nothing else; run after every migration.

    Everything is taken back first, in the same transaction, so that a right that was dropped from
    this file is dropped from the database too.
    """
    with psycopg.connect(owner_url) as connection:
        tables = [name for (name,) in connection.execute(TABLES)]
        _take_back(connection)
        for table in tables:
            _allow(connection, table, APPLICATION_EXCEPTIONS.get(table, ALL), APPLICATION)
        for table, verbs in SEALER_TABLES.items():
            _allow(connection, table, verbs, SEALER)
        _run(connection, "GRANT USAGE ON SCHEMA public TO {}, {}", APPLICATION, SEALER)
        _run(connection, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", APPLICATION)
        _run(connection, "GRANT SELECT ON SEQUENCE audit_auditevent_id_seq TO {}", SEALER)
        for function, role in PRIVILEGED_FUNCTIONS.items():
            connection.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
            _run(connection, f"GRANT EXECUTE ON FUNCTION {function} TO {{}}", role)
        _open_publication(connection)


def _take_back(connection: psycopg.Connection) -> None:
    for role in (APPLICATION, SEALER, PUBLICATION):
        _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", role)
        _run(connection, "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}", role)
        _run(connection, "REVOKE ALL ON SCHEMA public FROM {}", role)
    connection.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")


def _open_publication(connection: psycopg.Connection) -> None:
    """A schema of aggregates: its reader reads nothing else, and only a function of the owner's writes it."""
    _run(connection, "CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", PUBLICATION_SCHEMA, OWNER)
    _run(connection, "GRANT USAGE ON SCHEMA {} TO {}, {}", PUBLICATION_SCHEMA, PUBLICATION, APPLICATION)
    _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}", PUBLICATION_SCHEMA, APPLICATION)
    for reader in (PUBLICATION, APPLICATION):
        _run(connection, "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}", PUBLICATION_SCHEMA, reader)


def _allow(connection: psycopg.Connection, table: str, verbs: tuple[str, ...], role: str) -> None:
    _run(connection, f"GRANT {', '.join(verbs)} ON {{}} TO {{}}", table, role)


def _run(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
